//! JSON 6902 operations, as evanphx/json-patch 4 does them.

use std::sync::Arc;

use super::fault::Fault;
use super::scalar::{self, Number};
use super::value::{Entry, Kind, Node, Value};
use crate::source::Location;

/// Objects do not nest deeper, so that every walk over them may recurse.
pub(super) const MAX_DEPTH: usize = 300;

/// The operations of one patch may copy so many bytes.
const MAX_COPIED: usize = 8 << 20;

/// An operation of a patch.
#[derive(Debug)]
pub(super) struct Operation {
    /// The place of the operation.
    pub at: Location,
    /// The path as written.
    pub path: String,
    parts: Vec<String>,
    what: What,
}

#[derive(Debug)]
enum What {
    Add(Node),
    Replace(Node),
    Test(Option<Node>),
    Remove,
    Move(Vec<String>),
    Copy(Vec<String>),
}

/// Reads a list of operations; one that is not whole is a fault, and then there are none.
pub(super) fn read(list: &Node, faults: &mut Vec<(Location, Fault)>) -> Vec<Operation> {
    let before = faults.len();
    let mut operations = Vec::with_capacity(list.items().len());
    for node in list.items() {
        match operation(node) {
            Ok(operation) => operations.push(operation),
            Err(why) => faults.push((node.at, Fault::BadPatch { why })),
        }
    }
    if faults.len() > before { Vec::new() } else { operations }
}

fn operation(node: &Node) -> Result<Operation, &'static str> {
    if !node.is_map() {
        return Err("an operation has to be a mapping");
    }
    let path = node.get("path").and_then(Node::as_text).ok_or("an operation needs a path")?;
    // A value that is not written is null.
    let value = node.get("value").cloned();
    let or_null = |value: Option<Node>| value.unwrap_or_else(|| Node::scalar(node.at, Kind::Null, "null"));
    let from = || node.get("from").and_then(Node::as_text).map(parts).ok_or("this operation needs `from`");
    let what = match node.get("op").map_or("", Node::written) {
        "add" => What::Add(or_null(value)),
        "replace" => What::Replace(or_null(value)),
        "test" => What::Test(value.filter(|value| !value.is_null())),
        "remove" => What::Remove,
        "move" => What::Move(from()?),
        "copy" => What::Copy(from()?),
        _ => return Err("the operation has to be add, remove, replace, move, copy or test"),
    };
    Ok(Operation { at: node.at, path: path.to_owned(), parts: parts(path), what })
}

/// The parts of a pointer; what stands before its first slash does not count.
fn parts(path: &str) -> Vec<String> {
    path.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect()
}

/// Does all operations; gives the one that cannot be done, and why.
pub(super) fn apply<'a>(
    root: &mut Node,
    operations: &'a [Operation],
) -> Result<(), (&'a Operation, &'static str)> {
    let mut copied = 0;
    for operation in operations {
        run(root, operation, &mut copied).map_err(|why| (operation, why))?;
        if !root.is_map() {
            return Err((operation, "an object has to stay one"));
        }
    }
    Ok(())
}

fn run(root: &mut Node, operation: &Operation, copied: &mut usize) -> Result<(), &'static str> {
    let parts = &operation.parts;
    match &operation.what {
        What::Add(value) => add(root, parts, value.clone(), operation.at),
        What::Replace(value) => {
            if parts.is_empty() {
                *root = value.clone();
                return Ok(());
            }
            fits(parts, value)?;
            // A key of a mapping need not be there, a place in a list has to.
            if let Some(place) = get_mut(root, parts) {
                *place = value.clone();
                return Ok(());
            }
            match get(root, &parts[..parts.len() - 1]).is_some_and(Node::is_map) {
                true => add(root, parts, value.clone(), operation.at),
                false => Err("there is nothing to replace"),
            }
        }
        What::Remove => remove(root, parts).map(drop),
        What::Test(value) => match (get(root, parts), value) {
            (None, None) => Ok(()),
            (Some(node), None) if node.is_null() => Ok(()),
            (Some(node), Some(value)) if same(node, value) => Ok(()),
            _ => Err("the test fails"),
        },
        What::Move(from) => {
            let value = remove(root, from)?;
            add(root, parts, value, operation.at)
        }
        What::Copy(from) => {
            let parent = from.split_last().and_then(|(_, parents)| get(root, parents));
            let value = match get(root, from) {
                Some(value) => value.clone(),
                None if parent.is_some_and(Node::is_map) => Node::scalar(operation.at, Kind::Null, "null"),
                None => return Err("there is nothing to copy"),
            };
            *copied += value.weight(MAX_COPIED);
            if *copied > MAX_COPIED {
                return Err("too much would be copied");
            }
            add(root, parts, value, operation.at)
        }
    }
}

