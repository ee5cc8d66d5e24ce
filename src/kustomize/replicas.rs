//! The number of replicas of workloads.

use std::sync::Arc;

use super::accumulate::Accumulator;
use super::fault::Fault;
use super::fields::FieldSpecs;
use super::fieldspec::{Create, Unfit};
use super::object::Object;
use super::transform::set_fields;
use super::value::{Kind, Node};

/// Sets the number of replicas of the workloads of a name (`ReplicaCountTransformerPlugin`).
pub(super) fn apply(entry: &Node, specs: &FieldSpecs, accumulator: &mut Accumulator) {
    let name = entry.get("name").map_or("", Node::written);
    let count = match entry.get("count") {
        Some(count) => Node::scalar(count.at, Kind::Int, count.written_shared()),
        None => Node::scalar(entry.at, Kind::Int, "0"),
    };
    let lookup = accumulator.lookup();
    let mut found = false;
    let mut faults = Vec::new();
    for spec in specs {
        for &index in lookup.named(name) {
            let object = &mut accumulator.objects[index];
            if !has_id(object, name, spec) {
                continue;
            }
            found = true;
            let mut set = |node: &mut Node| match node.as_scalar() {
                Some(_) => {
                    *node = count.clone();
                    Ok(())
                }
                None => Err(Unfit),
            };
            let result = set_fields(object, std::slice::from_ref(spec), Create::Scalar, entry.at, &mut set);
            faults.extend(result.err().map(|fault| (entry.at, fault)));
        }
    }
    if !found {
        faults.push((entry.at, Fault::NoReplicas { name: name.to_owned() }));
    }
    accumulator.report.faults.append(&mut faults);
}

/// Whether the object has or had this name and a kind that the field is of (`createMatcher`).
fn has_id(object: &Arc<Object>, name: &str, spec: &super::fieldspec::FieldSpec) -> bool {
    let api_version = object.api_version();
    let had = |previous: &super::object::Previous| {
        &*previous.name == name && spec.is_for(&api_version, &previous.kind)
    };
    (&*object.name() == name && spec.is_for(&api_version, &object.kind())) || object.previous.iter().any(had)
}
