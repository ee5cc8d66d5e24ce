//! Listeners of two Gateways have one hostname and port, or two Gateways ask for one address.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use std::collections::BTreeMap;

use crate::graph::Mesh;
use crate::model::{KubernetesGateway, OrEmpty, Resource, TextField};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0376",
        name: "listeners-share-hostname",
        aliases: &["KIA1501", "KIA1502"],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "Listeners of two Gateways have one hostname and port, or two Gateways ask for one address",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

type Users<'m> = Vec<(Resource<'m, KubernetesGateway>, Span)>;

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let mut listeners: BTreeMap<(String, i64, &str), Users<'_>> = BTreeMap::new();
    let mut addresses: BTreeMap<(&str, &str), Users<'_>> = BTreeMap::new();
    for gateway in mesh.all::<KubernetesGateway>() {
        for listener in gateway.spec.listeners.items() {
            let (Some(hostname), Some(port)) = (&listener.hostname, &listener.port) else { continue };
            let place = (hostname.value.to_ascii_lowercase(), port.value, listener.protocol.text());
            add(listeners.entry(place).or_default(), gateway, hostname.span);
        }
        for address in gateway.spec.addresses.items() {
            // A host name stands for a Service that is there, which several Gateways may share.
            let is_ip = matches!(address.value.address_type.text(), "" | "IPAddress");
            if let Some(value) = address.value.value.as_ref().filter(|value| is_ip && !value.value.is_empty())
            {
                add(addresses.entry(("IPAddress", &value.value)).or_default(), gateway, value.span);
            }
        }
    }
    for ((hostname, port, _), users) in &listeners {
        let what = format!(
            "has a listener for `{hostname}` on port {port} as well: DNS decides which of the two clients reach"
        );
        report(users, &what, "attach the routes to one of the two, or to both", &["KIA1501"], out);
    }
    for ((_, address), users) in &addresses {
        let what = format!("asks for address {address} as well: one of the two gets it");
        report(users, &what, "ask for the address once", &["KIA1502"], out);
    }
}

fn add<'m>(users: &mut Users<'m>, gateway: Resource<'m, KubernetesGateway>, span: Span) {
    if users.last().is_none_or(|(last, _)| last.id != gateway.id) {
        users.push((gateway, span));
    }
}

fn report(
    users: &Users<'_>,
    what: &str,
    help: &str,
    aliases: &'static [&'static str],
    out: &mut Findings<'_>,
) {
    for (index, (gateway, span)) in users.iter().enumerate().filter(|_| users.len() > 1) {
        let (other, other_span) = users[usize::from(index == 0)];
        // Copies of one Gateway are the same one in another place.
        if (other.namespace(), other.name()) == (gateway.namespace(), gateway.name()) {
            continue;
        }
        out.report(gateway.id, *span, format!("Gateway `{}/{}` {what}", other.namespace(), other.name()))
            .help(help)
            .related(other.at(other_span), "the other Gateway")
            .shared("the other Gateway")
            .aliases(aliases);
    }
}
