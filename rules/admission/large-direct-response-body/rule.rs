//! The body of a direct response is large.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "large-direct-response-body",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "The body of a direct response is large",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].directResponse.body.(string|bytes)"],
        check,
    }]),
};

const WARNED: usize = 100 << 10;
const REFUSED: usize = 1 << 20;

fn check(body: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = body.text().filter(|text| text.len() > WARNED) else { return };
    let size = match body.name() {
        "bytes" => text.trim_end_matches('=').len() / 4 * 3,
        _ => text.len(),
    };
    if size <= WARNED {
        return;
    }
    let kilobytes = size >> 10;
    let what = format!("a body of {kilobytes} KiB is sent to every proxy with each change");
    let remark = match size > REFUSED {
        true => out.report_here(body.key_span(), format!("{what}: Istio refuses the VirtualService")),
        false => out.report_here(body.key_span(), format!("{what}: Istio warns about it")),
    };
    remark.help("serve it from a workload, and route to that");
    if size > REFUSED {
        remark.severity(Severity::Error);
    }
}
