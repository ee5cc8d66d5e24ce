//! What departs from a message, as facts.

use super::limits::Limit;
use super::table::Enum;
use crate::source::Span;

/// What departs from a message.
#[derive(Debug)]
pub struct Departure {
    /// Where: the key of what is unknown or missing something, else the value.
    pub span: Span,
    /// Path from the value of the patch.
    pub path: String,
    /// The message that it is about.
    pub message: &'static str,
    /// Who reads it.
    pub reader: Reader,
    /// What departs.
    pub fault: Fault,
}

/// Who reads a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// istiod, which passes on what it has read.
    Istiod,
    /// Envoy itself: what stands in a `TypedStruct`.
    Envoy,
}

/// How a value departs from its message.
#[derive(Debug)]
pub enum Fault {
    /// The message has no such field.
    UnknownField {
        /// The field as written.
        field: String,
        /// The field that was probably meant, in the same spelling.
        nearest: Option<String>,
        /// Where near this place a field of that name is known.
        elsewhere: Option<String>,
        /// Whether it was a field once.
        removed: bool,
    },
    /// The value is of another type.
    WrongType {
        /// What it has to be.
        wanted: String,
        /// What it is.
        read: String,
    },
    /// The enum has no such value.
    UnknownValue {
        /// The value as written.
        value: String,
        /// The value that was probably meant.
        nearest: Option<&'static str>,
        /// All values.
        of: &'static Enum,
    },
    /// There is no such message.
    UnknownType {
        /// The URL as written.
        url: String,
        /// The name in it.
        name: String,
        /// The message that was probably meant.
        nearest: Option<&'static str>,
    },
    /// A value of any type does not say by `@type` which one it is.
    NoType,
    /// A value of a well-known type has no `value`.
    NoValue {
        /// The type.
        name: String,
    },
    /// A field is set, and so is one that takes its place.
    Displaced {
        /// The field that is left out.
        field: String,
        /// The field that counts.
        by: String,
        /// Where that one stands.
        by_span: Span,
        /// Whether both are one field in two spellings.
        is_same: bool,
    },
    /// The value is beyond what Envoy allows.
    OutOfBounds {
        /// The value as written, or how many there are.
        value: String,
        /// What is asked.
        limit: Limit,
        /// Whether it is about how many there are, and of what.
        counted: Option<&'static str>,
    },
    /// Fields are not set that Envoy asks for.
    Missing {
        /// Fields, each with those that can be set instead of it.
        fields: Vec<Vec<&'static str>>,
    },
}

/// What is done with the value of a patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patch {
    /// It is all that there is.
    Whole,
    /// It is merged into what is there already.
    Merged,
}
