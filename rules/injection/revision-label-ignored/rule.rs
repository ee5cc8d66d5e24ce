//! A revision label of pods has no effect, as a label of their namespace decides.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Injector, Mesh};
use crate::model::PodTemplate;

const REVISION: &str = "istio.io/rev";

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0402",
        name: "revision-label-ignored",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "A revision label of pods has no effect, as a label of their namespace decides",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for pods in mesh.all::<PodTemplate>() {
        let Some(metadata) = &pods.spec.metadata else { continue };
        let Some(label) = metadata.labels.as_ref().and_then(|labels| labels.value.get(REVISION)) else {
            continue;
        };
        // Istio's charts put it on pods that ask for no injection: istiod, and gateways that bring their proxy.
        let asks = metadata.labels.as_ref().and_then(|labels| labels.value.get("sidecar.istio.io/inject"));
        if asks.is_some_and(|asks| &*asks.value == "false") {
            continue;
        }
        let Some((_, namespace)) = mesh.namespaces.object(pods.namespace()) else { continue };
        let Some((decides, value, place)) = Injector::deciding_label(namespace) else { continue };
        let decided = match (decides, &**value) {
            ("istio-injection", "enabled") => "default",
            ("istio-injection", _) => "",
            (_, revision) => revision,
        };
        if decided == &*label.value {
            continue; // both ask for the same
        }
        let message = format!(
            "the pods' revision `{}` has no effect: the label `{decides}: {value}` of namespace {} decides for all of its pods",
            label.value,
            pods.namespace()
        );
        out.report(pods.id, label.span, message)
            .help("remove the label of the namespace, so that the pods' own labels count, or remove this one")
            .related(namespace.at(place), "this label decides");
    }
}
