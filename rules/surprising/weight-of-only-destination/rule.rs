//! The weight of the only destination of a rule has no effect.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0770",
        name: "weight-of-only-destination",
        aliases: &["KIA1104"],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "The weight of the only destination of a rule has no effect",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.(http|tls|tcp)[].route"],
        check,
    }]),
};

fn check(routes: &Cursor<'_>, out: &mut Findings<'_>) {
    let mut all = routes.items();
    let (Some(only), None) = (all.next(), all.next()) else { return };
    let Some((weight, value)) = only.get("weight").and_then(|field| Some((field.span(), field.integer()?)))
    else {
        return;
    };
    if (0..100).contains(&value) {
        let message = format!(
            "this is the only destination of the rule: it gets everything, and not the share that {value} stands for"
        );
        let finding = out.report_here(weight, message);
        finding.help("remove the weight, or add the destination that is to get the rest");
        if let Some(key) = only.span_of_key("weight") {
            finding.fix(Unsafe, key, To::Nothing);
        }
    }
}
