//! A host of a ServiceEntry has a wildcard that is not a whole label.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::{partial_wildcard, wildcard_domain};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "partial-wildcard-host",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A host of a ServiceEntry has a wildcard that is not a whole label",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["ServiceEntry"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    if spec.text_of("resolution") == "DYNAMIC_DNS" {
        return;
    }
    for host in spec.get("hosts").iter().flat_map(Cursor::items) {
        let is_partial = |text: &&str| partial_wildcard(text) && wildcard_domain(text).is_ok();
        if let Some(text) = host.text().filter(is_partial) {
            let message =
                format!("in `{text}` the wildcard is a part of a label, which is not what it stands for");
            let plain = text.trim_start_matches(['*', '-']);
            out.report_here(host.span(), message).help(format!("write `*.{plain}`, or `{plain}`"));
        }
    }
}
