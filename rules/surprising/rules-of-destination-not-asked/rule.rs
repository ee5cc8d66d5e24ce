//! The rules of a destination's own host are not asked.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{OrEmpty, Resource, TextField, VirtualService};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0734",
        name: "rules-of-destination-not-asked",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "The rules of a destination's own host are not asked",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let by_host = mesh.mesh_routes_by_host();
    // What a gateway misses of subsets is a finding of its own.
    let known: FxHashSet<_> =
        mesh.bypassed_subsets().iter().map(|bypass| (bypass.gateway_routes, bypass.span)).collect();
    for hop in mesh.hops().iter().filter(|hop| hop.is_http && hop.to.subset.is_none()) {
        let host = hop.host.to_ascii_lowercase();
        let Some(written) = &hop.to.host else { continue };
        let is_own =
            mesh.full_hosts(hop.routes.object, hop.routes.spec).any(|own| own.eq_ignore_ascii_case(&host));
        if is_own || known.contains(&(hop.routes.id, written.span)) {
            continue;
        }
        let mut others = by_host.get(&host).into_iter().flatten().filter_map(|&id| {
            let routes = mesh.resource::<VirtualService>(id)?;
            (id != hop.routes.id && says_more(mesh, &routes)).then_some(routes)
        });
        let Some(other) = others.next() else { continue };
        let message = format!(
            "requests go to the pods of `{}`, and the rules of VirtualService `{}/{}` for that host are not asked again",
            written.value,
            other.namespace(),
            other.name()
        );
        out.report(hop.routes.id, written.span, message)
            .help("repeat here what is to hold of them: subsets, weights, timeouts")
            .related(other.object.name_location(), "rules for requests that clients send to that host");
    }
}

/// Whether the rules say more than that requests go to the host, which they do anyway.
fn says_more(mesh: &Mesh<'_>, routes: &Resource<'_, VirtualService>) -> bool {
    let hosts: Vec<_> = routes.spec.hosts.items().iter().map(|item| &*item.value).collect();
    let full = |written: &str| mesh.full_host(written, routes.namespace()).into_owned();
    routes.spec.http.items().iter().any(|rule| {
        let is_plain = match rule.route.items() {
            [only] => only.destination.as_ref().is_some_and(|to| {
                let own = full(to.value.host.text());
                to.value.subset.is_none() && hosts.iter().any(|host| full(host) == own)
            }),
            _ => false,
        };
        let has_more = rule.timeout.is_some()
            || rule.retries.is_some()
            || rule.fault.is_some()
            || rule.rewrite.is_some()
            || rule.mirror.is_some()
            || rule.mirrors.is_some()
            || rule.headers.is_some();
        !is_plain || has_more
    })
}
