//! A condition of a policy names an attribute that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::meant_or;
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
    let near = match in_brackets {
        Some((_, inner)) => nearest(before, KEYED).map(|known| format!("{known}[{inner}]")),
        None => nearest(text, PLAIN).map(str::to_owned),
    };
    let near = near.filter(|_| !is_keyed && !GONE.contains(&before));
    let finding = out.report_here(key.span(), format!("{what}: Istio refuses the AuthorizationPolicy"));
    meant_or(finding, text, near.as_deref(), || match in_brackets {
        _ if is_keyed => format!("write `{before}[name]`"),
        _ if GONE.contains(&before) => "say it by namespace and selector of the policy".to_owned(),
        _ => "use an attribute that the documentation of conditions lists".to_owned(),
    });
}
