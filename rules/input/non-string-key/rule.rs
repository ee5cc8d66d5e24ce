//! A key is not a string, so that it is renamed or refused.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::{Safe, Unsafe};
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0109",
        name: "non-string-key",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "A key is not a string, so that it is renamed or refused",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

/// The longest key that is repeated in the help.
const LONGEST: usize = 20;

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    let Fault::Yaml(yaml::Fault::NonStringKey { read_as }) = &problem.fault else { return };
    let written = model.sources[problem.location.source].slice(problem.location.span);
    match read_as {
        Some(word) => {
            let message = format!(
                "unquoted `{written}` is a boolean in YAML 1.1: Kubernetes reads this key as `{word}`"
            );
            out.report_at(problem.location, problem.object, message)
                .help(format!("quote it: `\"{written}\"`"))
                // It is read as another key now, which may be the one that works.
                .fix(Unsafe, problem.location.span, To::Source(quoted(written)));
        }
        None => {
            let message = "this key is not a string: the document is refused".to_owned();
            let is_scalar =
                !written.starts_with(['[', '{']) && !written.contains('\n') && written.len() <= LONGEST;
            let help = match written.chars().next() {
                Some('[' | '{') => "quote the key if it is meant as a string".to_owned(),
                Some(_) if !written.contains('\n') && written.len() <= LONGEST => {
                    format!("quote it: `\"{written}\"`")
                }
                _ => "write a string as the key".to_owned(),
            };
            let finding = out.report_at(problem.location, problem.object, message).help(help);
            if is_scalar && !written.is_empty() {
                finding.fix(Safe, problem.location.span, To::Source(quoted(written)));
            }
        }
    }
}

fn quoted(written: &str) -> String {
    format!("\"{written}\"")
}
