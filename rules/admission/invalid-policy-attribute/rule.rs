//! A condition of a policy names an attribute that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-policy-attribute",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A condition of a policy names an attribute that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["AuthorizationPolicy"],
        paths: &["spec.rules[].when[].key"],
        check,
    }]),
};

const PLAIN: [&str; 12] = [
    "source.ip",
    "remote.ip",
    "source.namespace",
    "source.serviceAccount",
    "source.principal",
    "source.trustDomain",
    "request.auth.principal",
    "request.auth.audiences",
    "request.auth.presenter",
    "destination.ip",
    "destination.port",
    "connection.sni",
];

/// Attributes of which one is named in brackets.
const KEYED: [&str; 3] = ["request.headers", "request.auth.claims", "experimental.envoy.filters."];

/// Attributes of early versions.
const GONE: [&str; 4] =
    ["destination.namespace", "destination.name", "destination.user", "destination.labels"];

fn check(key: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = key.text().filter(|text| !text.is_empty()) else { return };
    if PLAIN.contains(&text) {
        return;
    }
    let in_brackets = text.strip_suffix(']').and_then(|inner| inner.split_once('['));
    let is_named = in_brackets.is_some_and(|(before, inner)| !before.is_empty() && !inner.is_empty());
    let is_keyed = KEYED.into_iter().any(|start| text.starts_with(start));
    if is_keyed && is_named {
        return;
    }
    let before = in_brackets.map_or(text, |(before, _)| before);
    let what = match is_keyed {
        true => format!("`{text}` names nothing in brackets"),
        false => format!("there is no attribute `{text}`"),
    };
    out.report_here(key.span(), format!("{what}: Istio refuses the AuthorizationPolicy")).help(
        match in_brackets {
            _ if is_keyed => format!("write `{before}[name]`"),
            _ if GONE.contains(&before) => "say it by namespace and selector of the policy".to_owned(),
            Some((_, inner)) => match nearest(before, KEYED) {
                Some(known) => format!("did you mean `{known}[{inner}]`?"),
                None => "use an attribute that the documentation of conditions lists".to_owned(),
            },
            None => match nearest(text, PLAIN) {
                Some(known) => format!("did you mean `{known}`?"),
                None => "use an attribute that the documentation of conditions lists".to_owned(),
            },
        },
    );
}
