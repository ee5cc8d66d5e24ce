//! One object is defined several times, so that the one applied last wins.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Duplicate, Mesh, Togetherness};
use crate::source::ObjectId;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0207",
        name: "duplicate-resource",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Schema,
        summary: "One object is defined several times, so that the one applied last wins",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for duplicate in mesh.duplicates() {
        let first = mesh.object(duplicate.places[0]);
        if duplicate.copies().iter().any(|&copy| mesh.may_be_apart(first, mesh.object(copy))) {
            continue;
        }
        report(mesh, duplicate, out);
    }
}

fn report(mesh: &Mesh<'_>, duplicate: &Duplicate, out: &mut Findings<'_>) {
    let together = mesh.togetherness(duplicate);
    let object = mesh.object(duplicate.places[0]);
    let name = match &*object.namespace {
        "" => format!("{} `{}`", object.kind_name, object.name()),
        namespace => format!("{} `{}` in namespace `{namespace}`", object.kind_name, object.name()),
    };
    let files = duplicate.places.len();
    let (first, severity, message, help) = match together {
        Togetherness::File(ids) => (
            ids[0],
            Severity::Warning,
            format!(
                "{name} is defined {} in this file: what is applied last replaces the rest",
                times(ids.len())
            ),
            "remove all but one, or give them names or namespaces of their own",
        ),
        // What one repository holds of other kinds is mostly meant for several clusters.
        _ if !object.is_of_mesh() => return,
        Togetherness::Folder => (
            duplicate.places[0],
            Severity::Info,
            format!("{name} stands in {files} files of this folder: alternatives, of which one is applied?"),
            "apply one of them at a time, or give them names of their own",
        ),
        Togetherness::Apart { are_equal: true } => return,
        Togetherness::Apart { are_equal: false } => (
            duplicate.places[0],
            Severity::Info,
            format!("{name} stands in {files} files and not all say the same: are they for one cluster?"),
            "give them names or namespaces of their own if they are, or check each folder by itself",
        ),
    };
    let others: Vec<ObjectId> = duplicate.places.iter().copied().filter(|&id| id != first).collect();
    let finding = out.report_at(mesh.object(first).name_location(), Some(first), message);
    finding.severity(severity).help(help);
    for other in others {
        finding.related(mesh.object(other).name_location(), "it is defined here as well");
    }
}

fn times(count: usize) -> String {
    if count == 2 { "twice".to_owned() } else { format!("{count} times") }
}
