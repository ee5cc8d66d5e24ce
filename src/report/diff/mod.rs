//! What differs between two states of a mesh.

mod json;
mod markdown;
mod text;

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::access::{AccessChange, Passage};
use crate::compare::{Change, Comparison, FindingChange, RequestChange, Sender};
use crate::finding::Severity;
use crate::report::place::start;
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

/// Changes that are told as one: what one of them says, and whom it concerns.
struct Entry<'r, C, W> {
    /// The first of them.
    change: &'r C,
    /// Who sends the requests, or who gets through.
    who: Vec<&'r W>,
}

/// Puts changes together that have one key, in the order of the first of each.
fn together<'r, C, W, K: Eq + Hash>(
    changes: impl Iterator<Item = &'r C>,
    key: impl Fn(&'r C) -> K,
    who: impl Fn(&'r C) -> &'r W,
) -> Vec<Entry<'r, C, W>> {
    let mut entries: Vec<Entry<'r, C, W>> = Vec::new();
    let mut known: FxHashMap<K, usize> = FxHashMap::default();
    for change in changes {
        let index = *known.entry(key(change)).or_insert(entries.len());
        match entries.get_mut(index) {
            Some(entry) => entry.who.push(who(change)),
            None => entries.push(Entry { change, who: vec![who(change)] }),
        }
    }
    entries
}

/// Entries under a heading, and how many changes they stand for.
struct Section<'r, C, W> {
    heading: &'static str,
    count: usize,
    entries: Vec<Entry<'r, C, W>>,
}

impl<'r, C, W> Section<'r, C, W> {
    /// `None` where there is nothing to tell.
    fn of(heading: &'static str, entries: Vec<Entry<'r, C, W>>) -> Option<Section<'r, C, W>> {
        let count = entries.iter().map(|entry| entry.who.len()).sum();
        (!entries.is_empty()).then_some(Section { heading, count, entries })
    }
}

/// The requests by what becomes of them. Those that change in the same way, whoever sends them, are what one changed rule
/// does.
fn requests<'r>(
    differences: &'r Differences<'_>,
) -> impl Iterator<Item = Section<'r, RequestChange, Sender>> {
    told().filter_map(|change| {
        let of_kind = differences.requests.changes.iter().filter(|request| request.change == change);
        let key = |it: &'r RequestChange| (&it.request, &it.before, &it.after, &it.worlds);
        Section::of(change.title(), together(of_kind, key, |request| &request.from))
    })
}

impl Entry<'_, RequestChange, Sender> {
    /// Who sends them, and in which worlds, if there are several; a few by name.
    fn from(&self) -> String {
        let named = |is_gateway: bool, one: &str, several: &str| {
            let all: Vec<&str> = self
                .who
                .iter()
                .filter(|sender| sender.is_gateway == is_gateway)
                .map(|sender| sender.name.as_str())
                .collect();
            let what = if all.len() == 1 { one } else { several };
            (!all.is_empty()).then(|| format!("{what} {}", a_few(&all, ", ", " and ")))
        };
        let parts = [named(true, "gateway", "gateways"), named(false, "sidecar of", "sidecars of")];
        within(parts.into_iter().flatten().collect::<Vec<_>>().join("; "), &self.change.worlds)
    }
}

/// The changes of access by what becomes of it, those together that concern one service and have one cause.
fn openings<'r>(differences: &'r Differences<'_>) -> impl Iterator<Item = Section<'r, AccessChange, String>> {
    AccessChange::TITLES.into_iter().filter_map(|title| {
        let of_kind = differences.access.iter().filter(move |change| change.title() == title);
        let key = |it: &'r AccessChange| (&it.to, &it.why, &it.worlds);
        Section::of(title, together(of_kind, key, |change| &change.from))
    })
}

impl Entry<'_, AccessChange, String> {
    /// The clients, and the worlds, if there are several; a few by name.
    fn from(&self) -> String {
        let all: Vec<&str> = self.who.iter().map(|name| name.as_str()).collect();
        within(a_few(&all, "; ", "; and "), &self.change.worlds)
    }

    /// What keeps the rest out now, with its place, or else a request that gets through.
    fn cause(&self, sources: &Sources) -> Option<String> {
        let change = self.change;
        match (&change.witness, change.after) {
            (Some(request), after) if after != Passage::None => {
                Some(format!("such as {}", request.describe()))
            }
            _ => {
                let place = change.location.map(|location| format!(" ({})", start(sources, location)));
                Some(format!("{}{}", change.why.as_ref()?, place.unwrap_or_default()))
            }
        }
    }
}

/// So many of those whom a change concerns are named.
const NAMED: usize = 4;

fn a_few(names: &[&str], between: &str, before_the_rest: &str) -> String {
    let shown = names[..names.len().min(NAMED)].join(between);
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown}{before_the_rest}{more} more"),
    }
}

/// The worlds are named if there are several.
fn within(who: String, worlds: &[String]) -> String {
    if worlds.is_empty() { who } else { format!("{who} (in {})", worlds.join(", ")) }
}

/// The kinds of changes that people are told one by one: who reviews a change does not ask about requests that fail
/// before and after it.
fn told() -> impl Iterator<Item = Change> {
    Change::ALL.into_iter().filter(|change| *change != Change::FailsDifferently)
}
