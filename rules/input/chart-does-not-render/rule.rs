//! helm refuses a chart that it was asked to render.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0125",
        name: "chart-does-not-render",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "helm refuses a chart",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    let Fault::Chart(failure) = &problem.fault else { return };
    let finding = out.report_at(problem.location, None, format!("`helm template` fails: {failure}"));
    if failure.lacks_dependency() {
        finding.help("run `helm dependency build` before: nothing is fetched here");
    }
}
