//! The order in which objects come out.

use std::sync::Arc;

use super::accumulate::Accumulator;
use super::fault::Fault;
use super::id::{FIRST, LAST, group_version, kind_order, sort_text};
use super::object::Object;
use super::value::Node;

/// Sorts the objects of a build (`applySortOrder`): as `sortOptions` says, by kind and id where there is none.
pub(super) fn sort(options: Option<&Node>, accumulator: &mut Accumulator) {
    let texts = |key: &str| -> Option<Vec<&str>> {
        let list = options?.get_path(&["legacySortOptions", key])?;
        Some(list.items().iter().map(Node::written).collect())
    };
    match options.map(|options| options.get("order").map_or("", Node::written)) {
        None | Some("legacy") => {}
        Some("fifo") => return,
        Some(_) => {
            let at =
                options.map_or(accumulator.objects.first().map(|object| object.at), |node| Some(node.at));
            if let Some(at) = at {
                accumulator.fault(at, Fault::BadValue { field: "order", expected: "legacy or fifo" });
            }
            return;
        }
    }
    let is_own = options.is_some_and(|options| options.get("legacySortOptions").is_some());
    let first = texts("orderFirst").unwrap_or_else(|| if is_own { Vec::new() } else { FIRST.to_vec() });
    let last = texts("orderLast").unwrap_or_else(|| if is_own { Vec::new() } else { LAST.to_vec() });
    accumulator.objects.sort_by_cached_key(|object| key(object, &first, &last));
    accumulator.touched();
}

fn key(object: &Arc<Object>, first: &[&str], last: &[&str]) -> (i64, String, String) {
    let (api_version, kind) = (object.api_version(), object.kind());
    let (group, version) = group_version(&api_version);
    let or = |text: Arc<str>, other: &str| if text.is_empty() { other.to_owned() } else { text.to_string() };
    let id = format!("{}|{}", or(object.namespace(), "~X"), or(object.name(), "~N"));
    (kind_order(&kind, first, last), sort_text(group, version, &kind), id)
}
