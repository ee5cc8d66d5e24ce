//! Two hosts of one VirtualService cover each other.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use rustc_hash::FxHashMap;

use crate::rules::fixes::superfluous;
use crate::source::Span;
use crate::text::{ip, wildcard_domain};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "overlapping-hosts",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Two hosts of one VirtualService cover each other",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.hosts"], check }]),
};

fn check(hosts: &Cursor<'_>, out: &mut Findings<'_>) {
    let named = || hosts.node.items().filter_map(|host| Some((host.as_str()?, host.span())));
    // Where a name is wrong, its overlaps are not worth a word.
    let is_valid = |(name, _): (&str, Span)| wildcard_domain(name).is_ok() || ip(name);
    if named().nth(1).is_none() || !named().all(is_valid) {
        return;
    }
    let mut first: FxHashMap<&str, Span> = FxHashMap::default();
    for (name, span) in named() {
        let Some(earlier) = first.insert(name, span) else { continue };
        first.insert(name, earlier);
        let message = format!("host `{name}` stands twice: Istio refuses the VirtualService");
        superfluous(out.report_here(span, message))
            .help("remove one of them")
            .related_here(earlier, "the first one");
    }
    let wildcards: FxHashMap<&str, Span> =
        first.iter().filter_map(|(name, span)| Some((name.strip_prefix('*')?, *span))).collect();
    if wildcards.is_empty() {
        return;
    }
    for (name, span) in named().filter(|(name, span)| first.get(name) == Some(span)) {
        let own = name.strip_prefix('*');
        let plain = own.unwrap_or(name);
        let mut ends =
            plain.char_indices().map(|(at, _)| &plain[at..]).chain([""]).skip(usize::from(own.is_some()));
        if let Some((end, at)) = ends.find_map(|end| wildcards.get_key_value(end)) {
            let message = format!("host `*{end}` covers `{name}`: Istio refuses the VirtualService");
            out.report_here(span, message)
                .help(format!("remove `{name}`, or the wildcard"))
                .related_here(*at, "this host covers it");
        }
    }
}
