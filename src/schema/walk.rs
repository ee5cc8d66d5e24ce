//! The check of one object against its schema, as strict as the API server with strict field validation.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::place::Place;
use super::problem::{Cause, Fault, Problem};
use super::{Format, Node, Reader, Schema, Type, hint, table};
use crate::source::Span;
use crate::yaml::{NodeRef, Value, is_boolean_word};

/// The longest text that is quoted in full in [`Fault::WrongType`].
const QUOTED: usize = 40;

/// Checks one object against the schema of its kind; without one, only what all objects have in common
/// (the types of `metadata`) is checked. `text` is what the spans of the object point into.
///
/// Of a key that stands twice the last value is checked, as the API server takes it. Time is linear in
/// the size of the object; nothing is allocated while nothing is wrong.
pub fn check(object: NodeRef<'_>, schema: Option<&'static Schema>, text: &str) -> Vec<Problem> {
    let mut problems = check_value(object, schema.map_or(&table::ANY_OBJECT, |schema| schema.root), text);
    // What SOPS adds to an object it takes away again before the object is applied.
    problems.retain(|problem| problem.path != "sops");
    // What looks like an object, and is read by another program, has metadata of its own.
    if schema.is_none() {
        let is_far = |problem: &Problem| {
            matches!(problem.fault, Fault::UnknownField { nearest: None, elsewhere: None, .. })
        };
        problems.retain(|problem| !is_far(problem));
    }
    problems
}

/// Checks a value that is not an object of its own, such as a part of another text.
pub fn check_value(value: NodeRef<'_>, schema: &'static Node, text: &str) -> Vec<Problem> {
    let mut walk = Walk { text, problems: Vec::new(), unknown: Vec::new(), reader: schema.reader };
    walk.value(value, &Place::root(schema), None);
    walk.problems
}

pub(super) struct Walk<'text> {
    text: &'text str,
    pub problems: Vec<Problem>,
    /// Where values stand that are filled in later.
    pub unknown: Vec<Span>,
    /// Who reads the value that is checked.
    reader: Reader,
}

