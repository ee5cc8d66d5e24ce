//! A marker that kubectl does not take for a separator hides the document behind it.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{DocumentFault, Fault, Problem};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0112",
        name: "lost-document",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "A marker that kubectl does not take for a separator hides the document behind it",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    if let Fault::Document(DocumentFault::Lost) = &problem.fault {
        let marker = model.sources[problem.location.source].slice(problem.location.span);
        let message = match marker {
            "..." => {
                "kubectl does not cut the file at `...`: it applies the document above and silently drops this one"
            }
            _ => {
                "text stands behind this `---`: kubectl refuses the file, and before 1.22 silently dropped this document"
            }
        };
        out.report_at(problem.location, problem.object, message)
            .help("separate the documents by a line that holds `---` alone");
    }
}
