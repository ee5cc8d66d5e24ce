//! What can be wrong with an object.

use crate::source::Span;

/// What is wrong with a value or a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The place in the text.
    pub span: Span,
    /// The path of the field or value, as in `spec.servers[0].port`; keys that are no plain words are
    /// quoted, as in `metadata.labels["app.kubernetes.io/name"]`.
    pub path: String,
    /// What is wrong there.
    pub fault: Fault,
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
    /// A value that is none of those allowed; the span is the value.
    NotInEnum {
        /// The value as read.
        value: String,
        /// All allowed values.
        allowed: &'static [&'static str],
        /// The allowed value that was likely meant.
        nearest: Option<&'static str>,
    },
    /// A list item or the value of a map that is null. The span is the item, which may be empty, or the
    /// key of the value.
    NullElement,
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
    /// A number in quotes where a number is wanted.
    QuotedNumber,
    /// A boolean in quotes where a boolean is wanted.
    QuotedBoolean,
    /// Anything else.
    Other,
}
