//! An unquoted value begins with an asterisk, which YAML takes for an alias.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Safe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0104",
        name: "unquoted-asterisk",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "An unquoted value begins with an asterisk, which YAML takes for an alias",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::Yaml(yaml::Fault::UnquotedAsterisk { text }) = &problem.fault {
        out.report_at(
            problem.location,
            problem.object,
            format!("unquoted `{text}` is an alias in YAML, not a string: the document is refused"),
        )
        .help(format!("quote it: `\"{text}\"`"))
        .fix(Safe, problem.location.span, To::Source(format!("\"{text}\"")));
    }
}
