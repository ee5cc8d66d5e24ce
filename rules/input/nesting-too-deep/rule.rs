//! A document is nested too deeply to be read.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0108",
        name: "nesting-too-deep",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "A document is nested too deeply to be read",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::Yaml(yaml::Fault::TooDeep) = &problem.fault {
        out.report_at(
            problem.location,
            problem.object,
            format!(
                "the document is nested deeper than {} levels here: nothing in it is checked",
                yaml::MAX_DEPTH
            ),
        )
        .help("look for a generator that went wrong: no real object is nested this deeply");
    }
}
