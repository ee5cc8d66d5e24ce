//! A file is not UTF-8 text.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, FileFault, Problem};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0123",
        name: "not-utf8",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "A file is not UTF-8 text",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    let Fault::File(fault) = &problem.fault else { return };
    let message = match fault {
        FileFault::WrongEncoding(encoding) => {
            format!("the file is encoded as {encoding}, not as UTF-8: nothing in it is checked")
        }
        FileFault::Binary => {
            "a NUL byte stands here, as only in binary files: nothing from here on is checked".into()
        }
        FileFault::NotUtf8 => "these bytes are not UTF-8: kubectl silently puts `\u{fffd}` in their place, and other tools refuse the file".into(),
        FileFault::Unreadable(_) | FileFault::TooLarge { .. } => return,
    };
    out.report_at(problem.location, problem.object, message)
        .help("save the file as UTF-8, or leave it out with `--exclude`");
}
