//! An element of a list or map is null.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0205",
        name: "null-element",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "An element of a list or map is null",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::Schema { path, fault: schema::Fault::NullElement, .. } = &problem.fault {
        out.report_at(
            problem.location,
            problem.object,
            format!("`{path}` is null: the API server refuses the object"),
        )
        .help("write its value, or remove it")
        .fix(Unsafe, problem.location.span, To::Nothing);
    }
}
