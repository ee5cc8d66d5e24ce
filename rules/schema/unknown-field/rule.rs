//! A field does not exist, so that its value is dropped or the object refused.

use crate::diag::{Check, Findings, Group, Rule, Severity};
use crate::model::Model;
use crate::problem::Fault;
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0201",
    name: "unknown-field",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Schema,
    summary: "A field does not exist, so that its value is dropped or the object refused",
    doc: include_str!("README.md"),
    check: Check::Model(check),
};

fn check(model: &Model, out: &mut Findings<'_>) {
    for problem in &model.problems {
        let Fault::Schema { path, fault } = &problem.fault else { continue };
        let schema::Fault::UnknownField { field, nearest, elsewhere } = fault else { continue };
        let kind = problem.object.map_or("this kind", |id| &model.object(id).kind_name);
        let within = path.strip_suffix(field.as_str()).map_or("", |parent| parent.trim_end_matches('.'));
        let place = if within.is_empty() { kind.to_owned() } else { format!("`{within}` of {kind}") };
        let message =
            format!("{place} has no field `{field}`: the API server drops it, or refuses the object");
        let help = match (nearest, elsewhere) {
            (Some(nearest), _) => format!("did you mean `{nearest}`?"),
            (None, Some(elsewhere)) => format!("move it to where it belongs: `{elsewhere}`"),
            (None, None) if field.starts_with('-') => "put a space behind the dash of a list item".to_owned(),
            (None, None) if field.contains(':') => "put a space behind the `:`".to_owned(),
            (None, None) if !field.is_ascii() => {
                "look for a blank or a quote that is not the plain one".to_owned()
            }
            (None, None) => "remove it, or look up what the field is called".to_owned(),
        };
        out.problem(problem, message).help(help);
    }
}
