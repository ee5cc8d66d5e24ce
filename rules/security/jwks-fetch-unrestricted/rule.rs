//! istiod fetches keys from any address that a RequestAuthentication names.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{OrEmpty, PodTemplate, RequestAuthentication, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0175",
        name: "jwks-fetch-unrestricted",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "istiod fetches keys from any address that a RequestAuthentication names",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

/// The variable that keeps istiod from addresses.
const BLOCKED: &str = "BLOCKED_CIDRS_IN_JWKS_URIS";

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let fetch = mesh.all::<RequestAuthentication>().find_map(|policy| {
        let rule = policy.spec.jwt_rules.items().iter().find(|rule| rule.jwks.text().is_empty())?;
        Some((policy, policy.at(rule.jwks_uri.as_ref().map_or(rule.span, |uri| uri.span))))
    });
    let Some((policy, place)) = fetch else { return };
    for istiod in mesh.all::<PodTemplate>() {
        let is_istiod = istiod.object.labels.get("app").is_some_and(|app| &*app.value == "istiod");
        if !is_istiod || &*istiod.object.kind_name != "Deployment" {
            continue;
        }
        let containers = istiod.spec.spec.iter().flat_map(|pod| pod.containers.items());
        let is_set = containers.flat_map(|container| container.env.items()).any(|variable| {
            variable.name.text() == BLOCKED
                && (variable.value_from.is_some() || !variable.value.value.text().is_empty())
        });
        if is_set {
            continue;
        }
        let message = format!(
            "`{BLOCKED}` is not set: whoever may write a RequestAuthentication, such as `{}`, can have istiod send requests to any address inside the cluster",
            policy.name()
        );
        out.report(istiod.id, istiod.object.name_location().span, message)
            .help(format!("set `{BLOCKED}` for istiod to the networks that no keys are fetched from"))
            .related(place, "istiod fetches these keys");
    }
}
