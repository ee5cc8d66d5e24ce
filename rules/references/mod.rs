//! Whether what is referred to is there.

use crate::diag::Rule;

#[path = "credential-not-found/rule.rs"]
pub mod credential_not_found;
#[path = "destination-host-not-found/rule.rs"]
pub mod destination_host_not_found;
#[path = "destination-not-visible/rule.rs"]
pub mod destination_not_visible;
#[path = "destination-port-not-on-service/rule.rs"]
pub mod destination_port_not_on_service;
#[path = "gateway-not-found/rule.rs"]
pub mod gateway_not_found;
#[path = "gateway-selector-matches-no-workload/rule.rs"]
pub mod gateway_selector_matches_no_workload;
#[path = "network-policy-selects-no-namespace/rule.rs"]
pub mod network_policy_selects_no_namespace;
#[path = "network-registry-not-found/rule.rs"]
pub mod network_registry_not_found;
#[path = "policy-namespace-not-found/rule.rs"]
pub mod policy_namespace_not_found;
#[path = "policy-selects-no-workload/rule.rs"]
pub mod policy_selects_no_workload;
#[path = "selector-matches-no-workload/rule.rs"]
pub mod selector_matches_no_workload;
#[path = "sidecar-namespace-not-found/rule.rs"]
pub mod sidecar_namespace_not_found;
#[path = "sidecar-selects-no-workload/rule.rs"]
pub mod sidecar_selects_no_workload;
#[path = "subset-not-found/rule.rs"]
pub mod subset_not_found;
#[path = "telemetry-selects-no-workload/rule.rs"]
pub mod telemetry_selects_no_workload;
#[path = "webhook-service-not-found/rule.rs"]
pub mod webhook_service_not_found;

/// The rules of the group, in the order in which they are listed.
pub const RULES: &[&Rule] = &[
    &credential_not_found::RULE,
    &destination_host_not_found::RULE,
    &destination_port_not_on_service::RULE,
    &gateway_not_found::RULE,
    &gateway_selector_matches_no_workload::RULE,
    &policy_namespace_not_found::RULE,
    &subset_not_found::RULE,
    &sidecar_selects_no_workload::RULE,
    &telemetry_selects_no_workload::RULE,
    &selector_matches_no_workload::RULE,
    &policy_selects_no_workload::RULE,
    &sidecar_namespace_not_found::RULE,
    &network_policy_selects_no_namespace::RULE,
    &destination_not_visible::RULE,
    &webhook_service_not_found::RULE,
    &network_registry_not_found::RULE,
];
