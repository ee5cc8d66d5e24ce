//! A policy names an identity in a form that no certificate has.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::graph::Mesh;
use crate::graph::policies::{FormFault, Unmet};
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0550",
        name: "malformed-principal",
        aliases: &["KIA0106"],
        severity: Severity::Error,
        group: Group::Security,
        summary: "A policy names an identity in a form that no certificate has",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for verdict in mesh.unmet_values() {
        let (cause, help) = match &verdict.why {
            Unmet::Form(FormFault::SpiffePrefix) => {
                let plain = verdict.text.replacen("spiffe://", "", 1);
                let cause =
                    format!("istiod puts `spiffe://` before `{}`, which begins with it already", verdict.text);
                let finding = verdicts::report(out, verdict, &cause).help(format!("write `{plain}`"));
                finding.fix(Unsafe, finding.location.span, To::text(plain));
                continue;
            }
            Unmet::Form(FormFault::NotAPrincipal) => (
                format!("`{}` is not the identity of any workload", verdict.text),
                "write `TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT`, such as `cluster.local/ns/shop/sa/cart`, or name \
                 accounts under `serviceAccounts` and namespaces under `namespaces`"
                    .to_owned(),
            ),
            _ => continue,
        };
        verdicts::report(out, verdict, &cause)
            .help(help)
            .aliases(verdicts::kiali_code_of_form(mesh, verdict));
    }
}
