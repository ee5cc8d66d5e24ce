//! A Sidecar imports a host that nothing has.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Proof, Role, Wanted};
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0372",
        name: "egress-host-not-found",
        aliases: &["KIA1004"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "A Sidecar imports a host that nothing has",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::EgressHost, "egress host") {
        let Wanted::Host { written, full } = &reference.to else { continue };
        let unseen = absent.within.first();
        let lack = match unseen {
            Some(_) => format!("`{written}` is not exported to this namespace"),
            None => format!("nothing has the host `{written}`"),
        };
        let message =
            format!("{lack}: this entry lets in no host, and the workloads do not see what it is for");
        let finding = out.report(reference.from, reference.span, message);
        if let Some(target) = unseen {
            finding
                .help("export it to this namespace, or remove the entry")
                .related_if(mesh.location(*target), "this is not exported here");
            continue;
        }
        // What is merely not shown may come from elsewhere.
        if absent.nearest.is_none() && absent.proof != Proof::Complete {
            finding.severity(Severity::Info);
        }
        // Kiali does not compare namespaces.
        let is_elsewhere =
            absent.nearest.as_ref().is_some_and(|near| near.text.ends_with(&format!("/{full}")));
        let is_elsewhere = is_elsewhere && !full.starts_with('*');
        finding.aliases(if is_elsewhere { &[] } else { &["KIA1004"] });
        suggest(
            finding,
            reference,
            absent,
            "write the namespace of the Service and its full name, or `*` for all of a namespace",
        );
    }
}
