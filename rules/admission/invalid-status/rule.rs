//! A fault or an answer has a status that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::meant_or;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-status",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A fault or an answer has a status that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].(fault.abort.httpStatus|directResponse.status)"],
            check: check_http,
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].fault.abort.grpcStatus"],
            check: check_grpc,
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].fault.(abort.http2Error|delay.exponentialDelay)"],
            check: check_unsupported,
        },
    ]),
};

/// The codes of gRPC, in the order of their numbers.
const GRPC: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// istiod takes 600 as well.
fn check_http(status: &Cursor<'_>, out: &mut Findings<'_>) {
    if let Some(number) = status.integer().filter(|number| !(200..=600).contains(number)) {
        let message = format!("`{number}` is not a final HTTP status: Istio refuses the VirtualService");
        out.report_here(status.span(), message).help("give a number from 200 to 599");
    }
}

fn check_grpc(status: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = status.text().filter(|text| !GRPC.contains(text)) else { return };
    let by_number = text.parse::<usize>().ok().and_then(|number| GRPC.get(number).copied());
    let message = format!("`{text}` is not a gRPC status: Istio refuses the VirtualService");
    let finding = out.report_here(status.span(), message);
    meant_or(finding, text, by_number.or_else(|| nearest(text, GRPC)), || {
        "write a name such as `NOT_FOUND` or `UNAVAILABLE`".to_owned()
    });
}

fn check_unsupported(field: &Cursor<'_>, out: &mut Findings<'_>) {
    let name = field.name();
    let message = format!("`{name}` is not supported: Istio refuses the VirtualService");
    out.report_here(field.key_span(), message).help(match name {
        "exponentialDelay" => "use `fixedDelay`",
        _ => "use `httpStatus` or `grpcStatus`",
    });
}
