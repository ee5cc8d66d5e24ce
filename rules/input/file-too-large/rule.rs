//! A file is larger than the limit.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::Mesh;
use crate::problem::{Fault, FileFault};

const MIB: u64 = 1024 * 1024;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0122",
    name: "file-too-large",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Input,
    summary: "A file is larger than the limit",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for problem in mesh.problems() {
        if let Fault::File(FileFault::TooLarge { size, limit }) = &problem.fault {
            out.problem(
                problem,
                format!(
                    "the file has {} MiB or more, which is above the limit of {} MiB: it is not read",
                    size / MIB,
                    limit / MIB
                ),
            )
            .help("raise the limit with --max-file-size, or leave the file out with --exclude");
        }
    }
}