impl Walk<'_> {
    pub fn report(&mut self, span: Span, path: String, fault: Fault) {
        self.problems.push(Problem { span, path, fault, reader: self.reader });
    }

    /// Checks a value, what lies below it, and then what is asked of it as a whole.
    fn value(&mut self, node: NodeRef<'_>, place: &Place<'_>, key: Option<NodeRef<'_>>) {
        if node.is_unknown() {
            self.unknown.push(node.span());
            return;
        }
        let before = (self.problems.len(), self.unknown.len());
        let outer = std::mem::replace(&mut self.reader, place.schema.reader);
        self.typed(node, place, key);
        if let Some(checks) = place.schema.checks
            && !node.is_null()
        {
            self.whole(node, place, key, checks, before);
        }
        self.reader = outer;
    }

    /// Null is absence, which is not a fault of the value itself.
    fn typed(&mut self, node: NodeRef<'_>, place: &Place<'_>, key: Option<NodeRef<'_>>) {
        let schema = place.schema;
        match (schema.kind, node.value()) {
            (Type::Any, _) | (_, Value::Null) | (Type::Boolean, Value::Bool(_)) => {}
            (Type::Object, Value::Map(_)) => self.object(node, place, key),
            (Type::Array, Value::Seq(_)) => self.list(node, place),
            (Type::String | Type::IntOrString, Value::Str(text)) => {
                let before = self.problems.len();
                self.allowed(node, place, text.into());
                if self.problems.len() == before {
                    self.text(node, place, text);
                }
            }
            (Type::Integer | Type::Number | Type::IntOrString, Value::Int(number)) => {
                let outside = schema.minimum.is_some_and(|minimum| number < minimum)
                    || schema.maximum.is_some_and(|maximum| number > maximum);
                self.number(node, place, outside, &number);
            }
            (kind, Value::Float(number)) if kind == Type::Number || takes_float(kind, number) => {
                let outside = schema.minimum.is_some_and(|minimum| number < minimum as f64)
                    || schema.maximum.is_some_and(|maximum| number > maximum as f64);
                self.number(node, place, outside, &number);
            }
            (Type::Integer | Type::Number, Value::Str(text))
                if schema.reader.is_protobuf() && is_number(text, schema.kind) =>
            {
                self.quoted(node, place, text);
            }
            (Type::String, Value::Int(_)) if schema.reader.is_protobuf() && !schema.values.is_empty() => {}
            (kind, value) => {
                let (read, cause) = (read(value), self.cause(place.schema, node));
                let fault = Fault::WrongType { wanted: wanted(kind), read, cause };
                self.report(node.span(), place.to_string(), fault);
            }
        }
    }

    /// A number in quotes, which the JSON of Protobuf allows.
    fn quoted(&mut self, node: NodeRef<'_>, place: &Place<'_>, text: &str) {
        let schema = place.schema;
        let number = text.parse::<f64>().unwrap_or_default();
        let outside = schema.minimum.is_some_and(|minimum| number < minimum as f64)
            || schema.maximum.is_some_and(|maximum| number > maximum as f64);
        self.number(node, place, outside, &text);
    }

    fn number(&mut self, node: NodeRef<'_>, place: &Place<'_>, outside: bool, number: &dyn ToString) {
        let &Node { minimum, maximum, values, .. } = place.schema;
        if outside {
            self.report(node.span(), place.to_string(), Fault::OutOfRange { minimum, maximum });
        } else if !values.is_empty() {
            self.allowed(node, place, number.to_string().into());
        }
    }

    fn allowed(&mut self, node: NodeRef<'_>, place: &Place<'_>, value: Cow<'_, str>) {
        let allowed = place.schema.values;
        if !allowed.is_empty() && !allowed.contains(&value.as_ref()) {
            let nearest = hint::nearest(&value, allowed.iter().copied());
            let fault = Fault::NotInEnum { value: value.into_owned(), allowed, nearest };
            self.report(node.span(), place.to_string(), fault);
        }
    }

    fn list(&mut self, node: NodeRef<'_>, place: &Place<'_>) {
        let Some(schema) = place.schema.items else { return };
        for (index, item) in node.items().enumerate() {
            let place = place.item(index, schema);
            if item.is_null() {
                self.null_element(item, &place);
            } else {
                self.value(item, &place, None);
            }
        }
    }

    fn null_element(&mut self, at: NodeRef<'_>, place: &Place<'_>) {
        let is_read_as_empty = place.schema.reader != Reader::ApiServer;
        if !is_read_as_empty && !place.schema.nullable && place.schema.kind != Type::Any {
            self.report(at.span(), place.to_string(), Fault::NullElement);
        }
    }

    fn object(&mut self, node: NodeRef<'_>, place: &Place<'_>, key: Option<NodeRef<'_>>) {
        let schema = place.schema;
        let mut fields = Fields { object: node, last: None, present: None };
        let mut meant: Vec<&'static str> = Vec::new();
        for (index, (key, value)) in node.entries().enumerate() {
            let Some(name) = key.key_text() else { continue }; // the YAML layer reports such keys
            let before = self.problems.len();
            match (schema.field(&name), schema.additional) {
                (None, Some(child)) if value.is_null() => self.null_element(key, &place.field(&name, child)),
                (Some(child), _) | (None, Some(child)) => {
                    self.value(value, &place.field(&name, child), Some(key));
                }
                (None, None) if key.is_unknown() => {}
                (None, None) if schema.in_part || schema.is_closed() => {
                    let nearest = hint::nearest(&name, fields.absent(schema));
                    if nearest.is_some() || !schema.in_part {
                        meant.extend(nearest);
                        let fault = Fault::UnknownField {
                            nearest: nearest.map(str::to_owned),
                            elsewhere: hint::elsewhere(&name, node, place),
                            field: name.to_string(),
                        };
                        self.report(key.span(), place.path_of(&name), fault);
                    }
                }
                (None, None) => {}
            }
            if self.problems.len() > before && fields.is_superseded(&name, index) {
                self.problems.truncate(before);
            }
        }
        for &field in schema.required {
            let nullable = || schema.property(field).is_some_and(|child| child.nullable);
            let is_there = node.get(field).is_some_and(|value| !value.is_null() || nullable());
            if !is_there && !meant.contains(&field) {
                let at = key.or_else(|| node.entries().next().map(|(key, _)| key)).unwrap_or(node);
                self.report(at.span(), place.path_of(field), Fault::MissingField { field });
            }
        }
    }

    fn cause(&self, schema: &Node, node: NodeRef<'_>) -> Cause {
        let is_duration = || schema.checks.is_some_and(|checks| checks.format == Some(Format::Duration));
        match (schema.kind, node.value()) {
            (Type::String, Value::Int(_) | Value::Float(_)) if is_duration() => Cause::NoUnit,
            (Type::String | Type::IntOrString, Value::Bool(_)) => {
                match self.text.get(node.span().range()).is_some_and(is_boolean_word) {
                    true => Cause::BooleanWord,
                    false => Cause::Boolean,
                }
            }
            (Type::String, Value::Int(_) | Value::Float(_)) => Cause::Number,
            (Type::Integer, Value::Str(text)) if text.parse::<i64>().is_ok() => Cause::QuotedNumber,
            (Type::Number, Value::Str(text)) if text.parse::<f64>().is_ok_and(f64::is_finite) => {
                Cause::QuotedNumber
            }
            (Type::Boolean, Value::Str("true" | "True" | "TRUE" | "false" | "False" | "FALSE")) => {
                Cause::QuotedBoolean
            }
            (Type::Boolean, Value::Str(text)) if is_boolean_word(text) => Cause::QuotedBoolean,
            _ => Cause::Other,
        }
    }
}

