//! An unquoted word such as y or off is read as a boolean where a string is wanted.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Safe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::rules::readers::verdict;
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0111",
        name: "boolean-word",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "An unquoted word such as y or off is read as a boolean where a string is wanted",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    if let Fault::Schema {
        path,
        fault: schema::Fault::WrongType { cause: schema::Cause::BooleanWord, .. },
        reader,
    } = &problem.fault
    {
        let written = model.sources[problem.location.source].slice(problem.location.span);
        let message = format!(
            "unquoted `{written}` is a boolean in YAML 1.1, but `{path}` has to be a string: {}",
            verdict(*reader)
        );
        out.report_at(problem.location, problem.object, message)
            .help(format!("quote it: `\"{written}\"`"))
            .fix(Safe, problem.location.span, To::text(written));
    }
}
