//! A suppression suppresses nothing.

use crate::engine::{Check, Means, Rule, SuppressionFault, SuppressionProblem};
use crate::finding::Applicability::Safe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0801",
        name: "unused-suppression",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Hygiene,
        summary: "A suppression suppresses nothing",
        doc: include_str!("README.md"),
    },
    check: Check::Suppressions(check),
};

fn check(faults: &[SuppressionFault], out: &mut Findings<'_>) {
    for fault in faults {
        let SuppressionProblem::Unused(means) = fault.what else { continue };
        let (what, where_it_holds) = match means {
            Means::Comment => ("this comment", "where it holds"),
            Means::Annotation => ("this annotation", "on the object"),
            Means::Configuration | Means::Baseline => ("this entry", "where it holds"),
        };
        let message = format!(
            "{what} ignores `{}`, but nothing of it was found {where_it_holds}: it would only hide what comes later",
            fault.rules
        );
        let finding = out.report_at(fault.at, fault.object, message);
        finding.help("remove it, or move it to what it is meant for");
        if means == Means::Comment {
            finding.fix(Safe, fault.at.span, To::NotIgnored);
        }
    }
}
