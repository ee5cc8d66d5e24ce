//! A webhook of Istio is called by an IP address.

use std::net::IpAddr;

use super::webhook_address_invalid::{host, webhooks};
use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0164",
        name: "webhook-address-is-ip",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Injection,
        summary: "A webhook of Istio is called by an IP address instead of a host name",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (id, webhook) in webhooks(mesh) {
        let Some(url) = webhook.client_config.as_ref().and_then(|client| client.url.as_ref()) else {
            continue;
        };
        let Some(host) = host(&url.value).filter(|host| host.parse::<IpAddr>().is_ok()) else { continue };
        let message = format!(
            "the external control plane is called at `{host}`: its certificate has to hold this address, and calls fail once the address changes"
        );
        out.report(id, url.span, message).help("name it by a host name, for which DNS follows the address");
    }
}
