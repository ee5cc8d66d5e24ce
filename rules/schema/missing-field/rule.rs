//! A required field is missing.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0203",
        name: "missing-field",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A required field is missing",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::Schema { path, fault: schema::Fault::MissingField { field }, .. } = &problem.fault {
        let holder = path.strip_suffix(field).map_or("", |holder| holder.trim_end_matches('.'));
        let holder = if holder.is_empty() { "the object".to_owned() } else { format!("`{holder}`") };
        out.report_at(
            problem.location,
            problem.object,
            format!("{holder} lacks the required field `{field}`: the API server refuses the object"),
        )
        .help(format!("add `{field}`"));
    }
}
