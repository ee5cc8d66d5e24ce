//! A redirect leads to the very request that is redirected.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{LoopCause, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0356",
        name: "redirect-loop",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "A redirect leads to the very request that is redirected",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.redirect_loops() {
        match &own.cause {
            LoopCause::SameRequest(url) => {
                let message = format!(
                    "this redirect leads to itself: a request for `{url}` is answered with a redirect to `{url}`, for ever"
                );
                out.report_at(own.location, Some(own.object), message).help(
                    "let the redirect apply to the plain listener alone (`sectionName`, or a Gateway of its own), or \
                     change host or path",
                );
            }
            LoopCause::BehindTls(service, port) => {
                let name = mesh.object(*service).name();
                let message = format!(
                    "port 443 of Service `{name}` leads to this plain server, too (port {port} of the pods): what comes \
                     through TLS that ended before is redirected to `https` again, for ever"
                );
                out.report_at(own.location, Some(own.object), message)
                    .severity(Severity::Warning)
                    .help("redirect at the load balancer, which ends TLS, and leave out `httpsRedirect`")
                    .related(mesh.object(*service).name_location(), "the Service whose port 443 leads here");
            }
            LoopCause::NoTlsServer(..) => {}
        }
    }
}
