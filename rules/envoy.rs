//! What departs from the messages of Envoy in the patches of an EnvoyFilter, and what comes of it in words.

use crate::inspect::Cursor;
use crate::schema::envoy::{Departure, Message, Patch, Reader, documentation, judge, message, patched};

/// The departures in the value of a patch, an item of `configPatches`. Of what a patch removes its value says nothing.
pub(super) fn departures(item: &Cursor<'_>) -> Vec<Departure> {
    let Some(patch) = item.get("patch") else { return Vec::new() };
    let how = match patch.text_of("operation") {
        "REMOVE" => return Vec::new(),
        "MERGE" => Patch::Merged,
        _ => Patch::Whole,
    };
    let (value, target) = (patch.get("value"), patched(item.text_of("applyTo")));
    value.zip(target).map(|(value, target)| judge(value.node, target, how)).unwrap_or_default()
}

/// Whether a patch is for proxies alone of releases that nobody runs beside today's istiod (`proxyVersion`, compared as
/// `proxyMatch` in `pilot/pkg/model/envoyfilter.go` does): messages of today say nothing of their Envoy.
pub(super) fn is_for_old_proxies(item: &Cursor<'_>) -> bool {
    let selection = item.get("match");
    let proxy = selection.as_ref().and_then(|selection| selection.get("proxy"));
    let pattern = proxy.as_ref().map_or("", |proxy| proxy.text_of("proxyVersion"));
    if pattern.is_empty() {
        return false;
    }
    let pattern = regex::RegexBuilder::new(pattern).size_limit(1 << 20).build();
    pattern.is_ok_and(|pattern| !(20..40).any(|minor| pattern.is_match(&format!("1.{minor}.0"))))
}

/// What comes of a value that cannot be read. The webhook does not look at patches for waypoints, of which istiod takes
/// those that it can read. (istiod: `validateEnvoyFilter` in `pkg/config/validation/envoyfilter`,
/// `convertToEnvoyFilterWrapper` in `pilot/pkg/model/envoyfilter.go`.)
pub(super) fn verdict(item: &Cursor<'_>, reader: Reader) -> &'static str {
    let is_for_waypoint =
        item.get("match").is_some_and(|selection| selection.text_of("context") == "WAYPOINT");
    match reader {
        Reader::Envoy => "Envoy refuses the configuration",
        Reader::Istiod if is_for_waypoint => "the patch is left out",
        Reader::Istiod => "Istio refuses the EnvoyFilter",
    }
}

/// Where the fields of a message are described.
pub(super) fn described(name: &str) -> String {
    let page = message(name).and_then(|message: &Message| documentation(message));
    match page {
        Some(page) => format!("`{name}` is described at {page}"),
        None => format!("look at the definition of `{name}`"),
    }
}
