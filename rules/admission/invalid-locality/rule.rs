//! Localities of a distribution are not localities, or overlap; their weights do not sum to 100.

use rustc_hash::FxHashMap;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::source::Span;
use crate::yaml::NodeRef;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-locality",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Localities between which traffic is distributed are not localities, or overlap",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["DestinationRule"],
            paths: &[
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.localityLbSetting.distribute",
            ],
            check,
        },
        Subject { kinds: &["MeshConfig"], paths: &["localityLbSetting.distribute"], check },
    ]),
};

fn check(distribute: &Cursor<'_>, out: &mut Findings<'_>) {
    let sources = distribute.node.items().filter_map(|item| item.get("from"));
    check_localities(sources.filter_map(|from| Some((from.as_str()?, from.span()))), true, out);
    for item in distribute.node.items() {
        let Some(to) = item.get("to") else { continue };
        let targets = to.entries().filter_map(|(key, _): (NodeRef<'_>, _)| Some((key.as_str()?, key.span())));
        check_localities(targets, false, out);
    }
}

/// `in_order` says whether the first locality that fits counts, so that a wildcard may come after what it
/// covers.
fn check_localities<'l>(
    localities: impl Iterator<Item = (&'l str, Span)>,
    in_order: bool,
    out: &mut Findings<'_>,
) {
    let mut whole: FxHashMap<&str, Span> = FxHashMap::default();
    let mut parts: FxHashMap<&str, Span> = FxHashMap::default();
    for (locality, span) in localities {
        let (path, is_wildcard) = match locality {
            "*" => ("", true),
            _ => locality.strip_suffix("/*").map_or((locality, false), |path| (path, true)),
        };
        if path.contains('*') || path.split('/').any(str::is_empty) && locality != "*" {
            let message = format!("`{locality}` is not a valid locality: Istio refuses the object");
            out.report_here(span, message).help(
                "write `region`, `region/zone` or `region/zone/subzone`; `*` may stand for the last part",
            );
            continue;
        }
        let wider = prefixes(path).find_map(|prefix| whole.get(prefix));
        let narrower = parts.get(path).filter(|_| !(in_order && is_wildcard));
        if let Some(other) = wider.or(narrower) {
            let message =
                format!("`{locality}` overlaps with another locality of the list: Istio refuses the object");
            out.report_here(span, message)
                .help("give each place once; a locality stands for all that is in it")
                .related_here(*other, "the other one");
        }
        whole.entry(path).or_insert(span);
        prefixes(path).for_each(|prefix| _ = parts.entry(prefix).or_insert(span));
    }
}

/// A path, and what it lies in: `a/b`, `a` and the whole world.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([0, path.len()]);
    ends.filter_map(move |end| path.get(..end))
}
