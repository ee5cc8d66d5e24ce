//! istiod refuses a listener of a Gateway, or leaves something of it out.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::routing::ListenerFault;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0378",
        name: "listener-refused",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "istiod refuses a listener of a Gateway, or leaves something of it out",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for listener in mesh.refused_listeners() {
        let (message, help) = match listener.fault {
            ListenerFault::Protocol(protocol) => (
                format!(
                    "istiod does not serve protocol `{protocol}` (UnsupportedProtocol): nothing listens here"
                ),
                "use HTTP, HTTPS, TLS or TCP".to_owned(),
            ),
            ListenerFault::RouteKind(kind, protocol) => (
                format!(
                    "routes of kind `{kind}` do not go with a listener for {protocol} (InvalidRouteKinds): none of them is \
                     attached here"
                ),
                "list kinds that go with the protocol, or leave `kinds` out".to_owned(),
            ),
            ListenerFault::NotASecret(kind, group) => {
                let what = if group.is_empty() { kind.to_owned() } else { format!("{kind}.{group}") };
                (
                    format!(
                        "certificates are read from Secrets, not from `{what}` (InvalidCertificateRef): nothing listens here"
                    ),
                    "name a Secret of type `kubernetes.io/tls`, with `group: \"\"`".to_owned(),
                )
            }
            ListenerFault::NotGranted(namespace, name) => (
                format!(
                    "no ReferenceGrant in namespace {namespace} lets this {} use Secret `{name}` (RefNotPermitted): nothing \
                     listens here",
                    mesh.object(listener.object).kind_name
                ),
                format!(
                    "add a ReferenceGrant in namespace {namespace}, or keep the Secret beside the Gateway"
                ),
            ),
            ListenerFault::NotLetIn(namespace, name) => (
                format!(
                    "`allowedListeners` of Gateway `{namespace}/{name}` does not let this ListenerSet in (NotAllowed): none of \
                     its listeners is there"
                ),
                "set `allowedListeners.namespaces` of the Gateway, to `from: Same`, `All`, or a selector"
                    .to_owned(),
            ),
            ListenerFault::NoCertificate(namespace, name) => (
                format!(
                    "Secret `{name}` of namespace {namespace} is missing, or does not hold a certificate with its key \
                     (InvalidCertificateRef): nothing listens here"
                ),
                "name a Secret of type `kubernetes.io/tls`".to_owned(),
            ),
        };
        let finding = out.report(listener.object, listener.span, message);
        finding.help(help);
        if matches!(listener.fault, ListenerFault::RouteKind(..)) {
            finding.severity(Severity::Warning);
        }
    }
}
