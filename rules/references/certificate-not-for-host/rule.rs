//! The certificate of a server is for other hosts than the server.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0334",
        name: "certificate-not-for-host",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::References,
        summary: "The certificate of a Gateway server is for other hosts than the server",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for foreign in mesh.judged_credentials().1 {
        let secret = mesh.object(foreign.secret);
        let mut names: Vec<String> = foreign.names.iter().take(5).map(|name| format!("`{name}`")).collect();
        if names.is_empty() {
            names.push("no DNS name at all".to_owned());
        }
        let message = format!(
            "the certificate in Secret `{}/{}` is for {}, not for `{}`: clients refuse it",
            secret.namespace,
            secret.name(),
            names.join(", "),
            foreign.host
        );
        out.report(foreign.gateway, foreign.span, message)
            .help("use a certificate with this host among its subject alternative names, or serve the host elsewhere")
            .related(secret.at(foreign.place), "the certificate");
    }
}
