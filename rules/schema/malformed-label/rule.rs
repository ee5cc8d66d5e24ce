//! A label or an annotation is written in a way that Kubernetes does not take.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{DocumentFault, Fault, Problem};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0221",
        name: "malformed-label",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A label or an annotation is written in a way that Kubernetes does not take",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    let Fault::Document(fault) = &problem.fault else { return };
    let written = model.sources[problem.location.source].slice(problem.location.span);
    let text = written.trim_matches(['"', '\'']);
    let (message, help) = match fault {
        DocumentFault::BadKey { of } => (
            format!("`{text}` is not a valid {of} key"),
            "use letters, digits, `-`, `_` and `.`, if need be behind a DNS name in lower case and a `/`",
        ),
        DocumentFault::BadLabelValue => (
            format!("`{text}` is not a valid label value"),
            "use at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",
        ),
        DocumentFault::LargeAnnotations { size } => (
            format!("the annotations have {size} bytes together, and 262144 are allowed"),
            "shorten the largest, or keep it elsewhere, such as in a ConfigMap",
        ),
        _ => return,
    };
    out.report_at(problem.location, problem.object, message + ": the API server refuses the object")
        .help(help);
}
