//! A path of a policy has braces that do not make a template.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-path-template",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A path of a policy has braces that do not make a template",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["AuthorizationPolicy"],
        paths: &["spec.rules[].to[].operation.(paths|notPaths)[]"],
        check,
    }]),
};

fn check(path: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = path.text().filter(|text| text.contains(['{', '}'])) else { return };
    if let Some(fault) = fault(text) {
        let message = format!(
            "`{text}` is not a valid path of a policy, since {fault}: Istio refuses the AuthorizationPolicy"
        );
        out.report_here(path.span(), message)
            .help("write `{*}` for one segment, and `{**}` for all that follow");
    }
}

fn fault(path: &str) -> Option<String> {
    let has_template = path.contains("{*}") || path.contains("{**}");
    let is_literal = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()+,;:@=".contains(&byte);
    let mut is_open = true;
    for segment in path.trim_matches('/').split('/') {
        match segment {
            "{*}" | "{**}" if !is_open => return Some(format!("`{segment}` comes after `{{**}}`")),
            "{*}" => {}
            "{**}" => is_open = false,
            _ if segment.contains(['{', '}']) => return Some(format!("`{segment}` is not a valid template")),
            _ if has_template && (segment.is_empty() || !segment.bytes().all(is_literal)) => {
                return Some(format!("`{segment}` cannot stand beside a template"));
            }
            _ => {}
        }
    }
    None
}
