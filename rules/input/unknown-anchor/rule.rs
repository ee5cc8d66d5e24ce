//! An alias names an anchor that is nowhere before it in the document.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0105",
        name: "unknown-anchor",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "An alias names an anchor that is nowhere before it in the document",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::Yaml(yaml::Fault::UnknownAnchor { name }) = &problem.fault {
        out.report_at(
            problem.location,
            problem.object,
            format!("no anchor `&{name}` stands before this alias in the document: the document is refused"),
        )
        .help("define the anchor above in the same document, or quote the text if no alias is meant");
    }
}
