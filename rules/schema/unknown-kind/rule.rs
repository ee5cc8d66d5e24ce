//! An object is of a kind or version that no release serves.

use crate::diag::{Check, Findings, Group, Rule, Severity};
use crate::model::Model;
use crate::problem::{DocumentFault, Fault};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0208",
    name: "unknown-kind",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Schema,
    summary: "An object is of a kind or version that no release of Istio or the Gateway API serves",
    doc: include_str!("README.md"),
    check: Check::Model(check),
};

fn check(model: &Model, out: &mut Findings<'_>) {
    for problem in &model.problems {
        let (Fault::Document(fault), Some(id)) = (&problem.fault, problem.object) else { continue };
        let object = model.object(id);
        let (kind, group) = (&object.kind_name, object.group());
        match fault {
            DocumentFault::UnknownKind { nearest } => {
                let message = format!(
                    "`{group}` has no kind `{kind}`: the API server refuses the object, and nothing in it is checked"
                );
                out.problem(problem, message).help(match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "look up its kind and group".to_owned(),
                });
            }
            DocumentFault::UnknownVersion { known } => {
                let message = format!(
                    "{kind} has no version `{}` in `{group}`: the API server refuses the object",
                    object.version()
                );
                out.problem(problem, message).help(format!("use one of: {}", known.join(", ")));
            }
            _ => {}
        }
    }
}
