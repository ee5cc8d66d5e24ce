//! A host with one dot is not a short name of a Service.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::graph::{Mesh, Target};
use crate::model::{DestinationRule, Field, OrEmpty, Spanned, Text, VirtualService};
use crate::source::{ObjectId, Span};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0710",
        name: "host-not-expanded",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A host with one dot is not a short name of a Service",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.all::<VirtualService>().filter(|routes| routes.spec.is_for_mesh()) {
        for host in routes.spec.hosts.items() {
            let Spanned { span, value } = host;
            report(
                mesh,
                out,
                routes.id,
                *span,
                value,
                "the name that clients use for it goes past these routes",
            );
        }
    }
    for rule in mesh.all::<DestinationRule>() {
        let Some(Field { span, value, .. }) = &rule.spec.host else { continue };
        report(mesh, out, rule.id, *span, value, "nobody gets this policy");
    }
}

fn report(
    mesh: &Mesh<'_>,
    out: &mut Findings<'_>,
    object: ObjectId,
    span: Span,
    host: &Text,
    consequence: &str,
) {
    let Some(service) = mesh.meant_service(host) else { return };
    let meant = mesh.services.get(service);
    let (name, namespace, full) = (meant.name, meant.namespace, &meant.host);
    out.report(
        object,
        span,
        format!("`{host}` does not stand for Service `{name}` of namespace {namespace}: {consequence}"),
    )
    .help(format!("write the full name, `{full}`"))
    .fix(Unsafe, span, To::text(full.to_string()))
    .related_if(mesh.location(Target::Service(service)), "the Service that is probably meant");
}
