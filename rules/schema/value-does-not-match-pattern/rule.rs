//! A text does not match the pattern that its field asks for.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::rules::fixes::guess;
use crate::schema;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0210",
        name: "value-does-not-match-pattern",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A text does not match the pattern that its field asks for",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    let Fault::Schema { path, fault, .. } = &problem.fault else { return };
    let schema::Fault::PatternMismatch { value, pattern } = fault else { return };
    let message = format!("`{path}` cannot be `{value}`: the API server refuses the object");
    let finding = out.report_at(problem.location, problem.object, message);
    match fitting(value, pattern) {
        Some(fitting) => {
            let applicability = guess(value, &fitting);
            finding.help(format!("write `{fitting}`")).fix(
                applicability,
                problem.location.span,
                To::text(fitting),
            );
        }
        None => {
            finding.help(match in_words(pattern) {
                Some(words) => format!("write {words}"),
                None => format!("write a text that matches `{pattern}`"),
            });
        }
    }
}

/// What to write, where the pattern leaves no doubt.
fn fitting(value: &str, pattern: &str) -> Option<String> {
    let matches = |candidate: &str| regex::Regex::new(pattern).is_ok_and(|regex| regex.is_match(candidate));
    let lowercase = value.to_lowercase();
    let candidates = [
        value.trim().to_owned(),
        lowercase.clone(),
        lowercase.replace(['_', ' '], "-"),
        lowercase.trim_end_matches('.').to_owned(),
        lowercase
            .split_once("://")
            .map(|(_, host)| host.trim_end_matches('/').to_owned())
            .unwrap_or_default(),
    ];
    candidates.into_iter().find(|candidate| !candidate.is_empty() && candidate != value && matches(candidate))
}

/// What the patterns that most definitions share stand for. An empty text, which some of them allow as well, is
/// hardly what was meant.
fn in_words(pattern: &str) -> Option<&'static str> {
    let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    let subdomain = format!(r"{label}(\.{label})*");
    Some(match pattern {
        "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$" => {
            "letters, digits, `-`, `_` and `.`, with a letter or digit at both ends"
        }
        "^([0-9]{1,5}(h|m|s|ms)){1,4}$" => {
            "at most four numbers of at most five digits with `h`, `m`, `s` or `ms`, such as `1m30s`"
        }
        r"^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$" => "the name of a header: letters, digits and `-`",
        _ if pattern == format!("^{label}$") || pattern == format!("^({label})?$") => {
            "lower-case letters, digits and `-`, with a letter or digit at both ends"
        }
        _ if pattern == format!("^{subdomain}$")
            || pattern == format!("^({subdomain})?$")
            || pattern == format!("^$|^{subdomain}$") =>
        {
            "names of lower-case letters, digits and `-`, joined by dots"
        }
        _ if pattern == format!(r"^(\*\.)?{subdomain}$") => {
            "a host name in lower case without port and path, such as `shop.example.com` or `*.example.com`"
        }
        _ => return None,
    })
}
