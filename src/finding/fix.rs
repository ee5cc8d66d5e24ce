//! What would fix a finding: changes to the YAML that the user has, in terms of its keys and values.
//!
//! A rule says what is to stand where, and nothing of quotes, commas and indentation: `fix` makes texts of that, with the
//! document at hand.

use super::Finding;
use crate::source::{Location, Span};

/// Changes that fix a finding when all of them are made.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// Whether it may be made without a look at it.
    pub applicability: Applicability,
    /// The changes.
    pub changes: Vec<Change>,
}

/// Whether a fix may be made without a look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// It changes nothing that works already, and there is hardly anything else that could be meant.
    Safe,
    /// It may change what works already, or guesses what was meant.
    Unsafe,
}

/// Something else for a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The key, value or item, or any part of the text for [`To::Source`], [`To::WithoutTabs`] and [`To::NotIgnored`].
    pub at: Location,
    /// Its place in what was built, where that is another one: the change is for a value that says the same there.
    pub built_at: Option<Location>,
    /// What becomes of it.
    pub to: To,
}

/// What becomes of a place.
#[derive(Clone, Debug, PartialEq)]
pub enum To {
    /// Another text in the place of the key or the scalar. Quotes stay, or are put where YAML asks for them.
    Text(String),
    /// Something that is not a text in the place of the scalar, as it is written: a number, `true`, `[a]`.
    Literal(String),
    /// Nothing: the entry of the key, or the item, is taken out.
    Nothing,
    /// The entry of the key with another one behind it.
    Beside(String, Written),
    /// The item with another one behind it.
    Also(String),
    /// Another text for the bytes themselves.
    Source(String),
    /// The document that the place is in, with blanks where tabs indent it.
    WithoutTabs,
    /// The comment that ignores rules without the name of the rule that stands there; nothing where it names no other.
    NotIgnored,
}

/// A value to write.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// A text, with quotes where YAML asks for them.
    Text(String),
    /// Anything else, as it is written.
    Literal(String),
}

impl To {
    /// Another text.
    pub fn text(text: impl Into<String>) -> To {
        To::Text(text.into())
    }

    /// Another value that is not a text.
    pub fn literal(text: impl Into<String>) -> To {
        To::Literal(text.into())
    }
}

impl Finding {
    /// Says what fixes it: one change of the text that the finding is in. Further calls add changes, and all of them
    /// are made or none; the fix is as safe as the least safe of them.
    pub fn fix(&mut self, applicability: Applicability, span: Span, to: To) -> &mut Self {
        let at = Location { span, ..self.location };
        let fix = self.fix.get_or_insert_with(|| Fix { applicability, changes: Vec::new() });
        fix.applicability = fix.applicability.max(applicability);
        fix.changes.push(Change { at, built_at: None, to });
        self
    }
}
