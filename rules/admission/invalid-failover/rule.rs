//! A failover goes nowhere else, or names no region.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-failover",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A failover leads back to its region, or names something else than regions",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["DestinationRule"],
            paths: &[
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.(localityLbSetting|zoneAwareLbSetting).failover[]",
            ],
            check,
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &["(localityLbSetting|zoneAwareLbSetting).failover[]"],
            check,
        },
    ]),
};

fn check(failover: &Cursor<'_>, out: &mut Findings<'_>) {
    let mut is_fine = true;
    for field in ["from", "to"] {
        let Some(region) = failover.get(field) else { continue };
        let text = region.text().unwrap_or_default();
        if text.contains(['/', '*']) {
            is_fine = false;
            let message = format!(
                "`{text}` is not a region, between which traffic fails over: Istio refuses the object"
            );
            let help = match text.split('/').next().unwrap_or_default() {
                region if text.contains('/') && !region.contains('*') && !region.is_empty() => {
                    format!("write the region alone: `{region}`")
                }
                _ => "name one region; wildcards cannot stand here".to_owned(),
            };
            out.report_here(region.span(), message).help(help);
        }
    }
    let (Some(from), Some(to)) = (failover.get("from"), failover.get("to")) else { return };
    if is_fine && from.text() == to.text() {
        let text = to.text().unwrap_or_default();
        out.report_here(
            to.span(),
            format!("traffic from `{text}` fails over to `{text}` itself: Istio refuses the object"),
        )
        .help("name another region")
        .related_here(from.span(), "the region that fails");
    }
}
