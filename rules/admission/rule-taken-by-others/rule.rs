//! The rules before a rule or match of a VirtualService take all its requests.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Covered, covered_rules_of};
use crate::model::{HttpMatch, Model, OrEmpty, Spanned, VirtualService};
use crate::rules::traffic::{ineffective_match, unreachable_route};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "rule-taken-by-others",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "The rules before a rule or match of a VirtualService take all its requests",
        doc: include_str!("README.md"),
    },
    check: Check::Webhook(check),
};

fn check(model: &Model, out: &mut Findings<'_>) {
    for (routes, all) in covered_rules_of(model) {
        for covered in all {
            let finding = match covered.is_whole {
                true => unreachable_route::report(routes.object, routes.id, &covered, out),
                false => ineffective_match::report(routes.object, routes.id, &covered, out),
            };
            if !is_seen_by_webhook(routes.spec, &covered) {
                finding.severity(Severity::Info);
            }
        }
    }
}

/// Whether the webhook sees it too, which compares whole matches and prefixes of paths, and nothing else.
fn is_seen_by_webhook(routes: &VirtualService, covered: &Covered) -> bool {
    let rules = routes.http.items();
    let holds = |span: Span| span.start <= covered.span.start && covered.span.end <= span.end;
    let Some(own) = rules.get(covered.rule).filter(|rule| holds(rule.span)) else { return true };
    let by = || covered.by.iter().filter_map(|by| rules.get(*by));
    let path = |own: &HttpMatch| {
        let uri = own.uri.as_ref()?;
        uri.exact.as_ref().or(uri.regex.as_ref()).map(|text| text.value.to_string())
    };
    let is_same = |own: &Spanned<HttpMatch>| {
        let mut others = by().flat_map(|rule| rule.matches.items()).filter(|other| other.span != own.span);
        path(own).is_none_or(|text| others.any(|other| path(other).as_ref() == Some(&text)))
    };
    let is_meant = |item: &&Spanned<HttpMatch>| covered.is_whole || item.span == covered.span;
    by().any(|rule| rule.matches.items().is_empty())
        || own.matches.items().iter().filter(is_meant).any(is_same)
}
