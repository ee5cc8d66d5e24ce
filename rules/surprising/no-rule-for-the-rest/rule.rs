//! Requests to a Service that no rule matches get status 404.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::routing::Bound;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0739",
        name: "no-rule-for-the-rest",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Requests to a Service that no rule matches get status 404",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.route_table().bound_to(&Bound::Mesh) {
        let rules = routes.http(mesh);
        let is_closed = rules.iter().any(|rule| rule.is_catch_all()) || !routes.lost(mesh).is_empty();
        let Some(last) = rules.last().filter(|_| !is_closed) else { continue };
        let host = routes.hosts.first().map_or("", String::as_str);
        let message = format!(
            "no rule for `{host}` takes every request: what none of them matches gets status 404 at sidecars, and does not go to the Service"
        );
        let location = last.place.object.at(last.place.span);
        out.report_at(location, Some(routes.id), message)
            .help("add a rule without conditions as the last one, if the rest is to reach the Service");
    }
}
