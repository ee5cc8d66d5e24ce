//! The objects of a file.

use lsp_types::Uri;
use serde_json::{Value, json};

use super::analysis::Root;
use super::uri;

/// The number of the protocol for an object.
const OBJECT: u32 = 19;

pub(super) fn of(root: &Root, uri: &Uri) -> Option<Value> {
    let source = root.source(&uri::path(uri)?)?;
    let lines = root.lines(source);
    let objects = root.analysis.model.objects.iter().filter(|object| object.source == source);
    let symbols = objects.map(|object| {
        let name = if object.name().is_empty() { &*object.kind_name } else { object.name() };
        let name_span = object.name_location().span;
        // The selected part lies in the whole, which is not so where a list gives the kind of its items.
        let inner = if object.span.to(name_span) == object.span { name_span } else { object.span };
        json!({
            "name": name,
            "detail": format!("{} {}", object.kind_name, object.namespace).trim_end(),
            "kind": OBJECT,
            "range": lines.range(object.span),
            "selectionRange": lines.range(inner),
        })
    });
    Some(Value::Array(symbols.collect()))
}
