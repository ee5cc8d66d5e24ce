//! A value in an object, with the way that leads to it.

use std::cell::Cell;
use std::fmt;

use super::plan::Plan;
use crate::platform::Platform;
use crate::source::Span;
use crate::yaml::{NodeRef, Value};

/// What is known of the object that a value stands in.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'tree> {
    /// API group, `""` for the core group.
    pub group: &'tree str,
    /// Kind.
    pub kind: &'tree str,
    /// Namespace, with the default filled in; `""` for kinds that have none.
    pub namespace: &'tree str,
    /// Name, `""` where there is none.
    pub name: &'tree str,
    /// The platform that the mesh is meant for.
    pub platform: Option<Platform>,
    /// The version of Istio that the input is for, major and minor, where the configuration says it.
    pub istio: Option<(u32, u32)>,
}

/// A value that is there (not null), and where it stands in its object.
#[derive(Clone, Copy)]
pub struct Cursor<'c> {
    /// The value.
    pub node: NodeRef<'c>,
    /// The object that it stands in.
    pub object: &'c Identity<'c>,
    parent: Option<&'c Cursor<'c>>,
    step: Step<'c>,
    /// Whether somebody asked for a value that is not known.
    doubt: &'c Cell<bool>,
}

#[derive(Clone, Copy)]
enum Step<'c> {
    Root,
    Key(NodeRef<'c>),
    Item(usize),
}

