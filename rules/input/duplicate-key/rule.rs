//! A key stands twice in one object, so that the API server refuses it or forgets the first value.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::source::Location;
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0103",
        name: "duplicate-key",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "A key stands twice in one object, so that the API server refuses it or forgets the first value",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    if let Fault::Yaml(yaml::Fault::DuplicateKey { key, first }) = &problem.fault {
        let first = Location { span: *first, ..problem.location };
        out.report_at(problem.location, problem.object, format!("the key `{key}` stands twice in one object: kubectl silently drops the first value, and kustomize refuses the file"))
            .help("merge the two values under one key, or remove one of them")
            .related(first, "it stands here first");
    }
}
