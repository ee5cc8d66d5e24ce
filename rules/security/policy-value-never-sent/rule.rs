//! A policy asks for a value that no request has.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::graph::Mesh;
use crate::graph::policies::{FormFault, Unmet};
use crate::rules::verdicts;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0552",
        name: "policy-value-never-sent",
        aliases: &["KIA0102"],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A policy asks for a value that no request has",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for verdict in mesh.unmet_values() {
        let Unmet::Form(fault) = &verdict.why else { continue };
        let text = verdict.text;
        let instead = match fault {
            FormFault::NoLeadingSlash => Some(format!("/{}", text.trim_start_matches("./"))),
            FormFault::NotAHost => Some(bare_host(text).to_owned()),
            FormFault::MethodCase => Some(text.to_ascii_uppercase()),
            FormFault::NoSubject => Some(format!("{}/*", text.trim_end_matches('/'))),
            _ => None,
        };
        let (cause, help) = match fault {
            FormFault::NoLeadingSlash => {
                ("every path begins with `/`", format!("write `/{}`", text.trim_start_matches("./")))
            }
            FormFault::Query => (
                "the query is taken off a path before it is compared",
                "leave out what begins with `?`; policies do not see queries".to_owned(),
            ),
            FormFault::NotAHost => {
                ("a host has neither scheme nor path", format!("write `{}`", bare_host(text)))
            }
            FormFault::MethodCase => (
                "methods are compared with regard to case, and clients send them in capitals",
                format!("write `{}`", text.to_ascii_uppercase()),
            ),
            FormFault::NotAMethod => {
                ("a value is one method", "list the methods, each as a value".to_owned())
            }
            FormFault::NotANamespace => {
                ("no namespace is called so", "write the name of the namespace alone".to_owned())
            }
            FormFault::NoSubject => (
                "the principal of a token is `ISSUER/SUBJECT`",
                format!("write `{}/*` for all subjects of the issuer", text.trim_end_matches('/')),
            ),
            _ => continue,
        };
        // Kiali takes methods in any case.
        let is_case = *fault == FormFault::MethodCase;
        let message = format!("`{text}` matches nothing, since {cause}");
        let finding = verdicts::report(out, verdict, &message).help(help).aliases(if is_case {
            &[]
        } else {
            verdicts::kiali_code_of_form(mesh, verdict)
        });
        if let Some(instead) = instead {
            finding.fix(Unsafe, finding.location.span, To::text(instead));
        }
    }
}

fn bare_host(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}
