//! Fields that rules look at: each stands in an example.

use std::collections::BTreeSet;
use std::sync::Arc;

use meshlint::engine::Rule;
use meshlint::inspect::{Subject, Way, ways};

use super::example::Example;

/// Fields that are on a list which the rule `deprecated-field` is made from, and of which another rule speaks.
const OF_OTHER_RULES: [&str; 6] =
    ["consecutiveErrors", "minimumRingSize", "mirrorPercent", "mirror_percent", "percent", "targetPort"];

/// The last field of each way that a rule looks along stands in some example of the rule.
pub fn are_in_examples(rule: &Rule, subjects: &[Subject], examples: &[Arc<Example>]) {
    let texts: Vec<String> = examples.iter().flat_map(|example| example.texts()).collect();
    let stands = |field: &str| texts.iter().any(|text| holds_key(text, field));
    let paths = subjects.iter().flat_map(|subject| subject.paths);
    let last = |way: Vec<Way>| {
        way.iter().rev().find_map(|step| match step {
            Way::Field(name) => Some(*name),
            Way::Items | Way::Values => None,
        })
    };
    let fields: BTreeSet<&str> = paths.flat_map(|path| ways(path)).filter_map(last).collect();
    let is_of_another = |field: &str| rule.name == "deprecated-field" && OF_OTHER_RULES.contains(&field);
    let is_missing = |field: &&str| !stands(field) && !is_of_another(field);
    let missing: Vec<&str> = fields.into_iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "in no example: {}", missing.join(", "));
}

/// Whether a text of YAML or JSON has a key of this name.
fn holds_key(text: &str, key: &str) -> bool {
    text.match_indices(key).any(|(at, _)| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
        let behind = text[at + key.len()..].trim_start_matches(['"', '\'']);
        !text[..at].ends_with(is_part) && behind.starts_with(':')
    })
}
