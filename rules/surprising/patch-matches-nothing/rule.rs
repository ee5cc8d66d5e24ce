//! An EnvoyFilter names a virtual host or routes that istiod calls otherwise.

mod names;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{EnvoyFilter, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0755",
        name: "patch-matches-nothing",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Surprising,
        summary: "An EnvoyFilter names a virtual host or routes that istiod calls otherwise",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for filter in mesh.all::<EnvoyFilter>() {
        for patch in filter.spec.patches() {
            let Some(matches) = patch.matches.as_ref() else { continue };
            let Some(routes) = matches.value.route_configuration.as_ref() else { continue };
            let names = names::Names::of(mesh, &filter);
            let context = matches.value.context.text();
            let vhost = routes.value.vhost.as_ref().and_then(|vhost| vhost.value.name.as_ref());
            if let Some(name) = vhost.filter(|name| !name.value.is_empty())
                && let Some(known) = names.virtual_host(context, &name.value)
            {
                let message = format!(
                    "virtual hosts are called `HOST:PORT`, and none is called `{}`: the patch is applied nowhere",
                    name.value
                );
                out.report(filter.id, name.span, message).help(format!("write `{known}`"));
            }
            if let Some(name) = routes.value.name.as_ref().filter(|_| context == "GATEWAY")
                && let Some(known) = names.route_configuration(&name.value)
            {
                let message = format!(
                    "no routes of the gateway are called `{}`, as they are named by the port of the pods: the patch is applied \
                     nowhere",
                    name.value
                );
                out.report(filter.id, name.span, message).help(format!("write `{known}`"));
            }
            let by_gateway = [
                ("gateway", routes.value.gateway.as_ref().map(|it| (it.span, &*it.value))),
                ("portName", routes.value.port_name.as_ref().map(|it| (it.span, &*it.value))),
            ];
            for (field, written) in by_gateway {
                let Some((span, text)) = written.filter(|(_, text)| !text.is_empty() && context == "GATEWAY")
                else {
                    continue;
                };
                if names.is_plain_alone(routes.value.gateway.text()) {
                    let message = format!(
                        "the servers of the Gateway are for plain HTTP, whose routes are shared by all Gateways of the port \
                         and know no `{field}` (`{text}`): the patch is applied nowhere"
                    );
                    out.report(filter.id, span, message)
                        .help("match by `portNumber`, or by the name of the virtual host, `HOST:PORT`");
                    break;
                }
            }
        }
    }
}
