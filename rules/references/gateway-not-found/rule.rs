//! A VirtualService is bound to a Gateway that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{GatewayName, Mesh, Role};
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0101",
        name: "gateway-not-found",
        aliases: &["IST0132", "KIA1102"],
        severity: Severity::Error,
        group: Group::References,
        summary: "A VirtualService is bound to a Gateway that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::Gateway, "Gateway") {
        let wanted = &reference.wanted;
        let own = &mesh.object(reference.from).namespace;
        let Some(GatewayName { namespace, name }) = GatewayName::of(wanted, own) else { continue };
        let message = format!(
            "no Gateway `{name}` exists in namespace {namespace}, so that nothing of this VirtualService is served there: requests get status 404, or no connection"
        );
        let finding = out.report(reference.from, reference.span, message);
        let mut absent = absent.clone();
        if let Some(near) = &mut absent.nearest
            && *namespace != **own
            && !near.name.contains('/')
        {
            near.name = format!("{namespace}/{}", near.name);
        }
        suggest(finding, &absent, "name a Gateway that exists, as `name` or `namespace/name`");
    }
}
