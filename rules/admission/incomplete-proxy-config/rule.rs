//! What every proxy needs is emptied, or half of a setting is missing.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "incomplete-proxy-config",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "What every proxy needs is emptied, or half of a setting is missing",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["MeshProxyConfig"],
            paths: &["configPath", "binaryPath", "serviceCluster"],
            check: check_text,
        },
        Subject { kinds: &["MeshProxyConfig"], paths: &["tracing.lightstep"], check: check_lightstep },
        Subject { kinds: &["MeshProxyConfig"], paths: &["privateKeyProvider"], check: check_keys },
        Subject { kinds: &["MeshProxyConfig"], paths: &["controlPlaneAuthPolicy"], check: check_policy },
    ]),
};

fn check_text(text: &Cursor<'_>, out: &mut Findings<'_>) {
    if text.text() == Some("") {
        let message =
            format!("`{}` is empty, and proxies need it: Istio refuses the mesh configuration", text.name());
        out.report_here(text.span(), message).help("remove it, so that the default holds");
    }
}

fn check_lightstep(tracer: &Cursor<'_>, out: &mut Findings<'_>) {
    for field in ["address", "accessToken"].into_iter().filter(|field| tracer.text_of(field).is_empty()) {
        let message =
            format!("Lightstep needs `{field}`, which is not given: Istio refuses the mesh configuration");
        out.report_here(tracer.key_span(), message).help(format!("add `{field}`"));
    }
}

fn check_keys(provider: &Cursor<'_>, out: &mut Findings<'_>) {
    let given = ["qat", "cryptomb"].into_iter().find_map(|field| provider.get(field));
    let Some(given) = given else {
        let message = "no provider of private keys is named: Istio refuses the mesh configuration";
        out.report_here(provider.key_span(), message).help("add `cryptomb` or `qat`, or remove the field");
        return;
    };
    match given.get("pollDelay") {
        None => {
            let message =
                format!("`{}` needs `pollDelay`: Istio refuses the mesh configuration", given.name());
            out.report_here(given.key_span(), message).help("add a delay such as `pollDelay: 0.02s`");
        }
        Some(delay) if delay.text().and_then(text::duration) == Some(0) => {
            let message =
                "a `pollDelay` of zero would not collect anything: Istio refuses the mesh configuration";
            out.report_here(delay.span(), message).help("give a delay such as `0.02s`");
        }
        Some(_) => {}
    }
}

fn check_policy(policy: &Cursor<'_>, out: &mut Findings<'_>) {
    if policy.text() == Some("INHERIT") {
        let message =
            "there is nothing that `INHERIT` could inherit from here: Istio refuses the mesh configuration";
        out.report_here(policy.span(), message).help("write `MUTUAL_TLS`, or remove the field");
    }
}
