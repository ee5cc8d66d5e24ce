//! What installs objects that the input does not hold, and is not an object itself: templates of charts that were not
//! rendered, and lists of charts to install, such as those of helmfile and zarf.

use std::collections::BTreeMap;

use memchr::memmem;

use super::{Installed, Installer, Model, SkipReason};
use crate::source::{Location, Source, SourceId, Span};
use crate::yaml::{self, NodeRef};

impl Model {
    /// What installs unseen objects and is not an object itself. The templates of a chart are taken together; into which
    /// namespace it goes is said where it is installed.
    pub fn unseen_parts(&self) -> Vec<Installer> {
        let mut unseen = self.installers.clone();
        let skipped = self.skipped.iter().map(|skipped| (&*skipped.path, &skipped.reason));
        let skipped: BTreeMap<&str, &SkipReason> = skipped.collect();
        if skipped.is_empty() {
            return unseen;
        }
        let mut charts: BTreeMap<&str, Installer> = BTreeMap::new();
        for (id, source) in self.sources.iter() {
            let chart = match skipped.get(&*source.path) {
                Some(SkipReason::ChartTemplate { chart }) => chart,
                Some(SkipReason::Template) => &source.path,
                Some(SkipReason::NoObject | SkipReason::Configuration(_)) => {
                    unseen.extend(releases(id, source));
                    continue;
                }
                _ => continue,
            };
            let installer = charts.entry(chart).or_insert_with(|| Installer {
                name: chart.rsplit('/').next().unwrap_or_default().to_owned(),
                from: Installed::Chart,
                into: None,
                kinds: Vec::new(),
                location: Some(Location { source: id, span: Span::new(0, 0) }),
            });
            installer.kinds.extend(kinds_in(&source.text));
        }
        unseen.extend(charts.into_values().filter(|chart| !chart.kinds.is_empty()));
        unseen
    }
}

/// The kinds of the objects that a template makes, as it says them at the beginning of a line.
fn kinds_in(template: &str) -> impl Iterator<Item = String> {
    let kinds = template.lines().filter_map(|line| line.strip_prefix("kind:"));
    kinds.map(|kind| kind.trim().trim_matches(['"', '\'']).to_owned())
}

/// Charts that a text says are installed into a namespace: a `namespace` beside a `chart` (or `chartName` and the
/// like), or in an item of `charts`.
fn releases(id: SourceId, source: &Source) -> Vec<Installer> {
    let mut found = Vec::new();
    let holds = |word: &str| memmem::find(source.text.as_bytes(), word.as_bytes()).is_some();
    if holds("chart") && holds("namespace") {
        for tree in &yaml::parse(&source.text, 0).documents {
            add_releases(tree.root(), false, id, &mut found);
            tree.root().items().for_each(|item| add_releases(item, false, id, &mut found));
        }
    }
    found
}

fn add_releases(node: NodeRef<'_>, is_chart: bool, source: SourceId, found: &mut Vec<Installer>) {
    let names_chart =
        || node.entries().any(|(key, _)| key.as_str().is_some_and(|key| key.starts_with("chart")));
    // One that is filled in later says nothing.
    let namespace = node.get("namespace").and_then(NodeRef::as_str).filter(|name| !name.contains(['{', '$']));
    if let Some(namespace) = namespace.filter(|name| !name.is_empty() && (is_chart || names_chart())) {
        let name = ["releaseName", "name"].into_iter().find_map(|key| node.get(key)?.as_str());
        let place = node.get("namespace").map_or(node.span(), NodeRef::span);
        found.push(Installer {
            name: name.unwrap_or_default().to_owned(),
            from: Installed::Chart,
            into: Some(namespace.to_owned()),
            kinds: Vec::new(),
            location: Some(Location { source, span: place }),
        });
    }
    for (key, value) in node.entries() {
        let is_list = key.as_str().is_some_and(|key| matches!(key, "charts" | "helmCharts"));
        value.items().for_each(|item| add_releases(item, is_list, source, found));
        add_releases(value, false, source, found);
    }
}
