//! A rewrite of a prefix without a slash doubles the slash of the path.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0704",
    name: "rewrite-doubles-slash",
    aliases: &[],
    severity: Severity::Info,
    group: Group::Surprising,
    summary: "A rewrite of a prefix without a slash doubles the slash of the path",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].rewrite.uri"],
        check,
    }]),
};

fn check(uri: &Cursor<'_>, out: &mut Remarks<'_>) {
    if uri.text().is_none_or(|text| !text.ends_with('/')) {
        return;
    }
    let Some(rule) = uri.parent().and_then(Cursor::parent) else { return };
    let Some(matches) = rule.get("match") else { return };
    for condition in matches.items() {
        let Some(path) = condition.get("uri") else { continue };
        let Some(prefix) = path.get("prefix") else { continue };
        let Some(text) = prefix.text().filter(|text| !text.ends_with('/')) else { continue };
        let new = uri.text().unwrap_or_default();
        out.report(
            uri.span(),
            format!("`{text}/cart` becomes `{new}/cart`: what follows the prefix keeps its own slash"),
        )
        .help(format!(
            "match `{text}/` as well, by a match of its own before this one, or match `{text}` by `exact`"
        ))
        .related(prefix.span(), "this prefix ends without a slash");
        return;
    }
}
