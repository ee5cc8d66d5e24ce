//! Strategic merge, as kyaml does it (`merge2`, `walk`): maps are merged, lists are merged where the schema has a
//! key for them and replaced elsewhere, `$patch` deletes, replaces or merges.

use std::sync::Arc;

use super::directive::{Directive, directive, list_directive};
use super::merge_list;
use super::schema::{Field, Schema};
use super::value::{Entry, Node, Value};

/// What comes out of merging one value.
pub(super) enum Outcome {
    /// What was there stays.
    Same,
    /// It goes.
    Gone,
    /// This takes its place; the flag tells that it is what was there, changed.
    New(Node, bool),
}

/// The field in which a patch does not fit.
pub(super) type Misfit = String;

/// Merges a patch into an object; nothing is left where it deletes it.
pub(super) fn merge(dest: &Node, patch: &Node, schema: &Schema) -> Result<Option<Node>, Misfit> {
    let merger = Merger { schema };
    Ok(match merger.walk(Some(dest), Some(patch), None)? {
        Outcome::Same => Some(dest.clone()),
        Outcome::Gone => None,
        Outcome::New(node, _) => Some(node),
    })
}

pub(super) struct Merger<'run> {
    schema: &'run Schema,
}

#[derive(PartialEq)]
enum Shape {
    Scalar,
    Seq,
    Map,
}

fn shape(node: &Node) -> Shape {
    match node.value {
        Value::Scalar(_) => Shape::Scalar,
        Value::Seq(_) => Shape::Seq,
        Value::Map(_) => Shape::Map,
    }
}

