//! Whether each object has the structure that the API server wants.

use crate::engine::Rule;

#[path = "broken-definition-rule/rule.rs"]
pub mod broken_definition_rule;
#[path = "deprecated-api-version/rule.rs"]
pub mod deprecated_api_version;
#[path = "deprecated-field/rule.rs"]
pub mod deprecated_field;
#[path = "deprecated-setting/rule.rs"]
pub mod deprecated_setting;
#[path = "duplicate-list-entry/rule.rs"]
pub mod duplicate_list_entry;
#[path = "duplicate-resource/rule.rs"]
pub mod duplicate_resource;
#[path = "fields-exclude-each-other/rule.rs"]
pub mod fields_exclude_each_other;
#[path = "gateway-api-too-old/rule.rs"]
pub mod gateway_api_too_old;
#[path = "incomplete-identity/rule.rs"]
pub mod incomplete_identity;
#[path = "invalid-object-name/rule.rs"]
pub mod invalid_object_name;
#[path = "malformed-label/rule.rs"]
pub mod malformed_label;
#[path = "missing-field/rule.rs"]
pub mod missing_field;
#[path = "newer-than-istio/rule.rs"]
pub mod newer_than_istio;
#[path = "null-element/rule.rs"]
pub mod null_element;
#[path = "removed-api-version/rule.rs"]
pub mod removed_api_version;
#[path = "unknown-field/rule.rs"]
pub mod unknown_field;
#[path = "unknown-kind/rule.rs"]
pub mod unknown_kind;
#[path = "value-does-not-match-pattern/rule.rs"]
pub mod value_does_not_match_pattern;
#[path = "value-not-allowed/rule.rs"]
pub mod value_not_allowed;
#[path = "value-too-long/rule.rs"]
pub mod value_too_long;
#[path = "value-too-short/rule.rs"]
pub mod value_too_short;
#[path = "wrong-format/rule.rs"]
pub mod wrong_format;
#[path = "wrong-type/rule.rs"]
pub mod wrong_type;

/// The rules of the group, in the order in which they are listed.
pub const RULES: &[&Rule] = &[
    &unknown_field::RULE,
    &wrong_type::RULE,
    &missing_field::RULE,
    &value_not_allowed::RULE,
    &null_element::RULE,
    &value_does_not_match_pattern::RULE,
    &value_too_long::RULE,
    &value_too_short::RULE,
    &fields_exclude_each_other::RULE,
    &duplicate_list_entry::RULE,
    &wrong_format::RULE,
    &broken_definition_rule::RULE,
    &invalid_object_name::RULE,
    &malformed_label::RULE,
    &deprecated_api_version::RULE,
    &incomplete_identity::RULE,
    &duplicate_resource::RULE,
    &unknown_kind::RULE,
    &gateway_api_too_old::RULE,
    &deprecated_field::RULE,
    &deprecated_setting::RULE,
    &newer_than_istio::RULE,
    &removed_api_version::RULE,
];
