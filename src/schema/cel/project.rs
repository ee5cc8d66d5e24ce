//! The part of a value that rules read: as a key to remember it by, and as a value for the evaluator.

use std::collections::HashMap;
use std::sync::Arc;

use cel::Value;
use cel::objects::{Key, Map};

use super::super::datum::{Datum, Plain, encode_text};
use super::super::{Node, Type};
use super::Reads;
use crate::yaml::NodeRef;

/// A part of a value, with the node that it was taken from.
#[derive(Clone)]
pub(super) struct Piece<'t> {
    pub node: Option<NodeRef<'t>>,
    pub content: Content<'t>,
}

#[derive(Clone)]
pub(super) enum Content<'t> {
    /// A scalar; `true` where only its presence is read.
    Scalar(Value),
    List(Vec<Piece<'t>>),
    /// Name in the manifest, and whether it is a property, whose name CEL writes in its own way.
    Map(Vec<(String, bool, Piece<'t>)>),
}

static ALL: Reads = Reads { whole: true, size: true, fields: &[], items: Some(&ALL) };

/// Writes what is read of a value in such a way that values are told apart where rules could tell them apart.
pub(super) fn encode(value: Datum<'_>, schema: Option<&'static Node>, reads: &Reads, out: &mut Vec<u8>) {
    if reads.whole {
        value.encode(schema, out);
        return;
    }
    match value.plain() {
        Plain::List => {
            let items = value.items();
            out.push(b'[');
            if let Some(of_items) = reads.items {
                for item in items {
                    encode(item, schema.and_then(|schema| schema.items), of_items, out);
                }
            } else if reads.size {
                out.extend_from_slice(&(items.len() as u32).to_le_bytes());
            }
            out.push(b']');
        }
        Plain::Map => {
            out.push(b'{');
            if reads.items.is_some() || reads.size {
                let of_items = reads.items.unwrap_or(&Reads::PRESENCE);
                for (name, value) in value.fields(schema.unwrap_or(&Node::PLAIN)) {
                    let child = schema.and_then(|schema| schema.child(&name));
                    encode_text(&name, out);
                    encode(value, child, field_reads(reads, &name).unwrap_or(of_items), out);
                }
            } else {
                for (index, (name, reads)) in reads.fields.iter().enumerate() {
                    let child = schema.and_then(|schema| schema.child(name));
                    if let Some(value) = value.get(name, child) {
                        out.push(index as u8);
                        encode(value, child, reads, out);
                    }
                }
            }
            out.push(b'}');
        }
        _ if reads.size => value.encode(schema, out),
        _ => out.push(b'.'),
    }
}

fn field_reads(reads: &Reads, name: &str) -> Option<&'static Reads> {
    reads.fields.iter().find(|(field, _)| *field == name).map(|(_, reads)| reads)
}

/// What is read of a value.
pub(super) fn piece<'t>(value: Datum<'t>, schema: Option<&'static Node>, reads: &Reads) -> Piece<'t> {
    let reads = if reads.whole { &ALL } else { reads };
    let content = match value.plain() {
        Plain::List => {
            let of_items = reads.items.unwrap_or(&Reads::PRESENCE);
            let of_item = schema.and_then(|schema| schema.items);
            Content::List(value.items().into_iter().map(|item| piece(item, of_item, of_items)).collect())
        }
        Plain::Map => {
            let child = |name: &str| schema.and_then(|schema| schema.child(name));
            let is_property = |name: &str| schema.is_some_and(|schema| schema.property(name).is_some());
            let fields = if reads.items.is_some() || reads.size {
                let of_items = reads.items.unwrap_or(&Reads::PRESENCE);
                let part = |(name, value): (String, Datum<'t>)| {
                    let reads = field_reads(reads, &name).unwrap_or(of_items);
                    let part = piece(value, child(&name), reads);
                    let is_property = is_property(&name);
                    (name, is_property, part)
                };
                value.fields(schema.unwrap_or(&Node::PLAIN)).into_iter().map(part).collect()
            } else {
                let part = |(name, reads): &(&'static str, Reads)| {
                    let value = value.get(name, child(name))?;
                    Some(((*name).to_owned(), is_property(name), piece(value, child(name), reads)))
                };
                reads.fields.iter().filter_map(part).collect()
            };
            Content::Map(fields)
        }
        _ if !reads.size => Content::Scalar(Value::Bool(true)),
        plain => Content::Scalar(scalar(plain, schema)),
    };
    Piece { node: value.node(), content }
}

fn scalar(plain: Plain<'_>, schema: Option<&'static Node>) -> Value {
    let kind = schema.map_or(Type::Any, |schema| schema.kind);
    match plain {
        Plain::Bool(value) => Value::Bool(value),
        Plain::Int(number) if kind == Type::Number => Value::Float(number as f64),
        Plain::Int(number) => Value::Int(number),
        Plain::Float(number) if kind == Type::Integer => Value::Int(number as i64),
        Plain::Float(number) => Value::Float(number),
        Plain::Str(text) => Value::String(Arc::new(text.to_owned())),
        Plain::Null | Plain::List | Plain::Map => Value::Null,
    }
}

impl Piece<'_> {
    /// As the evaluator takes it.
    pub fn value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(items) => Value::List(Arc::new(items.iter().map(Piece::value).collect())),
            Content::Map(fields) => {
                let entry = |(name, is_property, piece): &(String, bool, Piece<'_>)| {
                    let name = if *is_property { escape(name) } else { name.clone() };
                    (Key::String(Arc::new(name)), piece.value())
                };
                let map: HashMap<Key, Value> = fields.iter().map(entry).collect();
                Value::Map(Map { map: Arc::new(map) })
            }
        }
    }
}

/// Words of the language, which are written with underscores around them where they are names.
const KEYWORDS: [&str; 20] = [
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
];

/// A property as expressions name it.
pub(super) fn escape(name: &str) -> String {
    if KEYWORDS.contains(&name) || name == "while" {
        return format!("__{name}__");
    }
    let escaped = name.replace("__", "__underscores__");
    escaped.replace('.', "__dot__").replace('-', "__dash__").replace('/', "__slash__")
}
