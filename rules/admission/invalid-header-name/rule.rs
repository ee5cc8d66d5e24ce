//! A rule names a header that no request can have, or that cannot be changed.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::source::Span;
use crate::text::{http_token, is_claim};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-header-name",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A rule names a header that no request can have, or that cannot be changed",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].match[].(headers|withoutHeaders)"],
            check: check_match,
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].(route[].|)headers.request.(set|add)"],
            check: check_request,
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].(route[].|)headers.response.(set|add)"],
            check: check_response,
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].(route[].|)headers.(request|response).remove"],
            check: check_remove,
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].corsPolicy.(allowHeaders|exposeHeaders)"],
            check: check_cors,
        },
    ]),
};

const PSEUDO: [&str; 5] = [":method", ":scheme", ":authority", ":path", ":status"];

fn check_match(headers: &Cursor<'_>, out: &mut Findings<'_>) {
    for (name, header) in headers.fields() {
        if !http_token(name) && !PSEUDO.contains(&name) && !is_claim(name) {
            report(header.key_span(), name, out);
        }
    }
}

fn check_request(headers: &Cursor<'_>, out: &mut Findings<'_>) {
    for (name, header) in headers.fields() {
        check_operation(header.key_span(), name, true, out);
    }
}

fn check_response(headers: &Cursor<'_>, out: &mut Findings<'_>) {
    for (name, header) in headers.fields() {
        check_operation(header.key_span(), name, false, out);
    }
}

fn check_remove(names: &Cursor<'_>, out: &mut Findings<'_>) {
    for name in names.items() {
        check_operation(name.span(), name.text().unwrap_or_default(), false, out);
    }
}

fn check_cors(names: &Cursor<'_>, out: &mut Findings<'_>) {
    for name in names.items() {
        let text = name.text().unwrap_or_default();
        if !http_token(text) {
            report(name.span(), text, out);
        }
    }
}

/// istiod looks closely at names that are matched, and only for what Envoy cannot change at the others.
fn check_operation(span: Span, name: &str, sets_request: bool, out: &mut Findings<'_>) {
    let is_authority = name.eq_ignore_ascii_case(":authority") || name.eq_ignore_ascii_case("host");
    if name.is_empty() {
        report(span, name, out);
    } else if (name.starts_with(':') || is_authority) && !(sets_request && is_authority) {
        let help = match name {
            ":path" => "rewrite the path with `rewrite.uri`",
            ":authority" => {
                "only requests have it, and it can be set but not removed: use `rewrite.authority`"
            }
            _ if is_authority => {
                "only requests have it, and it can be set but not removed: use `rewrite.authority`"
            }
            _ => "remove it here: only `:authority` can be set, in requests",
        };
        let message = format!("header `{name}` cannot be changed here: Istio refuses the VirtualService");
        out.report_here(span, message).help(help);
    }
}

fn report(span: Span, name: &str, out: &mut Findings<'_>) {
    let message = match name {
        "" => "the name of a header is empty: Istio refuses the VirtualService".to_owned(),
        _ => format!("`{name}` is not a valid header name: Istio refuses the VirtualService"),
    };
    out.report_here(span, message).help(match name.strip_suffix(':').filter(|name| http_token(name)) {
        Some(plain) => format!("write `{plain}`, without the colon"),
        None if name.starts_with('@') => "a claim is written as `@request.auth.claims.name`".to_owned(),
        None => "write letters, digits, `-` and `_`".to_owned(),
    });
}
