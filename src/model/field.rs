//! Values that know where they stand, and how they are read from a tree.

use crate::source::Span;
use crate::yaml::{NodeRef, Value};

/// A text of the model.
pub type Text = Box<str>;

/// The items of a list. Items of a wrong type are left out (the schema check reports them).
pub type List<T> = Vec<Spanned<T>>;

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Spanned<T> {
    /// Where the value stands, quotes included.
    pub span: Span,
    /// The value.
    pub value: T,
}

/// A value under a key, with the places of both.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<T> {
    /// Where the key stands.
    pub key: Span,
    /// Where the value stands, quotes included.
    pub span: Span,
    /// The value.
    pub value: T,
}

impl<T> std::ops::Deref for Field<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Field<T> {
    /// The value with its place, without the key.
    pub fn spanned(&self) -> Spanned<&T> {
        Spanned { span: self.span, value: &self.value }
    }
}

/// A type that can be read from a node. `None` where the node is of another type: the field is absent
/// then, and the schema check says why.
pub trait FromNode: Sized {
    /// Reads the node.
    fn from_node(node: NodeRef<'_>) -> Option<Self>;
}

impl<T: FromNode> Field<T> {
    /// Reads a value with its key.
    pub fn read(key: NodeRef<'_>, value: NodeRef<'_>) -> Option<Field<T>> {
        Some(Field { key: key.span(), span: value.span(), value: T::from_node(value)? })
    }

    /// Reads the value under `name` in `object`.
    pub fn of(object: NodeRef<'_>, name: &str) -> Option<Field<T>> {
        object.get_entry(name).and_then(|(key, value)| Field::read(key, value))
    }
}

impl FromNode for Text {
    fn from_node(node: NodeRef<'_>) -> Option<Text> {
        node.as_str().map(Box::from)
    }
}

impl FromNode for bool {
    fn from_node(node: NodeRef<'_>) -> Option<bool> {
        match node.value() {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }
}

impl FromNode for i64 {
    fn from_node(node: NodeRef<'_>) -> Option<i64> {
        match node.value() {
            Value::Int(value) => Some(value),
            // `08` is the float 8 in YAML 1.1, and JSON has one kind of number only.
            Value::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Some(value as i64),
            _ => None,
        }
    }
}

impl FromNode for f64 {
    fn from_node(node: NodeRef<'_>) -> Option<f64> {
        match node.value() {
            Value::Int(value) => Some(value as f64),
            Value::Float(value) => Some(value),
            _ => None,
        }
    }
}

impl<T: FromNode> FromNode for Box<T> {
    fn from_node(node: NodeRef<'_>) -> Option<Box<T>> {
        T::from_node(node).map(Box::new)
    }
}

impl<T: FromNode> FromNode for List<T> {
    fn from_node(node: NodeRef<'_>) -> Option<List<T>> {
        let Value::Seq(_) = node.value() else { return None };
        let item = |item: NodeRef<'_>| Some(Spanned { span: item.span(), value: T::from_node(item)? });
        // A list grown item by item would hold room for four large items where there is one.
        let mut list = Vec::with_capacity(node.items().len());
        list.extend(node.items().filter_map(item));
        Some(list)
    }
}

/// A part of an object of which only the presence matters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opaque;

impl FromNode for Opaque {
    fn from_node(node: NodeRef<'_>) -> Option<Opaque> {
        (!node.is_null()).then_some(Opaque)
    }
}

/// An integer or a text, such as a Service's targetPort.
#[derive(Clone, Debug, PartialEq)]
pub enum IntOrText {
    /// A number.
    Int(i64),
    /// A name.
    Text(Text),
}

impl FromNode for IntOrText {
    fn from_node(node: NodeRef<'_>) -> Option<IntOrText> {
        i64::from_node(node).map(IntOrText::Int).or_else(|| Text::from_node(node).map(IntOrText::Text))
    }
}

/// One entry of a [`Map`].
#[derive(Clone, Debug, PartialEq)]
pub struct Pair<T> {
    /// The key.
    pub name: Text,
    /// Where the key stands.
    pub key: Span,
    /// Where the value stands.
    pub span: Span,
    /// The value.
    pub value: T,
}

/// A map from free keys, such as labels, in the order in which it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Map<T>(Vec<Pair<T>>);

impl<T> Default for Map<T> {
    fn default() -> Self {
        Map(Vec::new())
    }
}

impl<T> Map<T> {
    /// The entry under a key; of a key that stands twice the last one.
    pub fn get(&self, name: &str) -> Option<&Pair<T>> {
        self.0.iter().rev().find(|pair| &*pair.name == name)
    }
}

impl<T> std::ops::Deref for Map<T> {
    type Target = [Pair<T>];
    fn deref(&self) -> &[Pair<T>] {
        &self.0
    }
}

impl<T: FromNode> FromNode for Map<T> {
    fn from_node(node: NodeRef<'_>) -> Option<Map<T>> {
        let Value::Map(_) = node.value() else { return None };
        let pair = |(key, value): (NodeRef<'_>, NodeRef<'_>)| {
            Some(Pair {
                name: key.key_text()?.into(),
                key: key.span(),
                span: value.span(),
                value: T::from_node(value)?,
            })
        };
        let mut map = Vec::with_capacity(node.entries().len());
        map.extend(node.entries().filter_map(pair));
        Some(Map(map))
    }
}

/// Reads an optional field as if it were there: an absent list is empty.
pub trait OrEmpty<T> {
    /// The items, or none.
    fn items(&self) -> &[T];
}

impl<T> OrEmpty<Spanned<T>> for Option<Field<List<T>>> {
    fn items(&self) -> &[Spanned<T>] {
        self.as_ref().map_or(&[], |field| &field.value)
    }
}

impl<T> OrEmpty<Pair<T>> for Option<Field<Map<T>>> {
    fn items(&self) -> &[Pair<T>] {
        self.as_ref().map_or(&[], |field| &field.value.0)
    }
}

/// Shorthand for texts that may be absent.
pub trait TextField {
    /// The text, or `""` where the field is absent.
    fn text(&self) -> &str;
}

impl TextField for Option<Field<Text>> {
    fn text(&self) -> &str {
        self.as_ref().map_or("", |field| &field.value)
    }
}

/// Declares structs of the model: every field is optional, and knows the places of its key and value.
///
/// `name: Type = "jsonName"` stands for `pub name: Option<Field<Type>>`, read from the key `jsonName`.
#[macro_export]
macro_rules! model {
    ($($(#[$doc:meta])* pub struct $name:ident {
        $($(#[$field_doc:meta])* $field:ident: $type:ty = $key:literal,)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: Option<$crate::model::Field<$type>>,)*
        }

        impl $crate::model::FromNode for $name {
            fn from_node(node: $crate::yaml::NodeRef<'_>) -> Option<Self> {
                let $crate::yaml::Value::Map(_) = node.value() else { return None };
                let mut object = Self::default();
                for (key, value) in node.entries() {
                    match key.as_str() {
                        $(Some($key) => object.$field = $crate::model::Field::read(key, value),)*
                        _ => {}
                    }
                }
                Some(object)
            }
        }
    )*};
}
