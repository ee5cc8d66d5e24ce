//! The platform takes no objects of this kind.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};
use crate::platform::What;
use crate::rules::platform::limits;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0601",
    name: "kind-not-supported",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Platform,
    summary: "The platform takes no objects of this kind",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject { kinds: &["*"], paths: &[""], check }]),
};

fn check(object: &Cursor<'_>, out: &mut Remarks<'_>) {
    limits::each(object, |platform, limit| {
        if let What::Kind = limit.what {
            let what = format!("{} `{}`", object.object.kind, object.object.name);
            let span = object.get("kind").map_or(object.key_span(), |kind| kind.span());
            limits::report(out, span, platform, limit, &what);
        }
    });
}
