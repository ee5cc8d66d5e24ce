//! What can be wrong with an object.

use super::{Format, Reader};
use crate::source::Span;

/// What is wrong with a value or a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The place in the text.
    pub span: Span,
    /// The path of the field or value, as in `spec.servers[0].port`; keys that are not plain words are
    /// quoted, as in `metadata.labels["app.kubernetes.io/name"]`.
    pub path: String,
    /// What is wrong there.
    pub fault: Fault,
    /// Who reads the value.
    pub reader: Reader,
}

/// A way in which an object departs from its schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// A field that the object does not have; the span is the key.
    UnknownField {
        /// The field as read.
        field: String,
        /// The absent field of the same object that was likely meant.
        nearest: Option<String>,
        /// The path where near the object exactly this field is known: one level down (`[]` standing for
        /// any item of a list) or in an object around.
        elsewhere: Option<String>,
    },
    /// A value of another type than the schema wants; the span is the value.
    WrongType {
        /// The type that is wanted, as in `an integer`.
        wanted: &'static str,
        /// What stands there, as in `the string "80"`.
        read: String,
        /// How it came to be so.
        cause: Cause,
    },
    /// A number outside its limits; the span is the value.
    OutOfRange {
        /// The least number.
        minimum: Option<i64>,
        /// The greatest number.
        maximum: Option<i64>,
    },
    /// A field that the object has to have, absent or null. The span is the key that holds the object,
    /// or the first key of an object that has none. Not reported where an unknown field of the object
    /// was likely meant to be it.
    MissingField {
        /// The field.
        field: &'static str,
    },
    /// A value that is not one of those allowed; the span is the value.
    NotInEnum {
        /// The value as read.
        value: String,
        /// All allowed values.
        allowed: &'static [&'static str],
        /// The allowed value that was likely meant.
        nearest: Option<&'static str>,
    },
    /// A text that does not match the pattern of its field; the span is the value.
    PatternMismatch {
        /// The text as read.
        value: String,
        /// The pattern.
        pattern: &'static str,
    },
    /// A text that has not the form of its field; the span is the value.
    BadFormat {
        /// The text as read.
        value: String,
        /// The form.
        format: Format,
    },
    /// A text, list or map of a length that is not allowed; the span is the value of a text, or the key of
    /// a list or map, or its first key where it has none.
    BadLength {
        /// What is counted.
        of: Counted,
        /// How many there are.
        count: usize,
        /// How many there have to be.
        minimum: usize,
        /// How many there may be.
        maximum: usize,
    },
    /// Fields of which only one may be there. The span is the second of them, as written.
    Exclusive {
        /// Those that are there with the places of their keys, as written.
        present: Vec<(&'static str, Span)>,
    },
    /// An item that a list holds already; the span is the item, or the value of its first key.
    DuplicateItem {
        /// The fields by which items are told apart, with their values; empty where all counts.
        keys: Vec<(&'static str, String)>,
        /// The place of the first one.
        first: Span,
    },
    /// A value that fits none (or more than one) of the alternatives of its schema, or what it must not be.
    NoAlternative {
        /// The value as read, `…` for a list or an object.
        value: String,
        /// The forms that it may have, where they are known.
        forms: Vec<Format>,
    },
    /// A value that breaks a rule of its definition. The span is the part of it that does, as far as that can
    /// be found.
    BrokenRule {
        /// The expression that has to be true.
        expression: &'static str,
        /// What the definition says, for each of the rules that are broken here.
        messages: Vec<&'static str>,
        /// What else it takes to break the rule, with places.
        others: Vec<(String, Span)>,
    },
    /// A list item or the value of a map that is null. The span is the item, which may be empty, or the
    /// key of the value.
    NullElement,
}

/// What has a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Characters of a text.
    Characters,
    /// Items of a list.
    Items,
    /// Entries of a map.
    Entries,
}

impl Counted {
    /// What is counted, in words.
    pub fn unit(self, count: usize) -> &'static str {
        match (self, count) {
            (Counted::Characters, 1) => "character",
            (Counted::Characters, _) => "characters",
            (Counted::Items, 1) => "item",
            (Counted::Items, _) => "items",
            (Counted::Entries, 1) => "entry",
            (Counted::Entries, _) => "entries",
        }
    }
}

/// How a value came to have the wrong type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A word such as `y` or `off`, which YAML 1.1 reads as a boolean, where a string is wanted.
    BooleanWord,
    /// An unquoted `true` or `false` where a string is wanted.
    Boolean,
    /// An unquoted number where a string is wanted.
    Number,
    /// A number without a unit where a duration is wanted.
    NoUnit,
    /// A number in quotes where a number is wanted.
    QuotedNumber,
    /// A boolean in quotes where a boolean is wanted.
    QuotedBoolean,
    /// Anything else.
    Other,
}
