//! A number with a leading zero is read as octal.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0110",
        name: "octal-number",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Input,
        summary: "A number with a leading zero is read as octal",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

/// Fields in which octal numbers are the custom: the permissions of mounted files.
const FILE_MODES: [&str; 3] = ["mode", "defaultMode", "default_mode"];

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    let Fault::Yaml(yaml::Fault::Octal { value }) = &problem.fault else { return };
    let source = &model.sources[problem.location.source];
    let before = source.text[..problem.location.span.start as usize].trim_end();
    let is_mode = |key: &str| {
        before.strip_suffix(':').is_some_and(|before| before.trim_end_matches('"').ends_with(key))
    };
    if FILE_MODES.iter().any(|key| is_mode(key)) {
        return;
    }
    let written = source.slice(problem.location.span);
    let digits = written.trim_start_matches(['-', '+']);
    let plain = written.replace(digits, digits.trim_start_matches('0'));
    let message =
        format!("Kubernetes reads `{written}` as octal, because it begins with a zero: the value is {value}");
    out.report_at(problem.location, problem.object, message)
        .help("drop the zero, or quote the value where a string is meant")
        .fix(Unsafe, problem.location.span, To::literal(plain));
}