fn fits(parts: &[String], value: &Node) -> Result<(), &'static str> {
    if parts.len() + value.depth() > MAX_DEPTH { Err("it would nest too deep") } else { Ok(()) }
}

/// The index that a part stands for in a list.
fn index(part: &str, length: usize) -> Option<usize> {
    let index: i64 = part.parse().ok()?;
    let index = if index < 0 { index + length as i64 } else { index };
    usize::try_from(index).ok().filter(|&index| index < length)
}

fn get<'node>(node: &'node Node, parts: &[String]) -> Option<&'node Node> {
    parts.iter().try_fold(node, |node, part| match &node.value {
        Value::Map(_) => node.get(part),
        Value::Seq(items) => items.get(index(part, items.len())?),
        Value::Scalar(_) => None,
    })
}

fn get_mut<'node>(node: &'node mut Node, parts: &[String]) -> Option<&'node mut Node> {
    let mut node = node;
    for part in parts {
        node = match &mut node.value {
            Value::Map(entries) => {
                let index = entries.iter().position(|entry| *entry.key == **part)?;
                &mut Arc::make_mut(entries)[index].value
            }
            Value::Seq(items) => {
                let index = index(part, items.len())?;
                &mut Arc::make_mut(items)[index]
            }
            Value::Scalar(_) => return None,
        };
    }
    Some(node)
}

fn add(root: &mut Node, parts: &[String], value: Node, at: Location) -> Result<(), &'static str> {
    let (last, parents) = parts.split_last().ok_or("there is nothing to add to")?;
    fits(parts, &value)?;
    let parent = get_mut(root, parents).ok_or("there is nothing to add to")?;
    match &mut parent.value {
        Value::Map(entries) => {
            let entries = Arc::make_mut(entries);
            match entries.iter_mut().find(|entry| *entry.key == **last) {
                Some(entry) => entry.value = value,
                None => entries.push(Entry { key: last.as_str().into(), at, value }),
            }
            Ok(())
        }
        Value::Seq(items) => {
            let items = Arc::make_mut(items);
            let place = match last.as_str() {
                "-" => Some(items.len()),
                part => index(part, items.len() + 1),
            };
            items.insert(place.ok_or("the list has no such place")?, value);
            Ok(())
        }
        Value::Scalar(_) => Err("there is nothing to add to"),
    }
}

fn remove(root: &mut Node, parts: &[String]) -> Result<Node, &'static str> {
    const NOTHING: &str = "there is nothing to remove";
    let (last, parents) = parts.split_last().ok_or(NOTHING)?;
    get(root, parts).ok_or(NOTHING)?;
    let parent = get_mut(root, parents).ok_or(NOTHING)?;
    match &mut parent.value {
        Value::Map(_) => parent.remove(last).ok_or(NOTHING),
        Value::Seq(items) => {
            let index = index(last, items.len()).ok_or(NOTHING)?;
            Ok(Arc::make_mut(items).remove(index))
        }
        Value::Scalar(_) => Err(NOTHING),
    }
}

/// Whether two values are the same JSON.
fn same(first: &Node, second: &Node) -> bool {
    match (&first.value, &second.value) {
        (Value::Scalar(a), Value::Scalar(b)) => match (a.kind, b.kind) {
            (Kind::Int | Kind::Float, Kind::Int | Kind::Float) => {
                let float = |text: &str| match scalar::number(text) {
                    Some(Number::Int(value)) => Some(value as f64),
                    Some(Number::Uint(value)) => Some(value as f64),
                    Some(Number::Float(value)) => Some(value),
                    None => None,
                };
                float(&a.text) == float(&b.text)
            }
            (Kind::Bool, Kind::Bool) => a.text.eq_ignore_ascii_case(&b.text),
            (a_kind, b_kind) if a_kind.is_text() && b_kind.is_text() => a.text == b.text,
            (a_kind, b_kind) => a_kind == Kind::Null && b_kind == Kind::Null,
        },
        (Value::Seq(a), Value::Seq(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter().all(|entry| second.get(&entry.key).is_some_and(|other| same(&entry.value, other)))
        }
        _ => false,
    }
}
