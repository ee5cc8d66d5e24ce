//! The value of an annotation is not one that Istio accepts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mark, Mesh};
use crate::schema::registry::Checker;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0125",
        name: "invalid-annotation",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "The value of an annotation is not one that Istio accepts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for mark in mesh.marks().iter().filter(|mark| !mark.is_label && mark.is_in_place()) {
        report(out, mark);
    }
}

/// Reports a value that is not among those that Istio takes.
pub(super) fn report(out: &mut Findings<'_>, mark: &Mark<'_>) {
    let Some(entry) = mark.entry.filter(|_| !mark.is_written_by_istio()) else { return };
    let Some(expected) = entry.value.fault(&mark.pair.value) else { return };
    // The injector reads this one as YAML 1.1 reads booleans.
    let words = ["y", "yes", "on", "n", "no", "off", "true", "false"];
    let is_word = words.iter().any(|word| mark.pair.value.eq_ignore_ascii_case(word));
    if entry.key == "sidecar.istio.io/inject" && is_word {
        return;
    }
    let (consequence, severity) = match entry.value.checked_by {
        checkers if checkers.contains(&Checker::Injector) => {
            ("the injector refuses the pods", Severity::Error)
        }
        // What the webhook refuses is a finding of the rules on admission.
        checkers if checkers.contains(&Checker::Validation) => return,
        checkers if checkers.contains(&Checker::Cni) => ("the pods do not start", Severity::Error),
        _ => ("Istio ignores it", Severity::Warning),
    };
    let message = format!("`{}` takes {expected}: {consequence}", mark.key());
    let value = mark.pair.span;
    out.report(mark.object, value, message)
        .severity(severity)
        .help("write such a value, in quotes where it is a number or `true`");
}
