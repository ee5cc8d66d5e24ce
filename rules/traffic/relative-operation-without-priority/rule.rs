//! An EnvoyFilter without priority has an operation that depends on the order of EnvoyFilters.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, PatchAnchor, PatchEffect};
use crate::model::EnvoyFilter;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0151",
        name: "relative-operation-without-priority",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "An EnvoyFilter without priority has an operation that depends on other EnvoyFilters",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for filter in mesh.all::<EnvoyFilter>() {
        if filter.spec.has_priority() {
            continue;
        }
        for patch in filter.spec.patches() {
            let Some(operation) = patch.operation() else { continue };
            let what = &operation.value;
            let order = "without `priority` the older EnvoyFilter goes first";
            let done = match &**what {
                "REMOVE" => "removed",
                "REPLACE" => "replaced",
                _ => "inserted",
            };
            let (message, help) = match PatchEffect::of(patch) {
                Some(PatchEffect::Nameless) => (
                    format!("`{what}` needs the name of a filter in `match` and has none: nothing is {done}"),
                    "name the filter in `match`, and set `priority`",
                ),
                // That is the other rule's.
                Some(PatchEffect::Relative(_)) if patch.proxy_version().is_some() => continue,
                Some(PatchEffect::Relative(anchor)) => match (anchor, done) {
                    (PatchAnchor::Filter(name), "inserted") if anchor.is_always_there() => (
                        format!(
                            "`{what}` refers to filter `{name}`, and {order}: what several of them insert there changes its order when one is recreated"
                        ),
                        "set `priority`, or use `INSERT_FIRST` or `ADD`",
                    ),
                    (PatchAnchor::Filter(name), _) if anchor.is_always_there() => (
                        format!(
                            "`{what}` changes filter `{name}`, and {order}: others that refer to it find it or not, depending on their age"
                        ),
                        "set `priority`, so that it comes after those",
                    ),
                    (PatchAnchor::Filter(name), "inserted") => (
                        format!(
                            "`{what}` needs filter `{name}`, and {order}: if a younger one brings that filter, nothing is inserted"
                        ),
                        "set `priority`, higher than where that filter comes from, or use `INSERT_FIRST` or `ADD`",
                    ),
                    (PatchAnchor::Filter(name), _) => (
                        format!(
                            "`{what}` needs filter `{name}`, and {order}: if a younger one brings that filter, nothing is {done}"
                        ),
                        "set `priority`, higher than where that filter comes from",
                    ),
                    (PatchAnchor::Route(_), _) => (
                        format!(
                            "`{what}` needs a route, and {order}: if a younger one brings that route, nothing is inserted"
                        ),
                        "set `priority`, or use `INSERT_FIRST`",
                    ),
                    (PatchAnchor::VirtualHost, _) => (
                        format!(
                            "`{what}` discards what others did to the virtual host, and {order}: what is lost changes when one is recreated"
                        ),
                        "set `priority`, so that it comes before those",
                    ),
                },
                _ => continue,
            };
            let rival = mesh.patch_rival(&filter, patch);
            let is_certain = matches!(PatchEffect::of(patch), Some(PatchEffect::Nameless));
            let finding = out.report(filter.id, operation.span, message);
            finding.help(help);
            let place = rival.map(|id| mesh.object(id).name_location());
            finding.related_if(place, "this EnvoyFilter is about the same place");
            if place.is_none() && !is_certain {
                finding.severity(Severity::Info);
            }
        }
    }
}
