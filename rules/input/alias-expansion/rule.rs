//! Aliases multiply the document beyond what the API server accepts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0107",
        name: "alias-expansion",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "Aliases multiply the document beyond what the API server accepts",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::Yaml(yaml::Fault::AliasExpansion) = &problem.fault {
        out.report_at(problem.location, problem.object,
            "the aliases of this document multiply to more values than kubectl and the API server accept: the document is refused",
        )
        .help("write the values out; nothing behind this alias was checked");
    }
}
