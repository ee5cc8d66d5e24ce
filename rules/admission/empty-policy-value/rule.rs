//! A list of a policy has an empty text.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "empty-policy-value",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A list of a policy has an empty text",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["AuthorizationPolicy"], paths: &["spec.rules[].when[].key"], check: check_key },
        Subject {
            kinds: &["AuthorizationPolicy"],
            paths: &[
                "spec.rules[].from[].source.(principals|notPrincipals|requestPrincipals|notRequestPrincipals|namespaces|notNamespaces|ipBlocks|notIpBlocks|remoteIpBlocks|notRemoteIpBlocks|trustDomains|notTrustDomains)[]",
                "spec.rules[].to[].operation.(hosts|notHosts|ports|notPorts|methods|notMethods|paths|notPaths)[]",
                "spec.rules[].when[].(values|notValues)[]",
            ],
            check,
        },
    ]),
};

fn check_key(key: &Cursor<'_>, out: &mut Findings<'_>) {
    if key.is_empty() {
        out.report_here(
            key.span(),
            "a condition asks for an attribute without a name: Istio refuses the AuthorizationPolicy",
        )
        .help("name the attribute, such as `source.ip` or `request.headers[x-user]`");
    }
}

fn check(value: &Cursor<'_>, out: &mut Findings<'_>) {
    if value.is_empty() {
        let list = value.parent().map_or("", |list| list.name());
        out.report_here(
            value.span(),
            format!("`{list}` has an empty value: Istio refuses the AuthorizationPolicy"),
        )
        .help("write the value, or `\"*\"` for any that is not empty");
    }
}
