//! The value of a patch of an EnvoyFilter has a field that the message of Envoy has not.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::envoy::{departures, described, is_for_old_proxies};
use crate::rules::fixes::meant_or;
use crate::schema::envoy::{Fault, Reader, message};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "unknown-envoy-field",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "The value of a patch of an EnvoyFilter has a field that the message of Envoy has not",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["EnvoyFilter"], paths: &["spec.configPatches[]"], check }]),
};

fn check(item: &Cursor<'_>, out: &mut Findings<'_>) {
    if is_for_old_proxies(item) {
        return;
    }
    for departure in departures(item) {
        let Fault::UnknownField { field, nearest, elsewhere, removed } = &departure.fault else { continue };
        let who = match departure.reader {
            Reader::Istiod => "istiod",
            Reader::Envoy => "Envoy",
        };
        let no_more = if *removed { " any more" } else { "" };
        let message = format!(
            "`{}` is not a field of `{}`{no_more}: {who} leaves it out",
            departure.path, departure.message
        );
        let finding = out.report_here(departure.span, message);
        meant_or(finding, field, nearest.as_deref(), || {
            match elsewhere {
            _ if field == "config" && is_extension(departure.message) => {
                "write `typed_config`, and in it `\"@type\": type.googleapis.com/…` with the name of the message".to_owned()
            }
            Some(path) => format!("write it as `{path}`, where there is a field of that name"),
            None => described(departure.message),
        }
        });
    }
}

/// Whether a message names an extension, and holds its options.
fn is_extension(name: &str) -> bool {
    message(name).is_some_and(|message| message.field("typed_config").is_some())
}
