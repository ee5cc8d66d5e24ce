//! An alias stands inside the value that it repeats.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::Fault;
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
    check: Check::Model(check),
};

fn check(model: &Model, out: &mut Findings<'_>) {
    for problem in &model.problems {
        if let Fault::Yaml(yaml::Fault::AliasCycle { name }) = &problem.fault {
            out.report_at(problem.location, problem.object,
                format!("the alias `*{name}` stands inside the value that it repeats, so that the value has no end: the document is refused"),
            )
            .help("write out here what is meant");
        }
    }
}
