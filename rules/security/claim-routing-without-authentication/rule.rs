//! A VirtualService routes by claims of tokens that its gateway does not check.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Answer, Authenticated, Mesh, Role, Target};
use crate::model::{OrEmpty, Pair, Resource, StringMatch, VirtualService};
use crate::source::ObjectId;
use crate::text::is_claim;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0149",
        name: "claim-routing-without-authentication",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Security,
        summary: "A VirtualService routes by claims of tokens that its gateway does not check",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let mut authenticated = None;
    for routes in mesh.all::<VirtualService>() {
        let matches = routes.spec.http.items().iter().flat_map(|rule| rule.matches.items());
        let mut claims = matches
            .flat_map(|own| own.headers.items().iter().chain(own.without_headers.items()))
            .filter(|pair| is_claim(&pair.name))
            .peekable();
        let Some(first) = claims.peek() else { continue };
        let authenticated = authenticated.get_or_insert_with(|| mesh.authenticated());
        match unchecked(mesh, authenticated, routes.id) {
            Some((gateway, namespace))
                if mesh.model.complete || authenticated.is_shown_in([namespace, mesh.root_namespace()]) =>
            {
                report(mesh, out, routes, claims, (gateway, namespace));
            }
            Some((_, namespace)) => {
                let message = format!(
                    "the input holds no RequestAuthentication in namespace {namespace}, which routing by `{}` needs",
                    first.name
                );
                out.unverified(routes.id, first.key, message);
            }
            None => {}
        }
    }
}

/// A Gateway of the VirtualService, and the namespace of a workload of it that checks no tokens.
fn unchecked<'m>(
    mesh: &Mesh<'m>,
    authenticated: &Authenticated<'m>,
    routes: ObjectId,
) -> Option<(ObjectId, &'m str)> {
    let gateways =
        mesh.references_of(routes, Role::Gateway).iter().flat_map(|reference| match &reference.answer {
            Answer::Present(targets) => &**targets,
            _ => &[],
        });
    gateways
        .filter_map(|target| match target {
            Target::Object(id) => Some(*id),
            _ => None,
        })
        .find_map(|gateway| {
            let workloads = mesh.gateway_workloads(gateway);
            let lacking =
                workloads.iter().find(|id| !authenticated.includes(**id, mesh.workloads.get(**id)))?;
            Some((gateway, mesh.workloads.get(*lacking).namespace))
        })
}

fn report<'p>(
    mesh: &Mesh<'_>,
    out: &mut Findings<'_>,
    routes: Resource<'_, VirtualService>,
    claims: impl Iterator<Item = &'p Pair<StringMatch>>,
    (gateway, namespace): (ObjectId, &str),
) {
    let object = mesh.object(gateway);
    for claim in claims {
        let message = format!(
            "no RequestAuthentication is for the pods of Gateway `{}/{}` in namespace {namespace}: `{}` is never set there, so that a match on it fails and one that excludes it always holds",
            object.namespace,
            object.name(),
            claim.name
        );
        out.report(routes.id, claim.key, message)
            .help(format!(
                "add a RequestAuthentication in namespace {namespace} that selects the gateway's pods, or in the root namespace {}",
                mesh.root_namespace()
            ))
            .related(object.name_location(), "the Gateway");
    }
}
