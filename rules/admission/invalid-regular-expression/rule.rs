//! A regular expression is empty, too long or not one of RE2.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::{RegexFault, regex};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-regular-expression",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A regular expression is empty, too long or not one of RE2",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["VirtualService"],
            paths: &[
                "spec.http[].match[].(uri|scheme|method|authority|headers{}|queryParams{}).regex",
                "spec.http[].corsPolicy.allowOrigins[].regex",
            ],
            check,
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].match[].withoutHeaders{}.regex"],
            check: check_without,
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].rewrite.uriRegexRewrite.match"],
            check: check_rewrite,
        },
    ]),
};

fn check(pattern: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = pattern.text() else { return };
    let kind = pattern.object.kind;
    if text.is_empty() {
        out.report_here(pattern.span(), format!("the regular expression is empty: Istio refuses the {kind}"))
            .help("write `.*` for any value");
    } else if text.len() > 1024 {
        let message =
            format!("the regular expression has more than 1024 characters: Istio refuses the {kind}");
        out.report_here(pattern.span(), message).help("make several matches of it");
    } else if let Err(fault) = regex(text) {
        let message = format!(
            "`{text}` is not a valid RE2 regular expression, since {fault}: Istio refuses the {kind}"
        );
        out.report_here(pattern.span(), message).help(match fault {
            RegexFault::Group(_) => "match what is to be left out in a rule of its own, before this one",
            RegexFault::NothingToRepeat(_) => "write `.*` where anything may stand",
            _ => "put a `\\` before characters that stand for themselves, such as `\\.` and `\\(`",
        });
    }
}

/// `*` stands for a header with any value there.
fn check_without(pattern: &Cursor<'_>, out: &mut Findings<'_>) {
    if pattern.text() != Some("*") {
        check(pattern, out);
    }
}

fn check_rewrite(pattern: &Cursor<'_>, out: &mut Findings<'_>) {
    if !pattern.is_empty() {
        check(pattern, out);
    }
}