impl<'c> Cursor<'c> {
    pub(super) fn root(node: NodeRef<'c>, object: &'c Identity<'c>, doubt: &'c Cell<bool>) -> Cursor<'c> {
        Cursor { node, object, parent: None, step: Step::Root, doubt }
    }

    /// A scalar, unless its value is filled in later. What a rule says after it asked for such a value is not
    /// certain, and is left out.
    fn known(&self, node: NodeRef<'c>) -> Option<NodeRef<'c>> {
        let is_known = !node.is_unknown();
        if !is_known {
            self.doubt.set(true);
        }
        is_known.then_some(node)
    }

    /// The value of a field, unless it is absent or null. Of a field that stands twice the last value.
    pub fn get<'s>(&'s self, field: &str) -> Option<Cursor<'s>> {
        let (key, node) = self.node.get_entry(field)?;
        (!node.is_null()).then_some(Cursor {
            node,
            parent: Some(self),
            step: Step::Key(key),
            ..self.unrelated()
        })
    }

    /// The same object, to be another value of it.
    fn unrelated(&self) -> Cursor<'c> {
        Cursor { parent: None, ..*self }
    }

    /// Whether a field is there and not null. An empty text, list or mapping is there.
    pub fn has(&self, field: &str) -> bool {
        self.node.get(field).is_some_and(|value| !value.is_null())
    }

    /// The text of a field; `""` where it is absent or no text.
    pub fn text_of(&self, field: &str) -> &'c str {
        let value = self.node.get(field).and_then(|value| self.known(value));
        value.and_then(NodeRef::as_str).unwrap_or_default()
    }

    /// The items of a list that are not null, numbered as written; nothing where it is not a list.
    pub fn items<'s>(&'s self) -> impl Iterator<Item = Cursor<'s>> {
        let item =
            |(index, node)| Cursor { node, parent: Some(self), step: Step::Item(index), ..self.unrelated() };
        self.node.items().enumerate().filter(|(_, node)| !node.is_null()).map(item)
    }

    /// The fields of a mapping that are not null, with their names; nothing where it is not a mapping.
    pub fn fields<'s>(&'s self) -> impl Iterator<Item = (&'c str, Cursor<'s>)> {
        self.node.entries().filter(|(_, node)| !node.is_null()).filter_map(|(key, node)| {
            let cursor = Cursor { node, parent: Some(self), step: Step::Key(key), ..self.unrelated() };
            Some((self.known(key)?.as_str()?, cursor))
        })
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&'c str> {
        self.known(self.node)?.as_str()
    }

    /// The number, where it is a whole one.
    pub fn integer(&self) -> Option<i64> {
        match self.known(self.node)?.value() {
            Value::Int(number) => Some(number),
            Value::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(number as i64),
            _ => None,
        }
    }

    /// The number, where it is one.
    pub fn number(&self) -> Option<f64> {
        match self.known(self.node)?.value() {
            Value::Int(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => None,
        }
    }

    /// Whether it is `true`.
    pub fn is_true(&self) -> bool {
        self.known(self.node).is_some_and(|node| matches!(node.value(), Value::Bool(true)))
    }

    /// Whether it is a mapping or list without anything in it, or an empty text.
    pub fn is_empty(&self) -> bool {
        match self.node.value() {
            Value::Map(entries) => entries.is_empty(),
            Value::Seq(items) => items.is_empty(),
            Value::Str(text) => text.is_empty(),
            _ => false,
        }
    }

    /// Calls `look` for each value that one of the paths leads to from here. Rules whose paths are known
    /// beforehand name them in their [`super::Subject`], which is faster.
    pub fn visit(&self, paths: &'static [&'static str], mut look: impl FnMut(&Cursor<'_>)) {
        Plan::of([paths].into_iter()).walk(self, &mut |_, cursor| look(cursor));
    }

    /// What it stands in; of an item its list.
    pub fn parent(&self) -> Option<&'c Cursor<'c>> {
        self.parent
    }

    /// The object.
    pub fn top<'s>(&'s self) -> &'s Cursor<'s> {
        let mut cursor: &'s Cursor<'s> = self;
        while let Some(parent) = cursor.parent {
            cursor = parent;
        }
        cursor
    }

    /// Whether it stands, however deep, in the value of a field with one of these names.
    pub fn is_within(&self, fields: &[&str]) -> bool {
        let mut outer = self.parent;
        while let Some(cursor) = outer {
            if fields.contains(&cursor.name()) {
                return true;
            }
            outer = cursor.parent;
        }
        false
    }

    /// Whether a mapping has no other fields than these: of others the schema rules speak.
    pub fn has_only(&self, fields: &[&str]) -> bool {
        self.node.entries().all(|(key, _)| key.as_str().is_some_and(|key| fields.contains(&key)))
    }

    /// Its number in the list that it is an item of.
    pub fn index(&self) -> Option<usize> {
        match self.step {
            Step::Item(index) => Some(index),
            _ => None,
        }
    }

    /// The name of the field that it is the value of.
    pub fn name(&self) -> &'c str {
        match self.step {
            Step::Key(key) => key.as_str().unwrap_or_default(),
            _ => "",
        }
    }

    /// Where the value is written.
    pub fn span(&self) -> Span {
        self.node.span()
    }

    /// Where its key is written: the place of what is missing in a mapping or list. Of an item its first
    /// key, or the value itself where it has none; of the object its first key.
    pub fn key_span(&self) -> Span {
        match self.step {
            Step::Key(key) => key.span(),
            _ => self.node.entries().next().map_or_else(|| self.node.span(), |(key, _)| key.span()),
        }
    }

    /// Where the key of a field is written, if the field is there.
    pub fn span_of_key(&self, field: &str) -> Option<Span> {
        self.node.get_entry(field).map(|(key, _)| key.span())
    }
}

/// The path of the value, such as `spec.servers[0].port`.
impl fmt::Display for Cursor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Item(index) => write!(f, "[{index}]"),
            Step::Key(key) => {
                let dot = if self.parent.is_some_and(|parent| parent.parent.is_some()) { "." } else { "" };
                let name = key.key_text().unwrap_or_default();
                match name.contains(['.', '/']) {
                    true => write!(f, "[{name:?}]"),
                    false => write!(f, "{dot}{name}"),
                }
            }
        }
    }
}

impl fmt::Debug for Cursor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}: {:?}", self.node)
    }
}

/// Moves from a value to what it holds, for the walk along a plan.
impl<'c> Cursor<'c> {
    pub(super) fn step_to_key(&'c self, key: NodeRef<'c>, node: NodeRef<'c>) -> Cursor<'c> {
        Cursor { node, parent: Some(self), step: Step::Key(key), ..self.unrelated() }
    }
}
