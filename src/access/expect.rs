//! What is expected of who may call whom, and whether it holds.

use rustc_hash::FxHashSet;

use super::{Access, Pair, Passage};
use crate::trace::Request;

/// What is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing of these clients gets through.
    Deny,
    /// Something of each of these clients gets through.
    Allow,
    /// Nothing of others gets through.
    Only,
}

/// One line of a file of expectations.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// Line, from 1.
    pub line: usize,
    /// The line as written.
    pub text: String,
    /// What is expected.
    pub expected: Expected,
    /// Clients.
    pub from: Vec<String>,
    /// Services.
    pub to: String,
    /// The only method.
    pub method: Option<String>,
    /// The only path.
    pub path: Option<String>,
}

/// A pair that an expectation is not true of.
#[derive(Clone, Debug)]
pub struct Failed {
    /// Line of the expectation.
    pub line: usize,
    /// The expectation.
    pub text: String,
    /// What is the case instead.
    pub instead: String,
    /// A request that shows it, and who sends it: as `trace` takes both.
    pub witness: Option<(String, Request)>,
}

/// Reads expectations, one a line: `deny FROM[, FROM…] -> TO [METHOD PATH]`, likewise `allow` and `only`; `#` begins a
/// comment.
pub fn read(text: &str) -> Result<Vec<Expectation>, String> {
    let mut found = Vec::new();
    for (index, whole) in text.lines().enumerate() {
        let line = whole.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let error = |why: &str| format!("line {}: {why}: `{line}`", index + 1);
        let (word, rest) =
            line.split_once(char::is_whitespace).ok_or_else(|| error("says nothing of whom"))?;
        let expected = match word {
            "deny" => Expected::Deny,
            "allow" => Expected::Allow,
            "only" => Expected::Only,
            _ => return Err(error("begins with neither `allow` nor `deny` nor `only`")),
        };
        let (from, to) = rest.split_once("->").ok_or_else(|| error("has no `->`"))?;
        let from: Vec<String> =
            from.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        let mut parts = to.split_whitespace();
        let to = parts.next().ok_or_else(|| error("has nothing behind `->`"))?.to_owned();
        if from.is_empty() {
            return Err(error("has nothing before `->`"));
        }
        let (method, path) = (parts.next().map(str::to_owned), parts.next().map(str::to_owned));
        found.push(Expectation { line: index + 1, text: line.to_owned(), expected, from, to, method, path });
    }
    Ok(found)
}

impl Expectation {
    /// What is not as expected; of each client that is meant, and of each service, the first.
    pub fn check(&self, access: &Access<'_, '_>) -> Result<Vec<Failed>, String> {
        let targets = access.targets_named(&self.to, None);
        if targets.is_empty() {
            return Err(format!("line {}: no Service of the input is `{}`", self.line, self.to));
        }
        let mut named = Vec::new();
        for name in &self.from {
            let callers = access.callers_named(name);
            // Who is to be kept out may be gone; who is to get in may not.
            if callers.is_empty() && !name.contains('*') {
                return Err(format!("line {}: no client of the input is `{name}`", self.line));
            }
            named.extend(callers);
        }
        let are_named: FxHashSet<usize> = named.iter().copied().collect();
        let others: Vec<usize> =
            (0..access.callers.len()).filter(|caller| !are_named.contains(caller)).collect();
        let (callers, is_open) = match self.expected {
            Expected::Deny => (named, false),
            Expected::Allow => (named, true),
            Expected::Only => (others, false),
        };
        let mut failed = Vec::new();
        for caller in callers {
            let pairs: Vec<Pair> = targets.iter().map(|&target| access.pair(caller, target, true)).collect();
            let wrong = match is_open {
                true => pairs.iter().find(|pair| pair.passage == Passage::None),
                false => pairs.iter().find(|pair| pair.passage != Passage::None),
            };
            // Pods reach themselves whatever is expected of others.
            let Some(pair) = wrong.filter(|pair| !access.is_itself(pair)) else { continue };
            failed.push(self.failed(access, pair));
        }
        Ok(failed)
    }

    fn failed(&self, access: &Access<'_, '_>, pair: &Pair) -> Failed {
        let (from, to) = (access.callers[pair.caller].describe(), access.targets[pair.target].describe());
        let why = pair.why.as_ref().map_or(String::new(), |why| format!(": {why}"));
        let instead = match pair.passage {
            Passage::None => format!("{from} does not reach {to}{why}"),
            Passage::Open => format!("{from} may reach {to}{why}"),
            Passage::Some => format!("{from} reaches {to} with some requests"),
            Passage::All => format!("{from} reaches {to}"),
        };
        let start = &access.callers[pair.caller].start;
        let sender = match start.is_gateway {
            true => format!("gateway:{}/{}", start.namespace, start.name),
            false => format!("{}/{}", start.namespace, start.name),
        };
        Failed {
            line: self.line,
            text: self.text.clone(),
            instead,
            witness: pair.witness.clone().map(|request| (sender, request)),
        }
    }
}

impl Access<'_, '_> {
    /// Whether a client is the service.
    fn is_itself(&self, pair: &Pair) -> bool {
        let target = &self.targets[pair.target];
        let name = format!("{}/{}", target.namespace, target.name);
        matches!(self.callers[pair.caller].names.as_slice(), [only] if *only == name)
    }
}