/// Looks into the fields of one object, prepared only when something is wrong.
struct Fields<'tree> {
    object: NodeRef<'tree>,
    /// The last entry of each name.
    last: Option<FxHashMap<Cow<'tree, str>, usize>>,
    /// Which properties of the schema are there.
    present: Option<Vec<bool>>,
}

impl Fields<'_> {
    /// Whether the same field stands again further down.
    fn is_superseded(&mut self, name: &str, index: usize) -> bool {
        let entries = self.object.entries().enumerate();
        let last = self.last.get_or_insert_with(|| {
            entries.filter_map(|(index, (key, _))| Some((key.key_text()?, index))).collect()
        });
        last.get(name).is_some_and(|&last| last != index)
    }

    /// The properties that the object could have and has not.
    fn absent(&mut self, schema: &'static Node) -> impl Iterator<Item = &'static str> {
        let present = self.present.get_or_insert_with(|| {
            let mut present = vec![false; schema.properties.len()];
            for (key, _) in self.object.entries() {
                if let Some(index) = key.as_str().and_then(|name| schema.property_index(name)) {
                    present[index] = true;
                }
            }
            present
        });
        schema
            .properties
            .iter()
            .zip(present.iter())
            .filter(|(_, present)| !**present)
            .map(|((name, _), _)| *name)
    }
}

fn is_number(text: &str, kind: Type) -> bool {
    match kind {
        Type::Integer => text.parse::<i64>().is_ok(),
        _ => text.parse::<f64>().is_ok_and(f64::is_finite),
    }
}

/// A whole float becomes an integer on its way through JSON.
fn takes_float(kind: Type, number: f64) -> bool {
    matches!(kind, Type::Integer | Type::IntOrString) && number.fract() == 0.0 && number.abs() < 9e18
}

fn wanted(kind: Type) -> &'static str {
    match kind {
        Type::Any => "anything",
        Type::Object => "an object",
        Type::Array => "a list",
        Type::String => "a string",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::Boolean => "a boolean",
        Type::IntOrString => "an integer or a string",
    }
}

fn read(value: Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Int(number) => format!("the integer {number}"),
        Value::Float(number) => format!("the number {number}"),
        Value::Str(text) => match text.char_indices().nth(QUOTED) {
            Some((end, _)) => format!("the string {:?}", format!("{}…", &text[..end])),
            None => format!("the string {text:?}"),
        },
        Value::Seq(_) => "a list".to_owned(),
        Value::Map(_) => "an object".to_owned(),
    }
}
