//! An alias stands inside the value that it repeats.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0106",
        name: "alias-cycle",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "An alias stands inside the value that it repeats",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::Yaml(yaml::Fault::AliasCycle { name }) = &problem.fault {
        out.report_at(problem.location, problem.object,
            format!("the alias `*{name}` stands inside the value that it repeats, so that the value has no end: the document is refused"),
        )
        .help("write out here what is meant");
    }
}
