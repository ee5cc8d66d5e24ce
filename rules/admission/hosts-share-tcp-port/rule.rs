//! Several hosts of a ServiceEntry share a port whose protocol does not tell them apart.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::Protocol;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "hosts-share-tcp-port",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Several hosts of a ServiceEntry share a port whose protocol does not tell them apart",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["ServiceEntry"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    if ["", "NONE", "DYNAMIC_DNS"].contains(&spec.text_of("resolution")) {
        return;
    }
    let Some(hosts) = spec.get("hosts").filter(|hosts| hosts.items().nth(1).is_some()) else { return };
    for port in spec.get("ports").iter().flat_map(Cursor::items) {
        let protocol = port.get("protocol");
        let text = protocol.as_ref().and_then(Cursor::text).unwrap_or_default();
        if !text.is_empty()
            && Protocol::of(text).is_none_or(|protocol| protocol.is_http() || protocol.is_tls())
        {
            continue;
        }
        let span = protocol.map_or(port.key_span(), |protocol| protocol.span());
        let what = match text {
            "" => "a port without a protocol is one for TCP, which does not tell hosts apart".to_owned(),
            _ => format!("protocol `{text}` does not tell hosts apart"),
        };
        out.report_here(
            span,
            format!("{what}: Istio refuses a ServiceEntry with several hosts and such a port"),
        )
        .help("make a ServiceEntry for each host")
        .related_here(hosts.key_span(), "the hosts");
        return;
    }
}
