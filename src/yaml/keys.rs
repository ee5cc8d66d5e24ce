//! The keys of a mapping: duplicates, merges, keys that are not texts.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Fault;
use super::builder::Builder;
use super::tree::{Entry, NodeId, Stored};

impl<'text> Builder<'text> {
    /// The entries of a mapping from its keys and values in turn.
    pub(super) fn mapping(&mut self, children: &[NodeId]) -> Stored<'text> {
        self.check_keys(children);
        let from = self.entries.len() as u32;
        let mut merges = Vec::new();
        for pair in children.chunks_exact(2) {
            let entry = Entry { key: pair[0], value: pair[1] };
            if self.is_merge_key(entry.key) {
                merges.push(entry.value);
            } else {
                self.entries.push(entry);
            }
        }
        if !merges.is_empty() {
            self.merge(from as usize, &merges);
        }
        Stored::Map(from..self.entries.len() as u32)
    }

    /// `<<` is a merge key only where it is not quoted.
    fn is_merge_key(&self, key: NodeId) -> bool {
        let node = &self.nodes[key.0 as usize];
        matches!(&node.value, Stored::Str(text) if text == "<<") && node.span.end - node.span.start == 2
    }

    /// Adds what the merged mappings have and the mapping itself (from `from` on) does not.
    fn merge(&mut self, from: usize, merges: &[NodeId]) {
        let mut present: FxHashSet<String> =
            self.entries[from..].iter().filter_map(|entry| self.key_text(entry.key)).collect();
        let mut sources = Vec::new();
        for &merge in merges {
            match &self.nodes[merge.0 as usize].value {
                Stored::Seq(range) => {
                    sources.extend_from_slice(&self.sequences[range.start as usize..range.end as usize]);
                }
                _ => sources.push(merge),
            }
        }
        for source in sources {
            let Stored::Map(range) = &self.nodes[source.0 as usize].value else { continue };
            for index in range.clone() {
                let entry = self.entries[index as usize];
                if self.key_text(entry.key).is_some_and(|key| present.insert(key)) {
                    self.entries.push(entry);
                }
            }
        }
    }

    fn key_text(&self, key: NodeId) -> Option<String> {
        match &self.nodes[key.0 as usize].value {
            Stored::Str(text) => Some(text.to_string()),
            Stored::Bool(value) => Some(value.to_string()),
            Stored::Int(value) => Some(value.to_string()),
            _ => None,
        }
    }

    fn check_keys(&mut self, children: &[NodeId]) {
        for pair in children.chunks_exact(2) {
            let node = &self.nodes[pair[0].0 as usize];
            let read_as = match node.value {
                Stored::Str(_) | Stored::Int(_) | Stored::Float(_) => continue,
                Stored::Bool(true) => Some("true"),
                Stored::Bool(false) => Some("false"),
                Stored::Null | Stored::Seq(_) | Stored::Map(_) => None,
            };
            let span = node.span;
            if read_as.is_some_and(|word| self.text.get(span.range()) == Some(word)) {
                continue;
            }
            self.problem(span, Fault::NonStringKey { read_as });
        }
        let key = |pair: &[NodeId]| match &self.nodes[pair[0].0 as usize].value {
            Stored::Str(text) => Some(text.clone()),
            _ => None,
        };
        let pairs = children.len() / 2;
        let mut twice = Vec::new();
        if pairs <= 12 {
            for (index, pair) in children.chunks_exact(2).enumerate() {
                let Stored::Str(text) = &self.nodes[pair[0].0 as usize].value else { continue };
                let first = children[..index * 2].chunks_exact(2).find(|earlier| {
                    matches!(&self.nodes[earlier[0].0 as usize].value, Stored::Str(other) if other == text)
                });
                if let Some(first) = first {
                    twice.push((first[0], pair[0], text.to_string()));
                }
            }
        } else {
            let mut seen: FxHashMap<Cow<'text, str>, NodeId> = FxHashMap::default();
            for pair in children.chunks_exact(2) {
                let Some(text) = key(pair) else { continue };
                match seen.get(&text) {
                    Some(&first) => twice.push((first, pair[0], text.into_owned())),
                    None => drop(seen.insert(text, pair[0])),
                }
            }
        }
        for (first, again, key) in twice {
            if key == "<<" {
                continue;
            }
            let first = self.nodes[first.0 as usize].span;
            self.problem(self.nodes[again.0 as usize].span, Fault::DuplicateKey { key, first });
        }
    }
}
