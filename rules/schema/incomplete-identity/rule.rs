//! An object lacks its apiVersion, kind or name.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{DocumentFault, Fault, Problem};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0206",
        name: "incomplete-identity",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "An object lacks its apiVersion, kind or name",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    let Fault::Document(fault) = &problem.fault else { return };
    let missing = match fault {
        DocumentFault::MissingApiVersion => "apiVersion",
        DocumentFault::MissingKind => "kind",
        DocumentFault::MissingName => "metadata.name",
        _ => return,
    };
    let message = format!("the object has no `{missing}`, and cannot be applied");
    out.report_at(problem.location, problem.object, message).help(format!("add `{missing}`"));
}
