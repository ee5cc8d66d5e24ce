//! YAML as Kubernetes reads it, with the place of every node.
//!
//! [`parse`] is the only way in: a text becomes one compact [`Tree`]. Which parser does the work is
//! hidden behind it, so that another one can take its place unnoticed.

mod builder;
mod error;
mod fast;
mod keys;
mod nested;
pub mod number;
mod parse;
mod repair;
mod scalar;
mod tree;

pub use nested::with_nested;
pub use scalar::is_boolean_word;
pub use tree::{Entry, NodeId, NodeRef, Tree, Value};

use crate::source::Span;

/// The deepest nesting that is read. Deeper documents get a [`Fault::TooDeep`]; below the limit every
/// walk over a tree may recurse.
pub const MAX_DEPTH: usize = 200;

/// What is wrong with a piece of YAML, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The place in the source text.
    pub span: Span,
    /// What is wrong there.
    pub fault: Fault,
}

/// A way in which YAML is broken or not read as it looks.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Not YAML; the document is lost.
    Syntax {
        /// What is wrong, in one sentence.
        message: String,
        /// What to do about it.
        help: Option<&'static str>,
    },
    /// A tab where only spaces may indent; the document is lost.
    Tab,
    /// Nested deeper than [`MAX_DEPTH`]; the document is lost.
    TooDeep,
    /// A key that stands in the same mapping before.
    DuplicateKey {
        /// The key.
        key: String,
        /// Where it stands first.
        first: Span,
    },
    /// An unquoted text that begins with `*`, which YAML takes for an alias.
    UnquotedAsterisk {
        /// The text as written.
        text: String,
    },
    /// An alias for an anchor that no node before it in the document has.
    UnknownAnchor {
        /// The name of the anchor.
        name: String,
    },
    /// An alias inside the node that it stands for.
    AliasCycle {
        /// The name of the anchor.
        name: String,
    },
    /// Aliases that multiply to more nodes than the API server would accept.
    AliasExpansion,
    /// A key that is not a string; Kubernetes turns booleans into `true` and `false` and refuses the rest.
    NonStringKey {
        /// What it is read as, or `None` where it is refused.
        read_as: Option<&'static str>,
    },
    /// A number with a leading zero, which YAML 1.1 reads as octal.
    Octal {
        /// The value it is read as.
        value: i64,
    },
}

impl Fault {
    /// Whether nothing of the document could be read.
    pub fn loses_document(&self) -> bool {
        matches!(self, Fault::Syntax { .. } | Fault::Tab | Fault::TooDeep)
    }
}

/// The outcome of parsing one chunk of text.
#[derive(Debug)]
pub struct Parsed<'text> {
    /// The documents that could be read, in order; empty documents are left out.
    pub documents: Vec<Tree<'text>>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl Parsed<'_> {
    /// The first `{{ … }}` of a template that reads as YAML: a mapping whose key is a mapping. `text` and `base` are
    /// those that were parsed.
    pub fn template_action(&self, text: &str, base: usize) -> Option<&Problem> {
        self.problems.iter().find(|problem| {
            let start = problem.span.start as usize - base;
            matches!(problem.fault, Fault::NonStringKey { read_as: None })
                && text[..start].ends_with('{')
                && text[start..].starts_with('{')
        })
    }
}

/// Parses one chunk of text (what lies between two `---` lines, see `intake::split`).
///
/// Never fails: what cannot be read is a [`Problem`]. A chunk holds one document; where a stray marker
/// puts more into it, all are returned. Time and memory are linear in the length of the text.
pub fn parse(text: &str, base: usize) -> Parsed<'_> {
    parse::parse(text, base)
}
