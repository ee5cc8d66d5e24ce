//! A file could not be read.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, FileFault, Problem};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0121",
        name: "unreadable-file",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "A file could not be read",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::File(FileFault::Unreadable(reason)) = &problem.fault {
        out.report_at(
            problem.location,
            problem.object,
            format!("the file cannot be read, so that nothing in it is checked: {reason}"),
        )
        .help("repair the link or the permissions, or leave the file out with `--exclude`");
    }
}
