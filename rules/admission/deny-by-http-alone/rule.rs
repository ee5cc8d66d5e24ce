//! A DENY rule matches only by HTTP, and so denies all of TCP.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "deny-by-http-alone",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A DENY rule matches only by HTTP, and so denies all of TCP",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["AuthorizationPolicy"], paths: &["spec"], check }]),
};

/// What can be seen of any connection.
const SEEN: [&str; 10] = [
    "principals",
    "notPrincipals",
    "ipBlocks",
    "notIpBlocks",
    "namespaces",
    "notNamespaces",
    "remoteIpBlocks",
    "notRemoteIpBlocks",
    "serviceAccounts",
    "notServiceAccounts",
];

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    if spec.text_of("action") != "DENY" {
        return;
    }
    for rule in spec.get("rules").iter().flat_map(Cursor::items) {
        let (from, to) = (rule.get("from"), rule.get("to"));
        let sources = || from.iter().flat_map(Cursor::items).filter(|from| from.has("source"));
        let operations = || to.iter().flat_map(Cursor::items).filter(|to| to.has("operation"));
        let has = |item: Cursor<'_>, field: &str, lists: &[&str]| {
            item.get(field).is_some_and(|part| {
                lists.iter().any(|list| part.get(list).is_some_and(|list| !list.is_empty()))
            })
        };
        let is_by_source = sources().next().is_some() && !sources().any(|from| has(from, "source", &SEEN));
        let is_by_operation = operations().next().is_some();
        let names_port = operations().any(|to| has(to, "operation", &["ports", "notPorts"]));
        let at = match (is_by_operation, &to, &from) {
            (true, Some(to), _) if !names_port => to.key_span(),
            (false, _, Some(from)) if is_by_source => from.key_span(),
            _ => continue,
        };
        out.report_here(
            at,
            "this DENY rule matches by HTTP alone: all connections to ports for TCP are denied",
        )
        .help("name the ports for HTTP under `to[].operation.ports`");
    }
}
