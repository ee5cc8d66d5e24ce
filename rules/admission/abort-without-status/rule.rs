//! A fault aborts requests without saying with which status.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "abort-without-status",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A fault aborts requests without saying with which status",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].fault.abort"],
        check,
    }]),
};

fn check(abort: &Cursor<'_>, out: &mut Findings<'_>) {
    if !["httpStatus", "grpcStatus", "http2Error"].into_iter().any(|status| abort.has(status)) {
        out.report_here(abort.key_span(), "an abort without a status does nothing: no request is aborted")
            .help("add `httpStatus` or `grpcStatus`");
    }
}
