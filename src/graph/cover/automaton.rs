//! Sets of texts as automata that are run side by side.

use std::sync::{Arc, OnceLock};

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::syntax;
use regex_automata::{Anchored, MatchKind, util::start};
use rustc_hash::FxHashMap;

use super::region::{Axis, Literal};

type Dense = dense::DFA<Vec<u32>>;

/// The largest automaton that is built for one regular expression, in bytes.
const SIZE: usize = 512 * 1024;

/// Automata of regular expressions, each built once; `None` where one is too large, or not understood.
#[derive(Default)]
pub(super) struct Library {
    built: FxHashMap<String, Option<Arc<Dense>>>,
}

impl Library {
    /// The automaton that accepts what a regular expression matches as a whole.
    pub fn regex(&mut self, pattern: &str) -> Option<Arc<Dense>> {
        if let Some(known) = self.built.get(pattern) {
            return known.clone();
        }
        let built = translate(pattern).and_then(|pattern| build(&pattern)).map(Arc::new);
        self.built.insert(pattern.to_owned(), built.clone());
        built
    }
}

/// The automaton that accepts what a request may have on an axis. There are four, made once for a run.
pub(super) fn domain(axis: &Axis<'_>) -> Option<Arc<Dense>> {
    static BUILT: [OnceLock<Option<Arc<Dense>>>; 4] = [const { OnceLock::new() }; 4];
    let (built, pattern) = match axis {
        Axis::Uri => (&BUILT[0], r"/[^\x00-\x20\x7f]*"),
        Axis::Scheme => (&BUILT[1], "[a-z][a-z0-9+.-]*"),
        Axis::Method => (&BUILT[2], r"[!#$%&'*+.^_`|~0-9A-Za-z\x2d]+"),
        _ => (&BUILT[3], r"[^\x00-\x08\x0a-\x1f\x7f]*"),
    };
    built.get_or_init(|| build(pattern).map(Arc::new)).clone()
}

fn build(pattern: &str) -> Option<Dense> {
    let config = dense::Config::new()
        .start_kind(StartKind::Anchored)
        .match_kind(MatchKind::All)
        .dfa_size_limit(Some(SIZE))
        .determinize_size_limit(Some(8 * SIZE));
    let anchored = format!(r"(?:{pattern})\z");
    dense::Builder::new().configure(config).syntax(syntax::Config::new()).build(&anchored).ok()
}

/// Rewrites an expression of RE2 for the builder: there `\d` and the like are ASCII. `None` where the two
/// read it differently.
fn translate(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len());
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next()? {
                'd' => out.push_str("[0-9]"),
                'D' => out.push_str("[^0-9]"),
                'w' => out.push_str("[0-9A-Za-z_]"),
                'W' => out.push_str("[^0-9A-Za-z_]"),
                's' => out.push_str(r"[\t\n\f\r ]"),
                'S' => out.push_str(r"[^\t\n\f\r ]"),
                // Bounds of words, bytes, quoting, and octal numbers are not worth the risk.
                'b' | 'B' | 'C' | 'Q' | 'E' | '<' | '>' | '0'..='9' => return None,
                other => out.extend(['\\', other]),
            },
            '[' if in_class => {
                if characters.peek() != Some(&':') {
                    return None; // a set within a set, which RE2 does not have
                }
                out.push('[');
                for inner in characters.by_ref() {
                    out.push(inner);
                    if inner == ']' {
                        break;
                    }
                }
            }
            '[' => {
                in_class = true;
                out.push('[');
                if characters.peek() == Some(&'^') {
                    out.extend(characters.next());
                }
                if characters.peek() == Some(&']') {
                    characters.next();
                    out.push_str(r"\]");
                }
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '&' | '~' | '-' if in_class && characters.peek() == Some(&character) => return None,
            other => out.push(other),
        }
    }
    Some(out)
}

