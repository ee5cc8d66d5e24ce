//! A namespace has several injection labels, of which one counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::Kind;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0123",
        name: "multiple-injection-labels",
        aliases: &["KIA1311"],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "A namespace has several injection labels, of which one counts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

/// Labels that put the pods of a namespace into the mesh, each in its own way.
const LABELS: [&str; 3] = ["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"];

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (id, namespace) in mesh.of_kind(Kind::Namespace) {
        let label = |name: &&str| namespace.labels.get(name).filter(|label| *label.value != *"none");
        let labels: Vec<_> = LABELS.iter().filter_map(label).collect();
        // With injection switched off, the others merely have no effect, as they are meant to.
        let is_off =
            labels.first().is_some_and(|first| &*first.name == LABELS[0] && &*first.value != "enabled");
        let [first, second, ..] = labels.as_slice() else { continue };
        if is_off {
            continue;
        }
        let message = match (&*first.name, &*second.name) {
            ("istio-injection", "istio.io/rev") => format!(
                "`{}` has no effect beside `istio-injection: enabled`, which decides alone",
                second.name
            ),
            _ => format!(
                "`{}` is in vain for pods that get a sidecar by `{}`: ambient mode captures only the others",
                second.name, first.name
            ),
        };
        out.report(id, second.key.to(second.span), message)
            .help(format!("keep one of the labels: remove `{}`, or else this one", first.name))
            .related(namespace.at(first.key.to(first.span)), "the other label")
            .aliases(if *second.name == *LABELS[2] { &["KIA1311"] } else { &[] });
    }
}
