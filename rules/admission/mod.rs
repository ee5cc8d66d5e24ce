//! What Istio's webhook refuses or warns about.

use crate::engine::Rule;

#[path = "abort-without-status/rule.rs"]
pub mod abort_without_status;
#[path = "authority-set-twice/rule.rs"]
pub mod authority_set_twice;
#[path = "catch-all-listener-not-last/rule.rs"]
pub mod catch_all_listener_not_last;
#[path = "claim-route-without-gateway/rule.rs"]
pub mod claim_route_without_gateway;
#[path = "client-certificate-missing/rule.rs"]
pub mod client_certificate_missing;
#[path = "conflicting-client-tls/rule.rs"]
pub mod conflicting_client_tls;
#[path = "conflicting-http-actions/rule.rs"]
pub mod conflicting_http_actions;
#[path = "conflicting-locality-settings/rule.rs"]
pub mod conflicting_locality_settings;
#[path = "conflicting-server-certificates/rule.rs"]
pub mod conflicting_server_certificates;
#[path = "curves-inside-the-mesh/rule.rs"]
pub mod curves_inside_the_mesh;
#[path = "custom-policy-provider/rule.rs"]
pub mod custom_policy_provider;
#[path = "delegate-beyond-http/rule.rs"]
pub mod delegate_beyond_http;
#[path = "deny-by-http-alone/rule.rs"]
pub mod deny_by_http_alone;
#[path = "deprecated-dns-allocation/rule.rs"]
pub mod deprecated_dns_allocation;
#[path = "deprecated-filter-name/rule.rs"]
pub mod deprecated_filter_name;
#[path = "deprecated-mirror-percent/rule.rs"]
pub mod deprecated_mirror_percent;
#[path = "deprecated-traffic-setting/rule.rs"]
pub mod deprecated_traffic_setting;
#[path = "duplicate-port/rule.rs"]
pub mod duplicate_port;
#[path = "duplicate-subset/rule.rs"]
pub mod duplicate_subset;
#[path = "early-filter-name/rule.rs"]
pub mod early_filter_name;
#[path = "empty-policy-condition/rule.rs"]
pub mod empty_policy_condition;
#[path = "empty-policy-value/rule.rs"]
pub mod empty_policy_value;
#[path = "empty-prefix-match/rule.rs"]
pub mod empty_prefix_match;
#[path = "empty-sidecar/rule.rs"]
pub mod empty_sidecar;
#[path = "empty-traffic-policy/rule.rs"]
pub mod empty_traffic_policy;
#[path = "endpoint-without-address/rule.rs"]
pub mod endpoint_without_address;
#[path = "envoy-filter-in-use/rule.rs"]
pub mod envoy_filter_in_use;
#[path = "envoy-match-for-another-object/rule.rs"]
pub mod envoy_match_for_another_object;
#[path = "failover-without-outlier-detection/rule.rs"]
pub mod failover_without_outlier_detection;
#[path = "fault-without-effect/rule.rs"]
pub mod fault_without_effect;
#[path = "gateway-name-with-dots/rule.rs"]
pub mod gateway_name_with_dots;
#[path = "gateway-without-servers/rule.rs"]
pub mod gateway_without_servers;
#[path = "hosts-share-address/rule.rs"]
pub mod hosts_share_address;
#[path = "hosts-share-tcp-port/rule.rs"]
pub mod hosts_share_tcp_port;
#[path = "http-rule-without-action/rule.rs"]
pub mod http_rule_without_action;
#[path = "http-settings-on-other-port/rule.rs"]
pub mod http_settings_on_other_port;
#[path = "https-redirect-without-http/rule.rs"]
pub mod https_redirect_without_http;
#[path = "inbound-retry-without-effect/rule.rs"]
pub mod inbound_retry_without_effect;
#[path = "incomplete-envoy-patch/rule.rs"]
pub mod incomplete_envoy_patch;
#[path = "incomplete-extension-provider/rule.rs"]
pub mod incomplete_extension_provider;
#[path = "incomplete-proxy-config/rule.rs"]
pub mod incomplete_proxy_config;
#[path = "invalid-address/rule.rs"]
pub mod invalid_address;
#[path = "invalid-capture-list/rule.rs"]
pub mod invalid_capture_list;
#[path = "invalid-condition-value/rule.rs"]
pub mod invalid_condition_value;
#[path = "invalid-connection-pool/rule.rs"]
pub mod invalid_connection_pool;
#[path = "invalid-consistent-hash/rule.rs"]
pub mod invalid_consistent_hash;
#[path = "invalid-cors-policy/rule.rs"]
pub mod invalid_cors_policy;
#[path = "invalid-credential-reference/rule.rs"]
pub mod invalid_credential_reference;
#[path = "invalid-default-endpoint/rule.rs"]
pub mod invalid_default_endpoint;
#[path = "invalid-dry-run/rule.rs"]
pub mod invalid_dry_run;
#[path = "invalid-duration/rule.rs"]
pub mod invalid_duration;
#[path = "invalid-dynamic-dns/rule.rs"]
pub mod invalid_dynamic_dns;
#[path = "invalid-egress-proxy/rule.rs"]
pub mod invalid_egress_proxy;
#[path = "invalid-endpoint-address/rule.rs"]
pub mod invalid_endpoint_address;
#[path = "invalid-envoy-filter-match/rule.rs"]
pub mod invalid_envoy_filter_match;
#[path = "invalid-envoy-value/rule.rs"]
pub mod invalid_envoy_value;
#[path = "invalid-export-to/rule.rs"]
pub mod invalid_export_to;
#[path = "invalid-extension-provider/rule.rs"]
pub mod invalid_extension_provider;
#[path = "invalid-failover/rule.rs"]
pub mod invalid_failover;
#[path = "invalid-gateway-name/rule.rs"]
pub mod invalid_gateway_name;
#[path = "invalid-header-name/rule.rs"]
pub mod invalid_header_name;
#[path = "invalid-header-value/rule.rs"]
pub mod invalid_header_value;
#[path = "invalid-host/rule.rs"]
pub mod invalid_host;
#[path = "invalid-image-name/rule.rs"]
pub mod invalid_image_name;
#[path = "invalid-jwks/rule.rs"]
pub mod invalid_jwks;
#[path = "invalid-label/rule.rs"]
pub mod invalid_label;
#[path = "invalid-listener-host/rule.rs"]
pub mod invalid_listener_host;
#[path = "invalid-locality/rule.rs"]
pub mod invalid_locality;
#[path = "invalid-locality-weight/rule.rs"]
pub mod invalid_locality_weight;
#[path = "invalid-log-filter/rule.rs"]
pub mod invalid_log_filter;
#[path = "invalid-operator-name/rule.rs"]
pub mod invalid_operator_name;
#[path = "invalid-path-template/rule.rs"]
pub mod invalid_path_template;
#[path = "invalid-percentage/rule.rs"]
pub mod invalid_percentage;
#[path = "invalid-policy-attribute/rule.rs"]
pub mod invalid_policy_attribute;
#[path = "invalid-policy-port/rule.rs"]
pub mod invalid_policy_port;
#[path = "invalid-port-name/rule.rs"]
pub mod invalid_port_name;
#[path = "invalid-port-number/rule.rs"]
pub mod invalid_port_number;
#[path = "invalid-proxy-address/rule.rs"]
pub mod invalid_proxy_address;
#[path = "invalid-proxy-version/rule.rs"]
pub mod invalid_proxy_version;
#[path = "invalid-redirect/rule.rs"]
pub mod invalid_redirect;
#[path = "invalid-registry-name/rule.rs"]
pub mod invalid_registry_name;
#[path = "invalid-regular-expression/rule.rs"]
pub mod invalid_regular_expression;
#[path = "invalid-retries/rule.rs"]
pub mod invalid_retries;
#[path = "invalid-rewrite/rule.rs"]
pub mod invalid_rewrite;
#[path = "invalid-selector-label/rule.rs"]
pub mod invalid_selector_label;
#[path = "invalid-service-account/rule.rs"]
pub mod invalid_service_account;
#[path = "invalid-socket-listener/rule.rs"]
pub mod invalid_socket_listener;
#[path = "invalid-source-namespace/rule.rs"]
pub mod invalid_source_namespace;
#[path = "invalid-status/rule.rs"]
pub mod invalid_status;
#[path = "invalid-subset-name/rule.rs"]
pub mod invalid_subset_name;
#[path = "invalid-tag-override/rule.rs"]
pub mod invalid_tag_override;
#[path = "invalid-target-reference/rule.rs"]
pub mod invalid_target_reference;
#[path = "invalid-trust-domain/rule.rs"]
pub mod invalid_trust_domain;
#[path = "invalid-tunnel/rule.rs"]
pub mod invalid_tunnel;
#[path = "invalid-warmup/rule.rs"]
pub mod invalid_warmup;
#[path = "invalid-weight/rule.rs"]
pub mod invalid_weight;
#[path = "jwt-rule-without-issuer/rule.rs"]
pub mod jwt_rule_without_issuer;
#[path = "large-direct-response-body/rule.rs"]
pub mod large_direct_response_body;
#[path = "legacy-gateway-name/rule.rs"]
pub mod legacy_gateway_name;
#[path = "local-origin-failures-not-split/rule.rs"]
pub mod local_origin_failures_not_split;
#[path = "nested-delegate/rule.rs"]
pub mod nested_delegate;
#[path = "not-for-custom-action/rule.rs"]
pub mod not_for_custom_action;
#[path = "object-without-spec/rule.rs"]
pub mod object_without_spec;
#[path = "overlapping-hosts/rule.rs"]
pub mod overlapping_hosts;
#[path = "partial-wildcard-host/rule.rs"]
pub mod partial_wildcard_host;
#[path = "passthrough-with-certificates/rule.rs"]
pub mod passthrough_with_certificates;
#[path = "policy-without-rules/rule.rs"]
pub mod policy_without_rules;
#[path = "private-key-in-jwks/rule.rs"]
pub mod private_key_in_jwks;
#[path = "privileged-gateway-port/rule.rs"]
pub mod privileged_gateway_port;
#[path = "probe-without-method/rule.rs"]
pub mod probe_without_method;
#[path = "repeated-egress-host/rule.rs"]
pub mod repeated_egress_host;
#[path = "repeated-extension-provider/rule.rs"]
pub mod repeated_extension_provider;
#[path = "replicas-with-autoscaling/rule.rs"]
pub mod replicas_with_autoscaling;
#[path = "reserved-annotation/rule.rs"]
pub mod reserved_annotation;
#[path = "rule-taken-by-others/rule.rs"]
pub mod rule_taken_by_others;
#[path = "selector-without-labels/rule.rs"]
pub mod selector_without_labels;
#[path = "server-certificate-missing/rule.rs"]
pub mod server_certificate_missing;
#[path = "service-port-without-protocol/rule.rs"]
pub mod service_port_without_protocol;
#[path = "several-tracings/rule.rs"]
pub mod several_tracings;
#[path = "sni-host-is-address/rule.rs"]
pub mod sni_host_is_address;
#[path = "sni-host-not-in-hosts/rule.rs"]
pub mod sni_host_not_in_hosts;
#[path = "socket-with-several-ports/rule.rs"]
pub mod socket_with_several_ports;
#[path = "target-port-on-listener/rule.rs"]
pub mod target_port_on_listener;
#[path = "tcp-denied-by-http/rule.rs"]
pub mod tcp_denied_by_http;
#[path = "tcp-port-without-address/rule.rs"]
pub mod tcp_port_without_address;
#[path = "tcp-rule-without-route/rule.rs"]
pub mod tcp_rule_without_route;
#[path = "tls-against-protocol/rule.rs"]
pub mod tls_against_protocol;
#[path = "tls-rule-without-names/rule.rs"]
pub mod tls_rule_without_names;
#[path = "undeclared-endpoint-port/rule.rs"]
pub mod undeclared_endpoint_port;
#[path = "unknown-cipher-suite/rule.rs"]
pub mod unknown_cipher_suite;
#[path = "unknown-ecdh-curve/rule.rs"]
pub mod unknown_ecdh_curve;
#[path = "unknown-envoy-field/rule.rs"]
pub mod unknown_envoy_field;
#[path = "unknown-envoy-type/rule.rs"]
pub mod unknown_envoy_type;
#[path = "unknown-protocol/rule.rs"]
pub mod unknown_protocol;
#[path = "unsupported-sidecar-tls/rule.rs"]
pub mod unsupported_sidecar_tls;
#[path = "virtual-service-without-routes/rule.rs"]
pub mod virtual_service_without_routes;
#[path = "wildcard-host-in-mesh/rule.rs"]
pub mod wildcard_host_in_mesh;
#[path = "wildcard-host-without-endpoints/rule.rs"]
pub mod wildcard_host_without_endpoints;
#[path = "workload-selector-without-effect/rule.rs"]
pub mod workload_selector_without_effect;

