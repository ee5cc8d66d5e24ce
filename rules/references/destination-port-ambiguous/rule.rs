//! A route sends to a service with several ports and does not say to which.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Target};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0112",
        name: "destination-port-ambiguous",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A route sends to a service with several ports and does not say to which",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for route in mesh.portless_routes() {
        let listed: Vec<String> = route.ports.iter().map(i64::to_string).collect();
        let listed = listed.join(", ");
        let message = match route.strange_port {
            Some(port) => format!(
                "`{}` has several ports ({listed}), and this route does not say which: requests that come to port {port} are sent to its port {port}, which it does not have",
                route.host
            ),
            None if route.is_certain => format!(
                "`{}` has several ports ({listed}), and this route does not say which: requests are sent to the port that they came to",
                route.host
            ),
            None => format!(
                "`{}` has several ports ({listed}), and this route does not say which: requests are sent to the port that they came to, if it has that",
                route.host
            ),
        };
        let finding = out.report(route.from, route.span, message);
        finding
            .help(format!("add `port: {{number: …}}` to the destination, one of {listed}"))
            .related_if(mesh.location(Target::Service(route.service)), "the service");
        if route.is_certain {
            finding.severity(Severity::Info);
        }
    }
}
