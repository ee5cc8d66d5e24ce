//! Values as the API server sees them: defaults filled in, nulls of fields that take none left out.

use super::{Literal, Node};
use crate::yaml::{NodeRef, Value};

/// A value of the object, or the default that stands for it.
#[derive(Clone, Copy)]
pub(super) enum Datum<'t> {
    Node(NodeRef<'t>),
    Default(Literal),
}

/// A value without what lies below.
#[derive(Clone, Copy)]
pub(super) enum Plain<'t> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(&'t str),
    List,
    Map,
}

impl<'t> Datum<'t> {
    pub fn plain(self) -> Plain<'t> {
        match self {
            Datum::Node(node) => match node.value() {
                Value::Null => Plain::Null,
                Value::Bool(value) => Plain::Bool(value),
                Value::Int(number) => Plain::Int(number),
                Value::Float(number) => Plain::Float(number),
                Value::Str(text) => Plain::Str(text),
                Value::Seq(_) => Plain::List,
                Value::Map(_) => Plain::Map,
            },
            Datum::Default(literal) => match literal {
                Literal::Null => Plain::Null,
                Literal::Bool(value) => Plain::Bool(value),
                Literal::Int(number) => Plain::Int(number),
                Literal::Float(number) => Plain::Float(number),
                Literal::Str(text) => Plain::Str(text),
                Literal::List(_) => Plain::List,
                Literal::Map(_) => Plain::Map,
            },
        }
    }

    /// The node, where it is not one that a default stands for.
    pub fn node(self) -> Option<NodeRef<'t>> {
        match self {
            Datum::Node(node) => Some(node),
            Datum::Default(_) => None,
        }
    }

    pub fn as_str(self) -> Option<&'t str> {
        match self.plain() {
            Plain::Str(text) => Some(text),
            _ => None,
        }
    }

    /// A field of an object, of which the schema may be known.
    pub fn get(self, name: &str, schema: Option<&'static Node>) -> Option<Datum<'t>> {
        let written = match self {
            Datum::Node(node) => node.get(name).map(Datum::Node),
            Datum::Default(Literal::Map(entries)) => {
                entries.iter().find(|(key, _)| *key == name).map(|(_, value)| Datum::Default(*value))
            }
            Datum::Default(_) => None,
        };
        let null = match written {
            Some(value) if !matches!(value.plain(), Plain::Null) => return written,
            other => other,
        };
        let schema = schema?;
        let null = null.filter(|_| schema.nullable);
        null.or_else(|| schema.default().map(Datum::Default))
    }

    /// The items of a list.
    pub fn items(self) -> Vec<Datum<'t>> {
        match self {
            Datum::Node(node) => node.items().map(Datum::Node).collect(),
            Datum::Default(Literal::List(items)) => items.iter().copied().map(Datum::Default).collect(),
            Datum::Default(_) => Vec::new(),
        }
    }

    /// The fields of an object that are there, sorted by name; of one that stands twice the last.
    pub fn fields(self, schema: &'static Node) -> Vec<(String, Datum<'t>)> {
        let mut fields: Vec<(String, Datum<'t>)> = match self {
            Datum::Node(node) => node
                .entries()
                .filter_map(|(key, value)| Some((key.key_text()?.into_owned(), Datum::Node(value))))
                .collect(),
            Datum::Default(Literal::Map(entries)) => {
                entries.iter().map(|(key, value)| ((*key).to_owned(), Datum::Default(*value))).collect()
            }
            Datum::Default(_) => Vec::new(),
        };
        for (name, child) in schema.properties {
            if let Some(default) = child.default() {
                fields.insert(0, ((*name).to_owned(), Datum::Default(default)));
            }
        }
        // Stable, so that the last of equal names is the one that counts; a null leaves the default.
        fields.sort_by(|(a, _), (b, _)| a.cmp(b));
        let is_null = |name: &str, value: Datum<'_>| {
            let nullable = schema.child(name).is_none_or(|child| child.nullable);
            matches!(value.plain(), Plain::Null) && !nullable
        };
        fields.retain(|(name, value)| !is_null(name, *value));
        let mut last: Vec<(String, Datum<'t>)> = Vec::with_capacity(fields.len());
        for (name, value) in fields {
            match last.last_mut() {
                Some((before, kept)) if *before == name => *kept = value,
                _ => last.push((name, value)),
            }
        }
        last
    }

    /// Writes the value in a form that is the same for values that the API server takes as equal.
    pub fn encode(self, schema: Option<&'static Node>, out: &mut Vec<u8>) {
        match self.plain() {
            Plain::Null => out.push(b'n'),
            Plain::Bool(value) => out.push(if value { b't' } else { b'f' }),
            Plain::Int(number) => encode_number(number as f64, Some(number), out),
            Plain::Float(number) => encode_number(number, None, out),
            Plain::Str(text) => encode_text(text, out),
            Plain::List => {
                out.push(b'[');
                for item in self.items() {
                    item.encode(schema.and_then(|schema| schema.items), out);
                }
                out.push(b']');
            }
            Plain::Map => {
                out.push(b'{');
                for (name, value) in self.fields(schema.unwrap_or(&Node::PLAIN)) {
                    encode_text(&name, out);
                    value.encode(schema.and_then(|schema| schema.child(&name)), out);
                }
                out.push(b'}');
            }
        }
    }
}

pub(super) fn encode_text(text: &str, out: &mut Vec<u8>) {
    out.push(b's');
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn encode_number(number: f64, whole: Option<i64>, out: &mut Vec<u8>) {
    // A whole float and the integer are one value in JSON.
    let whole = whole.or_else(|| (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64));
    match whole {
        Some(whole) => {
            out.push(b'i');
            out.extend_from_slice(&whole.to_le_bytes());
        }
        None => {
            out.push(b'd');
            out.extend_from_slice(&number.to_bits().to_le_bytes());
        }
    }
}

impl Node {
    /// What stands for the field where it is absent.
    pub(super) fn default(&self) -> Option<Literal> {
        self.checks.and_then(|checks| checks.default)
    }

    /// The schema of a field, or of the value of a map.
    pub(super) fn child(&self, name: &str) -> Option<&'static Node> {
        self.property(name).or(self.additional)
    }
}
