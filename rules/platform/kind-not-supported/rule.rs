//! The platform takes no objects of this kind.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::platform::limits::What;
use crate::rules::platform::report::{each, report};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0601",
        name: "kind-not-supported",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Platform,
        summary: "The platform takes no objects of this kind",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["*"], paths: &[""], check }]),
};

fn check(object: &Cursor<'_>, out: &mut Findings<'_>) {
    each(object, |platform, limit| {
        if let What::Kind = limit.what {
            let what = format!("{} `{}`", object.object.kind, object.object.name);
            let span = object.get("kind").map_or(object.key_span(), |kind| kind.span());
            report(out, span, platform, limit, &what);
        }
    });
}
