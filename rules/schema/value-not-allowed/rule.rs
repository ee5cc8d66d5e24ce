//! A value is none of those that its field allows.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::Mesh;
use crate::problem::Fault;
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0204",
    name: "value-not-allowed",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Schema,
    summary: "A value is none of those that its field allows",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for problem in mesh.problems() {
        let Fault::Schema { path, fault } = &problem.fault else { continue };
        match fault {
            schema::Fault::NotInEnum { value, allowed, nearest } => {
                let help = match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("it takes one of: {}", allowed.join(", ")),
                };
                let message = format!("`{value}` is no value of `{path}`: the API server refuses the object");
                out.problem(problem, message).help(help);
            }
            schema::Fault::OutOfRange { minimum, maximum } => {
                let message =
                    format!("the number is outside what `{path}` allows: the API server refuses the object");
                let help = match (minimum, maximum) {
                    (Some(minimum), Some(maximum)) => format!("it goes from {minimum} to {maximum}"),
                    (Some(minimum), None) => format!("it is at least {minimum}"),
                    (None, Some(maximum)) => format!("it is at most {maximum}"),
                    (None, None) => "see the field's documentation".to_owned(),
                };
                out.problem(problem, message).help(help);
            }
            _ => {}
        }
    }
}
