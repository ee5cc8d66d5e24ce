//! A credential in a ConfigMap is not written as one, or lies in another namespace.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-credential-reference",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A credential in a ConfigMap is not written as one, or lies in another namespace",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["DestinationRule"],
        paths: &["spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)tls.credentialName"],
        check,
    }]),
};

fn check(credential: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = credential.text() else { return };
    let Some(rest) = text.strip_prefix("configmap://") else { return };
    let own = credential.object.namespace;
    match rest.split_once('/') {
        Some((namespace, name)) if !namespace.is_empty() && !name.is_empty() && !name.contains('/') => {
            if namespace != own {
                let message = format!(
                    "ConfigMap `{name}` of namespace `{namespace}` cannot be used in namespace {own}: Istio refuses the DestinationRule"
                );
                out.report_here(credential.span(), message)
                    .help(format!("write `configmap://{own}/{name}`, and put the ConfigMap there"));
            }
        }
        _ => {
            let message = format!("`{text}` names no ConfigMap: Istio refuses the DestinationRule");
            out.report_here(credential.span(), message).help(format!("write `configmap://{own}/NAME`"));
        }
    }
}
