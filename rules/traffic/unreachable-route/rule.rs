//! A rule of a VirtualService can never apply, as earlier rules take all its requests.

use crate::engine::{Check, Rule};
use crate::finding::{Finding, Findings, Group, RuleInfo, Severity};
use crate::graph::{Covered, Mesh};
use crate::model::Object;
use crate::rules::ordinals;
use crate::source::ObjectId;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0130",
        name: "unreachable-route",
        aliases: &["IST0131"],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A rule of a VirtualService can never apply, as earlier rules take all its requests",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (routes, covered) in mesh.covered_rules().iter().filter(|(_, covered)| covered.is_whole) {
        let finding = report(mesh.object(*routes), *routes, covered, out);
        if !covered.is_by_matches {
            finding.aliases(&[]); // istioctl speaks of matches only where both rules have some
        }
    }
}

/// Says that a rule never applies.
pub(in crate::rules) fn report<'f>(
    routes: &Object,
    id: ObjectId,
    covered: &Covered,
    out: &'f mut Findings<'_>,
) -> &'f mut Finding {
    let message = format!(
        "rule {} never applies: {} before it {} all of its requests",
        covered.rule + 1,
        ordinals("rule", &covered.by),
        if covered.by.len() == 1 { "takes" } else { "together take" }
    );
    let finding = out.report(id, covered.span, message);
    finding.help(match covered.by.len() {
        _ if covered.is_by_alternative => {
            "items of `match` are alternatives, and one of them takes everything: for conditions that are all to hold, put them into one item"
        }
        1 => "move it before the other rule, or narrow that one",
        _ => "move it before the other rules, or narrow one of them",
    });
    for (rule, span) in covered.by.iter().zip(&covered.by_spans).take(4) {
        finding.related(routes.at(*span), format!("rule {} comes first", rule + 1));
    }
    finding
}
