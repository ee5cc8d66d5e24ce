//! Workloads take mTLS only, and nothing has their clients use it.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, MtlsMode, MtlsRow, Sent};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0570",
        name: "strict-without-client-mtls",
        aliases: &["KIA0401", "KIA0501"],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "Workloads take mTLS only, and nothing has their clients use it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    if mesh.uses_auto_mtls() {
        return;
    }
    for (policy, mode, span) in mesh.general_peer_authentications() {
        if mode != MtlsMode::Strict {
            continue;
        }
        let is_decided = |row: &&MtlsRow<'_>| row.decided_by.is_some_and(|(id, _)| id == policy.id);
        let rows: Vec<_> = mesh.mtls_table().iter().filter(is_decided).collect();
        // Where Services are there to be asked, they are asked; what is said in general counts where there are none.
        let has_services = |row: &&MtlsRow<'_>| !mesh.services.in_namespace(row.namespace).is_empty();
        let are_shown = rows.iter().any(has_services);
        let plain = rows.iter().find(|row| match are_shown {
            true => mesh.sent_plain_by_default(row.namespace).next().is_some(),
            false => matches!(row.sent, Sent::PlainByDefault),
        });
        let Some(row) = plain else { continue };
        let service = mesh.sent_plain_by_default(row.namespace).next();
        let whom = match service {
            Some(id) => format!("`{}`", mesh.services.get(id).host),
            None => format!("services of namespace {}", row.namespace),
        };
        let message = format!(
            "mTLS is required here, and nothing has clients use it towards {whom}: `enableAutoMtls` is off, and no \
             DestinationRule says ISTIO_MUTUAL, so that connections are reset"
        );
        let is_of_mesh = policy.namespace() == mesh.root_namespace();
        out.report(policy.id, span, message)
            .help("leave `enableAutoMtls` on, or add a DestinationRule with ISTIO_MUTUAL for the wildcard over the namespace")
            .aliases(if is_of_mesh { &["KIA0401"] } else { &["KIA0501"] });
    }
}
