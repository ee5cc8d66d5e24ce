//! The rules: one folder each, which holds its code, its page, its examples and their expected output.
//!
//! To add one, write its folder and name it here, twice. See docs/adding-a-rule.md.

use crate::diag::{Finding, Findings, Rule};
use crate::graph::{Absent, Answer, Mesh, Reference, Role};

#[path = "traffic/access-log-without-provider/rule.rs"]
pub mod access_log_without_provider;
#[path = "input/alias-cycle/rule.rs"]
pub mod alias_cycle;
#[path = "input/alias-expansion/rule.rs"]
pub mod alias_expansion;
#[path = "security/application-runs-as-proxy-user/rule.rs"]
pub mod application_runs_as_proxy_user;
#[path = "input/boolean-word/rule.rs"]
pub mod boolean_word;
#[path = "traffic/conflicting-entry-protocols/rule.rs"]
pub mod conflicting_entry_protocols;
#[path = "traffic/conflicting-mesh-hosts/rule.rs"]
pub mod conflicting_mesh_hosts;
#[path = "references/credential-not-found/rule.rs"]
pub mod credential_not_found;
#[path = "references/destination-host-not-found/rule.rs"]
pub mod destination_host_not_found;
#[path = "references/destination-port-not-on-service/rule.rs"]
pub mod destination_port_not_on_service;
#[path = "input/duplicate-key/rule.rs"]
pub mod duplicate_key;
#[path = "schema/duplicate-resource/rule.rs"]
pub mod duplicate_resource;
#[path = "traffic/external-name-port-without-host/rule.rs"]
pub mod external_name_port_without_host;
#[path = "input/file-too-large/rule.rs"]
pub mod file_too_large;
#[path = "schema/gateway-api-too-old/rule.rs"]
pub mod gateway_api_too_old;
#[path = "injection/gateway-in-control-plane-namespace/rule.rs"]
pub mod gateway_in_control_plane_namespace;
#[path = "references/gateway-not-found/rule.rs"]
pub mod gateway_not_found;
#[path = "traffic/gateway-port-not-on-service/rule.rs"]
pub mod gateway_port_not_on_service;
#[path = "references/gateway-selector-matches-no-workload/rule.rs"]
pub mod gateway_selector_matches_no_workload;
#[path = "traffic/host-not-on-gateway/rule.rs"]
pub mod host_not_on_gateway;
#[path = "injection/image-auto-without-injection/rule.rs"]
pub mod image_auto_without_injection;
#[path = "schema/incomplete-identity/rule.rs"]
pub mod incomplete_identity;
#[path = "traffic/ineffective-match/rule.rs"]
pub mod ineffective_match;
#[path = "security/jwks-fetch-unrestricted/rule.rs"]
pub mod jwks_fetch_unrestricted;
#[path = "input/lost-document/rule.rs"]
pub mod lost_document;
#[path = "schema/missing-field/rule.rs"]
pub mod missing_field;
#[path = "traffic/multiple-default-telemetries/rule.rs"]
pub mod multiple_default_telemetries;
#[path = "injection/multiple-injection-labels/rule.rs"]
pub mod multiple_injection_labels;
#[path = "input/nesting-too-deep/rule.rs"]
pub mod nesting_too_deep;
#[path = "security/no-server-verification/rule.rs"]
pub mod no_server_verification;
#[path = "security/no-server-verification-on-port/rule.rs"]
pub mod no_server_verification_on_port;
#[path = "input/non-string-key/rule.rs"]
pub mod non_string_key;
#[path = "input/not-utf8/rule.rs"]
pub mod not_utf8;
#[path = "schema/null-element/rule.rs"]
pub mod null_element;
#[path = "input/octal-number/rule.rs"]
pub mod octal_number;
#[path = "references/policy-namespace-not-found/rule.rs"]
pub mod policy_namespace_not_found;
#[path = "traffic/port-name-without-protocol/rule.rs"]
pub mod port_name_without_protocol;
#[path = "traffic/relative-operation-with-proxy-version/rule.rs"]
pub mod relative_operation_with_proxy_version;
#[path = "traffic/relative-operation-without-priority/rule.rs"]
pub mod relative_operation_without_priority;
#[path = "injection/revision-label-ignored/rule.rs"]
pub mod revision_label_ignored;
#[path = "traffic/services-disagree-on-protocol/rule.rs"]
pub mod services_disagree_on_protocol;
#[path = "traffic/services-join-ports/rule.rs"]
pub mod services_join_ports;
#[path = "references/subset-not-found/rule.rs"]
pub mod subset_not_found;
#[path = "security/tls-version-without-ciphers/rule.rs"]
pub mod tls_version_without_ciphers;
#[path = "input/unknown-anchor/rule.rs"]
pub mod unknown_anchor;
#[path = "schema/unknown-field/rule.rs"]
pub mod unknown_field;
#[path = "schema/unknown-kind/rule.rs"]
pub mod unknown_kind;
#[path = "injection/unknown-revision/rule.rs"]
pub mod unknown_revision;
#[path = "input/unquoted-asterisk/rule.rs"]
pub mod unquoted_asterisk;
#[path = "traffic/unreachable-route/rule.rs"]
pub mod unreachable_route;
#[path = "input/unreadable-file/rule.rs"]
pub mod unreadable_file;
#[path = "traffic/unsupported-add/rule.rs"]
pub mod unsupported_add;
#[path = "traffic/unsupported-remove/rule.rs"]
pub mod unsupported_remove;
#[path = "traffic/unsupported-replace/rule.rs"]
pub mod unsupported_replace;
#[path = "schema/value-not-allowed/rule.rs"]
pub mod value_not_allowed;
#[path = "injection/webhook-address-invalid/rule.rs"]
pub mod webhook_address_invalid;
#[path = "injection/webhook-address-is-ip/rule.rs"]
pub mod webhook_address_is_ip;
#[path = "schema/wrong-type/rule.rs"]
pub mod wrong_type;
#[path = "input/yaml-syntax/rule.rs"]
pub mod yaml_syntax;
#[path = "input/yaml-tab/rule.rs"]
pub mod yaml_tab;

