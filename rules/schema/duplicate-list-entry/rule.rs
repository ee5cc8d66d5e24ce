//! A list holds two items that have to differ.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::{Safe, Unsafe};
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::schema;
use crate::source::Location;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0214",
        name: "duplicate-list-entry",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A list holds two items that have to differ",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    let Fault::Schema { path, fault, .. } = &problem.fault else { return };
    let schema::Fault::DuplicateItem { keys, first } = fault else { return };
    let list = path.rsplit_once('[').map_or(path.as_str(), |(list, _)| list);
    let (message, help) = match keys.as_slice() {
        [] => (format!("`{list}` holds the same item twice"), "remove one of them".to_owned()),
        keys => {
            let described: Vec<_> = keys.iter().map(|(key, value)| format!("`{key}` `{value}`")).collect();
            let names: Vec<_> = keys.iter().map(|(key, _)| format!("`{key}`")).collect();
            let message = format!("`{list}` has two items with {}", described.join(", "));
            (message, format!("give each item a {} of its own", names.join(" and ")))
        }
    };
    let location = Location { source: problem.location.source, span: *first };
    out.report_at(problem.location, problem.object, message + ": the API server refuses the object")
        .help(help)
        .related(location, "the first one")
        .fix(if keys.is_empty() { Safe } else { Unsafe }, problem.location.span, To::Nothing);
}
