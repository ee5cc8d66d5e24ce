//! A match asks for a value that no request has.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0354",
        name: "match-value-never-sent",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A match asks for a value that no request has",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].match[].uri"],
        check,
    }]),
};

fn check(uri: &Cursor<'_>, out: &mut Findings<'_>) {
    for (kind, value) in uri.fields() {
        let Some(text) = value.text().filter(|text| !text.is_empty()) else { continue };
        let (fault, help) = match kind {
            "exact" | "prefix" if text.contains('*') => (
                format!("`*` is compared as it stands in `{kind}`: paths that hold a `*` alone are matched"),
                match kind {
                    "prefix" => format!("write `prefix: {}`", up_to_wildcard(text)),
                    _ => format!("write `prefix: {}`, or a `regex`", up_to_wildcard(text)),
                },
            ),
            "exact" | "prefix" if !text.starts_with('/') => {
                ("every path begins with `/`: this matches none".to_owned(), format!("write `/{text}`"))
            }
            "exact" if text.contains(['?', '#']) => (
                "the query is taken off a path before it is compared: this matches none".to_owned(),
                "match the path alone, and the query by `queryParams`".to_owned(),
            ),
            "prefix" if text.contains('?') => (
                "the query is taken off a path before it is compared: this matches none".to_owned(),
                "match the path alone, and the query by `queryParams`".to_owned(),
            ),
            "regex" => match expression_fault(text) {
                Some((fault, help)) => (fault.to_owned(), help),
                None => continue,
            },
            _ => continue,
        };
        let finding = out.report_here(value.span(), fault).help(help);
        if matches!(kind, "exact" | "prefix") && !text.contains('*') && !text.starts_with('/') {
            finding.fix(Unsafe, value.span(), To::text(format!("/{text}")));
        }
    }
}

fn up_to_wildcard(text: &str) -> &str {
    text.split('*').next().filter(|start| !start.is_empty()).unwrap_or("/")
}

/// Expressions that match no path as a whole, although they are well formed.
fn expression_fault(text: &str) -> Option<(&'static str, String)> {
    let last = text.rsplit('/').next().unwrap_or_default();
    let has_flags = last.is_empty()
        || !last.is_empty() && last.len() <= 3 && last.bytes().all(|flag| b"gimsuy".contains(&flag));
    // A path may well end with `/` or `/i`; only one that is escaped or anchored within, or ends with several flags, is
    // written as in other languages.
    let inner = text.get(1..text.len().saturating_sub(last.len() + 1)).unwrap_or_default();
    let is_quoted = inner.contains("\\/") || inner.starts_with('^') || inner.ends_with('$') || last.len() > 1;
    if text.starts_with('/') && has_flags && is_quoted && inner.contains(['*', '+', '\\', '(', '[', '^', '$'])
    {
        return Some((
            "an expression is written without slashes around it and without flags: they are a part of what is matched",
            format!("write `{}`", inner.replace("\\/", "/")),
        ));
    }
    if text.starts_with("\\*") || text.contains("/\\*") {
        return Some((
            "`\\*` stands for the character `*`: paths that hold one alone are matched",
            format!("write `{}`", text.replace("\\*", ".*")),
        ));
    }
    None
}
