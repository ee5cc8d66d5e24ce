//! A text, list or map is empty or shorter than its field allows.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0212",
        name: "value-too-short",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A text, list or map is empty or shorter than its field allows",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    let Fault::Schema { path, fault, .. } = &problem.fault else { return };
    let schema::Fault::BadLength { of, count, minimum, .. } = fault else { return };
    if count >= minimum {
        return;
    }
    let (message, help) = match count {
        0 => (format!("`{path}` is empty"), "write a value, or remove the field".to_owned()),
        _ => {
            let unit = of.unit(*minimum);
            let message =
                format!("`{path}` has {count} {}, and {minimum} at least are asked for", of.unit(*count));
            (message, format!("write at least {minimum} {unit}"))
        }
    };
    out.report_at(problem.location, problem.object, message + ": the API server refuses the object")
        .help(help);
}
