//! Rules in the Common Expression Language (`x-kubernetes-validations`), as the API server judges them.
//!
//! The importer works out which parts of its value a set of rules reads ([`Reads`]). Of each value only that
//! part is looked at: it is written out as a short key, and what the rules say of a key is remembered, since
//! they depend on nothing else. So a value whose like was seen costs one look-up, whatever the number of its
//! rules, and an expression is compiled when it first meets something new.

mod blame;
mod functions;
mod project;

use std::cell::RefCell;
use std::sync::{Arc, LazyLock, OnceLock};

use cel::{Context, Env, Program, Value};
use rustc_hash::FxHashMap;

pub(super) use blame::{Blame, Step, blame};

use super::Node;
use super::datum::Datum;

/// The rules of one value.
#[derive(Debug)]
pub struct Rules {
    /// What they read of it, all together.
    pub reads: Reads,
    /// The rules; at most 64.
    pub list: &'static [Rule],
}

/// A rule of a definition.
#[derive(Debug)]
pub struct Rule {
    /// What has to be true.
    pub expression: &'static Expression,
    /// What the definition says where it is not.
    pub message: &'static str,
}

/// What rules read of a value.
#[derive(Debug)]
pub struct Reads {
    /// All of it.
    pub whole: bool,
    /// A scalar itself; of a list or map how many entries it has, and the keys.
    pub size: bool,
    /// Parts of an object, sorted by name.
    pub fields: &'static [(&'static str, Reads)],
    /// Parts of each item of a list or value of a map.
    pub items: Option<&'static Reads>,
}

impl Reads {
    /// Nothing but that the value is there, from which the table departs.
    pub const PRESENCE: Reads = Reads { whole: false, size: false, fields: &[], items: None };
}

/// An expression of the table, compiled when it is first used.
pub struct Expression {
    /// As written in the definition.
    pub text: &'static str,
    program: OnceLock<Option<Program>>,
}

impl Expression {
    /// An expression that is not compiled yet.
    pub const fn new(text: &'static str) -> Expression {
        Expression { text, program: OnceLock::new() }
    }

    /// The compiled expression; `None` where it is not valid.
    pub(super) fn program(&self) -> Option<&Program> {
        self.program.get_or_init(|| ENVIRONMENT.compile(self.text).ok()).as_ref()
    }

    /// Whether it is true of a value. What cannot be evaluated is not, as the API server has it; what cannot
    /// be compiled says nothing.
    fn holds(&self, value: &Value) -> bool {
        !matches!(self.evaluate(value), Outcome::False | Outcome::Error)
    }

    fn evaluate(&self, value: &Value) -> Outcome {
        let Some(program) = self.program() else { return Outcome::True };
        let mut context = Context::with_env(Arc::clone(&ENVIRONMENT));
        context.add_variable_from_value("self", value.clone());
        match program.execute(&context) {
            Ok(Value::Bool(false)) => Outcome::False,
            Ok(_) => Outcome::True,
            Err(_) => Outcome::Error,
        }
    }
}

impl std::fmt::Debug for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    True,
    False,
    Error,
}

static ENVIRONMENT: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(functions::environment()));

/// How many answers a thread remembers.
const REMEMBERED: usize = 1 << 16;

/// Values whose key is longer are not remembered.
const LONGEST_KEY: usize = 4096;

thread_local! {
    /// Which rules do not hold, as bits, by rules and value.
    static ANSWERS: RefCell<FxHashMap<Box<[u8]>, u64>> = RefCell::default();
    static KEY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The rules that do not hold for a value.
pub(super) fn broken(
    rules: &'static Rules,
    value: Datum<'_>,
    schema: &'static Node,
) -> impl Iterator<Item = &'static Rule> + use<> {
    let bits = KEY.with_borrow_mut(|key| {
        key.clear();
        key.extend_from_slice(&std::ptr::from_ref(rules).addr().to_le_bytes());
        project::encode(value, Some(schema), &rules.reads, key);
        let known = ANSWERS.with_borrow(|answers| answers.get(key.as_slice()).copied());
        known.unwrap_or_else(|| {
            let bits = judge(rules, &project::piece(value, Some(schema), &rules.reads).value());
            ANSWERS.with_borrow_mut(|answers| {
                if answers.len() < REMEMBERED && key.len() <= LONGEST_KEY {
                    answers.insert(key.as_slice().into(), bits);
                }
            });
            bits
        })
    });
    rules.list.iter().enumerate().filter(move |(index, _)| bits & (1 << index) != 0).map(|(_, rule)| rule)
}

fn judge(rules: &Rules, value: &Value) -> u64 {
    let broken = |(index, rule): (usize, &Rule)| u64::from(!rule.expression.holds(value)) << index;
    rules.list.iter().take(64).enumerate().map(broken).sum()
}

#[cfg(test)]
mod tests;
