//! A Telemetry names a tracing provider of a kind that Istio has removed.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{OrEmpty, Telemetry, TextField};
use crate::source::Location;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0002",
        name: "removed-tracing-provider",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A Telemetry names a tracing provider of a kind that Istio has removed",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for telemetry in mesh.all::<Telemetry>() {
        let tracing = telemetry.spec.tracing.items().iter();
        for provider in tracing.flat_map(|tracing| tracing.providers.items()) {
            let Some(name) = &provider.name else { continue };
            let Some((kind, since, place)) = removed(mesh, &name.value) else { continue };
            if mesh.model.options.istio().is_some_and(|version| version < since) {
                continue;
            }
            let message = format!(
                "provider `{}` is of kind `{kind}`, which Istio has removed: no spans are reported there",
                name.value
            );
            out.report(telemetry.id, name.span, message)
                .help("define a provider of kind `opentelemetry`, and name it here")
                .related(place, "the provider");
        }
    }
}

/// The kind of a provider and where it is defined, where Istio no longer has that kind.
fn removed(mesh: &Mesh<'_>, name: &str) -> Option<(&'static str, (u32, u32), Location)> {
    for file in &mesh.model.settings.configs {
        let providers = file.value.extension_providers.items();
        if let Some(provider) = providers.iter().find(|provider| provider.name.text() == name) {
            let (kind, since, key) = match (&provider.lightstep, &provider.opencensus) {
                (Some(lightstep), _) => ("lightstep", (1, 27), lightstep.key),
                (_, Some(opencensus)) => ("opencensus", (1, 23), opencensus.key),
                _ => return None,
            };
            return Some((kind, since, Location { source: file.source, span: key }));
        }
    }
    None
}
