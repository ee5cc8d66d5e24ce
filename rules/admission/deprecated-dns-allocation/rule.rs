//! Proxies are told to allocate addresses on their own, which istiod does now.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0251",
        name: "deprecated-dns-allocation",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Admission,
        summary: "Proxies are told to allocate addresses on their own, which istiod does now",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["MeshProxyConfig"],
        paths: &["proxyMetadata.ISTIO_META_DNS_AUTO_ALLOCATE"],
        check,
    }]),
};

fn check(setting: &Cursor<'_>, out: &mut Findings<'_>) {
    if setting.object.istio.is_some_and(|version| version < (1, 25)) {
        return; // before the controller was on by default
    }
    let message =
        "`ISTIO_META_DNS_AUTO_ALLOCATE` is deprecated: istiod allocates addresses of ServiceEntries itself";
    out.report_here(setting.key_span(), message).help(
        "remove it; `PILOT_ENABLE_IP_AUTOALLOCATE` of istiod, which is on by default, has taken its place",
    );
}
