//! Paths of replacements: `spec.template.spec.containers.[name=app].env.*.value`.

use super::json_patch::MAX_DEPTH;
use super::replacements::split_dots;
use super::select::compile;
use super::value::{Entry, Kind, Node, Value};
use crate::source::Location;

/// What is made at the end of a path.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Made {
    /// Nothing is made.
    Nothing,
    Scalar,
    Seq,
    Map,
}

impl Made {
    /// The kind of a value.
    pub fn like(value: &Node) -> Made {
        match value.value {
            Value::Scalar(_) => Made::Scalar,
            Value::Seq(_) => Made::Seq,
            Value::Map(_) => Made::Map,
        }
    }

    /// What is made for a part, by the part that follows (`getPathPartKind`).
    fn node(self, next: Option<&String>, at: Location) -> Node {
        let made = match next {
            Some(next) if is_condition(next) || next.parse::<usize>().is_ok() => Made::Seq,
            Some(_) => Made::Map,
            None => self,
        };
        match made {
            Made::Seq => Node::seq(at, Vec::new()),
            Made::Map => Node::map(at, Vec::new()),
            // Its type is that of what it will hold.
            Made::Scalar | Made::Nothing => Node::scalar(at, Kind::Plain, ""),
        }
    }
}

fn is_condition(part: &str) -> bool {
    part.starts_with('[') && part.ends_with(']')
}

/// Splits a path at its dots, but for those in brackets (`SmarterPathSplitter`).
pub(super) fn split(path: &str) -> Vec<String> {
    let mut result: Vec<String> = Vec::new();
    let mut parts = split_dots(path).into_iter();
    while let Some(part) = parts.next() {
        if !part.starts_with('[') || part.ends_with(']') {
            result.push(part);
            continue;
        }
        let mut whole = part;
        for more in parts.by_ref() {
            whole.push('.');
            whole.push_str(&more);
            if more.ends_with(']') {
                break;
            }
        }
        let is_key = !whole.contains('=');
        result.push(if is_key { whole.trim_matches(['[', ']']).to_owned() } else { whole });
    }
    result
}

/// One step of a path that leads to one place (`PathGetter`, `convertSliceIndex`).
pub(super) fn step<'node>(node: &'node Node, part: &str) -> Option<&'node Node> {
    let part = part.trim();
    if part.is_empty() {
        return Some(node);
    }
    if let Some((name, index)) = part.strip_suffix(']').and_then(|part| part.rsplit_once('['))
        && let Ok(index) = index.parse::<usize>()
    {
        let list = if name.is_empty() { node } else { node.get(name)? };
        return list.items().get(index);
    }
    if is_condition(part) {
        let (key, value) = part[1..part.len() - 1].split_once('=')?;
        let is_it = |item: &&Node| match key {
            "" => item.written() == value,
            key => item.get(key).is_some_and(|field| field.written() == value),
        };
        return node.items().iter().find(is_it);
    }
    match part.parse::<usize>() {
        Ok(index) => node.items().get(index),
        Err(_) if part == "-" => node.items().last(),
        Err(_) => node.get(part),
    }
}

/// Calls `set` for every value that a path leads to, and tells how many there were; an error where the object
/// is not as the path says (`PathMatcher`).
pub(super) fn visit(
    node: &mut Node,
    parts: &[String],
    made: Made,
    at: Location,
    set: &mut dyn FnMut(&mut Node),
) -> Result<usize, ()> {
    let Some((part, rest)) = parts.split_first() else {
        set(node);
        return Ok(1);
    };
    if parts.len() > MAX_DEPTH / 2 {
        return Err(());
    }
    if let Ok(index) = part.parse::<usize>() {
        let items = node.items_mut().ok_or(())?;
        if index == items.len() && made != Made::Nothing {
            items.push(made.node(rest.first(), at));
        }
        return visit(items.get_mut(index).ok_or(())?, rest, made, at, set);
    }
    if is_condition(part) {
        return visit_matching(node, part, rest, made, at, set);
    }
    if part == "*" {
        if node.is_null() {
            return Ok(0);
        }
        let items = node.items_mut().ok_or(())?;
        return items.iter_mut().try_fold(0, |count, item| Ok(count + visit(item, rest, made, at, set)?));
    }
    if node.is_null() {
        return Ok(0);
    }
    let entries = node.entries_mut().ok_or(())?;
    let index = match entries.iter().position(|entry| *entry.key == **part) {
        Some(index) => index,
        None if made == Made::Nothing => return Ok(0),
        None => {
            entries.push(Entry { key: part.as_str().into(), at, value: made.node(rest.first(), at) });
            entries.len() - 1
        }
    };
    visit(&mut entries[index].value, rest, made, at, set)
}

/// Visits the items that a condition such as `[name=app]` is true of; its value is a regular expression
/// (`doSeq`).
fn visit_matching(
    node: &mut Node,
    part: &str,
    rest: &[String],
    made: Made,
    at: Location,
    set: &mut dyn FnMut(&mut Node),
) -> Result<usize, ()> {
    let (key, pattern) = part[1..part.len() - 1].split_once('=').ok_or(())?;
    let regex = compile(pattern).ok_or(())?;
    if node.is_null() {
        return Ok(0);
    }
    let items = node.items_mut().ok_or(())?;
    let text = |node: &Node| match node.as_scalar() {
        Some(scalar) => scalar.text.to_string(),
        None => String::new(),
    };
    let mut count = 0;
    for item in items.iter_mut() {
        if key.is_empty() {
            if regex.is_match(&text(item)) {
                set(item);
                count += 1;
            }
        } else if item.get(key).is_some_and(|field| regex.is_match(&text(field))) {
            count += visit(item, rest, made, at, set)?;
        }
    }
    if count > 0 || made == Made::Nothing {
        return Ok(count);
    }
    let value = Node::scalar(at, super::scalar::resolve(pattern), pattern);
    if key.is_empty() {
        items.push(value);
    } else {
        items.push(Node::map(at, vec![Entry { key: key.into(), at, value }]));
    }
    let Some(item) = items.last_mut() else { return Ok(0) };
    match key.is_empty() {
        true => {
            set(item);
            Ok(1)
        }
        false => visit(item, rest, made, at, set),
    }
}
