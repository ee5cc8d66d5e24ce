//! A patch looks for a filter by its name of early versions, as Istio's webhook warns.

use super::deprecated_filter_name::early_names;
use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::{EnvoyFilter, Model};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "early-filter-name",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A patch looks for a filter by its name of early versions, as Istio's webhook warns",
        doc: include_str!("README.md"),
    },
    check: Check::Webhook(check),
};

fn check(model: &Model, out: &mut Findings<'_>) {
    for filter in model.all::<EnvoyFilter>() {
        for early in early_names(filter.spec) {
            let message = format!("`{}` is a name of early versions: Istio warns about it", early.name.value);
            out.report(filter.id, early.name.span, message).help(format!("write `{}`", early.today)).fix(
                Unsafe,
                early.name.span,
                To::text(early.today),
            );
        }
    }
}
