//! Labels and annotations of a whole kustomization.

use super::accumulate::Accumulator;
use super::fields::FieldSpecs;
use super::fieldspec::{Create, Unfit};
use super::transform::set_fields;
use super::value::Node;

/// Puts labels or annotations into fields of all objects (`labels.Filter`, `annotations.Filter`).
pub(super) fn apply(pairs: &Node, specs: &FieldSpecs, accumulator: &mut Accumulator) {
    if pairs.is_empty() {
        return;
    }
    let mut entries: Vec<_> = pairs.entries().iter().collect();
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    let mut faults = Vec::new();
    for object in &mut accumulator.objects {
        let mut set = |node: &mut Node| {
            if node.is_null() {
                return Ok(());
            }
            if !node.is_map() {
                return Err(Unfit);
            }
            for entry in &entries {
                let value = Node::text(entry.value.at, entry.value.written_shared());
                node.set(&entry.key, entry.at, value);
            }
            Ok(())
        };
        if let Err(fault) = set_fields(object, specs, Create::Map, pairs.at, &mut set) {
            faults.push((pairs.at, fault));
        }
    }
    accumulator.report.faults.append(&mut faults);
}
