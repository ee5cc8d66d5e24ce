//! A suppression names no rule, or is not written as suppressions are.

use crate::engine::{Check, Rule, SuppressionFault, SuppressionProblem};
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::rules::fixes::guess;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0802",
        name: "unknown-suppression",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Hygiene,
        summary: "A suppression names no rule, or is not written as suppressions are",
        doc: include_str!("README.md"),
    },
    check: Check::Suppressions(check),
};

fn check(faults: &[SuppressionFault], out: &mut Findings<'_>) {
    for fault in faults {
        match &fault.what {
            SuppressionProblem::Unused(_) => {}
            SuppressionProblem::Unknown { nearest } => {
                let message = format!("unknown rule or group `{}`: it suppresses nothing", fault.rules);
                let finding = out.report_at(fault.at, fault.object, message);
                match nearest {
                    Some(near) => finding.help(format!("did you mean `{near}`?")).fix(
                        guess(&fault.rules, near),
                        fault.at.span,
                        To::Source(near.clone()),
                    ),
                    None => {
                        finding.help("name a rule by its code, alias or name; `meshlint rules` lists all")
                    }
                };
            }
            SuppressionProblem::Malformed(reason) => {
                let message = format!("`{}` suppresses nothing: {reason}", fault.rules);
                let help = match fault.object {
                    Some(_) => "write the codes with commas and no blanks between them",
                    None => "write `# meshlint: ignore[CODE] reason`",
                };
                out.report_at(fault.at, fault.object, message).help(help);
            }
        }
    }
}
