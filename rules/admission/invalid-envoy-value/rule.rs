//! The value of a patch of an EnvoyFilter cannot be read as the message of Envoy that it is for.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::envoy::{departures, described, verdict};
use crate::rules::fixes::meant_or;
use crate::schema::envoy::Fault;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-envoy-value",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The value of a patch of an EnvoyFilter cannot be read as the message of Envoy that it is for",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["EnvoyFilter"], paths: &["spec.configPatches[]"], check }]),
};

/// How many values of an enum are named at most.
const NAMED: usize = 8;

fn check(item: &Cursor<'_>, out: &mut Findings<'_>) {
    for departure in departures(item) {
        let (path, span) = (&departure.path, departure.span);
        let verdict = verdict(item, departure.reader);
        match &departure.fault {
            Fault::WrongType { wanted, read } => {
                let place = if path.is_empty() { "the value".to_owned() } else { format!("`{path}`") };
                let message = format!("{place} has to be {wanted}, and is {read}: {verdict}");
                out.report_here(span, message).help(match (&**wanted, &**read) {
                    ("a string", read) if !["a list", "an object"].contains(&read) => {
                        "put it into quotes".to_owned()
                    }
                    ("a list", _) => "write a list, each item behind `- `".to_owned(),
                    _ => described(departure.message),
                });
            }
            Fault::UnknownValue { value, nearest, of } => {
                let message = format!("`{value}` is not a value of `{path}`: {verdict}");
                let values: Vec<String> = of.values().map(|value| format!("`{value}`")).collect();
                meant_or(out.report_here(span, message), value, *nearest, || match values.len() {
                    0..=NAMED => format!("use one of {}", values.join(", ")),
                    _ => described(departure.message),
                });
            }
            Fault::NoType => {
                let message = format!("the configuration does not say its type: {verdict}");
                out.report_here(span, message)
                    .help("add `\"@type\": type.googleapis.com/…` with the name of the message of Envoy");
            }
            Fault::NoValue { name } => {
                let message = format!("a `{name}` has its content in `value`, which is not there: {verdict}");
                out.report_here(span, message).help("add `value` beside `@type`");
            }
            _ => {}
        }
    }
}
