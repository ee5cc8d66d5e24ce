//! A DestinationRule replaces another one instead of adding to it.

use rustc_hash::FxHashSet;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{HiddenRule, Mesh};
use crate::model::{DestinationRule, OrEmpty, Resource, TextField};
use crate::source::{Location, ObjectId};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0720",
        name: "rule-hides-other-rule",
        aliases: &["KIA0201", "KIA0204"],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A DestinationRule replaces another one instead of adding to it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let overlapping = mesh.hidden_rules().iter().filter(|own| is_overlap(mesh, own));
    let overlapping: FxHashSet<ObjectId> = overlapping.map(|own| own.hidden.id).collect();
    let mut told: FxHashSet<ObjectId> = FxHashSet::default();
    for own in mesh.hidden_rules().iter().filter(|own| !own.is_for_some) {
        let (hidden, rule) = (own.hidden, own.rule);
        let lost = match (own.subsets.as_slice(), own.replaced.as_slice()) {
            ([], []) => "nothing of its `trafficPolicy` holds for them".to_owned(),
            ([], _) => "nothing of it holds for them".to_owned(),
            (subsets, _) => format!("its subsets `{}` are unknown to them", subsets.join("`, `")),
        };
        let mtls = match own.loses_mtls {
            true if mesh.uses_auto_mtls() => ", and that they use mTLS is left to what the workloads take",
            true => ", and they send plain text, since this rule says nothing of TLS",
            false => "",
        };
        let place = location(rule);
        let message = format!(
            "for clients in namespace {} this rule takes the place of DestinationRule `{}/{}` for `{}`: {lost}{mtls}",
            rule.namespace(),
            hidden.namespace(),
            hidden.name(),
            hidden.spec.host.text()
        );
        let is_overlap = is_overlap(mesh, own);
        let finding = out.report_at(place, Some(rule.id), message);
        finding
            .help("repeat here what is to hold of the other")
            .related(location(hidden), "the one that does not count")
            .shared("a rule that takes its place")
            .aliases(match (is_overlap, own.hides_mtls) {
                (true, true) => &["KIA0201", "KIA0204"],
                (true, false) => &["KIA0201"],
                (false, true) => &["KIA0204"],
                (false, false) => &[],
            });
        if own.loses_mtls && !mesh.uses_auto_mtls() {
            finding.severity(Severity::Warning);
        }
        if told.insert(hidden.id) {
            let message = format!(
                "this rule does not hold for clients in namespace {} that call `{}`: DestinationRule `{}/{}` takes its place for them",
                rule.namespace(),
                rule.spec.host.text(),
                rule.namespace(),
                rule.name(),
            );
            out.report_at(location(hidden), Some(hidden.id), message)
                .help("repeat there what is to hold of this one")
                .related(place, "the one that counts")
                .shared("the one that does not count")
                .aliases(if overlapping.contains(&hidden.id) { &["KIA0201"] } else { &[] });
        }
    }
}

/// Whether both define the same subset, or one of them defines none. A rule that turns mTLS on for a namespace or the
/// mesh is there to be hidden.
fn is_overlap(mesh: &Mesh<'_>, own: &HiddenRule<'_>) -> bool {
    let host = own.hidden.spec.host.text();
    let is_default = host == "*.local" || *host == mesh.service_host("*", own.hidden.namespace());
    let has_none = |rule: Resource<'_, DestinationRule>| rule.spec.subsets.items().is_empty();
    let is_shared = !own.replaced.is_empty() || has_none(own.rule) || has_none(own.hidden);
    is_shared && !(own.hides_mtls && is_default)
}

fn location(rule: Resource<'_, DestinationRule>) -> Location {
    rule.spec.host.as_ref().map_or(rule.object.name_location(), |host| rule.at(host.span))
}