/// An automaton for one literal.
#[derive(Clone)]
pub(super) enum Machine {
    /// A text, or its beginning.
    Text {
        bytes: Vec<u8>,
        is_prefix: bool,
        any_case: bool,
    },
    /// Any text.
    All,
    Regex(Arc<Dense>),
}

/// The state of a machine; for texts how many bytes of it have been seen.
pub(super) type State = u32;

/// The state of a text from which it is accepted no more.
const DEAD: State = u32::MAX;

impl Machine {
    pub fn of(literal: &Literal<'_>, library: &mut Library) -> Option<Machine> {
        let text = |text: &str, is_prefix, any_case| Machine::Text {
            bytes: text.as_bytes().to_vec(),
            is_prefix,
            any_case,
        };
        Some(match literal {
            Literal::Present => Machine::All,
            Literal::Exact(it) => text(it, false, false),
            Literal::Prefix(it) => text(it, true, false),
            Literal::ExactAnyCase(it) => text(it, false, true),
            Literal::PrefixAnyCase(it) => text(it, true, true),
            Literal::Regex(it) => Machine::Regex(library.regex(it)?),
        })
    }

    pub fn start(&self) -> Option<State> {
        match self {
            Machine::Text { .. } | Machine::All => Some(0),
            Machine::Regex(dfa) => {
                let config = start::Config::new().anchored(Anchored::Yes);
                dfa.start_state(&config).ok().map(|state| state.as_u32())
            }
        }
    }

    pub fn next(&self, state: State, byte: u8) -> State {
        match self {
            Machine::All => 0,
            Machine::Text { bytes, is_prefix, any_case } => match bytes.get(state as usize) {
                _ if state == DEAD => DEAD,
                None if *is_prefix => state,
                Some(own) if *own == byte || *any_case && own.eq_ignore_ascii_case(&byte) => state + 1,
                _ => DEAD,
            },
            Machine::Regex(dfa) => {
                StateID::new(state as usize).map_or(state, |state| dfa.next_state(state, byte).as_u32())
            }
        }
    }

    /// Whether a text that ends in this state is accepted.
    pub fn accepts(&self, state: State) -> bool {
        match self {
            Machine::All => true,
            Machine::Text { bytes, .. } => state as usize == bytes.len(),
            Machine::Regex(dfa) => {
                StateID::new(state as usize).is_ok_and(|state| dfa.is_match_state(dfa.next_eoi_state(state)))
            }
        }
    }

    /// Whether nothing that begins like this is accepted.
    pub fn is_dead(&self, state: State) -> bool {
        match self {
            Machine::All => false,
            Machine::Text { .. } => state == DEAD,
            Machine::Regex(dfa) => StateID::new(state as usize).is_ok_and(|state| dfa.is_dead_state(state)),
        }
    }

    /// Adds the first byte of each range of bytes that leads on in one way. The ranges of several
    /// machines together begin where those of one do.
    pub fn bytes(&self, state: State, into: &mut [bool; 256]) {
        into[0] = true;
        let mut add = |byte: u8| {
            into[usize::from(byte)] = true;
            into[usize::from(byte.saturating_add(1))] = true;
        };
        match self {
            Machine::All => {}
            Machine::Text { bytes, any_case, .. } => {
                if let Some(byte) = bytes.get(state as usize) {
                    add(*byte);
                    if *any_case {
                        add(byte.to_ascii_uppercase());
                        add(byte.to_ascii_lowercase());
                    }
                }
            }
            Machine::Regex(dfa) => {
                for unit in dfa.byte_classes().representatives(0..=255) {
                    if let Some(byte) = unit.as_u8() {
                        into[byte as usize] = true;
                    }
                }
            }
        }
    }

    /// Whether a text is accepted.
    pub fn accepts_text(&self, text: &str) -> bool {
        let Some(start) = self.start() else { return false };
        self.accepts(text.bytes().fold(start, |state, byte| self.next(state, byte)))
    }
}
