//! A rewrite of a prefix without a slash doubles the slash of the path.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0704",
        name: "rewrite-doubles-slash",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A rewrite of a prefix without a slash doubles the slash of the path",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].rewrite.uri"],
        check,
    }]),
};

fn check(uri: &Cursor<'_>, out: &mut Findings<'_>) {
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
        out.report_here(
            uri.span(),
            format!("`{text}/cart` becomes `{new}/cart`: what follows the prefix keeps its own slash"),
        )
        .help(format!(
            "match `{text}/` as well, by a match of its own before this one, or match `{text}` by `exact`"
        ))
        .related_here(prefix.span(), "this prefix ends without a slash");
        return;
    }
}
