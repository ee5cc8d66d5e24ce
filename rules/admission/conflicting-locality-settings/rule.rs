//! Settings for localities exclude each other.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "conflicting-locality-settings",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Settings for localities exclude each other",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer"],
            check,
        },
        Subject { kinds: &["MeshConfig"], paths: &[""], check },
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.localityLbSetting"],
            check: check_locality,
        },
        Subject { kinds: &["MeshConfig"], paths: &["localityLbSetting"], check: check_locality },
        Subject {
            kinds: &["DestinationRule"],
            paths: &[
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.zoneAwareLbSetting",
            ],
            check: check_zones,
        },
        Subject { kinds: &["MeshConfig"], paths: &["zoneAwareLbSetting"], check: check_zones },
    ]),
};

fn check(settings: &Cursor<'_>, out: &mut Findings<'_>) {
    if let (Some(locality), Some(zones)) =
        (settings.get("localityLbSetting"), settings.get("zoneAwareLbSetting"))
    {
        let message = "`localityLbSetting` and `zoneAwareLbSetting` each say which endpoints are preferred: Istio refuses the object";
        out.report_here(zones.key_span(), message)
            .help("keep one of the two")
            .related_here(locality.key_span(), "the other one");
    }
}

fn check_locality(setting: &Cursor<'_>, out: &mut Findings<'_>) {
    let filled = |field| setting.get(field).filter(|list| !list.is_empty()).map(|list| list.key_span());
    let Some(failover) = filled("failover") else { return };
    if let Some(distribute) = filled("distribute") {
        let message = "`distribute` sends fixed shares to localities, and `failover` sends all to the nearest that works: Istio refuses the object";
        out.report_here(failover, message)
            .help("keep one of the two")
            .related_here(distribute, "the fixed shares");
    }
    if let Some(priority) = setting.get("failoverPriority") {
        report_topology(&priority, "`failover` orders regions, as does", out);
    }
}

fn check_zones(setting: &Cursor<'_>, out: &mut Findings<'_>) {
    if let Some(priority) = setting.get("failoverPriority") {
        report_topology(&priority, "zone-aware load balancing orders localities by itself, as does", out);
    }
}

fn report_topology(priority: &Cursor<'_>, why: &str, out: &mut Findings<'_>) {
    for label in priority.items() {
        let text = label.text().unwrap_or_default();
        let key = text.split('=').next().unwrap_or_default();
        if matches!(
            key,
            "topology.kubernetes.io/region" | "topology.kubernetes.io/zone" | "topology.istio.io/subzone"
        ) {
            out.report_here(
                label.span(),
                format!("{why} `{text}` in `failoverPriority`: Istio refuses the object"),
            )
            .help("name other labels here, or remove the entry");
        }
    }
}
