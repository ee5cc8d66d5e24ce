//! A file is larger than the limit.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, FileFault, Problem};

const MIB: u64 = 1024 * 1024;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0122",
        name: "file-too-large",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "A file is larger than the limit",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::File(FileFault::TooLarge { size, limit }) = &problem.fault {
        let message =
            format!("the file is larger than the limit of {} MiB: nothing in it is checked", limit / MIB);
        // Of a stream only so much is read as shows that it is too large.
        let enough = match *size > limit + 1 {
            true => format!("`--max-file-size {}`", size.div_ceil(MIB)),
            false => "`--max-file-size`".to_owned(),
        };
        out.report_at(problem.location, problem.object, message)
            .help(format!("raise the limit with {enough}, or leave the file out with `--exclude`"));
    }
}
