//! A policy names a service account in a form that matches none.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-service-account",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A policy names a service account in a form that matches none",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["AuthorizationPolicy"],
        paths: &["spec.rules[].from[].source.(serviceAccounts|notServiceAccounts)"],
        check,
    }]),
};

fn check(accounts: &Cursor<'_>, out: &mut Findings<'_>) {
    for account in accounts.items() {
        let Some(text) = account.text() else { continue };
        let fault = match text.split_once('/') {
            _ if text.is_empty() => "it is empty",
            _ if text.len() > 320 => "it has more than 320 characters",
            _ if text.contains('*') => "it has a wildcard",
            Some(("", _)) => "there is no namespace before `/`",
            Some((_, "")) => "there is no name after `/`",
            Some((_, name)) if name.contains('/') => "it has more than one `/`",
            _ => continue,
        };
        let message = format!(
            "`{text}` is not a valid service account, since {fault}: Istio refuses the AuthorizationPolicy"
        );
        out.report_here(account.span(), message).help(match text.contains('*') {
            true => "name each account; for all of a namespace use `namespaces`",
            false => "write `name` or `namespace/name`",
        });
    }
    if let Some(account) = accounts.items().nth(16) {
        out.report_here(
            account.span(),
            "a list has at most 16 service accounts: Istio refuses the AuthorizationPolicy",
        )
        .help("put the rest into another source");
    }
}
