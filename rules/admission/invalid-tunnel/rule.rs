//! A tunnel has another protocol than CONNECT and POST, or stands beside the PROXY protocol.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::meant_or;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-tunnel",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A tunnel has another protocol than CONNECT and POST, or stands beside the PROXY protocol",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["DestinationRule"],
        paths: &["spec.(subsets[].|)trafficPolicy.tunnel"],
        check,
    }]),
};

fn check(tunnel: &Cursor<'_>, out: &mut Findings<'_>) {
    if let Some(proxy) = tunnel.parent().and_then(|policy| policy.get("proxyProtocol")) {
        let message =
            "connections cannot have both a tunnel and the PROXY protocol: Istio refuses the DestinationRule";
        out.report_here(tunnel.key_span(), message)
            .help("remove `tunnel` or `proxyProtocol`")
            .related_here(proxy.key_span(), "the PROXY protocol");
    }
    let Some(protocol) = tunnel.get("protocol") else { return };
    let Some(text) = protocol.text().filter(|text| !matches!(*text, "" | "CONNECT" | "POST")) else { return };
    let message = format!("`{text}` is not a way to open a tunnel: Istio refuses the DestinationRule");
    let finding = out.report_here(protocol.span(), message);
    meant_or(finding, text, nearest(text, ["CONNECT", "POST"]), || "write `CONNECT` or `POST`".to_owned());
}
