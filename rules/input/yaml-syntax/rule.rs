//! A document is not valid YAML, so that nothing of it is checked or applied.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0101",
        name: "yaml-syntax",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "A document is not valid YAML, so that nothing of it is checked or applied",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::Yaml(yaml::Fault::Syntax { message, help }) = &problem.fault {
        let finding = out.report_at(
            problem.location,
            problem.object,
            format!("{message}: the document cannot be read"),
        );
        if let Some(help) = help {
            finding.help(*help);
        }
    }
}
