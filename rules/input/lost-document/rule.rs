//! A marker that kubectl does not take for a separator hides the document behind it.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::Mesh;
use crate::problem::{DocumentFault, Fault};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0112",
    name: "lost-document",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Input,
    summary: "A marker that kubectl does not take for a separator hides the document behind it",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for problem in mesh.problems() {
        if let Fault::Document(DocumentFault::Lost) = &problem.fault {
            let marker = mesh.model.sources[problem.location.source].slice(problem.location.span);
            let message = match marker {
                "..." => {
                    "kubectl does not cut the file at `...`: it applies the document above and drops this one without a word"
                }
                _ => {
                    "text stands behind this `---`: kubectl refuses the file, and before 1.22 dropped this document without a word"
                }
            };
            out.problem(problem, message.into())
                .help("separate the documents by a line that holds `---` alone");
        }
    }
}
