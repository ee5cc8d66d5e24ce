//! An annotation in a domain of Istio is not one that Istio knows.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mark, Mesh};
use crate::rules::fixes::meant;
use crate::schema::registry;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0108",
        name: "unknown-annotation",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "An annotation in a domain of Istio is not one that Istio knows",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let known = || registry::annotations().iter();
    for mark in mesh.marks().iter().filter(|mark| !mark.is_label && mark.entry.is_none()) {
        report(out, mark, known().filter(|entry| !entry.hidden).map(|entry| entry.key).collect());
    }
}

/// Reports a key that Istio does not know. Without anything near, it may be one of a newer release.
pub(super) fn report(out: &mut Findings<'_>, mark: &Mark<'_>, known: Vec<&'static str>) {
    let what = mark.what();
    let message = format!("Istio knows no {what} `{}`, so that it is ignored", mark.key());
    let name = |key: &'static str| key.split_once('/').map_or(key, |(_, name)| name);
    let of_key = mark.key().split_once('/').map_or(mark.key(), |(_, name)| name);
    let near = nearest(mark.key(), known.iter().copied());
    let same_name = known.iter().copied().find(|key| name(key) == of_key);
    let is_other_sort = match mark.is_label {
        true => registry::annotation(mark.key()).is_some(),
        false => registry::label(mark.key()).is_some(),
    };
    let location = mark.pair.key;
    let finding = out.report(mark.object, location, message);
    match near.or(same_name) {
        _ if is_other_sort => {
            let other = if mark.is_label { "an annotation" } else { "a label" };
            finding.help(format!("make it {other}, which Istio knows by this name"));
        }
        Some(near) => {
            meant(finding, mark.key(), near);
        }
        None => {
            finding.severity(Severity::Info).help(format!(
                "remove it, unless a newer release of Istio or another tool knows this {what}"
            ));
        }
    }
}
