//! The platform does not support what a field says.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::platform::limits::What;
use crate::rules::platform::report::{each, report_values};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0603",
        name: "value-not-supported",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Platform,
        summary: "The platform does not support what a field says",
        doc: include_str!("README.md"),
    },
    // Settings of the mesh are not objects, so that `*` does not stand for them.
    check: Check::Object(&[Subject { kinds: &["*", "MeshConfig"], paths: &[""], check }]),
};

fn check(object: &Cursor<'_>, out: &mut Findings<'_>) {
    each(object, |platform, limit| {
        let (paths, is_meant): (_, &dyn Fn(&Cursor<'_>) -> bool) = match limit.what {
            What::Values(paths, values) => {
                (paths, &move |value| value.text().is_some_and(|text| values.contains(&text)))
            }
            What::OtherValues(paths, known) => {
                (paths, &move |value| value.text().is_some_and(|text| !known.contains(&text)))
            }
            What::Cases(paths, ref is_meant) => (paths, is_meant),
            _ => return,
        };
        report_values(out, object, platform, limit, paths, is_meant);
    });
}
