//! An extension provider that is in use names a Service that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Answer, Mesh};
use crate::model::{AuthorizationPolicy, ExtensionProvider, Field, OrEmpty, Telemetry, Text, TextField};
use crate::rules::fixes::meant;
use crate::source::Location;
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0364",
        name: "provider-service-not-found",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::References,
        summary: "An extension provider that is in use names a Service that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let asking: FxHashSet<&str> = mesh
        .all::<AuthorizationPolicy>()
        .filter(|policy| policy.spec.action() == "CUSTOM")
        .filter_map(|policy| Some(policy.spec.provider.as_ref()?.value.name.text()))
        .collect();
    let mut used: FxHashSet<String> = FxHashSet::default();
    for telemetry in mesh.all::<Telemetry>() {
        let spec = telemetry.spec;
        let tracing = spec.tracing.items().iter().flat_map(|part| part.value.providers.items());
        let logs = spec.access_logging.items().iter().flat_map(|part| part.value.providers.items());
        let metrics = spec.metrics.items().iter().flat_map(|part| part.value.providers.items());
        used.extend(
            tracing.chain(logs).chain(metrics).map(|provider| provider.name.text().to_ascii_lowercase()),
        );
    }
    for file in &mesh.model.settings.configs {
        if let Some(defaults) = &file.value.default_providers {
            let lists = [&defaults.value.tracing, &defaults.value.metrics, &defaults.value.access_logging];
            used.extend(
                lists.iter().flat_map(|list| list.items()).map(|name| name.value.to_ascii_lowercase()),
            );
        }
    }
    for file in &mesh.model.settings.configs {
        for provider in file.value.extension_providers.items() {
            let name = provider.name.text();
            let is_asked = asking.contains(name);
            if !is_asked && !used.contains(&name.to_ascii_lowercase()) {
                continue;
            }
            let Some(service) = service(provider) else { continue };
            let host = service.value.rsplit('/').next().unwrap_or(&service.value);
            let Answer::Absent(absent) = mesh.host_answer(host, host) else { continue };
            let effect = match is_asked {
                true => "what policies have it judge is denied",
                false => "nothing is sent there",
            };
            let message =
                format!("no Service or ServiceEntry has the host `{host}` of provider `{name}`: {effect}");
            let place = Location { source: file.source, span: service.span };
            let finding = out.report_at(place, None, message);
            match &absent.nearest {
                Some(near) if host.len() == service.value.len() => meant(finding, host, &near.text),
                Some(near) => finding.help(format!("did you mean `{}`?", near.text)),
                None => {
                    finding.help("write the full host of the Service, `NAME.NAMESPACE.svc.cluster.local`")
                }
            };
            if is_asked {
                finding.severity(Severity::Error);
            }
        }
    }
}

/// The Service that a provider names.
fn service(provider: &ExtensionProvider) -> Option<&Field<Text>> {
    let authz = [&provider.envoy_ext_authz_http, &provider.envoy_ext_authz_grpc];
    let tracing = [&provider.zipkin, &provider.datadog, &provider.skywalking];
    let logs = [&provider.envoy_otel_als, &provider.envoy_http_als, &provider.envoy_tcp_als];
    authz
        .iter()
        .find_map(|it| it.as_ref()?.value.service.as_ref())
        .or_else(|| tracing.iter().find_map(|it| it.as_ref()?.value.service.as_ref()))
        .or_else(|| provider.opentelemetry.as_ref()?.value.service.as_ref())
        .or_else(|| logs.iter().find_map(|it| it.as_ref()?.value.service.as_ref()))
        .filter(|service| !service.value.is_empty())
}
