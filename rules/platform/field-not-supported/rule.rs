//! The platform does not support a field.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};
use crate::platform::What;
use crate::rules::platform::limits;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0602",
    name: "field-not-supported",
    aliases: &[],
    severity: Severity::Error,
    group: Group::Platform,
    summary: "The platform does not support a field",
    doc: include_str!("README.md"),
    // Settings of the mesh are no objects, so that `*` does not stand for them.
    check: Check::Object(&[Subject { kinds: &["*", "MeshConfig"], paths: &[""], check }]),
};

fn check(object: &Cursor<'_>, out: &mut Remarks<'_>) {
    limits::each(object, |platform, limit| match limit.what {
        What::Fields(paths) => object.visit(paths, |field| {
            limits::report(out, field.key_span(), platform, limit, &format!("`{}`", limits::plain(field)));
        }),
        What::OtherFields(path, known) => object.visit(path, |within| {
            for (name, field) in within.fields() {
                if !known.contains(&name) {
                    let what = format!("`{}`", limits::plain(&field));
                    limits::report(out, field.key_span(), platform, limit, &what);
                }
            }
        }),
        _ => {}
    });
}
