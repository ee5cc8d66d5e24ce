//! A subset has neither labels nor a policy: it is the whole host.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0775",
        name: "subset-without-labels",
        aliases: &["KIA0209"],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A subset has neither labels nor a policy: it is the whole host",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["DestinationRule"], paths: &["spec.subsets[]"], check }]),
};

fn check(subset: &Cursor<'_>, out: &mut Findings<'_>) {
    let says_more = subset.span_of_key("labels").is_some() || subset.has("trafficPolicy");
    let Some(name) = subset.get("name").filter(|_| !says_more) else { return };
    let message =
        format!("subset `{}` has no labels: it holds all endpoints of the host", subset.text_of("name"));
    out.report_here(name.span(), message).help("add the labels of the pods that are meant");
}
