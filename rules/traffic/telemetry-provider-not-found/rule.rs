//! A Telemetry names a provider that the mesh configuration does not define.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Providers};
use crate::model::{OrEmpty, Telemetry};
use crate::rules::fixes;
use crate::rules::words;
use crate::source::Location;

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
    defaults(mesh, &known, out);
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
                let Some(lacking) = known.lacking_in_any_case(&name.value) else { continue };
                let message = format!(
                    "the mesh configuration has no extension provider `{}`: {consequence} there",
                    name.value
                );
                let finding = out.report(telemetry.id, name.span, message);
                fixes::of_provider(finding, &name.value, &lacking);
                finding
                    .help(words::instead_of_provider(&lacking))
                    .related(known.place, "the providers that there are");
            }
        }
    }
}

/// The providers of a mesh for which no Telemetry says otherwise.
fn defaults(mesh: &Mesh<'_>, known: &Providers<'_>, out: &mut Findings<'_>) {
    for file in &mesh.model.settings.configs {
        let Some(defaults) = &file.value.default_providers else { continue };
        let lists = [
            (&defaults.value.tracing, "no spans are sent"),
            (&defaults.value.metrics, "no metrics are kept"),
            (&defaults.value.access_logging, "no access logs are sent"),
        ];
        for (list, consequence) in lists {
            for name in list.items().iter().filter(|name| !BUILT_IN.contains(&&*name.value)) {
                let Some(lacking) = known.lacking_in_any_case(&name.value) else { continue };
                let message = format!(
                    "the mesh configuration has no extension provider `{}`: {consequence} by default",
                    name.value
                );
                let place = Location { source: file.source, span: name.span };
                let finding = out.report_at(place, None, message);
                fixes::of_provider(finding, &name.value, &lacking);
                match lacking.nearest {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help("name one of `extensionProviders`, or add it there"),
                };
            }
        }
    }
}
