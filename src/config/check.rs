//! Whether a configuration has the structure that its JSON Schema asks for. The schema that is printed is the
//! one that is checked against, so that the two cannot differ.

use serde_json::Value as Json;

use super::error::Fault;
use super::toml::{Node, Value};
use crate::text::nearest;

/// The JSON Schema of meshlint.toml.
pub const SCHEMA: &str = include_str!("schema.json");

/// All that is wrong with the structure of a document.
pub(super) fn check(document: &Node) -> Vec<Fault> {
    let mut faults = Vec::new();
    match serde_json::from_str(SCHEMA) {
        Ok(schema) => walk(document, &schema, "", &mut faults),
        Err(error) => faults.push(Fault::new(document.span, format!("the schema is broken: {error}"))),
    }
    faults
}

fn walk(node: &Node, schema: &Json, name: &str, faults: &mut Vec<Fault>) {
    let alternatives = schema.get("anyOf").and_then(Json::as_array);
    let fitting = match alternatives {
        Some(list) => list.iter().find(|alternative| has_type(node, alternative)),
        None => Some(schema).filter(|schema| has_type(node, schema)),
    };
    let Some(schema) = fitting else {
        let all = alternatives.map_or_else(|| std::slice::from_ref(schema), Vec::as_slice);
        let wanted: Vec<String> = all.iter().map(described).collect();
        let (wanted, found) = (wanted.join(", or "), node.type_name());
        faults.push(Fault::new(node.span, format!("`{name}` is {found}: it has to be {wanted}")));
        return;
    };
    if let Some(words) = schema.get("enum").and_then(Json::as_array) {
        one_of(node, words, name, faults);
    }
    for item in node.items().iter().filter(|_| matches!(node.value, Value::List(_))) {
        if let Some(items) = schema.get("items") {
            walk(item, items, name, faults);
        }
    }
    let properties = schema.get("properties").and_then(Json::as_object);
    for entry in node.entries() {
        match (properties.and_then(|known| known.get(&entry.key)), schema.get("additionalProperties")) {
            (Some(schema), _) | (None, Some(schema @ Json::Object(_))) => {
                walk(&entry.value, schema, &entry.key, faults);
            }
            _ => {
                let known: Vec<&str> =
                    properties.into_iter().flatten().map(|(key, _)| key.as_str()).collect();
                let mut fault = Fault::new(entry.key_span, format!("unknown key `{}`", entry.key));
                let alike = entry.key.replace('_', "-");
                let near = known.iter().find(|key| **key == alike).copied();
                fault.help = Some(match near.or_else(|| nearest(&entry.key, known.iter().copied())) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known are {}", known.join(", ")),
                });
                faults.push(fault);
            }
        }
    }
    let required = schema.get("required").and_then(Json::as_array);
    for key in required.into_iter().flatten().filter_map(Json::as_str) {
        if node.get(key).is_none() {
            faults.push(Fault::new(node.span, format!("`{name}` lacks `{key}`")));
        }
    }
}

fn has_type(node: &Node, schema: &Json) -> bool {
    let wanted = schema.get("type").and_then(Json::as_str);
    match &node.value {
        Value::Text(_) => wanted == Some("string") || schema.get("enum").is_some(),
        Value::Bool(_) => wanted == Some("boolean"),
        Value::List(_) => wanted == Some("array"),
        Value::Table(_) => wanted == Some("object"),
        Value::Other(_) => false,
    }
}

fn described(schema: &Json) -> String {
    if let Some(words) = schema.get("enum").and_then(Json::as_array) {
        let words: Vec<&str> = words.iter().filter_map(Json::as_str).collect();
        return words.join(" or ");
    }
    match schema.get("type").and_then(Json::as_str) {
        Some("string") => "a text".to_owned(),
        Some("boolean") => "true or false".to_owned(),
        Some("array") => match schema.get("items").map(described) {
            Some(item) => format!("a list of {}", item.trim_start_matches("a ").to_owned() + "s"),
            None => "a list".to_owned(),
        },
        _ => "a table".to_owned(),
    }
}

fn one_of(node: &Node, words: &[Json], name: &str, faults: &mut Vec<Fault>) {
    let Some(text) = node.text() else { return };
    let words: Vec<&str> = words.iter().filter_map(Json::as_str).collect();
    if !words.contains(&text) {
        let mut fault = Fault::new(node.span, format!("`{name}` cannot be `{text}`"));
        fault.help = Some(match nearest(text, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is one of {}", words.join(", ")),
        });
        faults.push(fault);
    }
}
