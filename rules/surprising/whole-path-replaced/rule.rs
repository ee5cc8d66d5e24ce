//! A rewrite or redirect replaces the whole path, not the part that matched.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0733",
        name: "whole-path-replaced",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A rewrite or redirect replaces the whole path, not the part that matched",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].redirect.uri", "spec.http[].rewrite.uri"],
        check,
    }]),
};

fn check(uri: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(action) = uri.parent() else { return };
    let Some(matches) = action.parent().and_then(|rule| rule.get("match")) else { return };
    let is_redirect = action.name() == "redirect";
    let new = uri.text().unwrap_or_default();
    for condition in matches.items() {
        let Some(path) = condition.get("uri") else { continue };
        let (matched, message) = match (is_redirect, path.get("prefix"), path.get("regex")) {
            (true, Some(prefix), _) if prefix.text().is_some_and(|text| text != "/") => {
                let text = prefix.text().unwrap_or_default().trim_end_matches('/');
                (
                    prefix.span(),
                    format!("`{text}/cart` is redirected to `{new}`: a redirect replaces the whole path"),
                )
            }
            (false, _, Some(regex)) => (
                regex.span(),
                format!(
                    "every path that matches becomes `{new}`: the expression matches the whole path, and so all of it is replaced"
                ),
            ),
            _ => continue,
        };
        let help = match is_redirect {
            true => "match by `exact` if one path is meant",
            false => "use `uriRegexRewrite` to keep a part of the path",
        };
        out.report_here(uri.span(), message).help(help).related_here(matched, "this is what matches");
        return;
    }
}
