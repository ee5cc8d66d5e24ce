//! What Istio does and hardly anybody expects.

use crate::engine::Rule;
#[path = "anchored-prefix-regex/rule.rs"]
pub mod anchored_prefix_regex;
#[path = "authority-without-port/rule.rs"]
pub mod authority_without_port;
#[path = "delegate-left-out/rule.rs"]
pub mod delegate_left_out;
#[path = "destination-named-twice/rule.rs"]
pub mod destination_named_twice;
#[path = "destination-takes-request-port/rule.rs"]
pub mod destination_takes_request_port;
#[path = "destination-without-weight/rule.rs"]
pub mod destination_without_weight;
#[path = "displaced-envoy-field/rule.rs"]
pub mod displaced_envoy_field;
#[path = "egress-gateway-bypassed/rule.rs"]
pub mod egress_gateway_bypassed;
#[path = "entry-for-service-host/rule.rs"]
pub mod entry_for_service_host;
#[path = "export-leaves-out-own-namespace/rule.rs"]
pub mod export_leaves_out_own_namespace;
#[path = "fault-without-percentage/rule.rs"]
pub mod fault_without_percentage;
#[path = "faults-are-not-retried/rule.rs"]
pub mod faults_are_not_retried;
#[path = "gateway-routes-to-itself/rule.rs"]
pub mod gateway_routes_to_itself;
#[path = "groups-share-labels/rule.rs"]
pub mod groups_share_labels;
#[path = "hash-of-bytes/rule.rs"]
pub mod hash_of_bytes;
#[path = "host-not-expanded/rule.rs"]
pub mod host_not_expanded;
#[path = "host-within-wildcard-entry/rule.rs"]
pub mod host_within_wildcard_entry;
#[path = "hostnames-of-mesh-route/rule.rs"]
pub mod hostnames_of_mesh_route;
#[path = "ignored-case-of-regex/rule.rs"]
pub mod ignored_case_of_regex;
#[path = "narrower-host-takes-over/rule.rs"]
pub mod narrower_host_takes_over;
#[path = "no-rule-for-the-rest/rule.rs"]
pub mod no_rule_for_the_rest;
#[path = "outbound-policy-without-mode/rule.rs"]
pub mod outbound_policy_without_mode;
#[path = "patch-for-no-proxy/rule.rs"]
pub mod patch_for_no_proxy;
#[path = "patch-matches-nothing/rule.rs"]
pub mod patch_matches_nothing;
#[path = "ports-are-one-listener/rule.rs"]
pub mod ports_are_one_listener;
#[path = "redirect-for-all-servers/rule.rs"]
pub mod redirect_for_all_servers;
#[path = "rewrite-doubles-slash/rule.rs"]
pub mod rewrite_doubles_slash;
#[path = "route-beside-virtual-service/rule.rs"]
pub mod route_beside_virtual_service;
#[path = "route-to-external-name/rule.rs"]
pub mod route_to_external_name;
#[path = "routes-not-exported-to-gateway/rule.rs"]
pub mod routes_not_exported_to_gateway;
#[path = "routes-not-imported/rule.rs"]
pub mod routes_not_imported;
#[path = "rule-hides-other-rule/rule.rs"]
pub mod rule_hides_other_rule;
#[path = "rules-for-another-protocol/rule.rs"]
pub mod rules_for_another_protocol;
#[path = "rules-of-destination-not-asked/rule.rs"]
pub mod rules_of_destination_not_asked;
#[path = "rules-without-service/rule.rs"]
pub mod rules_without_service;
#[path = "scheme-never-seen/rule.rs"]
pub mod scheme_never_seen;
#[path = "second-catch-all-on-gateway/rule.rs"]
pub mod second_catch_all_on_gateway;
#[path = "second-route-of-tcp-server/rule.rs"]
pub mod second_route_of_tcp_server;
#[path = "selective-rule-hides-others/rule.rs"]
pub mod selective_rule_hides_others;
#[path = "server-host-repeated/rule.rs"]
pub mod server_host_repeated;
#[path = "server-name-of-full-host/rule.rs"]
pub mod server_name_of_full_host;
#[path = "server-without-rules/rule.rs"]
pub mod server_without_rules;
#[path = "session-affinity-in-mesh/rule.rs"]
pub mod session_affinity_in_mesh;
#[path = "sidecar-hides-own-namespace/rule.rs"]
pub mod sidecar_hides_own_namespace;
#[path = "source-labels-beside-gateways/rule.rs"]
pub mod source_labels_beside_gateways;
#[path = "subnets-stick/rule.rs"]
pub mod subnets_stick;
#[path = "subset-without-labels/rule.rs"]
pub mod subset_without_labels;
#[path = "tcp-rules-beside-recognised-http/rule.rs"]
pub mod tcp_rules_beside_recognised_http;
#[path = "tls-port-declared-http/rule.rs"]
pub mod tls_port_declared_http;
#[path = "try-longer-than-timeout/rule.rs"]
pub mod try_longer_than_timeout;
#[path = "unregistered-host/rule.rs"]
pub mod unregistered_host;
#[path = "weight-of-only-destination/rule.rs"]
pub mod weight_of_only_destination;
#[path = "whole-path-replaced/rule.rs"]
pub mod whole_path_replaced;
#[path = "wildcard-routes-spread/rule.rs"]
pub mod wildcard_routes_spread;

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
    &destination_takes_request_port::RULE,
    &unregistered_host::RULE,
    &host_within_wildcard_entry::RULE,
    &wildcard_routes_spread::RULE,
    &rules_without_service::RULE,
    &route_beside_virtual_service::RULE,
    &selective_rule_hides_others::RULE,
    &rule_hides_other_rule::RULE,
    &server_name_of_full_host::RULE,
    &tcp_rules_beside_recognised_http::RULE,
    &tls_port_declared_http::RULE,
    &entry_for_service_host::RULE,
    &route_to_external_name::RULE,
    &redirect_for_all_servers::RULE,
    &ports_are_one_listener::RULE,
    &second_route_of_tcp_server::RULE,
    &server_without_rules::RULE,
    &second_catch_all_on_gateway::RULE,
    &delegate_left_out::RULE,
    &authority_without_port::RULE,
    &whole_path_replaced::RULE,
    &rules_of_destination_not_asked::RULE,
    &routes_not_imported::RULE,
    &gateway_routes_to_itself::RULE,
    &egress_gateway_bypassed::RULE,
    &hostnames_of_mesh_route::RULE,
    &no_rule_for_the_rest::RULE,
    &routes_not_exported_to_gateway::RULE,
    &faults_are_not_retried::RULE,
    &try_longer_than_timeout::RULE,
    &session_affinity_in_mesh::RULE,
    &patch_for_no_proxy::RULE,
    &patch_matches_nothing::RULE,
    &hash_of_bytes::RULE,
    &weight_of_only_destination::RULE,
    &destination_named_twice::RULE,
    &outbound_policy_without_mode::RULE,
    &subset_without_labels::RULE,
    &server_host_repeated::RULE,
    &narrower_host_takes_over::RULE,
    &groups_share_labels::RULE,
    &displaced_envoy_field::RULE,
];