/// The kinds of Istio that its webhook judges.
const WEBHOOK_KINDS: &[&str] = &[
    "AuthorizationPolicy",
    "DestinationRule",
    "EnvoyFilter",
    "Gateway",
    "PeerAuthentication",
    "ProxyConfig",
    "RequestAuthentication",
    "ServiceEntry",
    "Sidecar",
    "Telemetry",
    "TrafficExtension",
    "VirtualService",
    "WasmPlugin",
    "WorkloadEntry",
    "WorkloadGroup",
];

/// The rules of the group, in the order in which they are listed.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
    &abort_without_status::RULE,
    &authority_set_twice::RULE,
    &catch_all_listener_not_last::RULE,
    &claim_route_without_gateway::RULE,
    &client_certificate_missing::RULE,
    &conflicting_client_tls::RULE,
    &conflicting_http_actions::RULE,
    &conflicting_locality_settings::RULE,
    &conflicting_server_certificates::RULE,
    &custom_policy_provider::RULE,
    &delegate_beyond_http::RULE,
    &deny_by_http_alone::RULE,
    &deprecated_filter_name::RULE,
    &deprecated_mirror_percent::RULE,
    &deprecated_traffic_setting::RULE,
    &duplicate_port::RULE,
    &duplicate_subset::RULE,
    &early_filter_name::RULE,
    &empty_policy_condition::RULE,
    &empty_policy_value::RULE,
    &empty_prefix_match::RULE,
    &empty_sidecar::RULE,
    &empty_traffic_policy::RULE,
    &endpoint_without_address::RULE,
    &envoy_filter_in_use::RULE,
    &envoy_match_for_another_object::RULE,
    &failover_without_outlier_detection::RULE,
    &fault_without_effect::RULE,
    &gateway_name_with_dots::RULE,
    &gateway_without_servers::RULE,
    &hosts_share_address::RULE,
    &hosts_share_tcp_port::RULE,
    &http_rule_without_action::RULE,
    &http_settings_on_other_port::RULE,
    &https_redirect_without_http::RULE,
    &incomplete_envoy_patch::RULE,
    &invalid_address::RULE,
    &invalid_condition_value::RULE,
    &invalid_connection_pool::RULE,
    &invalid_consistent_hash::RULE,
    &invalid_cors_policy::RULE,
    &invalid_credential_reference::RULE,
    &invalid_default_endpoint::RULE,
    &invalid_dry_run::RULE,
    &invalid_duration::RULE,
    &invalid_dynamic_dns::RULE,
    &invalid_egress_proxy::RULE,
    &invalid_endpoint_address::RULE,
    &invalid_envoy_filter_match::RULE,
    &invalid_envoy_value::RULE,
    &invalid_export_to::RULE,
    &invalid_failover::RULE,
    &invalid_gateway_name::RULE,
    &invalid_header_name::RULE,
    &invalid_header_value::RULE,
    &invalid_host::RULE,
    &invalid_jwks::RULE,
    &invalid_label::RULE,
    &invalid_listener_host::RULE,
    &invalid_locality::RULE,
    &invalid_locality_weight::RULE,
    &invalid_path_template::RULE,
    &invalid_percentage::RULE,
    &invalid_policy_attribute::RULE,
    &invalid_policy_port::RULE,
    &invalid_port_name::RULE,
    &invalid_port_number::RULE,
    &invalid_proxy_version::RULE,
    &invalid_redirect::RULE,
    &invalid_regular_expression::RULE,
    &invalid_retries::RULE,
    &invalid_rewrite::RULE,
    &invalid_selector_label::RULE,
    &invalid_service_account::RULE,
    &invalid_socket_listener::RULE,
    &invalid_source_namespace::RULE,
    &invalid_status::RULE,
    &invalid_subset_name::RULE,
    &invalid_tag_override::RULE,
    &invalid_target_reference::RULE,
    &invalid_trust_domain::RULE,
    &invalid_tunnel::RULE,
    &invalid_warmup::RULE,
    &invalid_weight::RULE,
    &jwt_rule_without_issuer::RULE,
    &large_direct_response_body::RULE,
    &legacy_gateway_name::RULE,
    &local_origin_failures_not_split::RULE,
    &nested_delegate::RULE,
    &not_for_custom_action::RULE,
    &overlapping_hosts::RULE,
    &partial_wildcard_host::RULE,
    &passthrough_with_certificates::RULE,
    &policy_without_rules::RULE,
    &private_key_in_jwks::RULE,
    &probe_without_method::RULE,
    &repeated_egress_host::RULE,
    &reserved_annotation::RULE,
    &rule_taken_by_others::RULE,
    &selector_without_labels::RULE,
    &server_certificate_missing::RULE,
    &several_tracings::RULE,
    &sni_host_is_address::RULE,
    &sni_host_not_in_hosts::RULE,
    &socket_with_several_ports::RULE,
    &target_port_on_listener::RULE,
    &tcp_port_without_address::RULE,
    &tcp_rule_without_route::RULE,
    &tls_against_protocol::RULE,
    &tls_rule_without_names::RULE,
    &undeclared_endpoint_port::RULE,
    &unknown_cipher_suite::RULE,
    &unknown_envoy_type::RULE,
    &unknown_envoy_field::RULE,
    &unknown_protocol::RULE,
    &unsupported_sidecar_tls::RULE,
    &virtual_service_without_routes::RULE,
    &wildcard_host_in_mesh::RULE,
    &wildcard_host_without_endpoints::RULE,
    &workload_selector_without_effect::RULE,
    &invalid_log_filter::RULE,
    &object_without_spec::RULE,
    &invalid_proxy_address::RULE,
    &incomplete_proxy_config::RULE,
    &deprecated_dns_allocation::RULE,
    &unknown_ecdh_curve::RULE,
    &curves_inside_the_mesh::RULE,
    &inbound_retry_without_effect::RULE,
    &repeated_extension_provider::RULE,
    &incomplete_extension_provider::RULE,
    &invalid_extension_provider::RULE,
    &invalid_registry_name::RULE,
    &invalid_operator_name::RULE,
    &invalid_image_name::RULE,
    &privileged_gateway_port::RULE,
    &replicas_with_autoscaling::RULE,
    &invalid_capture_list::RULE,
    &service_port_without_protocol::RULE,
    &tcp_denied_by_http::RULE,
];
