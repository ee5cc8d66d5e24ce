//! The walk along the value of a patch, as istiod and Envoy read it.

use super::departure::{Departure, Fault, Patch, Reader};
use super::limits::Limit;
use super::names::{inner_field, meant, nearest_field};
use super::scalar;
use super::set::Set;
use super::table::{Enum, Field, Kind, Message, Shape, message, well_known};
use crate::schema::hint;
use crate::source::Span;
use crate::yaml::{NodeRef, Value};

/// What departs from a message in a value. Time is linear in the value; nothing is allocated where nothing departs.
pub fn judge(value: NodeRef<'_>, message: &'static Message, patch: Patch) -> Vec<Departure> {
    let mut walk = Walk { patch, is_unasked: false, path: Vec::new(), found: Vec::new(), guesses: 0 };
    walk.message(value, message, value.span(), Reader::Istiod);
    walk.found
}

/// Fields with the options of an extension, which Envoy validates when it makes the extension. What others hold, such
/// as metadata, is for whoever asks for it.
const EXTENSIONS: [&str; 3] = ["typed_config", "typed_per_filter_config", "typed_extension_protocol_options"];

/// For how many unknown fields of a value it is asked what was meant: where there are more, it is something else.
const GUESSES: usize = 200;

/// A step of a path.
pub(super) enum Step<'n> {
    Field(&'n str),
    Item(usize),
}

pub(super) struct Walk<'n> {
    pub patch: Patch,
    /// Whether Envoy does not ask here for more than types.
    pub is_unasked: bool,
    pub path: Vec<Step<'n>>,
    found: Vec<Departure>,
    /// For how many fields it was asked what they were meant for.
    guesses: usize,
}

impl<'n> Walk<'n> {
    pub fn report(&mut self, span: Span, of: &'static Message, reader: Reader, fault: Fault) {
        let path = self.written_path();
        self.found.push(Departure { span, path, message: &of.name, reader, fault });
    }