impl Merger<'_> {
    /// Merges two values, either of which may be missing (`Walker.Walk`).
    pub fn walk(
        &self,
        dest: Option<&Node>,
        patch: Option<&Node>,
        field: Option<&Field>,
    ) -> Result<Outcome, Misfit> {
        let real = |node: Option<&Node>| node.filter(|node| !node.is_null()).map(shape);
        let (first, second) = (real(dest), real(patch));
        if let (Some(first), Some(second)) = (&first, &second)
            && first != second
        {
            return Err(String::new());
        }
        match first.or(second) {
            Some(Shape::Scalar) => Ok(match patch {
                Some(patch) if patch.is_null() => Outcome::Gone,
                Some(patch) => Outcome::New(patch.clone(), false),
                None => Outcome::Same,
            }),
            Some(Shape::Seq) => self.walk_list(dest, patch, field),
            _ => self.walk_map(dest, patch, field),
        }
    }

    fn kind_of(&self, node: &Node) -> Option<usize> {
        let text = |key: &str| node.get(key).map(Node::written).filter(|text| !text.is_empty());
        self.schema.kind(text("apiVersion")?, text("kind")?)
    }

    fn inner(&self, dest: Option<&Node>, patch: Option<&Node>, field: Option<&Field>) -> Option<usize> {
        field
            .and_then(|field| field.inner)
            .or_else(|| [dest, patch].into_iter().flatten().find_map(|node| self.kind_of(node)))
    }

    fn walk_map(
        &self,
        dest: Option<&Node>,
        patch: Option<&Node>,
        field: Option<&Field>,
    ) -> Result<Outcome, Misfit> {
        let Some(old) = dest.filter(|dest| !dest.is_null()) else {
            return match patch {
                // A null that is written out stays, one that is not goes.
                None => Ok(match dest.and_then(Node::as_scalar) {
                    Some(scalar) if !scalar.text.is_empty() => Outcome::Same,
                    _ => Outcome::Gone,
                }),
                Some(patch) if patch.is_null() => Ok(Outcome::Gone),
                Some(patch) => self.fresh(patch, field),
            };
        };
        let inner = self.inner(dest, patch, field);
        let Some(patch) = patch else { return self.merge_entries(old, None, inner) };
        if patch.is_null() {
            return Ok(Outcome::Gone);
        }
        match directive(patch)? {
            Directive::Delete => Ok(Outcome::Gone),
            Directive::Replace => Ok(match self.fresh(patch, field)? {
                Outcome::New(node, _) => Outcome::New(node, false),
                Outcome::Same => Outcome::New(patch.clone(), false),
                Outcome::Gone => Outcome::Gone,
            }),
            Directive::Merge => self.merge_entries(old, Some(patch), inner),
        }
    }

    fn merge_entries(
        &self,
        old: &Node,
        patch: Option<&Node>,
        inner: Option<usize>,
    ) -> Result<Outcome, Misfit> {
        let field = |key: &str| inner.and_then(|inner| self.schema.field(inner, key));
        let mut result: Option<Node> = None;
        let mut gone: Vec<&str> = Vec::new();
        let in_patch = patch.map(Index::new);
        for (index, entry) in old.entries().iter().enumerate() {
            let other = in_patch.as_ref().and_then(|patch| patch.get(&entry.key));
            let outcome =
                self.walk(Some(&entry.value), other, field(&entry.key)).map_err(behind(&entry.key))?;
            match outcome {
                Outcome::Same => {}
                Outcome::Gone => gone.push(&entry.key),
                Outcome::New(value, _) => {
                    let result = result.get_or_insert_with(|| old.clone());
                    if let Some(entries) = result.entries_mut() {
                        entries[index].value = value;
                    }
                }
            }
        }
        if !gone.is_empty() {
            let result = result.get_or_insert_with(|| old.clone());
            let entries = result.entries_mut().into_iter();
            entries.for_each(|entries| entries.retain(|entry| !gone.contains(&&*entry.key)));
        }
        let in_old = patch.map(|_| Index::new(old));
        for entry in patch.map(Node::entries).unwrap_or_default() {
            if &*entry.key == "$patch" || in_old.as_ref().is_some_and(|old| old.get(&entry.key).is_some()) {
                continue;
            }
            let outcome =
                self.walk(None, Some(&entry.value), field(&entry.key)).map_err(behind(&entry.key))?;
            let value = match outcome {
                Outcome::New(value, _) => value,
                Outcome::Same => entry.value.clone(),
                Outcome::Gone => continue,
            };
            let result = result.get_or_insert_with(|| old.clone());
            if let Some(entries) = result.entries_mut() {
                entries.push(Entry { value, ..entry.clone() });
            }
        }
        Ok(result.map_or(Outcome::Same, |node| Outcome::New(node, true)))
    }

    fn walk_list(
        &self,
        dest: Option<&Node>,
        patch: Option<&Node>,
        field: Option<&Field>,
    ) -> Result<Outcome, Misfit> {
        let Some((keys, field)) = field.and_then(|field| Some((field.merge.as_ref()?, field))) else {
            return Ok(match patch {
                Some(patch) if patch.is_null() => Outcome::Gone,
                Some(patch) => Outcome::New(patch.clone(), false),
                None => Outcome::Same,
            });
        };
        let item = Field { inner: field.inner, merge: None };
        let Some(old) = dest.filter(|dest| !dest.is_null()) else {
            return match patch {
                Some(patch) if !patch.is_null() => self.fresh(patch, Some(field)),
                _ => Ok(Outcome::Gone),
            };
        };
        let Some(patch) = patch else {
            let merged = merge_list::merge(self, old.items(), None, keys, &item, false)?;
            return Ok(merged.map_or(Outcome::Same, |items| Outcome::New(Node::seq(old.at, items), true)));
        };
        if patch.is_null() {
            return Ok(Outcome::Gone);
        }
        match list_directive(patch)? {
            (Directive::Delete, _) => Ok(Outcome::Gone),
            (Directive::Replace, rest) => {
                let rest = Node::seq(patch.at, rest);
                Ok(match self.fresh(&rest, Some(field))? {
                    Outcome::Same => Outcome::New(rest, false),
                    other => other,
                })
            }
            (Directive::Merge, rest) => {
                let merged = merge_list::merge(self, old.items(), Some(&rest), keys, &item, false)?;
                Ok(merged.map_or(Outcome::Same, |items| Outcome::New(Node::seq(old.at, items), true)))
            }
        }
    }

    /// What a patch brings where nothing was: it is merged with itself, so that directives and nulls go.
    pub fn fresh(&self, node: &Node, field: Option<&Field>) -> Result<Outcome, Misfit> {
        match &node.value {
            Value::Scalar(_) if node.is_null() => Ok(Outcome::Gone),
            Value::Scalar(_) => Ok(Outcome::Same),
            Value::Map(entries) => {
                if directive(node)? == Directive::Delete {
                    return Ok(Outcome::Gone);
                }
                let inner = self.inner(Some(node), None, field);
                let mut result = Vec::with_capacity(entries.len());
                let mut changed = false;
                for entry in entries.iter().filter(|entry| &*entry.key != "$patch") {
                    let field = inner.and_then(|inner| self.schema.field(inner, &entry.key));
                    match self.fresh(&entry.value, field).map_err(behind(&entry.key))? {
                        Outcome::Same => result.push(entry.clone()),
                        Outcome::Gone => changed = true,
                        Outcome::New(value, _) => {
                            changed = true;
                            result.push(Entry { value, ..entry.clone() });
                        }
                    }
                }
                changed |= result.len() != entries.len();
                Ok(if changed { Outcome::New(Node::map(node.at, result), true) } else { Outcome::Same })
            }
            Value::Seq(_) => {
                let Some((keys, field)) = field.and_then(|field| Some((field.merge.as_ref()?, field))) else {
                    return Ok(Outcome::Same);
                };
                let item = Field { inner: field.inner, merge: None };
                let (directive, rest) = list_directive(node)?;
                if directive == Directive::Delete {
                    return Ok(Outcome::Gone);
                }
                let merged = merge_list::merge(self, &rest, Some(&rest), keys, &item, true)?;
                Ok(Outcome::New(Node::seq(node.at, merged.unwrap_or(rest)), true))
            }
        }
    }
}

fn behind(key: &str) -> impl FnOnce(Misfit) -> Misfit + '_ {
    move |field| if field.is_empty() { key.to_owned() } else { format!("{key}.{field}") }
}

/// The entries of a mapping by their keys, with an index where it is long.
enum Index<'node> {
    Short(&'node Node),
    Long(rustc_hash::FxHashMap<Arc<str>, &'node Node>),
}

impl<'node> Index<'node> {
    fn new(node: &'node Node) -> Index<'node> {
        match node.entries().len() {
            0..=16 => Index::Short(node),
            _ => {
                let entries = node.entries().iter().rev();
                Index::Long(entries.map(|entry| (entry.key.clone(), &entry.value)).collect())
            }
        }
    }

    fn get(&self, key: &Arc<str>) -> Option<&'node Node> {
        match self {
            Index::Short(node) => node.get(key),
            Index::Long(entries) => entries.get(key).copied(),
        }
    }
}
