//! Fields stand side by side of which only one may be set.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::rules::readers::verdict;
use crate::schema;
use crate::source::Location;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0213",
        name: "fields-exclude-each-other",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "Fields stand side by side of which only one may be set",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    let Fault::Schema { path, fault, reader } = &problem.fault else { return };
    let schema::Fault::Exclusive { present } = fault else { return };
    let names: Vec<_> = present.iter().map(|(name, _)| format!("`{name}`")).collect();
    let within = present
        .get(1)
        .and_then(|(name, _)| path.strip_suffix(name))
        .map_or("", |path| path.trim_end_matches('.'));
    let place = if within.is_empty() { "the object".to_owned() } else { format!("`{within}`") };
    let (last, others) = names.split_last().map_or(("", &[][..]), |(last, others)| (last.as_str(), others));
    let message = format!(
        "{place} has {} and {last}, which exclude each other: {}",
        others.join(", "),
        if *reader == schema::Reader::ApiServer { verdict(*reader) } else { "only one of them is taken" }
    );
    let source = problem.location.source;
    let finding = out.report_at(problem.location, problem.object, message).help("keep one of them");
    if *reader != schema::Reader::ApiServer {
        finding.severity(Severity::Warning);
    }
    for (name, span) in present.iter().filter(|(_, span)| *span != problem.location.span) {
        finding.related(Location { source, span: *span }, format!("`{name}` is set here"));
    }
}
