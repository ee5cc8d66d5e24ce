//! A setting that istioctl calls deprecated.

use rustc_hash::FxHashMap;

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Safe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::graph::Mesh;
use crate::model::{CustomResourceDefinitionSpec, OrEmpty, Sidecar, TextField, VirtualService};
use crate::schema::removed;
use crate::source::{Location, SourceId};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0002",
        name: "deprecated-setting",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Schema,
        summary: "A setting is deprecated, or of a kind that Istio has removed",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for service in mesh.all::<VirtualService>() {
        for rule in service.spec.http.items() {
            let delay = rule.fault.as_ref().and_then(|fault| fault.value.delay.as_ref());
            let Some(percent) = delay.and_then(|delay| delay.value.percent.as_ref()) else { continue };
            if percent.value > 0 {
                let message = "`percent` of a delay is deprecated, and takes whole numbers only".to_owned();
                out.report(service.id, percent.key, message)
                    .help(format!("write `percentage: {{value: {}}}`", percent.value))
                    .fix(Safe, percent.key, To::text("percentage"))
                    .fix(Safe, percent.span, To::literal(format!("{{value: {}}}", percent.value)));
            }
        }
    }
    for sidecar in mesh.all::<Sidecar>() {
        let policy = sidecar.spec.outbound_traffic_policy.as_ref();
        if let Some(proxy) = policy.and_then(|policy| policy.value.egress_proxy.as_ref()) {
            let message =
                "`egressProxy` is a hidden setting, which istioctl calls ignored: do not rely on it"
                    .to_owned();
            out.report(sidecar.id, proxy.key, message)
                .severity(Severity::Info)
                .help("lead the traffic through an egress gateway with a VirtualService and a ServiceEntry");
        }
    }
    let mut first_of_file: FxHashMap<SourceId, Location> = FxHashMap::default();
    for definition in mesh.all::<CustomResourceDefinitionSpec>() {
        let names = definition.spec.names.as_ref();
        let Some(kind) = names.and_then(|names| names.value.kind.as_ref()) else { continue };
        let Some(removed) = removed::find(definition.spec.group.text(), &kind.value) else { continue };
        let message = format!(
            "Istio has removed kind {} of `{}`: its objects have no effect",
            kind.value, removed.group
        );
        let place = definition.at(kind.span);
        let first = *first_of_file.entry(place.source).or_insert(place);
        let another = || format!("kind {} is another of them", kind.value);
        out.report(definition.id, kind.span, message)
            .help(format!("remove the definition; instead: {}", removed.instead))
            .related_if(Some(first).filter(|first| *first != place), "another removed kind")
            .shared(another());
    }
}
