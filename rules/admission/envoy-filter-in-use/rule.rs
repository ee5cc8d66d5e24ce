//! An EnvoyFilter depends on how istiod configures Envoy inside.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::model::{Kind, Model};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "envoy-filter-in-use",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "An EnvoyFilter depends on how istiod configures Envoy inside",
        doc: include_str!("README.md"),
    },
    check: Check::Webhook(check),
};

fn check(model: &Model, out: &mut Findings<'_>) {
    for (id, filter) in model.of_kind(Kind::EnvoyFilter) {
        let Some(name) = &filter.name else { continue };
        let message = "an EnvoyFilter depends on how istiod configures Envoy inside: Istio warns about each";
        out.report(id, name.span, message.to_owned())
            .help("use another API where one does what is needed, and try it out before each upgrade");
    }
}