    fn written_path(&self) -> String {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Item(index) => path.push_str(&format!("[{index}]")),
                Step::Field(name) if name.contains(['.', '/']) => path.push_str(&format!("[{name:?}]")),
                Step::Field(name) => {
                    path.push_str(if path.is_empty() { "" } else { "." });
                    path.push_str(name);
                }
            }
        }
        path
    }

    /// Envoy itself reads more than istiod does, such as a duration as an object with `seconds`, and not in all releases
    /// the same: of it nothing is said.
    fn wrong_type(&mut self, node: NodeRef<'_>, of: &'static Message, reader: Reader, wanted: String) {
        if reader == Reader::Envoy {
            return;
        }
        let fault = Fault::WrongType { wanted, read: read(node) };
        self.report(node.span(), of, reader, fault);
    }

    /// Reads a value as a message (`unmarshalMessage`).
    fn message(&mut self, node: NodeRef<'n>, of: &'static Message, key: Span, reader: Reader) {
        match node.value() {
            Value::Map(_) => self.fields(node, of, key, reader, false),
            Value::Null => {}
            _ if node.is_unknown() => {}
            _ => self.wrong_type(node, of, reader, format!("an object of type `{}`", of.name)),
        }
    }

    fn fields(&mut self, node: NodeRef<'n>, of: &'static Message, key: Span, reader: Reader, is_typed: bool) {
        if of.gone {
            return;
        }
        let mut set: Vec<Set<'n>> = Vec::new();
        let mut is_certain = true;
        for (key, value) in node.entries() {
            match key.as_str().filter(|_| !key.is_unknown()) {
                Some(name) if !value.is_null() => {
                    // Of a key that stands twice the last one counts.
                    set.retain(|field| field.name != name);
                    set.extend(Set::of(name, of, key.span()));
                }
                Some(_) => {}
                None => is_certain = false,
            }
        }
        set.sort_by_key(|field| (field.order, field.name != field.field.name));
        for (key, value) in node.entries() {
            let Some(name) = key.as_str().filter(|_| !key.is_unknown()) else { continue };
            self.path.push(Step::Field(name));
            match of.field(name) {
                Some((order, field)) => {
                    // What is left out is read all the same, and not passed on.
                    let is_unasked =
                        self.is_unasked || Set::last(&set, field).is_some_and(|last| last > order);
                    self.with(is_unasked, |walk| walk.field(value, of, field, key.span(), reader));
                }
                // `jsonpb` reads extensions under such names, which version 3 of Protobuf has not.
                None if name.starts_with('[') || is_typed && name == "@type" => {}
                None => self.unknown(of, name, key, &set, reader),
            }
            self.path.pop();
        }
        self.displaced(of, reader, &set);
        if is_certain {
            self.missing(of, key, reader, &set);
        }
    }

    fn unknown(
        &mut self,
        of: &'static Message,
        name: &str,
        key: NodeRef<'_>,
        set: &[Set<'_>],
        reader: Reader,
    ) {
        self.guesses += 1;
        let is_worth_it = self.guesses <= GUESSES;
        let nearest = is_worth_it.then(|| nearest_field(of, name)).flatten();
        let elsewhere = match nearest {
            None if is_worth_it => inner_field(of, name, set),
            _ => None,
        };
        let fault = Fault::UnknownField { field: name.to_owned(), nearest, elsewhere, removed: of.had(name) };
        self.report(key.span(), of, reader, fault);
    }

    /// Reads the value of a field (`unmarshalValue`).
    fn field(
        &mut self,
        node: NodeRef<'n>,
        of: &'static Message,
        field: &'static Field,
        key: Span,
        reader: Reader,
    ) {
        if node.is_unknown() || node.is_null() || field.gone {
            return;
        }
        match (field.shape, node.value()) {
            (Shape::Single, _) => self.single(node, of, field, key, reader),
            (Shape::List, Value::Seq(_)) => {
                for (index, item) in node.items().enumerate() {
                    self.path.push(Step::Item(index));
                    self.single(item, of, field, item.span(), reader);
                    self.path.pop();
                }
            }
            (Shape::List, _) => self.wrong_type(node, of, reader, "a list".to_owned()),
            (Shape::Map(scalar), Value::Map(_)) => {
                for (key, value) in node.entries() {
                    let Some(name) = key.as_str().filter(|_| !key.is_unknown()) else { continue };
                    self.path.push(Step::Field(name));
                    if scalar::takes_key(scalar, name) {
                        self.single(value, of, field, key.span(), reader);
                    } else {
                        self.wrong_type(key, of, reader, scalar::words(scalar).to_owned());
                    }
                    self.path.pop();
                }
            }
            (Shape::Map(_), _) => self.wrong_type(node, of, reader, "an object".to_owned()),
        }
        if reader == Reader::Istiod && !self.is_unasked {
            self.bounded(node, of, field);
        }
    }

    /// Reads one value (`unmarshalSingularValue`).
    fn single(
        &mut self,
        node: NodeRef<'n>,
        of: &'static Message,
        field: &'static Field,
        key: Span,
        reader: Reader,
    ) {
        if node.is_unknown() || node.is_null() {
            return;
        }
        match field.kind {
            Kind::Message(inner) => {
                let is_unasked = self.is_unasked || field.limits.contains(&Limit::Unasked);
                self.with(is_unasked, |walk| walk.message(node, inner, key, reader));
            }
            Kind::Any => {
                let is_unasked = !EXTENSIONS.contains(&field.name);
                self.with(is_unasked, |walk| walk.any(node, of, key, reader));
            }
            Kind::Struct if !matches!(node.value(), Value::Map(_)) => {
                self.wrong_type(node, of, reader, "an object".to_owned());
            }
            Kind::List if !matches!(node.value(), Value::Seq(_)) => {
                self.wrong_type(node, of, reader, "a list".to_owned());
            }
            Kind::Struct | Kind::List | Kind::Value | Kind::Unknown => {}
            Kind::Scalar(scalar) if scalar::takes(scalar, node) => {}
            Kind::Scalar(scalar) => self.wrong_type(node, of, reader, scalar::words(scalar).to_owned()),
            Kind::Duration if scalar::is_duration(node) => {}
            Kind::Duration => self.wrong_type(node, of, reader, "a duration such as `1.5s`".to_owned()),
            Kind::Timestamp if node.as_str().is_some() => {}
            Kind::Timestamp => {
                self.wrong_type(node, of, reader, "a time such as `2006-01-02T15:04:05Z`".to_owned());
            }
            Kind::Enum(values) => self.value_of(values, node, of, reader),
        }
    }

    fn with(&mut self, is_unasked: bool, look: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.is_unasked, is_unasked);
        look(self);
        self.is_unasked = outer;
    }

    fn value_of(&mut self, values: &'static Enum, node: NodeRef<'_>, of: &'static Message, reader: Reader) {
        match node.value() {
            Value::Str(text) if values.values().any(|value| value == text) => {}
            Value::Str(_) if reader == Reader::Envoy => {}
            Value::Str(text) => {
                let nearest = hint::nearest(text, values.values());
                let fault = Fault::UnknownValue { value: text.to_owned(), nearest, of: values };
                self.report(node.span(), of, reader, fault);
            }
            // Numbers stand for values, also for those that have no name.
            Value::Int(number) if i32::try_from(number).is_ok() => {}
            Value::Float(number) if number.fract() == 0.0 && number.abs() < 2e9 => {}
            _ => self.wrong_type(node, of, reader, format!("the name of a value of `{}`", values.name)),
        }
    }

    /// Reads a value that says its type.
    fn any(&mut self, node: NodeRef<'n>, of: &'static Message, key: Span, reader: Reader) {
        if !matches!(node.value(), Value::Map(_)) {
            return self.wrong_type(node, of, reader, "an object with `@type`".to_owned());
        }
        let Some(kind) = node.get("@type").filter(|kind| !kind.is_null() && kind.as_str() != Some("")) else {
            let is_certain = node.entries().all(|(key, _)| !key.is_unknown());
            if is_certain && reader == Reader::Istiod {
                self.report(key, of, reader, Fault::NoType);
            }
            return;
        };
        if kind.is_unknown() {
            return;
        }
        let Some(url) = kind.as_str() else {
            self.path.push(Step::Field("@type"));
            self.wrong_type(kind, of, reader, "the URL of a type".to_owned());
            self.path.pop();
            return;
        };
        let name = url.rsplit('/').next().unwrap_or_default();
        if well_known(name).is_some() || name == "google.protobuf.Empty" {
            if node.get("value").is_none() && reader == Reader::Istiod {
                self.report(key, of, reader, Fault::NoValue { name: name.to_owned() });
            }
            return;
        }
        match message(name) {
            Some(inner) => {
                self.fields(node, inner, key, reader, true);
                if ["udpa.type.v1.TypedStruct", "xds.type.v3.TypedStruct"].contains(&name) {
                    self.typed_struct(node, inner);
                }
            }
            None => self.unknown_type(kind, of, url, reader),
        }
    }

    /// What Envoy makes of the object in a `TypedStruct` (`translateOpaqueConfig` in `source/common/config/utility.cc`).
    fn typed_struct(&mut self, node: NodeRef<'n>, of: &'static Message) {
        let Some(kind) = node.get("type_url").or_else(|| node.get("typeUrl")) else { return };
        let Some(url) = kind.as_str().filter(|_| !kind.is_unknown()) else { return };
        let Some((key, value)) = node.get_entry("value") else { return };
        match message(url.rsplit('/').next().unwrap_or_default()) {
            // What was no type of its own yet is said otherwise.
            Some(inner)
                if !["udpa.type.v1.TypedStruct", "xds.type.v3.TypedStruct"].contains(&&*inner.name) =>
            {
                self.path.push(Step::Field("value"));
                if matches!(value.value(), Value::Map(_)) {
                    self.fields(value, inner, key.span(), Reader::Envoy, true);
                }
                self.path.pop();
            }
            Some(_) => {}
            None => self.unknown_type(kind, of, url, Reader::Envoy),
        }
    }

    fn unknown_type(&mut self, kind: NodeRef<'_>, of: &'static Message, url: &str, reader: Reader) {
        let name = url.rsplit('/').next().unwrap_or_default();
        let fault = Fault::UnknownType { url: url.to_owned(), name: name.to_owned(), nearest: meant(name) };
        self.report(kind.span(), of, reader, fault);
    }
}

/// What a value is, with the value itself where it is short.
fn read(node: NodeRef<'_>) -> String {
    match node.value() {
        Value::Str(text) if text.len() <= 40 && !text.contains('\n') => format!("the string \"{text}\""),
        Value::Int(number) => format!("the number {number}"),
        Value::Float(number) => format!("the number {number}"),
        Value::Bool(value) => format!("the boolean {value}"),
        _ => node.type_name().to_owned(),
    }
}
