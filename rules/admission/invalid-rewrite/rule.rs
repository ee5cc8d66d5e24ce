//! A rewrite changes nothing, or the path in two ways.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-rewrite",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A rewrite changes nothing, or the path in two ways",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.http[].rewrite"], check }]),
};

fn check(rewrite: &Cursor<'_>, out: &mut Findings<'_>) {
    let filled = |field: &str| rewrite.get(field).filter(|value| !value.is_empty());
    let regex = rewrite.get("uriRegexRewrite");
    match (filled("uri"), &regex) {
        (Some(uri), Some(regex)) => {
            let message =
                "a rewrite cannot have both `uri` and `uriRegexRewrite`: Istio refuses the VirtualService";
            out.report_here(regex.key_span(), message)
                .help("remove one of them")
                .related_here(uri.key_span(), "`uri` is here");
        }
        (None, None) if filled("authority").is_none() => {
            let message = "a rewrite without `uri`, `uriRegexRewrite` and `authority` changes nothing: Istio refuses the VirtualService";
            out.report_here(rewrite.key_span(), message).help("say what is changed, or remove `rewrite`");
        }
        _ => {}
    }
    let Some(regex) = regex else { return };
    for part in ["match", "rewrite"] {
        let value = regex.get(part);
        if value.as_ref().is_none_or(Cursor::is_empty) {
            let span = value.map_or(regex.key_span(), |value| value.span());
            let message = format!("`uriRegexRewrite` has no `{part}`: Istio refuses the VirtualService");
            out.report_here(span, message).help(match part {
                "match" => "add the expression that the path is matched with",
                _ => "add what the path becomes, such as `/find/\\1`",
            });
        }
    }
}
