//! The platform does not support a field.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::platform::limits::What;
use crate::rules::platform::report::{each, plain, report};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0602",
        name: "field-not-supported",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Platform,
        summary: "The platform does not support a field",
        doc: include_str!("README.md"),
    },
    // Settings of the mesh are not objects, so that `*` does not stand for them.
    check: Check::Object(&[Subject { kinds: &["*", "MeshConfig"], paths: &[""], check }]),
};

fn check(object: &Cursor<'_>, out: &mut Findings<'_>) {
    each(object, |platform, limit| match limit.what {
        What::Fields(paths) => object.visit(paths, |field| {
            report(out, field.key_span(), platform, limit, &format!("`{}`", plain(field)));
        }),
        What::OtherFields(path, known) => object.visit(path, |within| {
            for (name, field) in within.fields() {
                if !known.contains(&name) {
                    let what = format!("`{}`", plain(&field));
                    report(out, field.key_span(), platform, limit, &what);
                }
            }
        }),
        _ => {}
    });
}
