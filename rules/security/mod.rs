//! Who may talk to whom, and how it is secured.

use crate::engine::Rule;

#[path = "application-runs-as-proxy-user/rule.rs"]
pub mod application_runs_as_proxy_user;
#[path = "authorization-provider-not-found/rule.rs"]
pub mod authorization_provider_not_found;
#[path = "claim-routing-without-authentication/rule.rs"]
pub mod claim_routing_without_authentication;
#[path = "conflicting-peer-authentications/rule.rs"]
pub mod conflicting_peer_authentications;
#[path = "empty-rule-allows-all/rule.rs"]
pub mod empty_rule_allows_all;
#[path = "jwks-fetch-unrestricted/rule.rs"]
pub mod jwks_fetch_unrestricted;
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
#[path = "policy-names-service-port/rule.rs"]
pub mod policy_names_service_port;
#[path = "selector-on-gateway-pods/rule.rs"]
pub mod selector_on_gateway_pods;
#[path = "several-authorization-providers/rule.rs"]
pub mod several_authorization_providers;
#[path = "tls-version-without-ciphers/rule.rs"]
pub mod tls_version_without_ciphers;

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
];
