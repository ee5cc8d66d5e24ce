//! Text behind a document marker hides the document from kubectl.

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
    summary: "Text behind a document marker hides the document from kubectl",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for problem in mesh.problems() {
        if let Fault::Document(DocumentFault::Lost) = &problem.fault {
            out.problem(problem, "kubectl does not cut the file here, and never applies this document: only a line that holds nothing but `---` separates documents".into()).help("put `---` on a line of its own");
        }
    }
}
