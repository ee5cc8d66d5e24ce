//! Traffic is to fail over, but nothing notices that endpoints fail.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "failover-without-outlier-detection",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "Traffic is to fail over, but nothing notices that endpoints fail",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["DestinationRule"],
        paths: &[
            "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.(localityLbSetting|zoneAwareLbSetting)",
        ],
        check,
    }]),
};

fn check(setting: &Cursor<'_>, out: &mut Findings<'_>) {
    let failover = ["failover", "failoverPriority"]
        .into_iter()
        .find_map(|field| setting.get(field).filter(|list| !list.is_empty()));
    let Some(failover) = failover else { return };
    let policy = setting.parent().and_then(|balancer| balancer.parent());
    let is_of_port = setting.is_within(&["portLevelSettings"]);
    let is_of_subset = !is_of_port && setting.is_within(&["subsets"]);
    if policy.is_none_or(|policy| policy.has("outlierDetection"))
        || is_of_subset && is_detected_above(setting)
    {
        return;
    }
    let message = format!(
        "without `outlierDetection` no endpoint counts as failed: `{}` has no effect",
        failover.name()
    );
    let finding = out.report_here(failover.key_span(), message);
    finding.help("add `outlierDetection` to the same policy");
    // The webhook says nothing of policies for subsets and ports.
    if is_of_port || is_of_subset {
        finding.severity(Severity::Info);
    }
}

/// A subset has the settings of the policy at the top where it has none of its own.
fn is_detected_above(setting: &Cursor<'_>) -> bool {
    let top = setting.top().node.get("spec").and_then(|spec| spec.get("trafficPolicy"));
    top.is_some_and(|policy| policy.get("outlierDetection").is_some_and(|outlier| !outlier.is_null()))
}
