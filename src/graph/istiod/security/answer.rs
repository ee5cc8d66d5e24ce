//! Answers that may be unknown, with what decides them.

use std::borrow::Cow;

use crate::source::Span;

/// An answer that may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ternary {
    /// Yes.
    Yes,
    /// No.
    No,
    /// The request as given does not tell: addresses, tokens.
    Unknown,
}

impl Ternary {
    /// The opposite; what is unknown stays so.
    pub(super) fn not(self) -> Ternary {
        match self {
            Ternary::Yes => Ternary::No,
            Ternary::No => Ternary::Yes,
            Ternary::Unknown => Ternary::Unknown,
        }
    }
}

impl From<bool> for Ternary {
    fn from(value: bool) -> Ternary {
        if value { Ternary::Yes } else { Ternary::No }
    }
}

/// What a request has where a condition asks for something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Has {
    /// This text.
    Text(String),
    /// Nothing of the kind.
    Nothing,
    /// No certificate of the mesh, so that nobody knows who asks.
    NoCertificate,
    /// No token.
    NoToken,
    /// Bytes, of which such conditions cannot be asked.
    Bytes,
    /// The input does not tell.
    Unknown,
}

/// A condition that does not hold, or of which nobody knows whether it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmatched<'m> {
    /// The field that asks, from `source`, `operation` or `when` on.
    pub field: Cow<'m, str>,
    /// What it lists.
    pub values: Vec<&'m str>,
    /// Whether it lists what must not be.
    pub is_excluding: bool,
    /// What the request has.
    pub has: Has,
    /// Where it is written.
    pub span: Span,
    /// How many alternatives beside this one do not hold either.
    pub others: usize,
}

/// Whether something holds; where it does not or where that is unknown, which condition is the reason.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer<'m> {
    pub ternary: Ternary,
    pub why: Option<Unmatched<'m>>,
}

impl<'m> Answer<'m> {
    pub const YES: Answer<'static> = Answer { ternary: Ternary::Yes, why: None };

    /// All of these have to hold: the first that does not is the reason.
    pub fn all(parts: impl IntoIterator<Item = Answer<'m>>) -> Answer<'m> {
        let mut open = None;
        for part in parts {
            match part.ternary {
                Ternary::No => return part,
                Ternary::Unknown => open = open.or(Some(part)),
                Ternary::Yes => {}
            }
        }
        open.unwrap_or(Answer::YES)
    }

    /// One of these has to hold. Conditions on one field are told as one.
    pub fn any(parts: impl IntoIterator<Item = Answer<'m>>) -> Answer<'m> {
        let mut best: Option<Answer<'m>> = None;
        for part in parts {
            if part.ternary == Ternary::Yes {
                return part;
            }
            let Some(known) = &mut best else {
                best = Some(part);
                continue;
            };
            if known.ternary == Ternary::No && part.ternary == Ternary::Unknown {
                best = Some(part);
                continue;
            }
            if known.ternary != part.ternary {
                continue;
            }
            if let (Some(own), Some(other)) = (&mut known.why, part.why) {
                let is_same = own.field == other.field
                    && own.is_excluding == other.is_excluding
                    && own.has == other.has;
                match is_same && !own.is_excluding {
                    true => own.values.extend(other.values),
                    false => own.others += 1,
                }
            }
        }
        best.unwrap_or(Answer { ternary: Ternary::No, why: None })
    }
}
