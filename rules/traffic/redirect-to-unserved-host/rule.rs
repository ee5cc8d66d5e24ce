//! A server redirects to HTTPS, and no server of the gateway takes TLS for the host.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{LoopCause, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0357",
        name: "redirect-to-unserved-host",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "A server redirects to HTTPS, and no server of the gateway takes TLS for the host",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.redirect_loops() {
        let LoopCause::NoTlsServer(host, has_tls) = &own.cause else { continue };
        let message = format!(
            "plain requests for `{host}` are redirected to `https`, and no server of this gateway takes TLS for the host: \
             nobody answers there"
        );
        let finding = out.report_at(own.location, Some(own.object), message);
        finding.help("add a server for HTTPS with the host, or leave out `httpsRedirect`");
        // Without any server for TLS, something in front may end it.
        if *has_tls || mesh.model.complete {
            finding.severity(Severity::Warning);
        }
    }
}
