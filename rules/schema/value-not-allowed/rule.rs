//! A value is not one of those that its field allows.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::rules::fixes::meant_or;
use crate::rules::readers::verdict;
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0204",
        name: "value-not-allowed",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A value is not one of those that its field allows",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    let Fault::Schema { path, fault, reader } = &problem.fault else { return };
    match fault {
        schema::Fault::NotInEnum { value, allowed, nearest } => {
            let message = format!("`{path}` cannot be `{value}`: {}", verdict(*reader));
            let finding = out.report_at(problem.location, problem.object, message);
            meant_or(finding, value, nearest.as_deref(), || {
                // An empty text counts as absent where it is allowed.
                let allowed: Vec<&str> = allowed.iter().copied().filter(|value| !value.is_empty()).collect();
                format!("write one of: {}", allowed.join(", "))
            });
        }
        schema::Fault::OutOfRange { minimum, maximum } => {
            let written = model.sources[problem.location.source].slice(problem.location.span);
            let message = format!("`{path}` cannot be `{written}`: {}", verdict(*reader));
            let help = match (minimum, maximum) {
                (Some(minimum), Some(maximum)) => format!("write a number from {minimum} to {maximum}"),
                (Some(minimum), None) => format!("write a number that is at least {minimum}"),
                (None, Some(maximum)) => format!("write a number that is at most {maximum}"),
                (None, None) => "look up which numbers the field takes".to_owned(),
            };
            out.report_at(problem.location, problem.object, message).help(help);
        }
        _ => {}
    }
}
