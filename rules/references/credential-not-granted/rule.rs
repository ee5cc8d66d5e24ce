//! A Gateway names a Secret of another namespace, and nothing allows that.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0333",
        name: "credential-not-granted",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A Gateway names a Secret of another namespace, and no ReferenceGrant allows that",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (gateway, span, namespace, pods) in mesh.ungranted_credentials() {
        let message = format!(
            "the gateway's pods are in namespace {pods}, and no ReferenceGrant lets them read Secrets of namespace {namespace}: they have no certificate, and TLS handshakes fail"
        );
        out.report(gateway, span, message).help(format!(
            "put the Secret into namespace {pods}, or add a ReferenceGrant in namespace {namespace} from Gateways of {pods} to the Secret"
        ));
    }
}
