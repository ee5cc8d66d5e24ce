//! Labels and selectors, written or made.

use super::{Field, Map, Pair, Text};

/// A set of labels, or a selector that asks for them.
#[derive(Clone, Copy, Debug)]
pub enum Labels<'m> {
    /// As written.
    Written(&'m [Pair<Text>]),
    /// As an operator or controller makes them.
    Made(&'m [(String, String)]),
}

impl Default for Labels<'_> {
    fn default() -> Self {
        Labels::Written(&[])
    }
}

impl<'m> Labels<'m> {
    /// The labels of a map, none where it is absent.
    pub fn of(map: Option<&'m Map<Text>>) -> Labels<'m> {
        Labels::Written(map.map_or(&[], |map| map))
    }

    /// The labels of a field, none where it is absent.
    pub fn of_field(field: &'m Option<Field<Map<Text>>>) -> Labels<'m> {
        Labels::of(field.as_ref().map(|field| &field.value))
    }

    /// Names and values. A name that is written twice counts with its last value.
    pub fn iter(self) -> impl Iterator<Item = (&'m str, &'m str)> {
        let (written, made): (&'m [Pair<Text>], &'m [(String, String)]) = match self {
            Labels::Written(pairs) => (pairs, &[]),
            Labels::Made(pairs) => (&[], pairs),
        };
        let is_last = move |(index, pair): &(usize, &Pair<Text>)| {
            !written[index + 1..].iter().any(|later| later.name == pair.name)
        };
        let written = written.iter().enumerate().filter(is_last).map(|(_, pair)| (&*pair.name, &*pair.value));
        written.chain(made.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The value of a label.
    pub fn get(self, name: &str) -> Option<&'m str> {
        match self {
            Labels::Written(pairs) => {
                pairs.iter().rev().find(|pair| &*pair.name == name).map(|pair| &*pair.value)
            }
            Labels::Made(pairs) => pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()),
        }
    }

    /// Whether all of these labels are among the other ones. An empty selector selects everything.
    pub fn select(self, labels: Labels<'_>) -> bool {
        self.iter().all(|(name, value)| labels.get(name) == Some(value))
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        match self {
            Labels::Written(pairs) => pairs.is_empty(),
            Labels::Made(pairs) => pairs.is_empty(),
        }
    }
}
