//! Several Sidecars without a selector are in a namespace, of which one counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::Kind;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0111",
        name: "multiple-default-sidecars",
        aliases: &["KIA0002"],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "Several Sidecars without a selector are in a namespace, of which one counts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rivalry in mesh.rivals_by_default(Kind::Sidecar) {
        let (object, rival) = (mesh.object(rivalry.object), mesh.object(rivalry.rival));
        if mesh.is_ambient_namespace(&object.namespace) {
            continue; // neither has an effect, which is a finding of its own
        }
        let scope = match &*object.namespace == mesh.root_namespace() {
            true => "all of the mesh".to_owned(),
            false => format!("all of namespace {}", object.namespace),
        };
        let message = format!(
            "`{}` and `{}` are both for {scope}: proxies go by the older one, the other is ignored as a whole",
            object.name(),
            rival.name()
        );
        out.report(rivalry.object, object.name_location().span, message)
            .help("put all into one Sidecar, or give the others a `workloadSelector`")
            .related(rival.name_location(), "has no selector either")
            .shared("has no selector either");
    }
}
