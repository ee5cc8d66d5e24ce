//! A file is not UTF-8 text.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::Mesh;
use crate::problem::{Fault, FileFault};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0123",
    name: "not-utf8",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Input,
    summary: "A file is not UTF-8 text",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for problem in mesh.problems() {
        let Fault::File(fault) = &problem.fault else { continue };
        let message = match fault {
            FileFault::WrongEncoding(encoding) => {
                format!("the file is encoded as {encoding}, not as UTF-8: it is not read")
            }
            FileFault::Binary => {
                "the file holds a NUL byte, as only binary files do: it is not read any further".into()
            }
            FileFault::NotUtf8 => "these bytes are not UTF-8, so that Kubernetes refuses the document".into(),
            FileFault::Unreadable(_) | FileFault::TooLarge { .. } => continue,
        };
        out.problem(problem, message).help("save the file as UTF-8, or leave it out with --exclude");
    }
}
