//! The table, ring or cookie of a consistent hash cannot be made.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject, repeated};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-consistent-hash",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The table, ring or cookie of a consistent hash cannot be made",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["DestinationRule"],
        paths: &["spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.consistentHash"],
        check,
    }]),
};

/// The largest table that Envoy makes.
const LARGEST: i64 = 5_000_011;

fn check(hash: &Cursor<'_>, out: &mut Findings<'_>) {
    let refused = "Istio refuses the DestinationRule";
    if let Some(maglev) = hash.get("maglev") {
        let size = maglev.get("tableSize");
        let number = size.as_ref().map_or(Some(0), Cursor::integer);
        let span = size.map_or(maglev.key_span(), |size| size.span());
        let fault = match number {
            Some(0) => Some("`maglev` needs a `tableSize`".to_owned()),
            Some(number @ LARGEST..) => Some(format!("a table of `{number}` entries is too large")),
            Some(number) if !is_prime(number) => {
                Some(format!("`{number}` is not a prime number, which the size of the table has to be"))
            }
            _ => None,
        };
        if let Some(fault) = fault {
            out.report_here(span, format!("{fault}: {refused}"))
                .help("give a prime number below 5000011, such as 65537");
        }
    }
    let old = hash.get("minimumRingSize").filter(|size| size.integer() != Some(0));
    let algorithm = ["ringHash", "maglev"].into_iter().find_map(|field| hash.get(field));
    if let (Some(old), Some(algorithm)) = (old, algorithm) {
        let message =
            format!("`minimumRingSize` and `{}` each choose how to hash: {refused}", algorithm.name());
        out.report_here(old.key_span(), message)
            .help("remove `minimumRingSize`; `ringHash` has a field of that name")
            .related_here(algorithm.key_span(), "the other one");
    }
    let cookie_name = hash.get("httpCookie").and_then(|cookie| cookie.node.get("name"));
    if let Some(name) = cookie_name.filter(|name| name.as_str() == Some("")) {
        out.report_here(name.span(), format!("the cookie has an empty name: {refused}"))
            .help("name the cookie whose value decides");
    }
    let Some(attributes) = hash.get("httpCookie").and_then(|cookie| cookie.node.get("attributes")) else {
        return;
    };
    let names = || attributes.items().filter_map(|attribute| attribute.get("name"));
    for name in names().filter(|name| name.as_str() == Some("")) {
        out.report_here(name.span(), format!("an attribute of the cookie has an empty name: {refused}"))
            .help("name the attribute, such as `SameSite`");
    }
    let filled =
        names().filter_map(|name| Some((name.as_str().filter(|text| !text.is_empty())?, name.span())));
    for (name, first, again) in repeated(filled) {
        let message = format!("the cookie has attribute `{name}` twice: {refused}");
        out.report_here(again, message).help("remove one of them").related_here(first, "the first one");
    }
}

fn is_prime(number: i64) -> bool {
    let mut factors = (2..).take_while(|factor| factor * factor <= number);
    number > 1 && factors.all(|factor| number % factor != 0)
}
