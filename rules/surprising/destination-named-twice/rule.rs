//! A rule names one destination twice.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use rustc_hash::FxHashMap;

use crate::graph::Mesh;
use crate::model::{OrEmpty, Resource, RouteDestination, Spanned, TextField, VirtualService};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0771",
        name: "destination-named-twice",
        aliases: &["KIA1105"],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A rule names one destination twice",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.all::<VirtualService>() {
        let http = routes.spec.http.items().iter().map(|rule| rule.route.items());
        let tls = routes.spec.tls.items().iter().map(|rule| rule.route.items());
        let tcp = routes.spec.tcp.items().iter().map(|rule| rule.route.items());
        for list in http.chain(tls).chain(tcp).filter(|list| list.len() > 1) {
            check_list(mesh, routes, list, out);
        }
    }
}

fn check_list(
    mesh: &Mesh<'_>,
    routes: Resource<'_, VirtualService>,
    list: &[Spanned<RouteDestination>],
    out: &mut Findings<'_>,
) {
    let mut known = FxHashMap::default();
    for route in list.iter().filter(|route| route.headers.is_none()) {
        let Some(to) = &route.destination else { continue };
        let Some(host) = &to.value.host else { continue };
        let full = mesh.full_host(&host.value, routes.namespace()).to_ascii_lowercase();
        let port = to.value.port.as_ref().and_then(|port| Some(port.value.number.as_ref()?.value));
        let place = (full, to.value.subset.text(), port);
        match known.get(&place) {
            None => {
                known.insert(place, host.span);
            }
            Some(first) => {
                let message =
                    format!("`{}` is a destination of this rule twice: the weights add up", host.value);
                out.report(routes.id, host.span, message)
                    .help("name the destination that was meant, or make the two one")
                    .related_here(*first, "the same destination");
            }
        }
    }
}
