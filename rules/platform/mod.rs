//! What a platform refuses or ignores.

use crate::engine::Rule;

mod aks;
mod ambient;
mod csm;
pub mod limits;
mod openshift;
mod report;
mod source;

#[path = "annotation-not-supported/rule.rs"]
pub mod annotation_not_supported;
#[path = "field-not-supported/rule.rs"]
pub mod field_not_supported;
#[path = "kind-not-supported/rule.rs"]
pub mod kind_not_supported;
#[path = "value-not-supported/rule.rs"]
pub mod value_not_supported;

/// The rules of the group, in the order in which they are listed.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
    &kind_not_supported::RULE,
    &field_not_supported::RULE,
    &value_not_supported::RULE,
    &annotation_not_supported::RULE,
];

#[cfg(test)]
mod tests;
