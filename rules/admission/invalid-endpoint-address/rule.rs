//! An endpoint has an address that its resolution cannot use.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::{fqdn, ip};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-endpoint-address",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An endpoint has an address that its resolution cannot use",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["ServiceEntry"], paths: &["spec"], check: check_entry },
        Subject { kinds: &["WorkloadEntry"], paths: &["spec.address"], check: check_workload },
        Subject { kinds: &["WorkloadEntry"], paths: &["spec"], check: check_empty },
    ]),
};

fn check_entry(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    let resolution = spec.get("resolution");
    let mode = resolution.as_ref().and_then(Cursor::text).unwrap_or("NONE");
    let (Some(resolution), Some(endpoints)) = (&resolution, spec.get("endpoints")) else { return };
    for endpoint in endpoints.items() {
        if endpoint.text_of("address").is_empty() {
            check_absent(&endpoint, mode, out);
            continue;
        }
        let Some(address) = endpoint.get("address") else { continue };
        let Some(text) = address.text() else { continue };
        let (is_usable, wanted) = match mode {
            "STATIC" => (text.starts_with("unix://") || ip(text), "an IP address"),
            "DNS" | "DNS_ROUND_ROBIN" => {
                (ip(text) || fqdn(text).is_ok(), "an IP address or a name without wildcards")
            }
            _ => continue,
        };
        if is_usable {
            continue;
        }
        let message = format!(
            "with resolution {mode} an endpoint is {wanted}, which `{text}` is not: Istio refuses the ServiceEntry"
        );
        let help = match mode {
            "STATIC" if fqdn(text).is_ok() => "give its IP address, or write `resolution: DNS`",
            _ if text.starts_with("unix://") => "sockets are for `resolution: STATIC`",
            _ if text.contains(':') => "put the port under `ports`",
            _ => "name each endpoint",
        };
        out.report_here(address.span(), message).help(help).related_here(resolution.span(), "the resolution");
    }
}

/// That there is neither address nor network is a rule of the definition. With a network there need be no
/// address, unless names are looked up.
fn check_absent(endpoint: &Cursor<'_>, mode: &str, out: &mut Findings<'_>) {
    let has_network = !endpoint.text_of("network").is_empty();
    let is_wanted = match mode {
        "STATIC" => !has_network,
        "DNS" | "DNS_ROUND_ROBIN" => true,
        _ => false,
    };
    let address = endpoint.get("address").filter(|address| address.text().is_some());
    if is_wanted && (address.is_some() || has_network) {
        let place = address.map_or_else(|| endpoint.key_span(), |address| address.span());
        let message = format!(
            "with resolution {mode} an endpoint needs an address, and this one has none: Istio refuses the ServiceEntry"
        );
        out.report_here(place, message).help("give an IP address, or, with `resolution: DNS`, a host name");
    }
}

fn check_workload(address: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = address.text().filter(|text| !text.is_empty() && !text.starts_with("unix://")) else {
        return;
    };
    if !ip(text) && fqdn(text).is_err() {
        let message =
            format!("`{text}` is neither an IP address nor a host name: Istio refuses the WorkloadEntry");
        let help = if text.contains(':') {
            "put the port under `ports`"
        } else {
            "give the address of the workload"
        };
        out.report_here(address.span(), message).help(help);
    }
}

fn check_empty(workload: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(address) = workload.get("address").filter(|address| address.text() == Some("")) else { return };
    if workload.text_of("network").is_empty() {
        out.report_here(
            address.span(),
            "the address is empty, and no network is named: Istio refuses the WorkloadEntry",
        )
        .help("give the address of the workload, or the network that it is in");
    }
}
