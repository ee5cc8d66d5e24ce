//! Two subsets of a DestinationRule have the same name.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject, repeated};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "duplicate-subset",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Two subsets of a DestinationRule have the same name",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["DestinationRule"], paths: &["spec.subsets"], check }]),
};

fn check(subsets: &Cursor<'_>, out: &mut Findings<'_>) {
    let names = subsets.node.items().filter_map(|subset| subset.get("name"));
    for (name, first, again) in repeated(names.filter_map(|name| Some((name.as_str()?, name.span())))) {
        let message = format!("two subsets are called `{name}`: Istio refuses the DestinationRule");
        out.report_here(again, message)
            .help("rename one of them, or remove it")
            .related_here(first, "the first one");
    }
}
