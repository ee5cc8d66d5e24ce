//! A wildcard or an expression in a policy is compared as it is written.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::policies::{Attribute, FormFault, Unmet};
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0551",
        name: "policy-value-taken-literally",
        aliases: &["KIA0102", "KIA0106"],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A wildcard or an expression in a policy is compared as it is written",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for verdict in mesh.unmet_values() {
        let text = verdict.text;
        let cause = match &verdict.why {
            Unmet::Form(FormFault::LiteralWildcard) => format!(
                "only one `*` counts, the first character of a value or else the last one: in `{text}` another is \
                 compared as it stands"
            ),
            Unmet::Form(FormFault::Expression) => {
                format!("policies know no regular expressions: `{text}` is compared as it stands")
            }
            _ => continue,
        };
        let help = match verdict.attribute {
            Attribute::Path => {
                "write `{*}` for one segment of a path and `{**}` for any number at its end, as in `/service/{*}/health`"
            }
            Attribute::Host => "list the hosts, or let the value begin or end with `*`, not both",
            Attribute::RequestPrincipal => {
                "write `*` for any token, or `ISSUER/*` for all of one issuer; for subjects use the condition \
                 `request.auth.claims[sub]`"
            }
            Attribute::Principal => {
                "name namespaces under `namespaces`, where `*` may stand anywhere, and accounts under `serviceAccounts`"
            }
            _ => "list the values, or let the value begin or end with `*`, not both",
        };
        verdicts::report(out, verdict, &cause)
            .help(help)
            .aliases(verdicts::kiali_code_of_form(mesh, verdict));
    }
}
