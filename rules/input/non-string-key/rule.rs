//! A key is no text, so that it is renamed or refused.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::Mesh;
use crate::problem::Fault;
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0109",
    name: "non-string-key",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Input,
    summary: "A key is no text, so that it is renamed or refused",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for problem in mesh.problems() {
        let Fault::Yaml(yaml::Fault::NonStringKey { read_as }) = &problem.fault else { continue };
        let written = mesh.model.sources[problem.location.source].slice(problem.location.span);
        match read_as {
            Some(word) => {
                let message = format!(
                    "the key `{written}` is a boolean in YAML 1.1, so that Kubernetes reads it as `{word}`"
                );
                out.problem(problem, message).help(format!("quote it: \"{written}\""));
            }
            None => {
                let message = "this key is no text, so that the document is refused".to_owned();
                out.problem(problem, message)
                    .help("keys of an object are texts; quote it if it is meant as one");
            }
        }
    }
}
