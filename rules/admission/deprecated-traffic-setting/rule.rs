//! A setting of a traffic policy that others have taken the place of.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::{Safe, Unsafe};
use crate::finding::{Finding, Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "deprecated-traffic-setting",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A setting of a traffic policy is deprecated",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.trafficPolicy.outlierDetection.consecutiveErrors"],
            check: check_errors,
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &["defaultTrafficPolicy.outlierDetection.consecutiveErrors"],
            check: check_errors,
        },
        Subject {
            kinds: &["DestinationRule"],
            paths: &[
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.consistentHash.minimumRingSize",
            ],
            check: check_ring,
        },
    ]),
};

fn check_errors(count: &Cursor<'_>, out: &mut Findings<'_>) {
    let help = "use `consecutiveGatewayErrors` for status 502 to 504, or `consecutive5xxErrors`";
    report(
        count,
        "Istio no longer reads `consecutiveErrors`: with nothing else set, endpoints are taken out after 5 consecutive errors with status 5xx",
        help,
        out,
    )
    // It has no effect now.
    .map(|finding| finding.fix(Unsafe, count.key_span(), To::text("consecutive5xxErrors")));
}

fn check_ring(size: &Cursor<'_>, out: &mut Findings<'_>) {
    let help = "write `ringHash: {minimumRingSize: …}`";
    if let Some(finding) =
        report(size, "`minimumRingSize` beside the key of the hash is deprecated", help, out)
    {
        let inner = format!("{{minimumRingSize: {}}}", size.integer().unwrap_or_default());
        finding.fix(Safe, size.key_span(), To::text("ringHash")).fix(Safe, size.span(), To::literal(inner));
    }
}

/// The webhook warns of the policy at the top only; the setting is as outdated elsewhere.
fn report<'f>(
    setting: &Cursor<'_>,
    message: &str,
    help: &str,
    out: &'f mut Findings<'_>,
) -> Option<&'f mut Finding> {
    if setting.integer().is_none_or(|number| number == 0) {
        return None;
    }
    let finding = out.report_here(setting.key_span(), message);
    finding.help(help);
    if setting.is_within(&["subsets", "portLevelSettings"]) {
        finding.severity(Severity::Info);
    }
    Some(finding)
}
