//! Which pods get a proxy, and from which control plane.

use crate::engine::Rule;

#[path = "ambient-mode-of-injected-pods/rule.rs"]
pub mod ambient_mode_of_injected_pods;
#[path = "deprecated-annotation/rule.rs"]
pub mod deprecated_annotation;
#[path = "gateway-in-control-plane-namespace/rule.rs"]
pub mod gateway_in_control_plane_namespace;
#[path = "image-auto-in-pod/rule.rs"]
pub mod image_auto_in_pod;
#[path = "image-auto-without-injection/rule.rs"]
pub mod image_auto_without_injection;
#[path = "invalid-annotation/rule.rs"]
pub mod invalid_annotation;
#[path = "invalid-mesh-label/rule.rs"]
pub mod invalid_mesh_label;
#[path = "misplaced-annotation/rule.rs"]
pub mod misplaced_annotation;
#[path = "misplaced-label/rule.rs"]
pub mod misplaced_label;
#[path = "multiple-injection-labels/rule.rs"]
pub mod multiple_injection_labels;
#[path = "namespace-injected-by-default/rule.rs"]
pub mod namespace_injected_by_default;
#[path = "namespace-not-injected/rule.rs"]
pub mod namespace_not_injected;
#[path = "network-policy-without-tunnel/rule.rs"]
pub mod network_policy_without_tunnel;
#[path = "overlapping-webhooks/rule.rs"]
pub mod overlapping_webhooks;
#[path = "pod-security-refuses-proxy/rule.rs"]
pub mod pod_security_refuses_proxy;
#[path = "pod-without-proxy/rule.rs"]
pub mod pod_without_proxy;
#[path = "proxy-image-outdated/rule.rs"]
pub mod proxy_image_outdated;
#[path = "revision-label-ignored/rule.rs"]
pub mod revision_label_ignored;
#[path = "unknown-annotation/rule.rs"]
pub mod unknown_annotation;
#[path = "unknown-label/rule.rs"]
pub mod unknown_label;
#[path = "unknown-revision/rule.rs"]
pub mod unknown_revision;
#[path = "waypoint-for-other-traffic/rule.rs"]
pub mod waypoint_for_other_traffic;
#[path = "waypoint-of-pods-unused/rule.rs"]
pub mod waypoint_of_pods_unused;
#[path = "waypoint-unused/rule.rs"]
pub mod waypoint_unused;
#[path = "webhook-address-invalid/rule.rs"]
pub mod webhook_address_invalid;
#[path = "webhook-address-is-ip/rule.rs"]
pub mod webhook_address_is_ip;

/// The rules of the group, in the order in which they are listed.
pub const RULES: &[&Rule] = &[
    &multiple_injection_labels::RULE,
    &image_auto_without_injection::RULE,
    &unknown_revision::RULE,
    &revision_label_ignored::RULE,
    &gateway_in_control_plane_namespace::RULE,
    &webhook_address_invalid::RULE,
    &webhook_address_is_ip::RULE,
    &namespace_not_injected::RULE,
    &namespace_injected_by_default::RULE,
    &pod_without_proxy::RULE,
    &proxy_image_outdated::RULE,
    &image_auto_in_pod::RULE,
    &misplaced_annotation::RULE,
    &unknown_annotation::RULE,
    &invalid_annotation::RULE,
    &deprecated_annotation::RULE,
    &misplaced_label::RULE,
    &unknown_label::RULE,
    &invalid_mesh_label::RULE,
    &overlapping_webhooks::RULE,
    &pod_security_refuses_proxy::RULE,
    &network_policy_without_tunnel::RULE,
    &waypoint_for_other_traffic::RULE,
    &waypoint_unused::RULE,
    &ambient_mode_of_injected_pods::RULE,
    &waypoint_of_pods_unused::RULE,
];
