//! A text does not match the pattern that its field asks for.

use crate::diag::{Check, Findings, Group, Rule, Severity};
use crate::model::Model;
use crate::problem::Fault;
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0210",
    name: "value-does-not-match-pattern",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Schema,
    summary: "A text does not match the pattern that its field asks for",
    doc: include_str!("README.md"),
    check: Check::Model(check),
};

fn check(model: &Model, out: &mut Findings<'_>) {
    for problem in &model.problems {
        let Fault::Schema { path, fault, .. } = &problem.fault else { continue };
        let schema::Fault::PatternMismatch { value, pattern } = fault else { continue };
        let message = format!("`{path}` cannot be `{value}`: the API server refuses the object");
        out.problem(problem, message).help(way_out(value, pattern));
    }
}

/// What to write, where the pattern leaves no doubt; else the pattern itself.
fn way_out(value: &str, pattern: &str) -> String {
    let matches = |candidate: &str| regex::Regex::new(pattern).is_ok_and(|regex| regex.is_match(candidate));
    let lowercase = value.to_lowercase();
    let candidates = [
        value.trim().to_owned(),
        lowercase.clone(),
        lowercase.replace(['_', ' '], "-"),
        lowercase.trim_end_matches('.').to_owned(),
        lowercase
            .split_once("://")
            .map(|(_, host)| host.trim_end_matches('/').to_owned())
            .unwrap_or_default(),
    ];
    let fitting = candidates
        .iter()
        .find(|candidate| !candidate.is_empty() && *candidate != value && matches(candidate));
    match fitting {
        Some(candidate) => format!("write `{candidate}`"),
        None => format!("write a text that matches `{pattern}`"),
    }
}
