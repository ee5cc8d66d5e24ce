//! A redirect leads nowhere, or in two ways at once.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-redirect",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A redirect leads nowhere, or in two ways at once",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.http[].redirect"], check }]),
};

fn check(redirect: &Cursor<'_>, out: &mut Findings<'_>) {
    let filled = |field: &str| redirect.get(field).filter(|value| !value.is_empty());
    match (filled("uri"), filled("prefixRewrite")) {
        (Some(uri), Some(prefix)) => {
            out.report_here(
                prefix.key_span(),
                "a redirect cannot have both `uri` and `prefixRewrite`: Istio refuses the VirtualService",
            )
            .help("keep `uri` to replace the whole path, `prefixRewrite` to replace what was matched")
            .related_here(uri.key_span(), "`uri` is here");
        }
        (None, Some(prefix)) => check_matches(redirect, &prefix, out),
        (None, None) if is_without_target(redirect) => {
            let message = "a redirect without `uri`, `prefixRewrite`, `authority`, `scheme` and port leads back to the same address: Istio refuses the VirtualService";
            out.report_here(redirect.key_span(), message)
                .help("say where clients are sent, for example with `uri` or `authority`");
        }
        _ => {}
    }
    if let Some(code) = redirect.get("redirectCode")
        && let Some(number) = code.integer().filter(|number| *number != 0 && !(300..400).contains(number))
    {
        let message = format!("`{number}` is not a redirect status: Istio refuses the VirtualService");
        out.report_here(code.span(), message).help("give a number from 300 to 399, such as 301 or 302");
    }
    if let Some(scheme) = filled("scheme")
        && let Some(text) = scheme.text().filter(|text| !["http", "https"].contains(text))
    {
        let message = format!("`{text}` is not a valid redirect scheme: Istio refuses the VirtualService");
        out.report_here(scheme.span(), message)
            .help("write `http` or `https`, in lower case and without `://`");
    }
}

fn is_without_target(redirect: &Cursor<'_>) -> bool {
    let is_filled = |field: &str| redirect.get(field).is_some_and(|value| !value.is_empty());
    !["authority", "scheme", "port", "derivePort"].into_iter().any(is_filled)
}

fn check_matches(redirect: &Cursor<'_>, prefix: &Cursor<'_>, out: &mut Findings<'_>) {
    let matches = redirect.parent().and_then(|rule| rule.get("match"));
    for item in matches.iter().flat_map(Cursor::items) {
        let Some(uri) = item.get("uri") else { continue };
        if let Some(other) = uri.get("exact").or_else(|| uri.get("regex")) {
            let message = format!(
                "`prefixRewrite` replaces a prefix, but this match has `{}`: Istio refuses the VirtualService",
                other.name()
            );
            out.report_here(other.key_span(), message)
                .help("match with `prefix`, or redirect with `uri`")
                .related_here(prefix.key_span(), "`prefixRewrite` is here");
        }
    }
}
