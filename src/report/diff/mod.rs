//! What differs between two states of a mesh.

mod json;
mod markdown;
mod text;

use rustc_hash::FxHashMap;

use crate::access::{AccessChange, Passage};
use crate::compare::{Change, Comparison, FindingChange, RequestChange, Sender, Way};
use crate::finding::Severity;
use crate::source::{Position, Sources};

pub use json::{access, findings, write as json};
pub use markdown::write as markdown;
pub use text::write as text;

/// Everything that a report of differences needs.
#[derive(Debug)]
pub struct Differences<'r> {
    /// Name of the old state.
    pub old: &'r str,
    /// Name of the new state.
    pub new: &'r str,
    /// The worlds that were compared, if there are several.
    pub worlds: Vec<String>,
    /// Requests that change their way.
    pub requests: Comparison,
    /// Clients and services between which more or less gets through.
    pub access: Vec<AccessChange>,
    /// The texts of the new state.
    pub sources: &'r Sources,
    /// Findings of the old state that are gone.
    pub gone: Vec<FindingChange<'r>>,
    /// Findings that are new.
    pub appeared: Vec<FindingChange<'r>>,
}

impl Differences<'_> {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.requests.changes.is_empty()
            && self.access.is_empty()
            && self.gone.is_empty()
            && self.appeared.is_empty()
    }

    /// Leaves out findings below a severity.
    pub fn retain(&mut self, least: Severity) {
        for list in [&mut self.gone, &mut self.appeared] {
            list.retain(|change| change.finding.severity >= least);
        }
    }
}

/// Path and position of a finding.
fn place<'r>(change: &FindingChange<'r>) -> (&'r str, Position) {
    let location = change.finding.location;
    let source = &change.model.sources[location.source];
    (&source.path, source.position(location.span.start))
}

/// What was compared, in one line.
fn compared(differences: &Differences<'_>) -> String {
    let Comparison { changes, compared, is_partial } = &differences.requests;
    let partial = if *is_partial { ", a selection of all there are" } else { "" };
    let worlds = match differences.worlds.as_slice() {
        [] => String::new(),
        worlds => format!(" in {} world{} ({})", worlds.len(), ending(worlds.len()), worlds.join(", ")),
    };
    let failing = changes.iter().filter(|request| request.change == Change::FailsDifferently).count();
    let failing = match failing {
        0 => String::new(),
        1 => "; one that failed before fails in another way".to_owned(),
        count => format!("; {count} that failed before fail in another way"),
    };
    let told = changes.iter().filter(|request| request.change != Change::FailsDifferently).count();
    format!(
        "{told} of {compared} request{} compared{worlds}{partial} change their way{failing}",
        ending(*compared)
    )
}

fn ending(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Requests that change in the same way, whoever sends them: what one changed rule does.
struct Entry<'r> {
    /// One of them.
    request: &'r RequestChange,
    /// Who sends them.
    senders: Vec<&'r Sender>,
}

impl Entry<'_> {
    /// Who sends them, and in which worlds, if there are several; a few by name.
    fn from(&self) -> String {
        let named = |is_gateway: bool, one: &str, several: &str| {
            let all: Vec<&str> = self
                .senders
                .iter()
                .filter(|sender| sender.is_gateway == is_gateway)
                .map(|sender| sender.name.as_str())
                .collect();
            let what = if all.len() == 1 { one } else { several };
            let shown = all.iter().take(SENDERS).copied().collect::<Vec<_>>().join(", ");
            match all.len() {
                0 => None,
                count if count > SENDERS => Some(format!("{what} {shown} and {} more", count - SENDERS)),
                _ => Some(format!("{what} {shown}")),
            }
        };
        let parts = [named(true, "gateway", "gateways"), named(false, "sidecar of", "sidecars of")];
        let who = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
        match self.request.worlds.as_slice() {
            [] => who,
            worlds => format!("{who} (in {})", worlds.join(", ")),
        }
    }
}

/// So many senders of a request are named.
const SENDERS: usize = 4;

/// The requests of one kind of change, those together that change in the same way, in the order of the first of each.
fn entries<'r>(differences: &'r Differences<'_>, change: Change) -> Vec<Entry<'r>> {
    let mut entries: Vec<Entry<'r>> = Vec::new();
    let mut known: FxHashMap<(&str, &Way, &Way, &[String]), usize> = FxHashMap::default();
    for request in differences.requests.changes.iter().filter(|request| request.change == change) {
        let key = (&*request.request, &request.before, &request.after, &*request.worlds);
        match known.get(&key) {
            Some(&index) => entries[index].senders.push(&request.from),
            None => {
                known.insert(key, entries.len());
                entries.push(Entry { request, senders: vec![&request.from] });
            }
        }
    }
    entries
}

/// Changes of access to a service that have one cause.
struct Opening<'r> {
    /// One of them.
    change: &'r AccessChange,
    /// The clients.
    clients: Vec<&'r str>,
}

impl Opening<'_> {
    /// The clients, and the worlds, if there are several; a few by name.
    fn from(&self) -> String {
        let mut who = self.clients.iter().take(SENDERS).copied().collect::<Vec<_>>().join("; ");
        if self.clients.len() > SENDERS {
            who += &format!("; and {} more", self.clients.len() - SENDERS);
        }
        match self.change.worlds.as_slice() {
            [] => who,
            worlds => format!("{who} (in {})", worlds.join(", ")),
        }
    }

    /// What keeps the rest out now, with its place, or else a request that gets through.
    fn cause(&self, sources: &Sources) -> Option<String> {
        let place = |location| {
            let location = sources.origin(location);
            let source = &sources[location.source];
            let at = source.position(location.span.start);
            format!(" ({}:{}:{})", source.path, at.line, at.column)
        };
        let change = self.change;
        match (&change.witness, change.after) {
            (Some(request), after) if after != Passage::None => {
                Some(format!("such as {}", request.describe()))
            }
            _ => Some(format!("{}{}", change.why.as_ref()?, change.location.map_or(String::new(), place))),
        }
    }
}

/// The changes of access of one kind, those together that concern one service and have one cause.
fn openings<'r>(differences: &'r Differences<'_>, title: &str) -> Vec<Opening<'r>> {
    let mut found: Vec<Opening<'r>> = Vec::new();
    let mut known: FxHashMap<(&str, Option<&str>, &[String]), usize> = FxHashMap::default();
    for change in differences.access.iter().filter(|change| change.title() == title) {
        let key = (&*change.to, change.why.as_deref(), &*change.worlds);
        match known.get(&key) {
            Some(&index) => found[index].clients.push(&change.from),
            None => {
                known.insert(key, found.len());
                found.push(Opening { change, clients: vec![&change.from] });
            }
        }
    }
    found
}

/// The kinds of changes that people are told one by one: who reviews a change does not ask about requests that fail
/// before and after it.
fn told() -> impl Iterator<Item = Change> {
    Change::ALL.into_iter().filter(|change| *change != Change::FailsDifferently)
}
