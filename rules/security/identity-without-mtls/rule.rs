//! A policy asks who the client is, where no client can prove it.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::{NoIdentity, Unmet};
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0555",
        name: "identity-without-mtls",
        aliases: &[],
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
                place,
                "this switches mTLS off",
            ),
            NoIdentity::NoServer(place) => (
                "no server of this gateway asks for a certificate: no client has an identity there",
                "let the servers be `MUTUAL` or `ISTIO_MUTUAL`, or put the policy on the workloads behind the gateway",
                place,
                "a server of the gateway",
            ),
        };
        verdicts::report(out, verdict, cause).help(help).related(place, what);
    }
}
