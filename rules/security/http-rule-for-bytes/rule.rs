//! A policy allows by attributes of requests, and the ports of its workloads carry bytes.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::Unmet;
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0556",
        name: "http-rule-for-bytes",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A policy allows by attributes of requests, and the ports of its workloads carry bytes",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for verdict in mesh.unmet_values() {
        if verdict.why != Unmet::Bytes {
            continue;
        }
        let cause =
            "the ports of these workloads are not declared HTTP, and no proxy looks for requests there";
        verdicts::report(out, verdict, cause)
            .help("allow by `principals`, `namespaces`, `ipBlocks` and `ports`, or declare the port HTTP");
    }
}
