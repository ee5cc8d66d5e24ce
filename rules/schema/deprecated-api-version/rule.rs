//! An object is of a version of its kind that is deprecated.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{DocumentFault, Fault, Problem};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0002",
        name: "deprecated-api-version",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Schema,
        summary: "An object is of a version of its kind that is deprecated",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    let Fault::Document(DocumentFault::DeprecatedVersion { newest }) = &problem.fault else { return };
    let Some(object) = problem.object.map(|id| model.object(id)) else { return };
    let message = format!(
        "version `{}` of {} is deprecated: a later release of its definition will not serve it",
        object.version(),
        object.kind_name
    );
    let finding = out.report_at(problem.location, problem.object, message);
    if let Some(newest) = newest {
        finding.help(format!("use `{}/{newest}`", object.group()));
    }
}
