//! An annotation is deprecated.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mark, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0135",
        name: "deprecated-annotation",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Injection,
        summary: "An annotation is deprecated",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for mark in mesh.marks().iter().filter(|mark| !mark.is_label && !mark.is_written_by_istio()) {
        let Some(entry) = mark.entry.filter(|entry| entry.deprecated) else { continue };
        let is_replaced = entry.key == "sidecar.istio.io/inject" && has_label(mesh, mark);
        if is_replaced {
            continue;
        }
        let message =
            format!("annotation `{}` is deprecated: a coming release of Istio may ignore it", mark.key());
        let help = match entry.replacement {
            Some(instead) => format!("use the {instead} instead"),
            None => "remove it, or see the reference for what takes its place".to_owned(),
        };
        out.report(mark.object, mark.pair.key, message).help(help);
    }
}

/// Whether the label of the same name stands beside the annotation.
fn has_label(mesh: &Mesh<'_>, annotation: &Mark<'_>) -> bool {
    let marks = mesh.marks();
    let from = marks.partition_point(|mark| mark.object < annotation.object);
    marks[from..].iter().take_while(|mark| mark.object == annotation.object).any(|mark| {
        mark.is_label && mark.in_template == annotation.in_template && mark.key() == annotation.key()
    })
}
