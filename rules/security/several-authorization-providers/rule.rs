//! CUSTOM policies of one workload name several providers.

use rustc_hash::FxHashMap;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, WorkloadId};
use crate::model::AuthorizationPolicy;
use crate::source::ObjectId;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0533",
        name: "several-authorization-providers",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Security,
        summary: "CUSTOM policies of one workload name several providers, which denies everything",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let mut first_of: FxHashMap<WorkloadId, (ObjectId, &str)> = FxHashMap::default();
    for policy in mesh.all::<AuthorizationPolicy>() {
        let Some(name) = policy.spec.custom_provider() else { continue };
        let mut reported = false;
        for workload in mesh.selected_by(policy.id) {
            let &mut (first, known) = first_of.entry(workload).or_insert((policy.id, &name.value));
            if reported || known == &*name.value {
                continue;
            }
            reported = true;
            let workload = mesh.workloads.get(workload);
            let message = format!(
                "policies for `{}` name the providers `{known}` and `{}`: istiod denies all that either matches, \
                 unless PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS is set",
                workload.name, name.value
            );
            out.report(policy.id, name.span, message)
                .help("have one provider for each workload, or set the variable in istiod")
                .related(mesh.object(first).name_location(), format!("this policy asks `{known}`"));
        }
    }
}
