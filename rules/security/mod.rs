//! Who may talk to whom, and how it is secured.

use crate::engine::Rule;

#[path = "allowed-and-denied/rule.rs"]
pub mod allowed_and_denied;
#[path = "application-runs-as-proxy-user/rule.rs"]
pub mod application_runs_as_proxy_user;
#[path = "authorization-provider-not-found/rule.rs"]
pub mod authorization_provider_not_found;
#[path = "claim-routing-without-authentication/rule.rs"]
pub mod claim_routing_without_authentication;
#[path = "client-address-hidden/rule.rs"]
pub mod client_address_hidden;
#[path = "conflicting-peer-authentications/rule.rs"]
pub mod conflicting_peer_authentications;
#[path = "empty-rule-allows-all/rule.rs"]
pub mod empty_rule_allows_all;
#[path = "foreign-trust-domain/rule.rs"]
pub mod foreign_trust_domain;
#[path = "http-policy-at-ztunnel/rule.rs"]
pub mod http_policy_at_ztunnel;
#[path = "http-rule-for-bytes/rule.rs"]
pub mod http_rule_for_bytes;
#[path = "identity-without-mtls/rule.rs"]
pub mod identity_without_mtls;
#[path = "ignored-by-ztunnel/rule.rs"]
pub mod ignored_by_ztunnel;
#[path = "jwks-fetch-unrestricted/rule.rs"]
pub mod jwks_fetch_unrestricted;
#[path = "malformed-principal/rule.rs"]
pub mod malformed_principal;
#[path = "mtls-to-plaintext-workload/rule.rs"]
pub mod mtls_to_plaintext_workload;
#[path = "multiple-default-peer-authentications/rule.rs"]
pub mod multiple_default_peer_authentications;
#[path = "no-server-verification/rule.rs"]
pub mod no_server_verification;
#[path = "no-server-verification-on-port/rule.rs"]
pub mod no_server_verification_on_port;
#[path = "plaintext-to-strict-workload/rule.rs"]
pub mod plaintext_to_strict_workload;
#[path = "policy-host-without-port/rule.rs"]
pub mod policy_host_without_port;
#[path = "policy-names-service-port/rule.rs"]
pub mod policy_names_service_port;
#[path = "policy-rule-repeats/rule.rs"]
pub mod policy_rule_repeats;
#[path = "policy-value-never-sent/rule.rs"]
pub mod policy_value_never_sent;
#[path = "policy-value-taken-literally/rule.rs"]
pub mod policy_value_taken_literally;
#[path = "policy-without-waypoint/rule.rs"]
pub mod policy_without_waypoint;
#[path = "port-mtls-names-service-port/rule.rs"]
pub mod port_mtls_names_service_port;
#[path = "preflight-refused/rule.rs"]
pub mod preflight_refused;
#[path = "rule-allows-everything/rule.rs"]
pub mod rule_allows_everything;
#[path = "rule-excludes-itself/rule.rs"]
pub mod rule_excludes_itself;
#[path = "selector-on-gateway-pods/rule.rs"]
pub mod selector_on_gateway_pods;
#[path = "several-authorization-providers/rule.rs"]
pub mod several_authorization_providers;
#[path = "source-outside-the-mesh/rule.rs"]
pub mod source_outside_the_mesh;
#[path = "strict-without-client-mtls/rule.rs"]
pub mod strict_without_client_mtls;
#[path = "tls-version-without-ciphers/rule.rs"]
pub mod tls_version_without_ciphers;
#[path = "token-not-checked/rule.rs"]
pub mod token_not_checked;
#[path = "token-not-required/rule.rs"]
pub mod token_not_required;
#[path = "token-taken-off-at-gateway/rule.rs"]
pub mod token_taken_off_at_gateway;
#[path = "trust-domain-not-translated/rule.rs"]
pub mod trust_domain_not_translated;
#[path = "workload-without-policy/rule.rs"]
pub mod workload_without_policy;

/// The rules of the group, in the order in which they are listed.
pub const RULES: &[&Rule] = &[
    &application_runs_as_proxy_user::RULE,
    &tls_version_without_ciphers::RULE,
    &no_server_verification::RULE,
    &no_server_verification_on_port::RULE,
    &jwks_fetch_unrestricted::RULE,
    &multiple_default_peer_authentications::RULE,
    &conflicting_peer_authentications::RULE,
    &policy_names_service_port::RULE,
    &plaintext_to_strict_workload::RULE,
    &selector_on_gateway_pods::RULE,
    &claim_routing_without_authentication::RULE,
    &empty_rule_allows_all::RULE,
    &authorization_provider_not_found::RULE,
    &several_authorization_providers::RULE,
    &mtls_to_plaintext_workload::RULE,
    &malformed_principal::RULE,
    &policy_value_taken_literally::RULE,
    &policy_value_never_sent::RULE,
    &trust_domain_not_translated::RULE,
    &source_outside_the_mesh::RULE,
    &identity_without_mtls::RULE,
    &http_rule_for_bytes::RULE,
    &http_policy_at_ztunnel::RULE,
    &token_not_checked::RULE,
    &client_address_hidden::RULE,
    &policy_host_without_port::RULE,
    &rule_excludes_itself::RULE,
    &rule_allows_everything::RULE,
    &allowed_and_denied::RULE,
    &policy_rule_repeats::RULE,
    &token_not_required::RULE,
    &token_taken_off_at_gateway::RULE,
    &preflight_refused::RULE,
    &policy_without_waypoint::RULE,
    &port_mtls_names_service_port::RULE,
    &strict_without_client_mtls::RULE,
    &foreign_trust_domain::RULE,
    &ignored_by_ztunnel::RULE,
    &workload_without_policy::RULE,
];
