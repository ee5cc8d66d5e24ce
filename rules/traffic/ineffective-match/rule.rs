//! A match of a rule adds nothing, as all its requests are taken before it.

use crate::engine::{Check, Rule};
use crate::finding::{Finding, Findings, Group, RuleInfo, Severity};
use crate::graph::{Covered, Mesh};
use crate::model::Object;
use crate::rules::ordinals;
use crate::source::ObjectId;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0131",
        name: "ineffective-match",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "A match of a rule adds nothing, as all its requests are taken before it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (routes, covered) in mesh.covered_rules().iter().filter(|(_, covered)| !covered.is_whole) {
        report(mesh.object(*routes), *routes, covered, out);
    }
}

/// Says that a match adds nothing.
pub(in crate::rules) fn report<'f>(
    routes: &Object,
    id: ObjectId,
    covered: &Covered,
    out: &'f mut Findings<'_>,
) -> &'f mut Finding {
    let own = covered.rule + 1;
    let is_within_rule = covered.by == [covered.rule];
    let message = match is_within_rule {
        true => {
            format!(
                "this match of rule {own} adds nothing: other matches of the rule take all of its requests"
            )
        }
        false => format!(
            "this match of rule {own} adds nothing: {} {} all of its requests first",
            ordinals("rule", &covered.by),
            if covered.by.len() == 1 { "takes" } else { "together take" }
        ),
    };
    let finding = out.report(id, covered.span, message);
    finding.help(match is_within_rule {
        true => "remove the match",
        false => "remove the match, or move the rule before the other one",
    });
    for span in covered.by_spans.iter().take(4) {
        finding.related(routes.at(*span), "this comes first");
    }
    finding
}
