//! The suffix of generated names, which tells their content.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::accumulate::Accumulator;
use super::object::Object;
use super::scalar::{self, Number};
use super::value::{Kind, Node, Value};

/// Adds the suffixes to all generated objects that have one (`HashTransformerPlugin`).
pub(super) fn add(accumulator: &mut Accumulator) {
    for object in &mut accumulator.objects {
        if object.needs_hash {
            let name = format!("{}-{}", object.name(), suffix(object));
            let object = std::sync::Arc::make_mut(object);
            object.remember();
            object.set_name(name);
        }
    }
    accumulator.touched();
}

/// The suffix of an object (`Hasher.Hash`).
pub(super) fn suffix(object: &Object) -> String {
    let (kind, fields): (_, &[&str]) = match &*object.kind() {
        "ConfigMap" => ("ConfigMap", &["binaryData", "data", "kind", "name"]),
        "Secret" => ("Secret", &["data", "kind", "name", "stringData", "type"]),
        _ => ("", &[]),
    };
    let mut json = String::new();
    if kind.is_empty() {
        write_node(&object.root, &mut json);
    } else {
        json.push('{');
        for field in fields {
            let value = object.root.get(field);
            // Kustomize looks for the name at a path that no object has.
            let is_optional = matches!(*field, "binaryData" | "stringData");
            if is_optional && !value.is_some_and(Node::is_map) {
                continue;
            }
            if json.len() > 1 {
                json.push(',');
            }
            write_text(field, &mut json);
            json.push(':');
            match (*field, value) {
                ("kind", _) => write_text(kind, &mut json),
                ("name", _) | (_, None) => json.push_str("\"\""),
                (_, Some(value)) if value.is_map() => write_node(value, &mut json),
                (_, Some(value)) => write_text(value.written(), &mut json),
            }
        }
        json.push('}');
    }
    let digest = Sha256::digest(json.as_bytes());
    let mut hex = String::new();
    for byte in &digest[..5] {
        let _ = write!(hex, "{byte:02x}");
    }
    let friendly = |digit: char| match digit {
        '0' => 'g',
        '1' => 'h',
        '3' => 'k',
        'a' => 'm',
        'e' => 't',
        digit => digit,
    };
    hex.chars().map(friendly).collect()
}

/// Writes a value as Go's `json.Marshal` does: keys sorted, HTML escaped.
fn write_node(node: &Node, out: &mut String) {
    match &node.value {
        Value::Scalar(scalar) => match scalar.kind {
            Kind::Null => out.push_str("null"),
            Kind::Bool => out.push_str(&scalar.text.to_ascii_lowercase()),
            Kind::Int | Kind::Float => {
                let _ = match scalar::number(&scalar.text) {
                    Some(Number::Int(value)) => write!(out, "{value}"),
                    Some(Number::Uint(value)) => write!(out, "{value}"),
                    Some(Number::Float(value)) => write!(out, "{value}"),
                    None => write!(out, "null"),
                };
            }
            _ => write_text(&scalar.text, out),
        },
        Value::Seq(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_node(item, out);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            let mut sorted: Vec<_> = entries.iter().collect();
            sorted.sort_by(|a, b| a.key.cmp(&b.key));
            out.push('{');
            for (index, entry) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_text(&entry.key, out);
                out.push(':');
                write_node(&entry.value, out);
            }
            out.push('}');
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\x1f' => {
                let _ = write!(out, "\\u{:04x}", character as u32);
            }
            character => out.push(character),
        }
    }
    out.push('"');
}
