//! What Envoy asks of a value beyond its type (`protoc-gen-validate`).

use crate::text::duration;

/// One thing that is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// The field has to be set.
    Required,
    /// A number, or a duration in nanoseconds, keeps within a bound.
    Value(Bound),
    /// There are not more or less letters, items or entries.
    Count(Bound),
    /// The same of each item of a list.
    ItemCount(Bound),
    /// The empty value is allowed beside the others.
    EmptyAllowed,
    /// What the message in the field asks of its own fields does not count.
    Unasked,
}

/// A bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// Less than.
    Below(f64),
    /// At most.
    AtMost(f64),
    /// More than.
    Above(f64),
    /// At least.
    AtLeast(f64),
}

impl Limit {
    /// Reads a word of the table.
    pub(super) fn read(word: &str) -> Option<Limit> {
        match (word.strip_prefix("@#"), word.strip_prefix('#')) {
            (Some(bound), _) => Bound::read(bound).map(Limit::ItemCount),
            (None, Some(bound)) => Bound::read(bound).map(Limit::Count),
            (None, None) => match word {
                "!" => Some(Limit::Required),
                "?" => Some(Limit::EmptyAllowed),
                "/" => Some(Limit::Unasked),
                _ => Bound::read(word).map(Limit::Value),
            },
        }
    }
}

impl Bound {
    fn read(word: &str) -> Option<Bound> {
        let number = |text: &str| text.parse().ok().or_else(|| duration(text).map(|it| it as f64));
        let (sign, text) = word.split_at_checked(if word.get(1..2) == Some("=") { 2 } else { 1 })?;
        let number = number(text)?;
        Some(match sign {
            "<" => Bound::Below(number),
            "<=" => Bound::AtMost(number),
            ">" => Bound::Above(number),
            ">=" => Bound::AtLeast(number),
            _ => return None,
        })
    }

    /// Whether a number keeps within it. What is not a number is not beyond any bound.
    pub fn holds(self, number: f64) -> bool {
        number.is_nan()
            || match self {
                Bound::Below(bound) => number < bound,
                Bound::AtMost(bound) => number <= bound,
                Bound::Above(bound) => number > bound,
                Bound::AtLeast(bound) => number >= bound,
            }
    }
}
