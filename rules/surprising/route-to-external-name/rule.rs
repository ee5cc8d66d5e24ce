//! A route leads to an ExternalName Service whose target is not registered.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Answer, Mesh, Target};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0725",
        name: "route-to-external-name",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Surprising,
        summary: "A route leads to an ExternalName Service whose target is not registered",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for hop in mesh.hops() {
        let Some(&id) = mesh.services.exactly(&hop.host).first() else { continue };
        let Some(alias) = mesh.external_name(mesh.services.get(id)) else { continue };
        let alias = alias.trim_end_matches('.').to_ascii_lowercase();
        let Some(span) = hop.to.host.as_ref().map(|host| host.span) else { continue };
        if !mesh.services.exactly(&alias).is_empty() {
            continue;
        }
        let is_certain = matches!(mesh.host_answer(&alias, &alias), Answer::Absent(_));
        let message = format!(
            "Service `{}` stands for `{alias}`, which no Service or ServiceEntry has: what this route sends there gets status 503",
            mesh.services.get(id).name
        );
        let finding = out.report(hop.routes.id, span, message);
        finding
            .help(format!("add a ServiceEntry for `{alias}`"))
            .related_if(mesh.location(Target::Service(id)), "the Service");
        if !is_certain {
            finding.severity(Severity::Info);
        }
    }
}
