//! An EnvoyFilter without priority has an operation that depends on the order of EnvoyFilters, for some
//! versions of the proxy.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, PatchEffect};
use crate::model::EnvoyFilter;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0155",
        name: "relative-operation-with-proxy-version",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "An EnvoyFilter without priority, for one proxy version, depends on other EnvoyFilters",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for filter in mesh.all::<EnvoyFilter>() {
        if filter.spec.has_priority() {
            continue;
        }
        for patch in filter.spec.patches() {
            let Some(operation) = patch.operation() else { continue };
            let Some(version) = patch.proxy_version() else { continue };
            let Some(PatchEffect::Relative(_)) = PatchEffect::of(patch) else { continue };
            let message = format!(
                "`{}` without `priority` depends on which EnvoyFilter is older, and this one is for proxies of version `{}`: the filter for the next version will be the youngest, and after an upgrade filters have another order or are not found",
                operation.value, version.value
            );
            let help = match operation.value.starts_with("INSERT") {
                true => "set the same `priority` for each version, or use `INSERT_FIRST` or `ADD`",
                false => "set the same `priority` for each version",
            };
            let finding = out.report(filter.id, operation.span, message);
            finding
                .help(help)
                .related(filter.at(version.span), "proxies of other versions do not get the patch");
            if filter.is_of_release() {
                finding.severity(Severity::Info);
            }
        }
    }
}
