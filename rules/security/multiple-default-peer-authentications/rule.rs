//! Several PeerAuthentications without a selector are in a namespace, of which one counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::Kind;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0521",
        name: "multiple-default-peer-authentications",
        aliases: &["KIA0002"],
        severity: Severity::Error,
        group: Group::Security,
        summary: "Several PeerAuthentications without a selector are in a namespace, of which one counts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rivalry in mesh.rivals_by_default(Kind::PeerAuthentication) {
        let (object, rival) = (mesh.object(rivalry.object), mesh.object(rivalry.rival));
        let scope = match &*object.namespace == mesh.root_namespace() {
            true => "all of the mesh".to_owned(),
            false => format!("all of namespace {}", object.namespace),
        };
        let message = format!(
            "`{}` and `{}` are both for {scope}: the older one counts, the other is ignored as a whole",
            object.name(),
            rival.name()
        );
        out.report(rivalry.object, object.name_location().span, message)
            .help("keep one of them, or give the others a `selector`")
            .related(rival.name_location(), "has no selector either")
            .shared("has no selector either");
    }
}
