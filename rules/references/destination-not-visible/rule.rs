//! A route leads to a host that its proxies do not see.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Follower, Hop, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0310",
        name: "destination-not-visible",
        aliases: &["IST0101"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "A route leads to a host that its proxies do not see",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check<'m>(mesh: &Mesh<'m>, out: &mut Findings<'_>) {
    for hop in mesh.hops().iter().chain(mesh.mirrors()) {
        let registered = mesh.services.exactly(&hop.host);
        let Some(host) = hop.to.host.as_ref().filter(|_| !registered.is_empty()) else { continue };
        let blind = |follower: &&Follower<'m>| follower.service(mesh, &hop.host).is_none();
        let mut blind: Vec<_> = hop.followers.iter().filter(blind).collect();
        blind.dedup_by_key(|follower| follower.namespace);
        let Some(first) = blind.first() else { continue };
        let names: Vec<&str> = blind.iter().map(|follower| follower.namespace).collect();
        let service = mesh.services.get(registered[0]);
        let owner = service.object().map(|id| mesh.object(id));
        let what = owner.map_or("Service", |owner| &*owner.kind_name);
        let consequence = match hop.is_mirror {
            true => format!("what this rule mirrors to `{}` from there is lost", host.value),
            false => format!("what this route sends to `{}` there ends as 503", host.value),
        };
        let message = format!(
            "{what} {}/{} is not exported to namespace {}, {}: {consequence}",
            service.namespace,
            service.name,
            names.join(" and "),
            whose(mesh, hop, first),
        );
        let finding = out.report(hop.routes.id, host.span, message);
        finding.help(format!("add `{}` to its `exportTo`", names.join("` and `")));
        finding.related_if(owner.map(|owner| owner.name_location()), "it is defined here");
    }
}

/// Who follows the route in that namespace.
fn whose(mesh: &Mesh<'_>, hop: &Hop<'_>, follower: &Follower<'_>) -> String {
    match follower.gateway {
        Some(gateway) => format!("where the workload of Gateway `{}` runs", mesh.object(gateway).name()),
        None => format!("which sees VirtualService `{}`", hop.routes.name()),
    }
}
