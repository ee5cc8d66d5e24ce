//! Two subsets of a DestinationRule have the same name.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject, repeated};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0106",
    name: "duplicate-subset",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Admission,
    summary: "Two subsets of a DestinationRule have the same name",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject { kinds: &["DestinationRule"], paths: &["spec.subsets"], check }]),
};

fn check(subsets: &Cursor<'_>, out: &mut Remarks<'_>) {
    let names = subsets.node.items().filter_map(|subset| subset.get("name"));
    for (name, first, again) in repeated(names.filter_map(|name| Some((name.as_str()?, name.span())))) {
        let message = format!("two subsets are called `{name}`: Istio refuses the DestinationRule");
        out.report(again, message).help("rename one of them, or remove it").related(first, "the first one");
    }
}
