//! What is asked of a value beyond its type.

use std::sync::OnceLock;

use regex::Regex;

use super::{Node, Rules};

/// What is asked of a value beyond its type; most values have none of it.
#[derive(Debug)]
pub struct Checks {
    /// What a text has to match, anywhere.
    pub pattern: Option<&'static Pattern>,
    /// The form of a text.
    pub format: Option<Format>,
    /// The least number of characters.
    pub min_length: usize,
    /// The greatest number of characters.
    pub max_length: usize,
    /// The least number of items.
    pub min_items: usize,
    /// The greatest number of items.
    pub max_items: usize,
    /// The least number of entries of a map.
    pub min_entries: usize,
    /// The greatest number of entries of a map.
    pub max_entries: usize,
    /// Whether a list is a set.
    pub is_set: bool,
    /// The fields by which the items of a list are told apart.
    pub list_keys: &'static [&'static str],
    /// Groups of fields of which at most one may be there.
    pub exclusive: &'static [&'static [&'static str]],
    /// Schemas of which exactly one has to fit.
    pub one_of: &'static [&'static Node],
    /// Schemas of which at least one has to fit.
    pub any_of: &'static [&'static Node],
    /// A schema that must not fit.
    pub not: Option<&'static Node>,
    /// What stands for an absent field.
    pub default: Option<Literal>,
    /// Rules in the Common Expression Language.
    pub rules: Option<&'static Rules>,
}

impl Checks {
    /// The checks from which the table departs: none.
    pub const NONE: Checks = Checks {
        pattern: None,
        format: None,
        min_length: 0,
        max_length: usize::MAX,
        min_items: 0,
        max_items: usize::MAX,
        min_entries: 0,
        max_entries: usize::MAX,
        is_set: false,
        list_keys: &[],
        exclusive: &[],
        one_of: &[],
        any_of: &[],
        not: None,
        default: None,
        rules: None,
    };
}

/// The form of a text, by the names that Kubernetes knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Base64.
    Byte,
    /// A time as RFC 3339 has it.
    DateTime,
    /// A duration with its unit.
    Duration,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// A range of addresses.
    Cidr,
}

/// A value of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// Null.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Str(&'static str),
    /// A list.
    List(&'static [Literal]),
    /// An object.
    Map(&'static [(&'static str, Literal)]),
}

/// A regular expression of the table, compiled when it is first used.
#[derive(Debug)]
pub struct Pattern {
    /// As written in the definition.
    pub text: &'static str,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern that is not compiled yet.
    pub const fn new(text: &'static str) -> Pattern {
        Pattern { text, regex: OnceLock::new() }
    }

    /// Whether it matches anywhere in a text. Everything matches a pattern that is not valid.
    pub fn matches(&self, text: &str) -> bool {
        self.regex().is_none_or(|regex| regex.is_match(text))
    }

    /// The compiled pattern; `None` where it is not valid.
    pub fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| Regex::new(self.text).ok()).as_ref()
    }
}
