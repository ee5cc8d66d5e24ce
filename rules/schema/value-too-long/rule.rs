//! A text is longer, or a list or map larger, than its field allows.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::Fault;
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0211",
        name: "value-too-long",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A text is longer, or a list or map larger, than its field allows",
        doc: include_str!("README.md"),
    },
    check: Check::Model(check),
};

fn check(model: &Model, out: &mut Findings<'_>) {
    for problem in &model.problems {
        let Fault::Schema { path, fault, .. } = &problem.fault else { continue };
        let schema::Fault::BadLength { of, count, maximum, .. } = fault else { continue };
        if count <= maximum {
            continue;
        }
        let unit = of.unit(*count);
        let message = format!(
            "`{path}` has {count} {unit}, and {maximum} at most are allowed: the API server refuses the object"
        );
        let help = match of {
            schema::Counted::Characters => format!("write at most {maximum} {}", of.unit(*maximum)),
            _ => format!("keep at most {maximum}, and move the others to another object"),
        };
        out.report_at(problem.location, problem.object, message).help(help);
    }
}
