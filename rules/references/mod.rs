//! Whether what is referred to is there.

use crate::engine::Rule;
#[path = "backend-not-granted/rule.rs"]
pub mod backend_not_granted;
#[path = "certificate-not-for-host/rule.rs"]
pub mod certificate_not_for_host;
#[path = "credential-not-found/rule.rs"]
pub mod credential_not_found;
#[path = "credential-not-granted/rule.rs"]
pub mod credential_not_granted;
#[path = "destination-host-not-found/rule.rs"]
pub mod destination_host_not_found;
#[path = "destination-not-visible/rule.rs"]
pub mod destination_not_visible;
#[path = "destination-port-ambiguous/rule.rs"]
pub mod destination_port_ambiguous;
#[path = "destination-port-not-on-service/rule.rs"]
pub mod destination_port_not_on_service;
#[path = "destination-under-wildcard/rule.rs"]
pub mod destination_under_wildcard;
#[path = "egress-host-not-found/rule.rs"]
pub mod egress_host_not_found;
#[path = "export-namespace-not-found/rule.rs"]
pub mod export_namespace_not_found;
#[path = "gateway-class-not-found/rule.rs"]
pub mod gateway_class_not_found;
#[path = "gateway-not-found/rule.rs"]
pub mod gateway_not_found;
#[path = "gateway-selector-matches-no-workload/rule.rs"]
pub mod gateway_selector_matches_no_workload;
#[path = "grant-namespace-not-found/rule.rs"]
pub mod grant_namespace_not_found;
#[path = "group-account-not-found/rule.rs"]
pub mod group_account_not_found;
#[path = "invalid-credential/rule.rs"]
pub mod invalid_credential;
#[path = "listener-not-found/rule.rs"]
pub mod listener_not_found;
#[path = "match-gateway-not-found/rule.rs"]
pub mod match_gateway_not_found;
#[path = "network-policy-selects-no-namespace/rule.rs"]
pub mod network_policy_selects_no_namespace;
#[path = "network-registry-not-found/rule.rs"]
pub mod network_registry_not_found;
#[path = "policy-host-not-found/rule.rs"]
pub mod policy_host_not_found;
#[path = "policy-namespace-not-found/rule.rs"]
pub mod policy_namespace_not_found;
#[path = "policy-selects-no-workload/rule.rs"]
pub mod policy_selects_no_workload;
#[path = "policy-target-not-found/rule.rs"]
pub mod policy_target_not_found;
#[path = "principal-without-service-account/rule.rs"]
pub mod principal_without_service_account;
#[path = "provider-service-not-found/rule.rs"]
pub mod provider_service_not_found;
#[path = "route-gateway-not-found/rule.rs"]
pub mod route_gateway_not_found;
#[path = "route-not-admitted/rule.rs"]
pub mod route_not_admitted;
#[path = "route-port-not-on-service/rule.rs"]
pub mod route_port_not_on_service;
#[path = "route-service-not-found/rule.rs"]
pub mod route_service_not_found;
#[path = "rule-host-not-found/rule.rs"]
pub mod rule_host_not_found;
#[path = "rule-host-not-visible/rule.rs"]
pub mod rule_host_not_visible;
#[path = "selector-matches-no-workload/rule.rs"]
pub mod selector_matches_no_workload;
#[path = "service-selects-no-pod/rule.rs"]
pub mod service_selects_no_pod;
#[path = "sidecar-namespace-not-found/rule.rs"]
pub mod sidecar_namespace_not_found;
#[path = "sidecar-selects-no-workload/rule.rs"]
pub mod sidecar_selects_no_workload;
#[path = "subset-not-found/rule.rs"]
pub mod subset_not_found;
#[path = "subset-selects-no-workload/rule.rs"]
pub mod subset_selects_no_workload;
#[path = "target-port-not-found/rule.rs"]
pub mod target_port_not_found;
#[path = "telemetry-selects-no-workload/rule.rs"]
pub mod telemetry_selects_no_workload;
#[path = "virtual-service-on-kubernetes-gateway/rule.rs"]
pub mod virtual_service_on_kubernetes_gateway;
#[path = "waypoint-not-found/rule.rs"]
pub mod waypoint_not_found;
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
    &destination_under_wildcard::RULE,
    &webhook_service_not_found::RULE,
    &network_registry_not_found::RULE,
    &match_gateway_not_found::RULE,
    &rule_host_not_found::RULE,
    &rule_host_not_visible::RULE,
    &destination_port_ambiguous::RULE,
    &subset_selects_no_workload::RULE,
    &invalid_credential::RULE,
    &certificate_not_for_host::RULE,
    &credential_not_granted::RULE,
    &route_gateway_not_found::RULE,
    &route_service_not_found::RULE,
    &route_port_not_on_service::RULE,
    &listener_not_found::RULE,
    &backend_not_granted::RULE,
    &gateway_class_not_found::RULE,
    &route_not_admitted::RULE,
    &virtual_service_on_kubernetes_gateway::RULE,
    &waypoint_not_found::RULE,
    &policy_target_not_found::RULE,
    &principal_without_service_account::RULE,
    &service_selects_no_pod::RULE,
    &provider_service_not_found::RULE,
    &egress_host_not_found::RULE,
    &export_namespace_not_found::RULE,
    &grant_namespace_not_found::RULE,
    &group_account_not_found::RULE,
    &target_port_not_found::RULE,
    &policy_host_not_found::RULE,
];
