//! Rules for a protocol that no port of the host speaks.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Origin, protocol};
use crate::model::{OrEmpty, Resource, VirtualService};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0711",
        name: "rules-for-another-protocol",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Rules for a protocol that no port of the host speaks",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.all::<VirtualService>().filter(|routes| !routes.spec.is_for_gateways()) {
        let Some((requests, bytes, name)) = served(mesh, &routes) else { continue };
        let spec = routes.spec;
        let mut report = |key: crate::source::Span, rules: &str, speaks: &str| {
            let message =
                format!("`{rules}` rules are ignored: every port of `{name}` is declared for {speaks}");
            out.report(routes.id, key, message)
                .help("declare the protocol of the port by its name or `appProtocol`, or write rules of the other kind");
        };
        if let Some(http) = spec.http.as_ref().filter(|rules| !rules.value.is_empty() && !requests) {
            report(http.key, "http", "something else than HTTP");
        }
        if let Some(tcp) = spec.tcp.as_ref().filter(|rules| !rules.value.is_empty() && !bytes) {
            report(tcp.key, "tcp", "HTTP");
        }
    }
}

/// Whether some port of the hosts takes requests, and some takes bytes, with the name of a host; `None` where
/// a host or a port is not known well enough.
fn served<'m>(mesh: &Mesh<'m>, routes: &Resource<'m, VirtualService>) -> Option<(bool, bool, String)> {
    let (mut requests, mut bytes, mut name) = (false, false, None);
    for written in routes.spec.hosts.items() {
        let full = mesh.full_host(&written.value, routes.namespace());
        let [only] = mesh.services.exactly(&full) else { return None };
        let service = mesh.services.get(*only);
        if matches!(service.origin, Origin::Made(_)) || service.ports.is_empty() {
            return None;
        }
        for port in &service.ports {
            let declared = mesh.declared_protocol(*only, port.number)?;
            match protocol::Handling::of(declared) {
                protocol::Handling::Bytes => bytes = true,
                _ => requests = true,
            }
        }
        name = name.or_else(|| Some(full.into_owned()));
    }
    Some((requests, bytes, name?))
}
