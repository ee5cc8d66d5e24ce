//! A destination without weight beside weighted ones gets nothing.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0702",
        name: "destination-without-weight",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A destination without weight beside weighted ones gets nothing",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.(http|tls|tcp)[].route"],
        check,
    }]),
};

fn check(routes: &Cursor<'_>, out: &mut Findings<'_>) {
    let weight =
        |route: &Cursor<'_>| route.get("weight").and_then(|weight| weight.integer()).unwrap_or_default();
    let Some(weighted) = routes.items().position(|route| weight(&route) > 0) else { return };
    let weighted = routes.items().nth(weighted).and_then(|route| Some(route.get("weight")?.span()));
    for route in routes.items().filter(|route| !route.has("weight")) {
        let Some(destination) = route.get("destination") else { continue };
        let host = destination.text_of("host");
        let remark = out.report_here(
            destination.key_span(),
            format!("`{host}` has no weight beside destinations that have one: it gets no requests"),
        );
        remark.help("give it a weight, or remove it");
        if let Some(span) = weighted {
            remark.related_here(span, "an absent weight counts as 0 beside this one");
        }
    }
}
