//! A Service is not the same in two clusters of a mesh.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0170",
        name: "service-differs-between-clusters",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A Service is not the same in two clusters of a mesh",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for difference in mesh.service_differences() {
        let matters = difference.parts.iter().any(|part| part.matters);
        let Some(first) = difference.parts.iter().find(|part| part.matters == matters) else { continue };
        let words: Vec<&str> = difference.parts.iter().map(|part| part.words.as_str()).collect();
        let service = mesh.object(difference.of);
        let consequence = match matters {
            true => {
                "istiod makes one service of both, and each control plane takes the one of its own cluster"
            }
            false => "the endpoints of each cluster have ports of their own",
        };
        let message = format!(
            "Service {}/{} is another one in cluster `{}`: {}; {consequence}",
            service.namespace,
            service.name(),
            difference.cluster,
            words.join("; "),
        );
        let finding = out.report(difference.of, first.span, message);
        finding.help("make the Service the same in all clusters, or give one of them another name");
        finding.related(first.other, format!("the Service in cluster `{}`", difference.cluster));
        if !matters {
            finding.severity(Severity::Info);
        }
    }
}
