//! A policy asks who the client is, where no client can prove it.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::policies::{NoIdentity, Unmet};
use crate::graph::{Mesh, PlainClients};
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0555",
        name: "identity-without-mtls",
        aliases: &["KIA0105"],
        severity: Severity::Error,
        group: Group::Security,
        summary: "A policy asks who the client is, where no client can prove it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for verdict in mesh.unmet_values() {
        let Unmet::NoIdentity(why) = verdict.why else { continue };
        let (cause, help, place, what) = match why {
            NoIdentity::MtlsOff(place) => (
                "the workloads take plain text only: no client has an identity there",
                "switch mTLS on for these workloads",
                Some(place),
                "this switches mTLS off",
            ),
            NoIdentity::NoServer(place) => (
                "no server of this gateway asks for a certificate: no client has an identity there",
                "let the servers be `MUTUAL` or `ISTIO_MUTUAL`, or put the policy on the workloads behind the gateway",
                Some(place),
                "a server of the gateway",
            ),
            NoIdentity::Plain(PlainClients::Said(place)) => (
                "a DestinationRule has all clients send plain text: no client has an identity there",
                "write ISTIO_MUTUAL in the DestinationRule, or leave `tls` out: mTLS is then used where the server has it",
                Some(place),
                "this has clients send plain text",
            ),
            NoIdentity::Plain(PlainClients::ByDefault) => (
                "`enableAutoMtls` is off, and no DestinationRule has clients use mTLS: no client has an identity there",
                "leave `enableAutoMtls` on, or add a DestinationRule with ISTIO_MUTUAL for the wildcard over the namespace",
                None,
                "",
            ),
        };
        verdicts::report(out, verdict, cause)
            .help(help)
            .related_if(place, what)
            .aliases(if matches!(why, NoIdentity::NoServer(_)) { &[] } else { &["KIA0105"] });
    }
}
