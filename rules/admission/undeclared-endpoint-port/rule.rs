//! An endpoint gives a port under a name that its ServiceEntry does not have.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::meant_or;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "undeclared-endpoint-port",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An endpoint gives a port under a name that its ServiceEntry does not have",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["ServiceEntry"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    if !["STATIC", "DNS", "DNS_ROUND_ROBIN"].contains(&spec.text_of("resolution")) {
        return;
    }
    let Some(endpoints) = spec.get("endpoints") else { return };
    let ports = spec.get("ports");
    let names =
        || ports.iter().flat_map(|ports| ports.node.items()).filter_map(|port| port.get("name")?.as_str());
    for endpoint in endpoints.items() {
        let Some(numbers) = endpoint.get("ports") else { continue };
        for (name, number) in numbers.fields() {
            if names().any(|known| known == name) {
                continue;
            }
            let message = format!("the ServiceEntry has no port `{name}`: Istio refuses it");
            let remark = out.report_here(number.key_span(), message);
            meant_or(remark, name, nearest(name, names()), || {
                "use the name of a port under `spec.ports`, or declare the port there".to_owned()
            });
            if let Some(ports) = &ports {
                remark.related_here(ports.key_span(), "the ports of the ServiceEntry");
            }
        }
    }
}
