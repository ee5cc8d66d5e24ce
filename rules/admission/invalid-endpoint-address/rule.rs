//! An endpoint has an address that its resolution cannot use.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::syntax::{fqdn, ip};
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0106",
    name: "invalid-endpoint-address",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Admission,
    summary: "An endpoint has an address that its resolution cannot use",
    doc: include_str!("README.md"),
    check: Check::Object(&[
        Subject { kinds: &["ServiceEntry"], paths: &["spec"], check: check_entry },
        Subject { kinds: &["WorkloadEntry"], paths: &["spec.address"], check: check_workload },
    ]),
};

fn check_entry(spec: &Cursor<'_>, out: &mut Remarks<'_>) {
    let resolution = spec.get("resolution");
    let mode = resolution.as_ref().and_then(Cursor::text).unwrap_or("NONE");
    let (Some(resolution), Some(endpoints)) = (&resolution, spec.get("endpoints")) else { return };
    for endpoint in endpoints.items() {
        let Some(address) = endpoint.get("address").filter(|address| !address.is_empty()) else { continue };
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
        out.report(address.span(), message).help(help).related(resolution.span(), "the resolution");
    }
}

fn check_workload(address: &Cursor<'_>, out: &mut Remarks<'_>) {
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
        out.report(address.span(), message).help(help);
    }
}
