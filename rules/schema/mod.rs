//! Whether each object has the structure that the API server wants.

use crate::diag::Rule;

#[path = "duplicate-resource/rule.rs"]
pub mod duplicate_resource;
#[path = "gateway-api-too-old/rule.rs"]
pub mod gateway_api_too_old;
#[path = "incomplete-identity/rule.rs"]
pub mod incomplete_identity;
#[path = "missing-field/rule.rs"]
pub mod missing_field;
#[path = "null-element/rule.rs"]
pub mod null_element;
#[path = "unknown-field/rule.rs"]
pub mod unknown_field;
#[path = "unknown-kind/rule.rs"]
pub mod unknown_kind;
#[path = "value-not-allowed/rule.rs"]
pub mod value_not_allowed;
#[path = "wrong-type/rule.rs"]
pub mod wrong_type;

/// The rules of the group, in the order in which they are listed.
pub const RULES: &[&Rule] = &[
    &unknown_field::RULE,
    &wrong_type::RULE,
    &missing_field::RULE,
    &value_not_allowed::RULE,
    &null_element::RULE,
    &incomplete_identity::RULE,
    &duplicate_resource::RULE,
    &unknown_kind::RULE,
    &gateway_api_too_old::RULE,
];
