//! Requests with a method that is not idempotent are retried after the service may have handled them.

mod repeats;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0347",
        name: "retries-of-non-idempotent-method",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "Requests with a method that is not idempotent are retried after the service may have handled them",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for repeats in repeats::repeats(mesh) {
        let quoted = |name: &&str| format!("`{name}`");
        let methods: Vec<String> = repeats.methods.iter().map(|(method, _)| quoted(method)).collect();
        let conditions: Vec<String> = repeats.conditions.iter().map(quoted).collect();
        let message = format!(
            "requests with method {} are retried on {}, when the service may have handled them already: what they ask for may be done more than once",
            methods.join(" or "),
            conditions.join(" or ")
        );
        let retries = &repeats.retries;
        let finding = out.report(retries.owner.id, retries.span, message);
        finding.help(
            "retry where no service has got the request, with `retryOn: connect-failure,refused-stream`, or not at all, with `attempts: 0`",
        );
        let mut told = Vec::new();
        for &(_, place) in &repeats.methods {
            if told.contains(&place) {
                continue; // an expression may stand for several methods
            }
            told.push(place);
            let here = repeats.methods.iter().filter(|(_, other)| *other == place);
            let here: Vec<&str> = here.map(|(method, _)| *method).collect();
            let message = format!("takes {}, and no method that may be repeated", here.join(" and "));
            finding.related(place, message);
        }
    }
}
