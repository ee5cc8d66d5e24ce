//! What is worth a thought; off unless it is asked for.

use crate::engine::Rule;

#[path = "alpha-annotation/rule.rs"]
pub mod alpha_annotation;
#[path = "workload-without-version/rule.rs"]
pub mod workload_without_version;

/// The rules of the group, in the order in which they are listed.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
    &alpha_annotation::RULE,
    &workload_without_version::RULE,
];
