//! The value of a patch of an EnvoyFilter is one that Envoy refuses.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::is_ignored;
use crate::inspect::{Cursor, Subject};
use crate::rules::envoy::{departures, described, is_for_old_proxies};
use crate::schema::envoy::{Bound, Fault, Limit};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0379",
        name: "envoy-refuses-value",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "The value of a patch of an EnvoyFilter is one that Envoy refuses",
        doc: include_str!("README.md"),
    },
    check: Check::Deployed(&[Subject { kinds: &["EnvoyFilter"], paths: &["spec.configPatches[]"], check }]),
};

fn check(item: &Cursor<'_>, out: &mut Findings<'_>) {
    let operation = item.get("patch").map(|patch| patch.text_of("operation"));
    if is_for_old_proxies(item) || is_ignored(item.text_of("applyTo"), operation.unwrap_or_default()) {
        return;
    }
    for departure in departures(item) {
        let (path, name) = (&departure.path, departure.message);
        match &departure.fault {
            Fault::OutOfBounds { value, limit: Limit::Value(bound) | Limit::Count(bound), counted } => {
                let unit =
                    if value.ends_with(|last: char| last.is_ascii_alphabetic()) { "duration" } else { "" };
                let wanted = words(*bound, unit);
                let message = match counted {
                    Some(what) => format!("`{path}` has {value} {what}, and has to have {wanted}"),
                    None => format!("`{path}` is {value}, and has to be {wanted}"),
                };
                out.report_here(departure.span, format!("{message}: Envoy refuses the configuration"))
                    .help(described(name));
            }
            Fault::Missing { fields } => {
                let wanted: Vec<String> = fields.iter().map(|fields| any_of(fields)).collect();
                let wanted = wanted.join(" and ");
                let place = if path.is_empty() { "the value".to_owned() } else { format!("`{path}`") };
                let message = format!("{place} lacks {wanted} of `{name}`: Envoy refuses the configuration");
                out.report_here(departure.span, message).help(described(name));
            }
            _ => {}
        }
    }
}

fn any_of(fields: &[&str]) -> String {
    match fields {
        [field] => format!("`{field}`"),
        fields => {
            let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
            format!("one of {}", fields.join(", "))
        }
    }
}

/// A bound in words; that of a duration is in nanoseconds.
fn words(bound: Bound, unit: &str) -> String {
    let written = |number: f64| match unit {
        "duration" if number % 1e9 == 0.0 => format!("{}s", number / 1e9),
        "duration" => format!("{}ms", number / 1e6),
        _ => number.to_string(),
    };
    match bound {
        Bound::Below(number) => format!("less than {}", written(number)),
        Bound::AtMost(number) => format!("at most {}", written(number)),
        Bound::Above(number) => format!("more than {}", written(number)),
        Bound::AtLeast(number) => format!("at least {}", written(number)),
    }
}
