//! What Istio's webhook refuses or warns about.

use crate::diag::Rule;

#[path = "http-rule-without-action/rule.rs"]
pub mod http_rule_without_action;

/// The rules of the group, in the order in which they are listed.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
    &http_rule_without_action::RULE,
];
