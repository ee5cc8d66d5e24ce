//! A value has another type than its field.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::Mesh;
use crate::problem::Fault;
use crate::schema::{self, Cause};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0202",
    name: "wrong-type",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Schema,
    summary: "A value has another type than its field",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for problem in mesh.problems() {
        let Fault::Schema { path, fault } = &problem.fault else { continue };
        let schema::Fault::WrongType { wanted, read, cause } = fault else { continue };
        let help = match cause {
            Cause::BooleanWord => continue, // a rule of its own
            Cause::Boolean | Cause::Number => "quote it".to_owned(),
            Cause::QuotedNumber | Cause::QuotedBoolean => "remove the quotes".to_owned(),
            Cause::Other => format!("write {wanted}"),
        };
        let message =
            format!("`{path}` has to be {wanted}, but is {read}: the API server refuses the object");
        out.problem(problem, message).help(help);
    }
}
