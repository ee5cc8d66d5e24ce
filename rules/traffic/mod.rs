//! Where traffic goes.

use crate::engine::Rule;

#[path = "access-log-without-provider/rule.rs"]
pub mod access_log_without_provider;
#[path = "certificate-covers-other-server/rule.rs"]
pub mod certificate_covers_other_server;
#[path = "certificate-on-several-gateways/rule.rs"]
pub mod certificate_on_several_gateways;
#[path = "client-tls-contradicts-gateway/rule.rs"]
pub mod client_tls_contradicts_gateway;
#[path = "condition-reports-failure/rule.rs"]
pub mod condition_reports_failure;
#[path = "conflicting-destination-rules/rule.rs"]
pub mod conflicting_destination_rules;
#[path = "conflicting-entry-protocols/rule.rs"]
pub mod conflicting_entry_protocols;
#[path = "conflicting-gateways/rule.rs"]
pub mod conflicting_gateways;
#[path = "conflicting-mesh-hosts/rule.rs"]
pub mod conflicting_mesh_hosts;
#[path = "conflicting-sidecars/rule.rs"]
pub mod conflicting_sidecars;
#[path = "conflicting-telemetries/rule.rs"]
pub mod conflicting_telemetries;
#[path = "consecutive-errors-of-subset/rule.rs"]
pub mod consecutive_errors_of_subset;
#[path = "cookie-compared-whole/rule.rs"]
pub mod cookie_compared_whole;
#[path = "entries-share-host/rule.rs"]
pub mod entries_share_host;
#[path = "entry-port-without-address/rule.rs"]
pub mod entry_port_without_address;
#[path = "envoy-refuses-value/rule.rs"]
pub mod envoy_refuses_value;
#[path = "external-name-port-without-host/rule.rs"]
pub mod external_name_port_without_host;
#[path = "gateway-port-not-on-service/rule.rs"]
pub mod gateway_port_not_on_service;
#[path = "gateways-share-host/rule.rs"]
pub mod gateways_share_host;
#[path = "headless-port-differs/rule.rs"]
pub mod headless_port_differs;
#[path = "host-not-on-gateway/rule.rs"]
pub mod host_not_on_gateway;
#[path = "http-to-tls-port/rule.rs"]
pub mod http_to_tls_port;
#[path = "inbound-host-without-port/rule.rs"]
pub mod inbound_host_without_port;
#[path = "ineffective-match/rule.rs"]
pub mod ineffective_match;
#[path = "internal-gateway-referenced/rule.rs"]
pub mod internal_gateway_referenced;
#[path = "listener-refused/rule.rs"]
pub mod listener_refused;
#[path = "listeners-share-hostname/rule.rs"]
pub mod listeners_share_hostname;
#[path = "match-gateway-not-bound/rule.rs"]
pub mod match_gateway_not_bound;
#[path = "match-port-not-on-host/rule.rs"]
pub mod match_port_not_on_host;
#[path = "match-port-of-no-server/rule.rs"]
pub mod match_port_of_no_server;
#[path = "match-value-never-sent/rule.rs"]
pub mod match_value_never_sent;
#[path = "multiple-default-sidecars/rule.rs"]
pub mod multiple_default_sidecars;
#[path = "multiple-default-telemetries/rule.rs"]
pub mod multiple_default_telemetries;
#[path = "no-way-back-to-wildcard/rule.rs"]
pub mod no_way_back_to_wildcard;
#[path = "plain-port-leads-to-tls/rule.rs"]
pub mod plain_port_leads_to_tls;
#[path = "port-name-without-protocol/rule.rs"]
pub mod port_name_without_protocol;
#[path = "port-settings-replace/rule.rs"]
pub mod port_settings_replace;
#[path = "privileged-port-left-out/rule.rs"]
pub mod privileged_port_left_out;
#[path = "redirect-loop/rule.rs"]
pub mod redirect_loop;
#[path = "redirect-to-unserved-host/rule.rs"]
pub mod redirect_to_unserved_host;
#[path = "relative-operation-with-proxy-version/rule.rs"]
pub mod relative_operation_with_proxy_version;
#[path = "relative-operation-without-priority/rule.rs"]
pub mod relative_operation_without_priority;
#[path = "removed-tracing-provider/rule.rs"]
pub mod removed_tracing_provider;
#[path = "retries-of-non-idempotent-method/rule.rs"]
pub mod retries_of_non_idempotent_method;
#[path = "rule-shadowed-by-other/rule.rs"]
pub mod rule_shadowed_by_other;
#[path = "rule-where-nobody-asks/rule.rs"]
pub mod rule_where_nobody_asks;
#[path = "rules-not-asked-by-server/rule.rs"]
pub mod rules_not_asked_by_server;
#[path = "rules-past-waypoint/rule.rs"]
pub mod rules_past_waypoint;
#[path = "server-gets-no-rule/rule.rs"]
pub mod server_gets_no_rule;
#[path = "service-differs-between-clusters/rule.rs"]
pub mod service_differs_between_clusters;
#[path = "services-disagree-on-protocol/rule.rs"]
pub mod services_disagree_on_protocol;
#[path = "services-join-ports/rule.rs"]
pub mod services_join_ports;
#[path = "sidecar-in-ambient-mode/rule.rs"]
pub mod sidecar_in_ambient_mode;
#[path = "subset-policy-unused/rule.rs"]
pub mod subset_policy_unused;
#[path = "subset-unused-by-gateway/rule.rs"]
pub mod subset_unused_by_gateway;
#[path = "telemetry-provider-not-found/rule.rs"]
pub mod telemetry_provider_not_found;
#[path = "tls-in-tls/rule.rs"]
pub mod tls_in_tls;
#[path = "tls-settings-of-passthrough/rule.rs"]
pub mod tls_settings_of_passthrough;
#[path = "unreachable-route/rule.rs"]
pub mod unreachable_route;
#[path = "unsupported-add/rule.rs"]
pub mod unsupported_add;
#[path = "unsupported-remove/rule.rs"]
pub mod unsupported_remove;
#[path = "unsupported-replace/rule.rs"]
pub mod unsupported_replace;

