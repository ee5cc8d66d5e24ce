//! A CORS policy names an empty origin, an unknown method or a broken second.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::meant_or;
use crate::text::{duration, is_millisecond_duration, nearest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-cors-policy",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A CORS policy names an empty origin, an unknown method or a broken second",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].corsPolicy.allowOrigins[]"],
            check: check_origin,
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].corsPolicy.allowMethods[]"],
            check: check_method,
        },
        Subject { kinds: &["VirtualService"], paths: &["spec.http[].corsPolicy.maxAge"], check: check_age },
    ]),
};

const METHODS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

/// An empty expression is reported as such.
fn check_origin(origin: &Cursor<'_>, out: &mut Findings<'_>) {
    let ways = ["exact", "prefix", "regex"];
    let Some(way) = ways.into_iter().find_map(|way| origin.get(way)) else {
        out.report_here(origin.key_span(), "an allowed origin is empty: Istio refuses the VirtualService")
            .help("say which origin is meant with `exact`, `prefix` or `regex`");
        return;
    };
    if way.is_empty() && way.name() != "regex" {
        out.report_here(way.span(), "an allowed origin is empty: Istio refuses the VirtualService")
            .help("write an origin such as `https://example.com`");
    }
}

fn check_method(method: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = method.text().filter(|text| !METHODS.contains(text)) else { return };
    let message = format!("`{text}` is not a method that can be allowed: Istio refuses the VirtualService");
    let finding = out.report_here(method.span(), message);
    meant_or(finding, text, nearest(text, METHODS), || format!("write one of {}", METHODS.join(", ")));
}

fn check_age(age: &Cursor<'_>, out: &mut Findings<'_>) {
    let nanoseconds = age.text().filter(|text| is_millisecond_duration(text)).and_then(duration);
    if nanoseconds.is_some_and(|nanoseconds| nanoseconds % 1_000_000_000 != 0) {
        let text = age.text().unwrap_or_default();
        let message = format!("`{text}` has fractions of a second: Istio refuses the VirtualService");
        out.report_here(age.span(), message).help("write whole seconds");
    }
}
