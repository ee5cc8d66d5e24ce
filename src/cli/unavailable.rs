//! What would be applied and cannot be had, for the summary.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::kustomize::Unavailable;
use crate::model::{Model, SkipReason};
use crate::report::{UnavailableKind, UnavailablePart};

/// What kustomizations ask for, and the charts that lie in the input. Nothing is listed twice: a base may be built many
/// times, and a chart has many templates.
pub(super) fn parts(model: &Model) -> Vec<UnavailablePart> {
    let asked_for = model.unavailable.iter().map(|(at, what)| {
        let (kind, name) = match what {
            Unavailable::Remote { address } => (UnavailableKind::Remote, address),
            Unavailable::Chart { name } => (UnavailableKind::Chart, name),
            Unavailable::Plugin { kind } => (UnavailableKind::Plugin, kind),
        };
        let at = model.sources.origin(*at);
        let source = &model.sources[at.source];
        let line = Some(source.position(at.span.start).line);
        UnavailablePart { kind, name: name.to_string(), path: source.path.to_string(), line }
    });
    let charts = charts(model).into_iter().map(|chart| UnavailablePart {
        kind: UnavailableKind::Chart,
        name: chart.to_owned(),
        path: chart.to_owned(),
        line: None,
    });
    asked_for.chain(charts).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The folders of charts that were skipped. One within another (`web/charts/cache`) is rendered with that.
fn charts(model: &Model) -> Vec<&str> {
    let folders: FxHashSet<&str> = model
        .skipped
        .iter()
        .filter_map(|skipped| match &skipped.reason {
            SkipReason::ChartTemplate { chart } => Some(chart.as_str()),
            _ => None,
        })
        .collect();
    let is_within = |chart: &str| {
        let of_chart = if folders.contains(".") && chart.starts_with("charts/") { Some(".") } else { None };
        let mut outer = chart.match_indices("/charts/").map(|(at, _)| &chart[..at]).chain(of_chart);
        outer.any(|outer| folders.contains(outer))
    };
    folders.iter().copied().filter(|chart| !is_within(chart)).collect()
}
