//! A Service to which something leads selects no pod.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::graph::{Answer, Mesh, Origin, Proof};
use crate::rules::fixes::guess;
use crate::rules::words;
use crate::text::is_slip;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0361",
        name: "service-selects-no-pod",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A Service to which something leads selects no pod",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (id, service) in mesh.services.iter() {
        let Origin::Service(object) = service.origin else { continue };
        if !mesh.is_led_to(id) {
            continue;
        }
        let Some((label, answer)) = mesh.pods_of_service(object) else { continue };
        match answer {
            Answer::Absent(absent) => {
                // Operators make pods whose labels are nowhere written.
                let is_near = absent.nearest.as_ref().is_some_and(|near| is_slip(&label.value, &near.text));
                if !is_near && !matches!(absent.proof, Proof::Slip | Proof::Complete | Proof::Part) {
                    continue;
                }
                let message = format!(
                    "no pod of namespace {} has `{}: {}`: the Service has no endpoints, and what is sent there gets status \
                     503",
                    service.namespace, label.name, label.value
                );
                let finding = out.report(object, label.span, message);
                match &absent.nearest {
                    Some(near) => finding
                        .help(format!("did you mean {}?", words::nearest(near)))
                        .related_if(near.location, "pods with this value exist")
                        .fix(guess(&label.value, &near.text), label.span, To::text(&near.text)),
                    None => finding.help("write the labels of the pods"),
                };
            }
            Answer::Unverified(_) | Answer::Expected(_) | Answer::Present(_) => {}
        }
    }
}
