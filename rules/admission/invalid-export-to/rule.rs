//! `exportTo` names no namespace, or names that contradict each other.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject, repeated};
use crate::rules::fixes::superfluous;
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-export-to",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "`exportTo` has a value that is not a namespace, or values that contradict each other",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService", "DestinationRule", "ServiceEntry"],
        paths: &["spec.exportTo"],
        check,
    }]),
};

fn check(export: &Cursor<'_>, out: &mut Findings<'_>) {
    let kind = export.object.kind;
    let own = export.object.namespace;
    let of = |text: &str| text == "." || text == own;
    for item in export.items() {
        let Some(text) = item.text() else { continue };
        if matches!(text, "." | "*") || text::dns_label(text) {
            continue;
        }
        if text == "~" && kind == "ServiceEntry" {
            continue;
        }
        let message = match text {
            "~" => format!("`~` (to nobody) is for ServiceEntries only: Istio refuses the {kind}"),
            _ => format!("`{text}` is not a valid namespace: Istio refuses the {kind}"),
        };
        out.report_here(item.span(), message)
            .help("name namespaces, `.` for the own one, or `*` alone for all");
    }
    let named = export.items().filter_map(|item| {
        let text = item.text()?;
        Some((if text == "." { own } else { text }, item.span()))
    });
    for (name, first, again) in repeated(named) {
        let message = format!("namespace `{name}` is named twice in `exportTo`: Istio refuses the {kind}");
        superfluous(out.report_here(again, message))
            .help("remove one of them")
            .related_here(first, "the first one");
    }
    let count = export.items().count();
    for item in export.items().filter(|_| count > 1) {
        let message = match item.text() {
            Some("*") => format!(
                "`*` exports to all namespaces, and others are named besides: Istio refuses the {kind}"
            ),
            Some("~") if kind == "ServiceEntry" => {
                "`~` exports to nobody, and others are named besides: Istio refuses the ServiceEntry"
                    .to_owned()
            }
            _ => continue,
        };
        out.report_here(item.span(), message).help("keep either this one or the others");
        break;
    }
    if kind == "DestinationRule" && export.parent().is_some_and(|spec| spec.has("workloadSelector")) {
        for item in export
            .items()
            .filter(|item| item.text().is_some_and(|text| !of(text) && (text != "*" || count == 1)))
        {
            let text = item.text().unwrap_or_default();
            if text == "*" || text::dns_label(text) {
                let message = format!(
                    "a DestinationRule with a `workloadSelector` is for its own namespace, and cannot be exported to `{text}`: Istio refuses it"
                );
                out.report_here(item.span(), message).help("export to `.` alone, or remove the selector");
            }
        }
    }
}
