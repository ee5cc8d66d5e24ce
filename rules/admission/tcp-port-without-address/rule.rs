//! A ServiceEntry for TCP has no address that its traffic is told by.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::{Model, OrEmpty, ServiceEntry, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "tcp-port-without-address",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A ServiceEntry for TCP has no address that its traffic is told by",
        doc: include_str!("README.md"),
    },
    check: Check::Webhook(check),
};

const OPT_OUT: &str = "networking.istio.io/enable-autoallocate-ip";

fn check(model: &Model, out: &mut Findings<'_>) {
    for entry in model.all::<ServiceEntry>() {
        let resolution = entry.spec.resolution.as_ref();
        let opt_out = entry
            .object
            .labels
            .iter()
            .find(|label| &*label.name == OPT_OUT && label.value.eq_ignore_ascii_case("false"));
        let is_none = ["", "NONE"].contains(&entry.spec.resolution.text());
        if !entry.spec.addresses.items().is_empty() || !is_none && opt_out.is_none() {
            continue;
        }
        for port in entry.spec.ports.items().iter().filter(|port| ["", "TCP"].contains(&port.protocol.text()))
        {
            let span = port.protocol.as_ref().or(port.name.as_ref()).map_or(port.span, |field| field.span);
            let message = "a port for TCP without an address takes the traffic of all addresses on that port";
            let finding = out.report(entry.id, span, message.to_owned());
            finding.help("add `addresses`, or say which protocol the port has");
            if let Some(resolution) = resolution.filter(|_| is_none) {
                finding
                    .related(entry.object.at(resolution.span), "Istio gives no address with this resolution");
            }
        }
    }
}
