//! TLS is originated without saying by which CA the server is verified.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{ClientTls, ClientTlsMode, DestinationRule, Field, Resource, Text, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0128",
        name: "no-server-verification",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Security,
        summary: "TLS to a host is originated without the CA certificates of the server",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rule in mesh.all::<DestinationRule>() {
        for policy in rule.spec.traffic_policies() {
            report(rule, policy.tls.as_ref(), "", out);
        }
    }
}

/// Reports TLS settings that verify the server by nothing of their own; `place` says for which port.
pub(super) fn report(
    rule: Resource<'_, DestinationRule>,
    tls: Option<&Field<Box<ClientTls>>>,
    place: &str,
    out: &mut Findings<'_>,
) {
    let Some(tls) = tls else { return };
    let Some(mode) = unverified_mode(tls) else { return };
    let credential = tls.credential_name.as_ref().filter(|name| !name.value.is_empty());
    // A ConfigMap is for everyone.
    let is_public = credential.is_some_and(|name| name.value.starts_with("configmap://"));
    if is_public || credential.is_some() && rule.spec.workload_selector.is_some() {
        return;
    }
    let host = rule.spec.host.text();
    let message = match credential {
        None => format!(
            "TLS to `{host}`{place} has no `caCertificates`: a server with a certificate of a private CA is refused, and before Istio 1.21 any certificate is accepted"
        ),
        Some(_) => format!(
            "`credentialName` counts for sidecars only beside a `workloadSelector`: without it and without `caCertificates` they send plain text to `{host}`{place}"
        ),
    };
    let finding = out.report(rule.id, mode.span, message);
    match credential {
        None => finding.help("name the file with the server's CA in `caCertificates`"),
        // Plain text is what nobody means; the system's authorities are often what is wanted.
        Some(name) => finding
            .severity(Severity::Warning)
            .help("add a `workloadSelector`, or name the file with the server's CA in `caCertificates`")
            .related(rule.at(name.span), "only gateways use this"),
    };
    finding.related_if(rule.spec.host.as_ref().map(|host| rule.at(host.span)), "the server");
}

/// The mode, where it asks for a verification that nothing is said about.
fn unverified_mode(tls: &ClientTls) -> Option<&Field<Text>> {
    let is_unseen = tls.insecure_skip_verify.as_ref().is_some_and(|skip| skip.value);
    let mode = tls.mode.as_ref()?;
    let is_open =
        matches!(ClientTlsMode::of(tls), ClientTlsMode::Simple | ClientTlsMode::Mutual) && !is_unseen;
    (is_open && tls.ca_certificates.text().is_empty()).then_some(mode)
}
