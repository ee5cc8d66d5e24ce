//! Access logs are asked for, and nothing says where they go.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{OrEmpty, Resource, Telemetry};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0157",
        name: "access-log-without-provider",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A Telemetry asks for access logs, and nothing says where they go",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let settings = &mesh.model.settings;
    let default = settings.find(|config| config.default_providers.as_ref()?.access_logging.as_ref());
    if default.is_some_and(|(_, names)| !names.is_empty()) {
        return;
    }
    let is_known = mesh.model.complete || !settings.configs.is_empty();
    let is_root = |telemetry: &Resource<'_, Telemetry>| telemetry.namespace() == mesh.root_namespace();
    // What the root namespace says is inherited by all others.
    let is_inherited = mesh.all::<Telemetry>().filter(is_root).any(|telemetry| {
        telemetry.spec.selector.is_none()
            && telemetry.spec.access_logging.items().iter().any(|log| !log.providers.items().is_empty())
    });
    for telemetry in mesh.all::<Telemetry>() {
        if is_inherited && !is_root(&telemetry) {
            continue;
        }
        for log in telemetry.spec.access_logging.items() {
            let is_off = log.disabled.as_ref().is_some_and(|disabled| disabled.value);
            if is_off || !log.providers.items().is_empty() {
                continue;
            }
            if is_known {
                let message = "no provider is named here, and the mesh has no default one for access logs: this entry has no effect, and its filter is ignored";
                out.report(telemetry.id, log.span, message.to_owned())
                    .help("name one in `providers`, such as `envoy`, or in `defaultProviders.accessLogging` of the mesh configuration");
            } else {
                let message = "default provider for access logs: the mesh configuration is not in the input";
                out.unverified(telemetry.id, log.span, message.to_owned());
            }
        }
    }
}
