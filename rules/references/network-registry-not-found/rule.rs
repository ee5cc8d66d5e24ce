//! A network is said to hold the endpoints of a cluster that istiod does not know.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::OrEmpty;
use crate::rules::fixes::meant_or;
use crate::source::Location;
use crate::text::{is_slip, nearest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0126",
        name: "network-registry-not-found",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A network is said to hold the endpoints of a cluster that istiod does not know",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let known = mesh.cluster_names();
    // The names of remote clusters are in Secrets that hardly anybody has in Git.
    let ought_to_be_here = mesh.model.complete || known.has_remotes;
    for file in &mesh.model.settings.networks {
        for network in file.value.networks.items() {
            for endpoints in network.value.endpoints.items() {
                let Some(registry) = &endpoints.from_registry else { continue };
                let name = &*registry.value;
                let names = || known.names.iter().map(String::as_str);
                if name.is_empty() || names().any(|cluster| cluster == name) {
                    continue;
                }
                let near = nearest(name, names());
                if !ought_to_be_here && !near.is_some_and(|near| is_slip(name, near)) {
                    continue;
                }
                let message = format!(
                    "istiod knows no cluster `{name}`: network {} has no endpoints from it, and traffic to them goes past the gateway",
                    network.name
                );
                let location = Location { source: file.source, span: registry.span };
                let finding = out.report_at(location, None, message);
                meant_or(finding, name, near, || {
                    "name a cluster as its remote secret does, or the own one as CLUSTER_ID of istiod"
                        .to_owned()
                });
            }
        }
    }
}
