//! A gateway listens on a port for which it would have to run as root.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "privileged-gateway-port",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A gateway of an IstioOperator listens on a port for which it would have to run as root",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.components.ingressGateways[].k8s.service.ports[]"],
            check: check_ingress,
        },
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.components.egressGateways[].k8s.service.ports[]"],
            check: check_egress,
        },
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.values.gateways.istio-ingressgateway.ingressPorts[]"],
            check: |port, out| check(port, "istio-ingressgateway", out),
        },
    ]),
};

fn check_ingress(port: &Cursor<'_>, out: &mut Findings<'_>) {
    if !runs_as_root(port.top(), "istio-ingressgateway") {
        check(port, "istio-ingressgateway", out);
    }
}

fn check_egress(port: &Cursor<'_>, out: &mut Findings<'_>) {
    if !runs_as_root(port.top(), "istio-egressgateway") {
        check(port, "istio-egressgateway", out);
    }
}

fn runs_as_root(object: &Cursor<'_>, gateway: &'static str) -> bool {
    let mut node = Some(object.node);
    for field in ["spec", "values", "gateways", gateway, "runAsRoot"] {
        node = node.and_then(|node| node.get(field));
    }
    node.is_some_and(|node| matches!(node.value(), Value::Bool(true)))
}

/// istioctl takes 1024 itself for a port without a target as privileged.
fn check(port: &Cursor<'_>, gateway: &str, out: &mut Findings<'_>) {
    let target = port.get("targetPort");
    let number = match &target {
        Some(target) => match target.integer() {
            Some(number) => number,
            None => return, // a name, whose port the container says
        },
        None => 0,
    };
    let Some(own) = port.get("port") else { return };
    let listens_on = if number == 0 { own.integer() } else { Some(number) };
    let is_privileged =
        if number == 0 { own.integer().is_some_and(|own| own <= 1024) } else { number < 1024 };
    let Some(listens_on) = listens_on.filter(|_| is_privileged) else { return };
    let place = target.map_or_else(|| own.span(), |target| target.span());
    let message = format!(
        "the gateway would listen on port {listens_on}, which needs root: istioctl refuses the IstioOperator"
    );
    out.report_here(place, message).help(format!(
        "add a `targetPort` above 1024, such as `{}`, or set `values.gateways.{gateway}.runAsRoot`",
        if listens_on < 1000 { 8000 + listens_on } else { 8080 }
    ));
}
