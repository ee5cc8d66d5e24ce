//! A tab indents a line, which YAML does not allow.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Safe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0102",
        name: "yaml-tab",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "A tab indents a line, which YAML does not allow",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::Yaml(yaml::Fault::Tab) = &problem.fault {
        let finding = out.report_at(
            problem.location,
            problem.object,
            "a tab indents this line: the document cannot be read",
        );
        finding.help("indent with spaces").fix(Safe, problem.location.span, To::WithoutTabs);
    }
}
