//! A curve for TLS that proxies do not know, or one that stands twice.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject, repeated};
use crate::rules::fixes::{meant_or, superfluous};
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "unknown-ecdh-curve",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A curve for the key exchange of TLS is unknown to proxies, or is listed twice",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["MeshConfig"], paths: &["tlsDefaults.ecdhCurves"], check }]),
};

const KNOWN: [&str; 7] =
    ["P-224", "P-256", "P-384", "P-521", "X25519", "X25519Kyber768Draft00", "X25519MLKEM768"];

fn check(curves: &Cursor<'_>, out: &mut Findings<'_>) {
    for curve in curves.items() {
        let Some(text) = curve.text().filter(|text| !KNOWN.contains(text)) else { continue };
        let message = format!("`{text}` is not a curve that Istio knows: it is left out");
        let finding = out.report_here(curve.span(), message);
        meant_or(finding, text, nearest(text, KNOWN), || format!("write one of: {}", KNOWN.join(", ")));
    }
    let known = curves.node.items().filter_map(|curve| Some((curve.as_str()?, curve.span())));
    for (curve, first, again) in repeated(known.filter(|(curve, _)| KNOWN.contains(curve))) {
        let message = format!("curve `{curve}` stands twice: the second one has no effect");
        superfluous(out.report_here(again, message)).related_here(first, "the first one");
    }
}
