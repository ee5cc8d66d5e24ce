//! A field does not exist, so that its value is dropped or the object refused.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::rules::fixes::meant;
use crate::rules::readers::verdict;
use crate::schema::{self, Reader};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0201",
        name: "unknown-field",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A field does not exist, so that its value is dropped or the object refused",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    let Fault::Schema { path, fault, reader } = &problem.fault else { return };
    let schema::Fault::UnknownField { field, nearest, elsewhere } = fault else { return };
    let kind = match problem.object.map(|id| &*model.object(id).kind_name) {
        // Where it is a part of the object for which there is a schema, its path says so.
        kind if *reader == Reader::MeshConfig && kind != Some("IstioOperator") => "the mesh configuration",
        None => "this kind",
        Some(kind) => kind,
    };
    let within = path.strip_suffix(field.as_str()).map_or("", |parent| parent.trim_end_matches('.'));
    let place = if within.is_empty() { kind.to_owned() } else { format!("`{within}` of {kind}") };
    let outcome = match reader {
        Reader::ApiServer => "the API server drops it, or refuses the object",
        Reader::MeshConfig => "istiod silently leaves it out",
        Reader::Values | Reader::Installer => verdict(*reader),
    };
    let message = format!("{place} has no field `{field}`: {outcome}");
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
    let finding = out.report_at(problem.location, problem.object, message).help(help);
    if let Some(nearest) = nearest {
        meant(finding, field, nearest);
    }
    if *reader == Reader::MeshConfig {
        finding.severity(Severity::Warning);
    }
}
