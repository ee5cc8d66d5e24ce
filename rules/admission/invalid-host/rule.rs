//! A host is not a valid host name.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::model::MESH_GATEWAY;
use crate::text::{HostFault, dns_label, fqdn, ip, wildcard_domain};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-host",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A host is not a valid host name",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.hosts[]", "spec.tls[].match[].sniHosts[]"],
            check: check_served,
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &[
                "spec.http[].(route[].destination|mirror|mirrors[].destination).host",
                "spec.(tcp|tls)[].route[].destination.host",
            ],
            check: check_destination,
        },
        Subject { kinds: &["DestinationRule"], paths: &["spec.host"], check: check_wildcard },
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.tunnel.targetHost"],
            check: check_target,
        },
        Subject { kinds: &["ServiceEntry"], paths: &["spec.hosts[]"], check: check_entry },
        Subject { kinds: &["MeshConfig"], paths: &["serviceSettings[].hosts[]"], check: check_wildcard },
        Subject {
            kinds: &["MeshNetworks"],
            paths: &["{}.gateways[].registryServiceName"],
            check: check_proxy,
        },
        Subject {
            kinds: &["Sidecar"],
            paths: &["spec.outboundTrafficPolicy.egressProxy.host"],
            check: check_proxy,
        },
    ]),
};

fn check_wildcard(host: &Cursor<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = host.text().and_then(|text| wildcard_domain(text).err()) {
        report(host, fault, out);
    }
}

/// Hosts of a VirtualService may be addresses as well, and, where it routes by SNI for gateways, the names
/// that proxies give to clusters.
fn check_served(host: &Cursor<'_>, out: &mut Findings<'_>) {
    let is_other = |text| ip(text) || is_cluster_name(text) && routes_by_sni(host.top());
    if !host.text().is_some_and(is_other) {
        check_wildcard(host, out);
    }
}

fn check_destination(host: &Cursor<'_>, out: &mut Findings<'_>) {
    if host.text() == Some("*") {
        out.report_here(
            host.span(),
            "`*` is not one service, which a destination has to be: Istio refuses the VirtualService",
        )
        .help("name the service that gets the requests");
        return;
    }
    check_wildcard(host, out);
}

fn check_entry(host: &Cursor<'_>, out: &mut Findings<'_>) {
    if host.text() == Some("*") {
        out.report_here(
            host.span(),
            "`*` would make every name this service: Istio refuses the ServiceEntry",
        )
        .help("name the hosts, or a domain such as `*.example.com`");
        return;
    }
    check_wildcard(host, out);
}

fn check_target(host: &Cursor<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = host.text().filter(|text| !ip(text)).and_then(|text| fqdn(text).err()) {
        report(host, fault, out);
    }
}

fn check_proxy(host: &Cursor<'_>, out: &mut Findings<'_>) {
    if let Some(fault) = host.text().and_then(|text| fqdn(text).err()) {
        report(host, fault, out);
    }
}

fn report(host: &Cursor<'_>, fault: HostFault<'_>, out: &mut Findings<'_>) {
    let text = host.text().unwrap_or_default();
    let kind = host.object.kind;
    let message = match fault {
        HostFault::Empty => format!("the host is empty: Istio refuses the {kind}"),
        _ => format!("`{text}` is not a valid host name, since {fault}: Istio refuses the {kind}"),
    };
    let help = match fault {
        HostFault::NumericEnd(_) if ip(text) => "name the service; an address cannot stand here",
        HostFault::Label(part) if part.contains("//") || part.contains(':') => {
            "write the name alone, without scheme and port"
        }
        _ => "write names of letters, digits and `-` with dots between them",
    };
    out.report_here(host.span(), message).help(help);
}

/// Whether a name is that of a cluster in a gateway: `outbound_.443_._.search.shop.svc.cluster.local`.
fn is_cluster_name(text: &str) -> bool {
    let mut parts = text.splitn(4, '_');
    let is_outbound = parts.next() == Some("outbound");
    let mut after_dot = || parts.next().and_then(|part| part.strip_prefix('.')).unwrap_or("_");
    let is_port = after_dot().parse::<u16>().is_ok_and(|port| port > 0);
    let subset = after_dot();
    is_outbound && is_port && (subset.is_empty() || dns_label(subset)) && wildcard_domain(after_dot()).is_ok()
}

fn routes_by_sni(object: &Cursor<'_>) -> bool {
    let Some(spec) = object.get("spec") else { return false };
    let serves_mesh =
        |gateways: &Cursor<'_>| gateways.items().any(|gateway| gateway.text() == Some(MESH_GATEWAY));
    if !spec.get("gateways").is_some_and(|gateways| !gateways.is_empty() && !serves_mesh(&gateways)) {
        return false;
    }
    let has_names = |item: Cursor<'_>| item.get("sniHosts").is_some_and(|hosts| !hosts.is_empty());
    let matches_names = |rule: Cursor<'_>| rule.get("match").is_some_and(|list| list.items().any(has_names));
    spec.get("tls").is_some_and(|rules| rules.items().any(matches_names))
}
