//! A cipher suite that Envoy does not know, or one that stands twice.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject, repeated};
use crate::rules::fixes::{meant_or, superfluous};
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "unknown-cipher-suite",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A cipher suite is unknown to proxies, or is listed twice",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Gateway", "Sidecar"],
        paths: &["spec.servers[].tls.cipherSuites", "spec.ingress[].tls.cipherSuites"],
        check,
    }]),
};

const KNOWN: [&str; 15] = [
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-RSA-AES128-SHA",
    "ECDHE-ECDSA-AES256-SHA",
    "ECDHE-RSA-AES256-SHA",
    "AES128-GCM-SHA256",
    "AES256-GCM-SHA384",
    "AES128-SHA",
    "AES256-SHA",
    "DES-CBC3-SHA",
];

fn check(suites: &Cursor<'_>, out: &mut Findings<'_>) {
    for suite in suites.items() {
        let Some(text) = suite.text().filter(|text| !is_known(text)) else { continue };
        let message = format!("`{text}` is not a cipher suite that proxies know: it is left out");
        meant_or(out.report_here(suite.span(), message), text, nearest(text, KNOWN), || {
            let help = match text.starts_with("TLS_") {
                true => {
                    "write the name as OpenSSL has it, such as `ECDHE-RSA-AES128-GCM-SHA256`; suites of TLS 1.3 cannot be chosen"
                }
                false => "write a name as OpenSSL has it, such as `ECDHE-RSA-AES128-GCM-SHA256`",
            };
            help.to_owned()
        });
    }
    let known = suites.node.items().filter_map(|suite| Some((suite.as_str()?, suite.span())));
    for (suite, first, again) in repeated(known.filter(|(suite, _)| is_known(suite))) {
        let message = format!("cipher suite `{suite}` stands twice: the second one has no effect");
        superfluous(out.report_here(again, message)).related_here(first, "the first one");
    }
}

/// Expressions that begin with a sign (`-AES128-SHA`, `[A|B]`) are left to Envoy.
fn is_known(suite: &str) -> bool {
    let is_expression = suite.chars().next().is_none_or(|first| !first.is_alphanumeric());
    is_expression || suite == "ALL" || KNOWN.contains(&suite)
}
