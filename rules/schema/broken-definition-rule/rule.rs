//! A value breaks a rule that the definition of its kind holds.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::schema;
use crate::source::Location;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0219",
        name: "broken-definition-rule",
        aliases: &["KIA1503"],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A value breaks a rule that the definition of its kind holds",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    let Fault::Schema { path, fault, .. } = &problem.fault else { return };
    let schema::Fault::BrokenRule { expression, messages, others } = fault else { return };
    let source = problem.location.source;
    let written = model.sources[source].slice(problem.location.span);
    let what = if messages.len() > 1 { "rules" } else { "a rule" };
    let said = messages.join("; ");
    let text =
        format!("`{path}` breaks {what} of its definition ({said}): the API server refuses the object");
    let help = way_out(expression, path, written, others);
    // Kiali has a code for this one rule, of the listeners of a Gateway.
    let is_of_listeners =
        messages.iter().any(|said| said.starts_with("Combination of port, protocol and hostname"));
    let finding = out
        .report_at(problem.location, problem.object, text)
        .help(help)
        .aliases(if is_of_listeners { &["KIA1503"] } else { &[] });
    for (name, span) in others {
        finding.related(Location { source, span: *span }, format!("together with `{name}`"));
    }
}

/// What to do about the rules that are broken most often; else what the rule says by itself.
fn way_out(expression: &str, path: &str, written: &str, others: &[(String, crate::source::Span)]) -> String {
    if expression.starts_with("duration(self)") {
        return match written.trim_matches(['"', '\'']).parse::<f64>() {
            Ok(seconds) if seconds > 0.0 => format!("write the unit as well: `{seconds}s`"),
            _ => "write a duration of at least a millisecond, such as `500ms` or `5s`".to_owned(),
        };
    }
    let counts_presence = expression.contains("? 1 : 0)") && expression.ends_with("<= 1");
    if counts_presence && !others.is_empty() {
        return "keep one of them".to_owned();
    }
    if expression.contains("65535") {
        return "write a port from 1 to 65535".to_owned();
    }
    if expression.contains("exists_one") && !others.is_empty() {
        return "make them differ, or remove one of them".to_owned();
    }
    if expression.contains("getScheme()") {
        return "write a URL with one of the schemes that the rule names".to_owned();
    }
    if expression.contains("contains(\"*\")") {
        return "write a label without `*`: selectors compare whole texts".to_owned();
    }
    match others.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().as_slice() {
        [] => format!("change `{path}` so that the rule holds"),
        names => format!("change `{path}` or {}, so that the rule holds", names.join(", ")),
    }
}
