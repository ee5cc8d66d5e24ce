//! A policy is attached to a Gateway or Service that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{
    AuthorizationPolicy, Kind, RequestAuthentication, TargetRef, Telemetry, TextField, WasmPlugin,
};
use crate::rules::fixes::{meant, with_a_look};
use crate::source::ObjectId;
use crate::text::is_slip;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0323",
        name: "policy-target-not-found",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A policy is attached to a Gateway or Service that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    macro_rules! each {
        ($($kind:ty),*) => {
            $(for policy in mesh.all::<$kind>() {
                policy.spec.targets().for_each(|target| judge(mesh, policy.id, target, out));
            })*
        };
    }
    each!(AuthorizationPolicy, RequestAuthentication, Telemetry, WasmPlugin);
}

fn judge(mesh: &Mesh<'_>, policy: ObjectId, target: &TargetRef, out: &mut Findings<'_>) {
    let Some(name) = target.name.as_ref().filter(|name| !name.is_empty()) else { return };
    // Another namespace is refused. (`validatePolicyTargetReference` in `pkg/config/validation/validation.go`.)
    let namespace = &*mesh.object(policy).namespace;
    let (kind, candidates) = match (target.group.text(), target.kind.text()) {
        ("gateway.networking.k8s.io", "Gateway") => {
            (Kind::KubernetesGateway, mesh.gateways.in_namespace(namespace))
        }
        _ => return,
    };
    let is_one = |id: &ObjectId| mesh.object(*id).kind == kind;
    if candidates.named(&name.value).any(|id| is_one(&id)) {
        return;
    }
    let near = candidates
        .near(&name.value)
        .into_iter()
        .filter(|(near, id)| is_one(id) && is_slip(&name.value, near));
    let near = near.map(|(near, id)| (near.to_owned(), id)).next();
    if near.is_none() && !mesh.is_complete_in(namespace) {
        let message =
            format!("Gateway `{}`: the input holds none of that name in namespace {namespace}", name.value);
        out.unverified(policy, name.span, message);
        return;
    }
    let message = format!(
        "no Gateway `{}` of the Gateway API exists in namespace {namespace}: nothing enforces this policy",
        name.value
    );
    let finding = out.report(policy, name.span, message);
    match near {
        Some((near, id)) => {
            meant(finding, &name.value, &near).related(mesh.object(id).name_location(), "this Gateway exists")
        }
        None => finding.help("name a Gateway of the policy's own namespace"),
    };
    with_a_look(finding);
}
