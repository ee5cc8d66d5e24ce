//! The transformer that puts one value into fields of many objects.

use super::accumulate::Accumulator;
use super::fieldspec::{Create, FieldSpec, Unfit};
use super::files::{Role, file_name};
use super::id::Gvk;
use super::read::Dialect;
use super::select::Selector;
use super::target::Target;
use super::transform;
use super::value::Node;

/// Puts a value, or the name of the directory, into fields (`ValueAddTransformerPlugin`).
pub(super) fn apply(target: &Target<'_>, config: &Node, accumulator: &mut Accumulator) {
    let written = config.get("value").map_or("", Node::written).trim();
    let value = if written.is_empty() { file_name(target.directory()) } else { written };
    let at = config.get("value").map_or(config.at, |node| node.at);
    let mut targets = config.get("targets").map(Node::items).unwrap_or_default().to_vec();
    if let Some(path) = config.get("targetFilePath").filter(|path| !path.written().is_empty()) {
        let documents =
            target.file(path.written(), path.at, Role::Configuration, Dialect::Settings, accumulator);
        for document in documents.into_iter().flat_map(|documents| documents.roots).take(1) {
            targets.extend_from_slice(document.get("targets").map(Node::items).unwrap_or_default());
        }
    }
    for entry in &targets {
        let lookup = accumulator.lookup();
        let chosen = match entry.get("selector").filter(|selector| !selector.is_null()) {
            Some(selector) => match Selector::read(selector, &mut accumulator.report.faults) {
                Some(selector) => selector.select(&accumulator.objects, &lookup),
                None => continue,
            },
            None => (0..accumulator.objects.len()).collect(),
        };
        let path = entry.get("fieldPath").map_or("", Node::written);
        let spec = FieldSpec::new(Gvk::default(), path, true);
        let position: usize =
            entry.get("filePathPosition").and_then(|node| node.written().parse().ok()).unwrap_or(0);
        for index in chosen {
            let object = &mut accumulator.objects[index];
            let mut set = |node: &mut Node| {
                if node.as_scalar().is_none() {
                    return Err(Unfit);
                }
                let text = match position {
                    0 => value.to_owned(),
                    position => insert_part(node.written(), position - 1, value),
                };
                node.rewrite(text);
                node.at = at;
                Ok(())
            };
            let result =
                transform::set_fields(object, std::slice::from_ref(&spec), Create::Scalar, at, &mut set);
            if let Err(fault) = result {
                accumulator.fault(at, fault);
            }
        }
    }
    accumulator.touched();
}

/// Puts a part into a path (`InsertPathPart`).
fn insert_part(path: &str, position: usize, value: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    parts.insert(position.min(parts.len()), value);
    format!("{}{}", if absolute { "/" } else { "" }, parts.join("/"))
}
