//! Retries have a negative number, a condition that does not exist, or conditions without retries.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Safe;
use crate::finding::{Applicability, Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::guess;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-retries",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Retries have a negative number, a condition that does not exist, or conditions without retries",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["VirtualService"], paths: &["spec.http[].retries"], check },
        Subject { kinds: &["MeshConfig"], paths: &["defaultInboundHttpRetryPolicy"], check },
    ]),
};

/// The conditions that istiod knows; names of gRPC and of HTTP alike.
const CONDITIONS: [&str; 16] = [
    "5xx",
    "gateway-error",
    "reset",
    "reset-before-request",
    "connect-failure",
    "retriable-4xx",
    "refused-stream",
    "retriable-status-codes",
    "retriable-headers",
    "envoy-ratelimited",
    "http3-post-connect-failure",
    "cancelled",
    "deadline-exceeded",
    "internal",
    "resource-exhausted",
    "unavailable",
];

fn check(retries: &Cursor<'_>, out: &mut Findings<'_>) {
    let kind = retries.object.kind;
    let attempts = retries.get("attempts");
    let number = attempts.as_ref().map_or(Some(0), Cursor::integer);
    if let (Some(attempts), Some(..0)) = (&attempts, number) {
        out.report_here(attempts.span(), format!("a negative number of retries: Istio refuses the {kind}"))
            .help("give the number of retries, or 0 for none");
    }
    if number == Some(0) {
        let settings = ["perTryTimeout", "retryOn", "retryRemoteLocalities"];
        for setting in settings.into_iter().filter_map(|field| retries.get(field)) {
            if setting.is_empty() {
                continue;
            }
            let message =
                format!("`{}` without `attempts` has no meaning: Istio refuses the {kind}", setting.name());
            let remark = out.report_here(setting.key_span(), message);
            match &attempts {
                Some(attempts) => remark
                    .help("give the number of retries, or remove what is about them")
                    .related_here(attempts.span(), "nothing is retried"),
                None => remark.help("add `attempts`"),
            };
        }
    }
    let Some(on) = retries.get("retryOn") else { return };
    for condition in on.text().unwrap_or_default().split(',') {
        if on.is_empty() || CONDITIONS.contains(&condition) || is_status(condition) {
            continue;
        }
        let plain = condition.trim();
        let message = format!("`{condition}` is not a retry condition: Istio refuses the {kind}");
        let is_known = CONDITIONS.contains(&plain) || is_status(plain);
        let near = nearest(plain, CONDITIONS);
        let finding = out.report_here(on.span(), message);
        finding.help(match near {
            _ if is_known => "remove the space".to_owned(),
            Some(known) => format!("did you mean `{known}`?"),
            None => "write conditions of Envoy and status codes, with commas between them".to_owned(),
        });
        // They stand in one value, so that all are corrected or none.
        if let Some((applicability, conditions)) = corrected(on.text().unwrap_or_default()) {
            finding.fix(applicability, on.span(), To::text(conditions));
        }
    }
}

/// What was probably meant by a list of conditions, where that can be said of all of them.
fn corrected(conditions: &str) -> Option<(Applicability, String)> {
    let mut applicability = Safe;
    let mut meant = Vec::new();
    for condition in conditions.split(',') {
        let plain = condition.trim();
        meant.push(match CONDITIONS.contains(&plain) || is_status(plain) {
            true => plain,
            false => {
                let near = nearest(plain, CONDITIONS)?;
                applicability = applicability.max(guess(plain, near));
                near
            }
        });
    }
    Some((applicability, meant.join(",")))
}

/// Whether a text is the number of a status that has a name (Go: `http.StatusText`).
fn is_status(text: &str) -> bool {
    let is_named = |status: u16| matches!(status, 100..=103 | 200..=208 | 226 | 300..=305 | 307 | 308 | 400..=418 | 421..=426 | 428 | 429 | 431 | 451 | 500..=508 | 510 | 511);
    text.parse().is_ok_and(is_named)
}
