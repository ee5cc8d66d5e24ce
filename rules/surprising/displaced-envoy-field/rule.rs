//! Of two fields in the value of a patch of an EnvoyFilter only one counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::envoy::{departures, is_for_old_proxies};
use crate::schema::envoy::Fault;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0778",
        name: "displaced-envoy-field",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Surprising,
        summary: "Of two fields in the value of a patch of an EnvoyFilter only one counts",
        doc: include_str!("README.md"),
    },
    check: Check::Deployed(&[Subject { kinds: &["EnvoyFilter"], paths: &["spec.configPatches[]"], check }]),
};

fn check(item: &Cursor<'_>, out: &mut Findings<'_>) {
    if is_for_old_proxies(item) {
        return;
    }
    for departure in departures(item) {
        let Fault::Displaced { by, by_span, is_same, .. } = &departure.fault else { continue };
        let why = match is_same {
            true => format!("is the same field as `{by}` in another spelling"),
            false => format!("excludes `{by}` beside it, and only one of the two can be set"),
        };
        out.report_here(departure.span, format!("`{}` {why}: istiod leaves it out", departure.path))
            .help("keep the one that is meant")
            .related_here(*by_span, "this one counts");
    }
}
