//! Two PeerAuthentications select the same pods, of which one counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::Kind;
use crate::rules::rivals;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0522",
        name: "conflicting-peer-authentications",
        aliases: &["KIA0003"],
        severity: Severity::Error,
        group: Group::Security,
        summary: "Two PeerAuthentications select the same pods, of which one counts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let consequence = "the older one counts there, the other is ignored as a whole";
    let help = "put both into one PeerAuthentication, or narrow a selector so that each workload has one";
    rivals(mesh, out, Kind::PeerAuthentication, |_| false, consequence, help);
}
