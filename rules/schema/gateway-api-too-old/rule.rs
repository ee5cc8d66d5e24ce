//! A definition of the Gateway API is older than istiod asks for.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{Kind, Object};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0176",
        name: "gateway-api-too-old",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Schema,
        summary: "A CustomResourceDefinition of the Gateway API is older than istiod asks for",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

/// Where a definition says which release of the Gateway API it is of.
const VERSION: &str = "gateway.networking.k8s.io/bundle-version";

/// The group of the Gateway API.
const GROUP: &str = "gateway.networking.k8s.io";

/// The oldest release that istiod takes each of these from.
const OLDEST: [(&str, &str, [u64; 3]); 4] = [
    ("grpcroutes.gateway.networking.k8s.io", "GRPCRoute", [1, 1, 0]),
    ("backendtlspolicies.gateway.networking.k8s.io", "BackendTLSPolicy", [1, 4, 0]),
    ("tlsroutes.gateway.networking.k8s.io", "TLSRoute", [1, 5, 0]),
    ("tcproutes.gateway.networking.k8s.io", "TCPRoute", [1, 6, 0]),
];

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (id, definition) in mesh.of_kind(Kind::CustomResourceDefinition) {
        let Some((_, kind, oldest)) = OLDEST.iter().find(|(name, ..)| *name == definition.name()) else {
            continue;
        };
        let Some(version) = definition.annotations.get(VERSION) else { continue };
        if release(&version.value).is_none_or(|release| release >= *oldest) {
            continue;
        }
        // Releases are installed whole; what nobody uses harms nobody.
        let is_of_it = |object: &Object| (object.group(), &*object.kind_name) == (GROUP, *kind);
        let is_used = mesh.model.objects.iter().any(is_of_it);
        let [major, minor, patch] = oldest;
        let plural = definition.name().split('.').next().unwrap_or_default();
        let message = format!(
            "istiod asks for {plural} of Gateway API {major}.{minor}.{patch} or later: it ignores all of them"
        );
        let severity = if is_used { Severity::Warning } else { Severity::Info };
        out.report(id, version.span, message)
            .severity(severity)
            .help(format!("install the definitions of Gateway API v{major}.{minor}.{patch} or later"));
    }
}

/// The numbers of a release such as `v1.4.1`; what is said of candidates and builds does not count.
fn release(version: &str) -> Option<[u64; 3]> {
    let version = version.strip_prefix('v').unwrap_or(version);
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let numbers: Option<Vec<u64>> = core.split('.').map(|number| number.parse().ok()).collect();
    numbers?.try_into().ok()
}
