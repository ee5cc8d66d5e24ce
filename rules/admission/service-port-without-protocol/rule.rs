//! The port of a Service says no protocol, as istioctl validate wants it to.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::protocol;
use crate::model::{Model, OrEmpty, ServiceSpec};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0118",
        name: "service-port-without-protocol",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Admission,
        summary: "The port of a Service says no protocol, as istioctl validate wants it to",
        doc: include_str!("README.md"),
    },
    check: Check::Webhook(check),
};

fn check(model: &Model, out: &mut Findings<'_>) {
    let root = model.settings.root_namespace();
    for service in model.all::<ServiceSpec>().filter(|service| service.namespace() != root) {
        for port in service.spec.ports.items().iter().filter(|port| protocol::of(port).is_none()) {
            let (span, what) = match (&port.app_protocol, &port.name, &port.port) {
                (Some(declared), ..) => (declared.span, format!("the value `{}`", declared.value)),
                (_, Some(name), _) => (name.span, format!("the name `{}`", name.value)),
                (.., Some(number)) => (number.span, format!("port {} without a name", number.value)),
                _ => continue,
            };
            let message =
                format!("{what} says no protocol that Istio knows: sidecars guess it from the traffic");
            out.report(service.id, span, message)
                .help("begin the name with the protocol, as in `http-api` or `tcp-db`, or set `appProtocol`");
        }
    }
}
