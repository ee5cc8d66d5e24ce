//! Two ports of one object have the same name or number.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject, repeated};
use crate::yaml::{NodeRef, Value};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "duplicate-port",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Two ports of one object have the same name or number",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["Gateway"], paths: &["spec.servers"], check: check_servers },
        Subject { kinds: &["Sidecar"], paths: &["spec.ingress"], check: check_ingress },
        Subject { kinds: &["Sidecar"], paths: &["spec.egress"], check: check_egress },
    ]),
};

fn check_servers(servers: &Cursor<'_>, out: &mut Findings<'_>) {
    let names = servers.node.items().filter_map(|server| server.get("port")?.get("name"));
    let named = names.filter_map(|name| Some((name.as_str()?, name.span())));
    for (name, first, again) in repeated(named) {
        let message = format!("two servers have a port `{name}`: Istio refuses the Gateway");
        out.report_here(again, message)
            .help("give each port a name of its own")
            .related_here(first, "the first one");
    }
}

fn check_ingress(listeners: &Cursor<'_>, out: &mut Findings<'_>) {
    check_numbers(listeners, out);
}

fn check_egress(listeners: &Cursor<'_>, out: &mut Findings<'_>) {
    check_numbers(listeners, out);
    let sockets = listeners.node.items().filter_map(|listener| {
        let number = listener.get("port")?.get("number").and_then(integer);
        let bind = listener.get("bind").filter(|_| number.unwrap_or(0) == 0)?;
        Some((bind.as_str().filter(|bind| bind.starts_with("unix://"))?, bind.span()))
    });
    for (bind, first, again) in repeated(sockets) {
        let message = format!("two listeners are bound to `{bind}`: Istio refuses the Sidecar");
        out.report_here(again, message)
            .help("bind each to a socket of its own")
            .related_here(first, "the first one");
    }
}

fn check_numbers(listeners: &Cursor<'_>, out: &mut Findings<'_>) {
    let numbers = listeners.node.items().filter_map(|listener| listener.get("port")?.get("number"));
    let ports = numbers.filter_map(|number| Some((integer(number)?, number.span())));
    for (port, first, again) in repeated(ports.filter(|(port, _)| *port != 0)) {
        let message = format!(
            "two listeners have port `{port}`: Istio refuses the Sidecar, even if their `bind` differs"
        );
        let help = "join the two, or give one of them another port";
        out.report_here(again, message).help(help).related_here(first, "the first one");
    }
}

fn integer(node: NodeRef<'_>) -> Option<i64> {
    match node.value() {
        Value::Int(number) => Some(number),
        _ => None,
    }
}
