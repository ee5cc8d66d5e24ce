//! A patch of an EnvoyFilter has a type of an API that Envoy no longer has, or one that is misspelt.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};
use crate::rules::envoy::{departures, verdict};
use crate::rules::fixes::guess;
use crate::schema::envoy::{Fault, Reader, is_outdated};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "unknown-envoy-type",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A patch of an EnvoyFilter has a type that Envoy no longer has, or one that is misspelt",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["EnvoyFilter"], paths: &["spec.configPatches[]"], check }]),
};

fn check(item: &Cursor<'_>, out: &mut Findings<'_>) {
    for departure in departures(item) {
        let Fault::UnknownType { url, name, nearest } = &departure.fault else { continue };
        let verdict = verdict(item, departure.reader);
        if let Some(meant) = nearest {
            let message = format!("`{url}` is not a type of Envoy: {verdict}");
            let whole = url.replace(&**name, meant);
            out.report_here(departure.span, message).help(format!("did you mean `{meant}`?")).fix(
                guess(name, meant),
                departure.span,
                To::text(whole),
            );
        } else if is_outdated(name) && departure.reader == Reader::Istiod {
            let message = format!("`{url}` is of an API that Envoy no longer has: {verdict}");
            out.report_here(departure.span, message).help("use the type of version 3, whose name has `.v3.`");
        }
    }
}
