//! Two DestinationRules of a namespace say the same part of one host.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{ContestedPart, Mesh};
use crate::model::TextField;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0370",
        name: "conflicting-destination-rules",
        aliases: &["KIA0201"],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "Two DestinationRules of a namespace say the same part of one host",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for contest in mesh.rule_contests() {
        let (rule, other) = (contest.rule, contest.other);
        let named = format!("DestinationRule `{}/{}`", other.namespace(), other.name());
        let host = rule.spec.host.text();
        let what = match contest.part {
            ContestedPart::Subset(name) => format!("{named} defines subset `{name}` of `{host}` as well"),
            ContestedPart::Policy => format!("{named} has a policy for `{host}` as well"),
            ContestedPart::Host => {
                format!("{named} is for `{host}` as well, and neither says anything of it")
            }
        };
        let is_dated = [rule, other].iter().any(|rule| rule.object.created.is_some());
        let effect = match (contest.part, contest.differs, contest.counts) {
            (ContestedPart::Host, ..) => "",
            (_, false, _) => ", and both say the same: one of them is enough",
            (_, true, _) if !is_dated => {
                ": the one that is created first counts, and what the other one says is lost"
            }
            (_, true, true) => ": this one is the older and counts, what the other one says is lost",
            (_, true, false) => ": that one is the older and counts, what this one says is lost",
        };
        let finding = out.report(rule.id, contest.span, format!("{what}{effect}"));
        finding
            .help("keep all that is said of a host in one DestinationRule")
            .related(other.at(contest.other_span), "the same part of the other rule")
            .shared("the same part of the other rule");
        if !contest.differs {
            finding.severity(Severity::Info);
        }
    }
}