/// The rules of the group, in the order in which they are listed.
pub const RULES: &[&Rule] = &[
    &conflicting_mesh_hosts::RULE,
    &conflicting_entry_protocols::RULE,
    &port_name_without_protocol::RULE,
    &unreachable_route::RULE,
    &ineffective_match::RULE,
    &external_name_port_without_host::RULE,
    &service_differs_between_clusters::RULE,
    &services_disagree_on_protocol::RULE,
    &services_join_ports::RULE,
    &host_not_on_gateway::RULE,
    &gateway_port_not_on_service::RULE,
    &relative_operation_without_priority::RULE,
    &unsupported_replace::RULE,
    &unsupported_add::RULE,
    &unsupported_remove::RULE,
    &relative_operation_with_proxy_version::RULE,
    &multiple_default_telemetries::RULE,
    &access_log_without_provider::RULE,
    &conflicting_sidecars::RULE,
    &multiple_default_sidecars::RULE,
    &conflicting_telemetries::RULE,
    &http_to_tls_port::RULE,
    &sidecar_in_ambient_mode::RULE,
    &condition_reports_failure::RULE,
    &removed_tracing_provider::RULE,
    &entry_port_without_address::RULE,
    &internal_gateway_referenced::RULE,
    &match_gateway_not_bound::RULE,
    &conflicting_gateways::RULE,
    &gateways_share_host::RULE,
    &certificate_on_several_gateways::RULE,
    &subset_unused_by_gateway::RULE,
    &client_tls_contradicts_gateway::RULE,
    &tls_settings_of_passthrough::RULE,
    &plain_port_leads_to_tls::RULE,
    &telemetry_provider_not_found::RULE,
    &inbound_host_without_port::RULE,
    &consecutive_errors_of_subset::RULE,
    &retries_of_non_idempotent_method::RULE,
    &rules_not_asked_by_server::RULE,
    &match_port_of_no_server::RULE,
    &server_gets_no_rule::RULE,
    &redirect_loop::RULE,
    &redirect_to_unserved_host::RULE,
    &match_value_never_sent::RULE,
    &cookie_compared_whole::RULE,
    &certificate_covers_other_server::RULE,
    &rule_shadowed_by_other::RULE,
    &no_way_back_to_wildcard::RULE,
    &headless_port_differs::RULE,
    &tls_in_tls::RULE,
    &port_settings_replace::RULE,
    &subset_policy_unused::RULE,
    &rule_where_nobody_asks::RULE,
    &privileged_port_left_out::RULE,
    &match_port_not_on_host::RULE,
    &conflicting_destination_rules::RULE,
    &entries_share_host::RULE,
    &listeners_share_hostname::RULE,
    &rules_past_waypoint::RULE,
    &listener_refused::RULE,
    &envoy_refuses_value::RULE,
];
