//! Prefixes and suffixes of names.

use std::sync::Arc;

use super::accumulate::Accumulator;
use super::fault::Fault;
use super::fields::FieldSpecs;
use super::fieldspec::{Create, Unfit};
use super::id::group_version;
use super::transform::set_fields;
use super::value::Node;

/// Names of objects have at most 253 characters; what is much longer is not put before or behind them.
const MAX_LENGTH: usize = 4096;

/// Where a text is added to names.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum End {
    Prefix,
    Suffix,
}

/// Adds a text to the names of all objects (`PrefixTransformerPlugin`, `SuffixTransformerPlugin`).
pub(super) fn apply(text: &Node, end: End, specs: &FieldSpecs, accumulator: &mut Accumulator) {
    let (at, added) = (text.at, text.written_shared());
    if added.len() > MAX_LENGTH {
        accumulator.fault(at, Fault::TooLarge { what: "the names of objects" });
        return;
    }
    let mut faults = Vec::new();
    for object in &mut accumulator.objects {
        let kind = object.original_kind();
        let api_version = object.api_version();
        let is_service = &*kind == "APIService" && group_version(&api_version).0 == "apiregistration.k8s.io";
        if is_service || matches!(&*kind, "CustomResourceDefinition" | "Namespace") {
            continue;
        }
        for spec in specs.iter().filter(|spec| spec.is_for(&api_version, &kind)) {
            let object_mut = Arc::make_mut(object);
            if &*spec.path == "metadata/name" && !added.is_empty() {
                match end {
                    End::Prefix => object_mut.prefixes.push(added.clone()),
                    End::Suffix => object_mut.suffixes.push(added.clone()),
                }
                object_mut.remember();
            }
            let mut set = |node: &mut Node| {
                if node.as_scalar().is_none() {
                    return Err(Unfit);
                }
                let text = match end {
                    End::Prefix => format!("{added}{}", node.written()),
                    End::Suffix => format!("{}{added}", node.written()),
                };
                node.rewrite(text);
                Ok(())
            };
            let result = set_fields(object, std::slice::from_ref(spec), Create::Scalar, at, &mut set);
            faults.extend(result.err().map(|fault| (at, fault)));
        }
    }
    accumulator.report.faults.append(&mut faults);
    accumulator.touched();
}
