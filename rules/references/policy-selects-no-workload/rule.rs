//! An AuthorizationPolicy is for no workload of the mesh, so that nothing enforces it.

use rustc_hash::FxHashMap;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Membership, Mesh, Scope, WorkloadId};
use crate::model::Kind;
use crate::rules::fixes::with_a_look;
use crate::rules::{report_unselective, unselective};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0127",
        name: "policy-selects-no-workload",
        aliases: &["KIA0004", "KIA0110"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "An AuthorizationPolicy is for no workload of the mesh, so that nothing enforces it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for missing in unselective(mesh, out, &[Kind::AuthorizationPolicy]) {
        let found = report_unselective(mesh, out, missing, "nothing enforces this policy");
        with_a_look(found.aliases(&["KIA0004"]));
    }
    let mut outside_by_namespace: FxHashMap<&str, Option<WorkloadId>> = FxHashMap::default();
    for (id, object) in mesh.of_kind(Kind::AuthorizationPolicy) {
        let Some(selection) = mesh.selection(id).filter(|selection| !selection.has_target) else { continue };
        let span = selection.span.unwrap_or_else(|| object.name_location().span);
        let (message, example) = match (selection.selector.is_empty(), selection.scope) {
            (true, Scope::Mesh) => continue,
            (true, Scope::Namespace(namespace)) => {
                let ids = mesh.workloads.in_namespace(namespace);
                let ids = || ids.iter().copied().filter(|&id| !mesh.workloads.get(id).is_waypoint());
                if mesh.model.complete && ids().next().is_none() {
                    let message =
                        format!("namespace {namespace} has no workload: nothing enforces this policy");
                    out.report(id, span, message)
                        .help("move the policy to the namespace of its workloads, or remove it")
                        .aliases(&[]);
                    continue;
                }
                let outside = *outside_by_namespace.entry(namespace).or_insert_with(|| outside(mesh, ids()));
                let message = format!(
                    "all workloads of namespace {namespace} are outside the mesh: nothing enforces this policy"
                );
                (message, outside)
            }
            (false, _) => {
                let message =
                    "all workloads that this policy selects are outside the mesh: nothing enforces it";
                (message.to_owned(), outside(mesh, mesh.selected_by(id)))
            }
        };
        let Some(example) = example else { continue };
        let workload = mesh.workloads.get(example);
        let place = workload.object.map(|id| mesh.object(id).name_location());
        out.report(id, span, message)
            .help("let the workloads be injected, or have ambient mode capture them; else remove the policy")
            .related_if(place, format!("`{}` gets no proxy", workload.name))
            .aliases(
                match mesh.is_ambient_namespace(&object.namespace) && mesh.policy_asks_for_requests(id) {
                    true => &["KIA0110"],
                    false => &[],
                },
            );
    }
}

/// One of the workloads, where all of them are certainly outside of the mesh.
fn outside(mesh: &Mesh<'_>, ids: impl Iterator<Item = WorkloadId>) -> Option<WorkloadId> {
    let mut first = None;
    for id in ids {
        let membership = mesh.membership_of(id);
        if !matches!(membership, Membership::Outside(_)) {
            return None;
        }
        first = first.or(Some(id));
    }
    first
}
