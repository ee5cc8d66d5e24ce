//! Merging lists by keys, step by step as kyaml does it (`walkAssociativeSequence`): what a patch adds comes
//! first, and several keys count as far as they are written.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::schema::Field;
use super::strategic::{Merger, Misfit, Outcome};
use super::value::{Kind, Node};

/// Longer lists are not merged, as every item is compared with every other.
const MAX_ITEMS: usize = 5_000;

type Values = Vec<Arc<str>>;

/// Merges two lists; `None` where nothing changes. `same` tells that the patch is merged with itself.
pub(super) fn merge(
    merger: &Merger<'_>,
    dest: &[Node],
    patch: Option<&[Node]>,
    keys: &[Arc<str>],
    item: &Field,
    same: bool,
) -> Result<Option<Vec<Node>>, Misfit> {
    if keys.is_empty() {
        return Ok(merge_plain(dest, patch));
    }
    if dest.len() + patch.map_or(0, <[Node]>::len) > MAX_ITEMS {
        return if patch.is_some() && !same { Err(String::new()) } else { Ok(None) };
    }
    let mut list: Vec<Node> = dest.to_vec();
    let mut all = Vec::new();
    let mut seen = FxHashSet::default();
    for source in [patch, Some(dest)].into_iter().flatten() {
        for node in source {
            let values: Values = keys.iter().map(|key| value_of(node, key)).collect();
            if seen.insert(values.clone()) {
                all.push(values);
            }
        }
    }
    if keys.len() > 1 {
        merge_values(&mut all);
    }
    let valid = valid_keys(&all, keys);
    let (mut used_keys, mut items) = (Vec::new(), Vec::new());
    let mut changed = false;
    for values in &all {
        let used: Vec<(Arc<str>, Arc<str>)> =
            valid.iter().map(|&index| (keys[index].clone(), values[index].clone())).collect();
        used_keys = used.iter().map(|(key, _)| key.clone()).collect();
        let used_values: Values = used.iter().map(|(_, value)| value.clone()).collect();
        let in_list = position(&list, &used);
        let in_patch = patch.and_then(|patch| position(patch, &used).map(|index| &patch[index]));
        let outcome = if same {
            in_list.map_or(Ok(Outcome::Gone), |index| merger.fresh(&list[index], Some(item)))?
        } else {
            merger.walk(in_list.map(|index| &list[index]), in_patch, Some(item))?
        };
        let (value, in_place) = match outcome {
            Outcome::Gone => (None, false),
            Outcome::Same => (in_list.map(|index| &list[index]).or(in_patch).cloned(), true),
            Outcome::New(node, in_place) => {
                changed = true;
                (Some(node), in_place || same)
            }
        };
        let Some(mut value) = value.filter(|value| !(value.is_null() || value.is_map() && value.is_empty()))
        else {
            changed = true;
            set_element(&mut list, None, &used_keys, &used_values)?;
            continue;
        };
        for (key, text) in &used {
            if value.is_map() && value.get(key).is_none() && !text.is_empty() {
                let at = value.at;
                value.set(key, at, Node::scalar(at, Kind::Quoted, text.clone()));
                changed = true;
            }
        }
        if let Some(index) = in_list.filter(|_| in_place) {
            list[index] = value.clone();
        }
        set_element(&mut items, Some(value), &used_keys, &used_values)?;
    }
    if !all.is_empty() {
        append(&mut items, &list, &used_keys)?;
        list = items;
    }
    changed |= list.len() != dest.len() || list.iter().zip(dest).any(|(new, old)| new != old);
    Ok(changed.then_some(list))
}

/// Lists of plain values: those of the patch, then the others.
fn merge_plain(dest: &[Node], patch: Option<&[Node]>) -> Option<Vec<Node>> {
    let mut seen = FxHashSet::default();
    let all = patch.unwrap_or_default().iter().chain(dest);
    let list: Vec<Node> = all.filter(|node| seen.insert(node.written_shared())).cloned().collect();
    (list.len() != dest.len() || list.iter().zip(dest).any(|(new, old)| new != old)).then_some(list)
}

