//! A text has not the form that its field asks for, or fits none of its alternatives.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::rules::readers::verdict;
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0215",
        name: "wrong-format",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A text has not the form that its field asks for, or fits none of its alternatives",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    let Fault::Schema { path, fault, reader } = &problem.fault else { return };
    match fault {
        schema::Fault::BadFormat { value, format } => {
            let message = format!("`{path}` cannot be `{value}`: {}", verdict(*reader));
            out.report_at(problem.location, problem.object, message).help(format!("write {}", format.name()));
        }
        schema::Fault::NoAlternative { forms, .. } if forms.is_empty() => {
            let message = format!(
                "`{path}` fits none of the forms that it may have: the API server refuses the object"
            );
            out.report_at(problem.location, problem.object, message)
                .help("look at which of its fields go together, and in which form");
        }
        schema::Fault::NoAlternative { value, forms } => {
            let message = format!("`{path}` cannot be `{value}`: {}", verdict(*reader));
            let names: Vec<_> = forms.iter().map(|format| format.name()).collect();
            out.report_at(problem.location, problem.object, message)
                .help(format!("write {}", names.join(" or ")));
        }
        _ => {}
    }
}
