//! What Istio does and hardly anybody expects.

use crate::diag::Rule;
#[path = "anchored-prefix-regex/rule.rs"]
pub mod anchored_prefix_regex;
#[path = "destination-without-weight/rule.rs"]
pub mod destination_without_weight;
#[path = "export-leaves-out-own-namespace/rule.rs"]
pub mod export_leaves_out_own_namespace;
#[path = "fault-without-percentage/rule.rs"]
pub mod fault_without_percentage;
#[path = "host-not-expanded/rule.rs"]
pub mod host_not_expanded;
#[path = "ignored-case-of-regex/rule.rs"]
pub mod ignored_case_of_regex;
#[path = "rewrite-doubles-slash/rule.rs"]
pub mod rewrite_doubles_slash;
#[path = "rules-for-another-protocol/rule.rs"]
pub mod rules_for_another_protocol;
#[path = "scheme-never-seen/rule.rs"]
pub mod scheme_never_seen;
#[path = "sidecar-hides-own-namespace/rule.rs"]
pub mod sidecar_hides_own_namespace;
#[path = "source-labels-beside-gateways/rule.rs"]
pub mod source_labels_beside_gateways;
#[path = "subnets-stick/rule.rs"]
pub mod subnets_stick;

/// The rules of the group, in the order in which they are listed.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
    &source_labels_beside_gateways::RULE,
    &destination_without_weight::RULE,
    &fault_without_percentage::RULE,
    &rewrite_doubles_slash::RULE,
    &ignored_case_of_regex::RULE,
    &anchored_prefix_regex::RULE,
    &scheme_never_seen::RULE,
    &export_leaves_out_own_namespace::RULE,
    &subnets_stick::RULE,
    &sidecar_hides_own_namespace::RULE,
    &host_not_expanded::RULE,
    &rules_for_another_protocol::RULE,
];
