//! What Istio's webhook refuses or warns about.

use crate::diag::Rule;

#[path = "duplicate-port/rule.rs"]
pub mod duplicate_port;
#[path = "http-rule-without-action/rule.rs"]
pub mod http_rule_without_action;
#[path = "invalid-address/rule.rs"]
pub mod invalid_address;
#[path = "invalid-dry-run/rule.rs"]
pub mod invalid_dry_run;
#[path = "invalid-duration/rule.rs"]
pub mod invalid_duration;
#[path = "invalid-export-to/rule.rs"]
pub mod invalid_export_to;
#[path = "invalid-host/rule.rs"]
pub mod invalid_host;
#[path = "invalid-label/rule.rs"]
pub mod invalid_label;
#[path = "invalid-percentage/rule.rs"]
pub mod invalid_percentage;
#[path = "invalid-port-name/rule.rs"]
pub mod invalid_port_name;
#[path = "invalid-port-number/rule.rs"]
pub mod invalid_port_number;
#[path = "invalid-selector-label/rule.rs"]
pub mod invalid_selector_label;
#[path = "invalid-target-reference/rule.rs"]
pub mod invalid_target_reference;
#[path = "reserved-annotation/rule.rs"]
pub mod reserved_annotation;
#[path = "selector-without-labels/rule.rs"]
pub mod selector_without_labels;
#[path = "unknown-protocol/rule.rs"]
pub mod unknown_protocol;

/// The rules of the group, in the order in which they are listed.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
    &duplicate_port::RULE,
    &http_rule_without_action::RULE,
    &invalid_address::RULE,
    &invalid_dry_run::RULE,
    &invalid_duration::RULE,
    &invalid_export_to::RULE,
    &invalid_host::RULE,
    &invalid_label::RULE,
    &invalid_percentage::RULE,
    &invalid_port_name::RULE,
    &invalid_port_number::RULE,
    &invalid_selector_label::RULE,
    &invalid_target_reference::RULE,
    &reserved_annotation::RULE,
    &selector_without_labels::RULE,
    &unknown_protocol::RULE,
];