/// All rules, in the order in which they are listed.
pub static ALL: &[&Rule] = &[
    &yaml_syntax::RULE,
    &yaml_tab::RULE,
    &duplicate_key::RULE,
    &unquoted_asterisk::RULE,
    &unknown_anchor::RULE,
    &alias_cycle::RULE,
    &alias_expansion::RULE,
    &nesting_too_deep::RULE,
    &non_string_key::RULE,
    &octal_number::RULE,
    &boolean_word::RULE,
    &lost_document::RULE,
    &unreadable_file::RULE,
    &file_too_large::RULE,
    &not_utf8::RULE,
    &unknown_field::RULE,
    &wrong_type::RULE,
    &missing_field::RULE,
    &value_not_allowed::RULE,
    &null_element::RULE,
    &incomplete_identity::RULE,
    &duplicate_resource::RULE,
    &unknown_kind::RULE,
    &gateway_api_too_old::RULE,
    &credential_not_found::RULE,
    &destination_host_not_found::RULE,
    &destination_port_not_on_service::RULE,
    &gateway_not_found::RULE,
    &gateway_selector_matches_no_workload::RULE,
    &policy_namespace_not_found::RULE,
    &subset_not_found::RULE,
    &conflicting_mesh_hosts::RULE,
    &conflicting_entry_protocols::RULE,
    &port_name_without_protocol::RULE,
    &unreachable_route::RULE,
    &ineffective_match::RULE,
    &external_name_port_without_host::RULE,
    &services_disagree_on_protocol::RULE,
    &services_join_ports::RULE,
    &host_not_on_gateway::RULE,
    &gateway_port_not_on_service::RULE,
    &relative_operation_without_priority::RULE,
    &unsupported_replace::RULE,
    &unsupported_add::RULE,
    &unsupported_remove::RULE,
    &relative_operation_with_proxy_version::RULE,
    &application_runs_as_proxy_user::RULE,
    &multiple_default_telemetries::RULE,
    &access_log_without_provider::RULE,
    &tls_version_without_ciphers::RULE,
    &no_server_verification::RULE,
    &no_server_verification_on_port::RULE,
    &jwks_fetch_unrestricted::RULE,
    &multiple_injection_labels::RULE,
    &image_auto_without_injection::RULE,
    &unknown_revision::RULE,
    &revision_label_ignored::RULE,
    &gateway_in_control_plane_namespace::RULE,
    &webhook_address_invalid::RULE,
    &webhook_address_is_ip::RULE,
];

/// The rules that go by a code, alias or name; several rules may share a code.
pub fn named(name: &str) -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied().filter(move |rule| rule.is_called(name))
}

/// The index of all rules, in Markdown.
pub fn index() -> String {
    let mut text = String::from("| Code | Rule | Severity | What it finds |\n|---|---|---|---|\n");
    for rule in ALL {
        let page = format!("{}/{}/README.md", rule.group.name(), rule.name);
        let row =
            format!("| {} | [{}]({page}) | {} | {} |\n", rule.code, rule.name, rule.severity, rule.summary);
        text.push_str(&row);
    }
    text
}

/// The references of a role that lead nowhere, with what is known of what they want. Those that cannot be
/// verified are noted in passing; `what` says what they refer to.
fn missing<'r, 'm>(
    mesh: &'r Mesh<'m>,
    out: &mut Findings<'_>,
    role: Role,
    what: &str,
) -> Vec<(&'r Reference<'m>, &'r Absent)> {
    let mut missing = Vec::new();
    for reference in mesh.references(role) {
        match &reference.answer {
            Answer::Present(_) => {}
            Answer::Absent(absent) => missing.push((reference, &**absent)),
            Answer::Unverified(doubt) => {
                let message = format!("{what} `{}`: {}", reference.wanted, doubt.reason());
                out.unverified(reference.from, reference.span, message);
            }
        }
    }
    missing
}

/// Ends a finding on something that is missing: what was probably meant, or else what to do.
fn suggest(finding: &mut Finding, absent: &Absent, otherwise: &str) {
    match &absent.nearest {
        Some(near) => {
            finding.help(format!("did you mean `{}`?", near.name));
            finding.related_if(near.location, format!("`{}` is defined here", near.name));
        }
        None => {
            finding.help(otherwise);
        }
    }
}
