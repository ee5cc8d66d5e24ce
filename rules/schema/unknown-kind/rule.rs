//! An object is of a kind or version that no release serves.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{DocumentFault, Fault, Problem};
use crate::rules::fixes::meant;
use crate::schema::removed;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0208",
        name: "unknown-kind",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "An object is of a kind or version that no release of Istio, the Gateway API or Kubernetes serves",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    let (Fault::Document(fault), Some(id)) = (&problem.fault, problem.object) else { return };
    let object = model.object(id);
    let (kind, group) = (&object.kind_name, object.group());
    match fault {
        DocumentFault::UnknownKind { nearest, homes } => {
            let group = if group.is_empty() { "the core group" } else { &format!("`{group}`") };
            let message = format!(
                "{group} has no kind `{kind}`: the API server refuses the object, and nothing in it is checked"
            );
            let gone = removed::find(object.group(), kind);
            let finding = out.report_at(problem.location, problem.object, message);
            if let (None, Some(nearest)) = (gone, nearest) {
                meant(finding, kind, nearest);
            }
            finding.help(match (gone, nearest, &**homes) {
                (Some(gone), ..) => format!("Istio has removed it; instead: {}", gone.instead),
                (_, Some(nearest), _) => format!("did you mean `{nearest}`?"),
                (_, _, []) => "look up its kind and group".to_owned(),
                (_, _, homes) => format!("did you mean `{}`?", homes.join("` or `")),
            });
        }
        DocumentFault::UnknownVersion { known } => {
            let group = if group.is_empty() { "the core group" } else { &format!("`{group}`") };
            let message = format!(
                "{kind} has no version `{}` in {group}: the API server refuses the object",
                object.version()
            );
            out.report_at(problem.location, problem.object, message)
                .help(format!("use one of: {}", known.join(", ")));
        }
        _ => {}
    }
}
