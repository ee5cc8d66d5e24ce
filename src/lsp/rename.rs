//! Another name for a subset or a Gateway, wherever it is written.

use serde_json::{Value, json};

use super::actions::workspace_edit;
use super::analysis::{Link, Uris};
use super::navigate::Cursor;
use crate::fix::Edit;
use crate::graph::Role;
use crate::source::{Location, Span};
use crate::text::metadata::is_label;

/// What is renamed: the place that defines it, and the places that refer to it.
pub(super) struct Renamed {
    name: String,
    places: Vec<Location>,
    here: Span,
}

impl Renamed {
    /// What can be renamed at a place; the reason where nothing can.
    pub fn at(cursor: &Cursor<'_>) -> Result<Renamed, String> {
        let sources = &cursor.root.analysis.model.sources;
        let nothing = || "only subsets and Gateways that are referred to can be renamed".to_owned();
        let is_named = |link: &Link| {
            matches!(link.role, Role::Subset | Role::Gateway | Role::MatchGateway | Role::ParentGateway)
        };
        let meant = cursor.meant();
        let links = || {
            let all = cursor.root.analysis.links.iter().filter(|link| is_named(link));
            all.filter(|link| link.targets.iter().any(|target| meant.contains(target)))
        };
        let mut targets: Vec<Location> = links().flat_map(|link| link.targets.iter().copied()).collect();
        targets.sort();
        targets.dedup();
        let first = targets.first().ok_or_else(nothing)?;
        let name = bare(sources[first.source].slice(first.span)).to_owned();
        let mut places = targets;
        places.extend(links().map(|link| link.at));
        places.sort();
        places.dedup();
        for place in &places {
            let source = &sources[place.source];
            let is_writable = source.made_from.is_none() && !source.context && !source.configuration;
            if !is_writable || part(source.slice(place.span), &name).is_none() {
                return Err(format!("{} names it in a way that cannot be edited", source.path));
            }
        }
        let here = places.iter().find(|place| cursor.is_in(**place)).ok_or_else(nothing)?;
        let inner = part(sources[here.source].slice(here.span), &name).ok_or_else(nothing)?;
        Ok(Renamed { here: inner.shifted(here.span.start as usize), name, places })
    }

    /// What is asked before: what would be renamed.
    pub fn prepared(&self, cursor: &Cursor<'_>) -> Value {
        let range = cursor.root.lines(cursor.source).range(self.here);
        json!({ "range": range, "placeholder": self.name })
    }

    /// The edits.
    pub fn edits(&self, cursor: &Cursor<'_>, name: &str, uris: &Uris) -> Result<Value, String> {
        if !is_label(name) {
            return Err(format!(
                "{name:?} cannot be a name: lower-case letters, digits and `-` within them can"
            ));
        }
        // A number or a word such as `on` needs quotes; those that are there stay.
        let is_plain = name.starts_with(|first: char| first.is_ascii_lowercase())
            && !["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(&name);
        let sources = &cursor.root.analysis.model.sources;
        let edit = |place: &Location| {
            let whole = sources[place.source].slice(place.span);
            let span = part(whole, &self.name)?.shifted(place.span.start as usize);
            let has_quotes = whole.starts_with(['"', '\'']) || span != place.span;
            let text = if is_plain || has_quotes { name.to_owned() } else { format!("\"{name}\"") };
            Some(Edit { location: Location { span, ..*place }, text })
        };
        let edits: Vec<Edit> = self.places.iter().filter_map(edit).collect();
        Ok(workspace_edit(cursor.root, &edits, uris))
    }
}

fn bare(written: &str) -> &str {
    written.trim_matches(['"', '\''])
}

/// The name within a value: all of it, or what stands behind the namespace.
fn part(written: &str, name: &str) -> Option<Span> {
    let inner = bare(written);
    let before = inner.strip_suffix(name)?;
    let start = written.find(inner)? + before.len();
    (before.is_empty() || before.ends_with('/')).then(|| Span::new(start, start + name.len()))
}
