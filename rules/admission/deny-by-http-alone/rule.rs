//! A DENY rule matches only by HTTP, and so denies all of TCP.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{AuthorizationOperation, AuthorizationPolicy, AuthorizationSource, List, OrEmpty, Text};
use crate::source::Span;

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
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for policy in mesh.all::<AuthorizationPolicy>() {
        let mut places = rules_by_http(policy.spec).peekable();
        // Where there is nothing but HTTP, there is no filter chain for TCP that the policy could be put into;
        // ztunnel leaves such a rule out.
        if places.peek().is_none()
            || mesh.is_for_http_alone(policy.id)
            || mesh.is_enforced_by_ztunnel(policy.id)
        {
            continue;
        }
        for place in places {
            out.report(policy.id, place, MESSAGE).help(HELP);
        }
    }
}

pub(crate) const MESSAGE: &str =
    "this DENY rule matches by HTTP alone: all connections to ports for TCP are denied";
pub(crate) const HELP: &str = "name the ports for HTTP under `to[].operation.ports`";

/// The rules of a DENY policy that ask for nothing that can be seen of TCP: where each says so.
pub(crate) fn rules_by_http(policy: &AuthorizationPolicy) -> impl Iterator<Item = Span> {
    let is_deny = policy.action() == "DENY";
    policy.rules.items().iter().filter(move |_| is_deny).filter_map(|rule| {
        let sources = || rule.from.items().iter().filter_map(|from| from.source.as_ref());
        let operations = || rule.to.items().iter().filter_map(|to| to.operation.as_ref());
        let is_by_source = sources().next().is_some() && !sources().any(|source| is_seen(&source.value));
        let is_by_operation = operations().next().is_some();
        let names_port = operations().any(|operation| has_ports(&operation.value));
        match (is_by_operation, &rule.to, &rule.from) {
            (true, Some(to), _) if !names_port => Some(to.key),
            (false, _, Some(from)) if is_by_source => Some(from.key),
            _ => None,
        }
    })
}

/// Whether a source asks for something that can be seen of any connection.
fn is_seen(source: &AuthorizationSource) -> bool {
    let lists: [&Option<crate::model::Field<List<Text>>>; 10] = [
        &source.principals,
        &source.not_principals,
        &source.ip_blocks,
        &source.not_ip_blocks,
        &source.namespaces,
        &source.not_namespaces,
        &source.remote_ip_blocks,
        &source.not_remote_ip_blocks,
        &source.service_accounts,
        &source.not_service_accounts,
    ];
    lists.into_iter().any(|list| !list.items().is_empty())
}

fn has_ports(operation: &AuthorizationOperation) -> bool {
    !operation.ports.items().is_empty() || !operation.not_ports.items().is_empty()
}