fn value_of(node: &Node, key: &str) -> Arc<str> {
    node.get(key).filter(|value| !value.is_empty()).map_or_else(|| Arc::from(""), Node::written_shared)
}

/// Makes items that differ only in what one of them leaves out one and the same (`mergeValues`, `match`).
fn merge_values(all: &mut [Values]) {
    for first in 0..all.len() {
        // In kustomize's loop the first one is looked up once.
        let own = all[first].clone();
        for second in 0..all.len() {
            if let Some(values) = both(&own, &all[second]) {
                all[first].clone_from(&values);
                all[second] = values;
            }
        }
    }
}

fn both(first: &Values, second: &Values) -> Option<Values> {
    let mut common = false;
    let mut result = Vec::with_capacity(first.len());
    for (a, b) in first.iter().zip(second) {
        if a == b {
            common = true;
            result.push(a.clone());
        } else if !a.is_empty() && !b.is_empty() {
            return None;
        } else {
            result.push(if a.is_empty() { b.clone() } else { a.clone() });
        }
    }
    common.then_some(result)
}

/// The keys that any item has; all of them where none has any (`validateKeys`).
fn valid_keys(all: &[Values], keys: &[Arc<str>]) -> Vec<usize> {
    let used = |&index: &usize| all.iter().any(|values| !values[index].is_empty());
    let valid: Vec<usize> = (0..keys.len()).filter(used).collect();
    if valid.is_empty() { (0..keys.len()).collect() } else { valid }
}

/// The first item that has all these values (`ElementList`); values that are not written do not count.
fn position(list: &[Node], used: &[(Arc<str>, Arc<str>)]) -> Option<usize> {
    let written = |pair: &&(Arc<str>, Arc<str>)| !pair.1.is_empty();
    let mut wanted: Vec<_> = used.iter().filter(written).collect();
    if wanted.is_empty() {
        wanted = used.iter().collect();
    }
    let has =
        |node: &Node, key: &str, text: &str| node.get(key).is_some_and(|value| value.scalar_text() == text);
    list.iter().position(|node| node.is_map() && wanted.iter().all(|(key, text)| has(node, key, text)))
}

/// Puts an item in place of those with these values, or behind all others; without an item they go
/// (`ElementSetter`).
fn set_element(
    list: &mut Vec<Node>,
    element: Option<Node>,
    keys: &[Arc<str>],
    values: &[Arc<str>],
) -> Result<(), Misfit> {
    let mut found = false;
    let mut result = Vec::with_capacity(list.len() + 1);
    let is_mapping = values.first().is_some_and(|value| !value.is_empty());
    for node in list.drain(..) {
        if node.is_null() || (node.is_map() && node.is_empty()) {
            continue;
        }
        if !node.is_map() && is_mapping {
            result.push(node);
            continue;
        }
        let mut matches = !keys.is_empty();
        let mut last = false;
        for (index, key) in keys.iter().enumerate() {
            if let Some(text) = values.get(index) {
                if !node.is_map() {
                    return Err(key.to_string());
                }
                last =
                    node.get(key).is_some_and(|value| text.is_empty() || *value.written_shared() == **text);
            }
            matches &= last;
            if !matches {
                break;
            }
        }
        if !matches {
            if !values.is_empty() {
                result.push(node);
            }
        } else {
            found = true;
            result.extend(element.clone());
        }
    }
    if !found {
        result.extend(element);
    }
    *list = result;
    Ok(())
}

/// Puts the items of one list into another one (`appendListNode`).
fn append(list: &mut Vec<Node>, more: &[Node], keys: &[Arc<str>]) -> Result<(), Misfit> {
    for node in more {
        let mut values: Values = Vec::new();
        for key in keys {
            match node.get(key) {
                Some(value) => {
                    values.push(value.as_scalar().map_or_else(|| Arc::from(""), |scalar| scalar.text.clone()))
                }
                None => list.push(node.clone()),
            }
        }
        if keys.len() > 1 {
            set_element(list, None, keys, &values)?;
        }
        set_element(list, Some(node.clone()), keys, &values)?;
    }
    Ok(())
}
