//! What differs between two sets, by kind and version, as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::changes::{self, Change, Sign, Subject};
use super::{Name, Set};

/// What differs between two sets.
#[derive(Default)]
pub struct Diff {
    /// One line for each difference; empty where there is none.
    pub text: String,
    kinds: [usize; 3],
    fields: [usize; 3],
    rules: [usize; 3],
    others: usize,
}

impl Diff {
    /// Compares two sets.
    pub fn between(old: &Set, new: &Set) -> Diff {
        let mut diff = Diff::default();
        let names: std::collections::BTreeSet<&Name> = old.kinds.keys().chain(new.kinds.keys()).collect();
        for name in names {
            match (old.kinds.get(name), new.kinds.get(name)) {
                (Some(was), Some(is)) => diff.kind(name, was, is),
                (Some(was), None) => diff.whole('-', Sign::Removed, name, was),
                (None, Some(is)) => diff.whole('+', Sign::Added, name, is),
                (None, None) => {}
            }
        }
        diff
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How much differs, in one line.
    pub fn summary(&self) -> String {
        if self.is_empty() {
            return "no differences".to_owned();
        }
        let part = |[removed, added, changed]: [usize; 3], what: &str| {
            let count = |count: usize, how: &str| (count > 0).then(|| format!("{count} {how}"));
            let counts = [count(added, "added"), count(removed, "removed"), count(changed, "changed")];
            let counts: Vec<_> = counts.into_iter().flatten().collect();
            (!counts.is_empty()).then(|| format!("{what} {}", counts.join(", ")))
        };
        let others = (self.others > 0).then(|| format!("other differences {}", self.others));
        let parts =
            [part(self.kinds, "kinds"), part(self.fields, "fields"), part(self.rules, "rules"), others];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    fn whole(&mut self, mark: char, sign: Sign, name: &Name, kind: &Value) {
        self.kinds[sign as usize] += 1;
        let versions: Vec<_> = versions(kind).keys().map(|name| name.to_string()).collect();
        let _ = writeln!(self.text, "{mark} {name}: {}", versions.join(", "));
    }

    fn kind(&mut self, name: &Name, was: &Value, is: &Value) {
        let mut lines = Vec::new();
        for member in ["plural", "scope"] {
            if was[member] != is[member] {
                self.others += 1;
                lines.push(format!("  ~ {member} {}, was {}", is[member], was[member]));
            }
        }
        let (old, new) = (versions(was), versions(is));
        for version in old.keys().filter(|version| !new.contains_key(*version)) {
            self.others += 1;
            lines.push(format!("  - version {version}"));
        }
        for version in new.keys().filter(|version| !old.contains_key(*version)) {
            self.others += 1;
            lines.push(format!("  + version {version}"));
        }
        // Versions are often the same but for their names.
        let mut groups: Vec<(Vec<Change>, Vec<&str>)> = Vec::new();
        for (version, was) in &old {
            let Some(is) = new.get(version) else { continue };
            for member in ["served", "storage", "deprecated", "deprecationWarning", "subresources"] {
                if was[member] != is[member] {
                    self.others += 1;
                    lines
                        .push(format!("  ~ version {version}: {member} {}, was {}", is[member], was[member]));
                }
            }
            let changes = changes::between(schema(was, &old), schema(is, &new));
            match groups.iter_mut().find(|(other, _)| *other == changes) {
                Some((_, versions)) => versions.push(version),
                None => groups.push((changes, vec![version])),
            }
        }
        for (changes, versions) in groups.into_iter().filter(|(changes, _)| !changes.is_empty()) {
            lines.push(format!("  {}", versions.join(", ")));
            lines.extend(changes.iter().map(|change| self.line(change)));
        }
        if !lines.is_empty() {
            self.kinds[Sign::Changed as usize] += 1;
            let _ = writeln!(self.text, "{name}\n{}", lines.join("\n"));
        }
    }

    fn line(&mut self, change: &Change) -> String {
        let sign = change.sign as usize;
        match change.subject {
            Subject::Field => self.fields[sign] += 1,
            Subject::Rule => self.rules[sign] += 1,
            Subject::Other => self.others += 1,
        }
        let path = if change.path.is_empty() { "the object" } else { &change.path };
        format!("    {} {path}: {}", ['-', '+', '~'][sign], change.words)
    }
}

/// The versions of a kind by their names.
fn versions(kind: &Value) -> BTreeMap<&str, &Value> {
    let list = kind["versions"].as_array().into_iter().flatten();
    list.filter_map(|version| Some((version["name"].as_str()?, version))).collect()
}

/// The schema of a version, which may be said to be that of another one.
fn schema<'a>(version: &'a Value, all: &BTreeMap<&str, &'a Value>) -> &'a Value {
    let same = version["sameAs"].as_str().and_then(|name| all.get(name));
    &same.copied().unwrap_or(version)["schema"]
}
