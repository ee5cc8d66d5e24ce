//! A Telemetry names a provider that the mesh configuration does not define.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{OrEmpty, Telemetry};
use crate::rules::words;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0337",
        name: "telemetry-provider-not-found",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A Telemetry names a provider that the mesh configuration does not define",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

/// Providers that need no definition. (istiod: `fetchProvider` in `pilot/pkg/model/telemetry.go` looks into the mesh
/// configuration, whose defaults hold these: `DefaultMeshConfig` in `pkg/config/mesh/mesh.go`.)
const BUILT_IN: [&str; 3] = ["envoy", "prometheus", "stackdriver"];

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let Some(known) = mesh.providers() else { return };
    for telemetry in mesh.all::<Telemetry>() {
        let spec = telemetry.spec;
        let tracing =
            spec.tracing.items().iter().map(|part| (part.value.providers.items(), "no spans are sent"));
        let logs = spec
            .access_logging
            .items()
            .iter()
            .map(|part| (part.value.providers.items(), "no access logs are sent"));
        let metrics =
            spec.metrics.items().iter().map(|part| (part.value.providers.items(), "no metrics are kept"));
        for (providers, consequence) in tracing.chain(logs).chain(metrics) {
            for name in providers.iter().filter_map(|provider| provider.name.as_ref()) {
                if BUILT_IN.contains(&&*name.value) {
                    continue;
                }
                let Some(lacking) = known.lacking(&name.value) else { continue };
                let message = format!(
                    "the mesh configuration has no extension provider `{}`: {consequence} there",
                    name.value
                );
                out.report(telemetry.id, name.span, message)
                    .help(words::instead_of_provider(&lacking))
                    .related(known.place, "the providers that there are");
            }
        }
    }
}
