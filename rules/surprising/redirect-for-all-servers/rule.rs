//! A server redirects a host to HTTPS that another server of the port serves in plain text.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Contest, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0726",
        name: "redirect-for-all-servers",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A server redirects a host to HTTPS that another server of the port serves in plain text",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.gateway_contests() {
        let Contest::Redirected(host) = &own.contest else { continue };
        let message = format!(
            "another server of this port has `{host}` with `httpsRedirect`: all plain requests for it are redirected, those that this server is to serve as well"
        );
        out.report_at(own.location, Some(own.object), message)
            .help("keep the host in one of the two servers")
            .related_if(own.winner, "the server that redirects");
    }
}
