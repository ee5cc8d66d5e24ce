//! A number of pods is fixed, and scaled automatically as well.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "replicas-with-autoscaling",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "An IstioOperator fixes a number of pods that is scaled automatically as well",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.components.pilot.k8s.replicaCount"],
            check: check_pilot,
        },
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.components.ingressGateways[].k8s.replicaCount"],
            check: |count, out| check_gateway(count, "istio-ingressgateway", out),
        },
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.components.egressGateways[].k8s.replicaCount"],
            check: |count, out| check_gateway(count, "istio-egressgateway", out),
        },
    ]),
};

fn check_pilot(count: &Cursor<'_>, out: &mut Findings<'_>) {
    if count.integer().is_some_and(|number| number > 1) {
        report(count, &["spec", "values", "pilot", "autoscaleEnabled"], out);
    }
}

fn check_gateway(count: &Cursor<'_>, gateway: &'static str, out: &mut Findings<'_>) {
    if count.integer().is_some_and(|number| number != 0) {
        report(count, &["spec", "values", "gateways", gateway, "autoscaleEnabled"], out);
    }
}

fn report(count: &Cursor<'_>, path: &[&str], out: &mut Findings<'_>) {
    let mut node = Some(count.top().node);
    for field in path {
        node = node.and_then(|node| node.get(field));
    }
    let Some(switch) = node.filter(|node| matches!(node.value(), Value::Bool(true))) else { return };
    let message =
        "the number of pods is scaled automatically: it goes back to this one with each installation";
    out.report_here(count.key_span(), message)
        .help("remove it, and set `hpaSpec.minReplicas` instead; or turn the scaling off")
        .related_here(switch.span(), "scaling is turned on here");
}
