//! Whether what steers this tool is in order: suppressions, configuration.

use crate::engine::Rule;

#[path = "unknown-suppression/rule.rs"]
pub mod unknown_suppression;
#[path = "unused-suppression/rule.rs"]
pub mod unused_suppression;

/// The rules of the group, in the order in which they are listed.
pub const RULES: &[&Rule] = &[&unused_suppression::RULE, &unknown_suppression::RULE];
