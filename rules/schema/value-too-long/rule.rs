//! A text is longer, or a list or map larger, than its field allows.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0211",
        name: "value-too-long",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A text is longer, or a list or map larger, than its field allows",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    let Fault::Schema { path, fault, .. } = &problem.fault else { return };
    let schema::Fault::BadLength { of, count, maximum, .. } = fault else { return };
    if count <= maximum {
        return;
    }
    let unit = of.unit(*count);
    let message = format!(
        "`{path}` has {count} {unit}, and {maximum} at most are allowed: the API server refuses the object"
    );
    let help = match of {
        schema::Counted::Characters => format!("write at most {maximum} {}", of.unit(*maximum)),
        _ => format!("keep at most {maximum}, and move the others to another object"),
    };
    out.report_at(problem.location, problem.object, message).help(help);
}
