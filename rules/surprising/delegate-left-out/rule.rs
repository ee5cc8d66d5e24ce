//! A delegate, or a rule of one, is left out.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::routing::Lost;
use crate::model::{OrEmpty, TextField, VirtualService};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0731",
        name: "delegate-left-out",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A delegate, or a rule of one, is left out",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let all = || mesh.all::<VirtualService>();
    let shown: FxHashSet<&str> = all().map(|routes| routes.namespace()).collect();
    for root in all() {
        for lost in mesh.lost_rules(root) {
            let name = &lost.delegate;
            let Some(rule) = root.spec.http.items().get(lost.rule) else { continue };
            let Some(delegate) = &rule.delegate else { continue };
            let namespace = Some(delegate.value.namespace.text()).filter(|own| !own.is_empty());
            let namespace = namespace.unwrap_or(root.namespace());
            let (why, help) = match lost.why {
                Lost::Missing if !shown.contains(namespace) && !mesh.is_complete_in(namespace) => {
                    let message =
                        format!("delegate `{name}`: the input shows no VirtualService of its namespace");
                    out.unverified(root.id, delegate.span, message);
                    continue;
                }
                Lost::Missing => {
                    ("it does not exist".to_owned(), "correct the name, or add the VirtualService")
                }
                Lost::HasHosts => ("it has hosts of its own".to_owned(), "take `hosts` out of the delegate"),
                Lost::NotExported => (
                    format!("it is not exported to namespace {}", root.namespace()),
                    "add the namespace to `exportTo` of the delegate",
                ),
                Lost::Conflict(position) => {
                    let message = format!(
                        "rule {} of delegate `{name}` asks for something outside of what is delegated, or for a regular expression: istiod leaves it out, and its requests go on to the next rule",
                        position + 1
                    );
                    let (object, span) = lost.at;
                    out.report(root.id, delegate.span, message)
                        .help("let each condition of the delegate lie within the one of the rule that delegates")
                        .related(object.at(span), "the rule that is left out");
                    continue;
                }
            };
            let message = format!(
                "delegate `{name}` does not count, as {why}: istiod leaves out this rule, and its requests go on to the next one"
            );
            out.report(root.id, delegate.span, message).help(help);
        }
    }
}
