//! A VirtualService is bound to a Gateway that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Applicability, Findings, Group, RuleInfo, Severity};
use crate::graph::{GatewayName, Mesh, Role, Wanted};
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
        let Wanted::Gateway { written, name: GatewayName { namespace, name } } = &reference.to else {
            continue;
        };
        let message = format!(
            "no Gateway `{name}` exists in namespace {namespace}, so that nothing of this VirtualService is served there: requests get status 404, or no connection"
        );
        let finding = out.report(reference.from, reference.span, message);
        suggest(finding, reference, absent, "name a Gateway that exists, as `name` or `namespace/name`");
        // There is one of that name, which lacks its namespace here.
        if let (Some(fix), [(space, _)]) = (&mut finding.fix, mesh.gateways.named(name).entries())
            && !written.contains('/')
            && absent.nearest.as_ref().is_some_and(|near| near.text == format!("{space}/{name}"))
        {
            fix.applicability = Applicability::Safe;
        }
    }
}
