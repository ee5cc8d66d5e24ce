//! Names of types and fields: which was meant, which are gone, and where they are described.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::set::Set;
use super::table::{Field, Kind, Message, Shape, messages};
use crate::schema::hint;

/// Whether a type is of a version of Envoy's API that is gone. Types of Istio and of others have versions of their own.
pub fn is_outdated(name: &str) -> bool {
    name.starts_with("envoy.") && name.split('.').any(|part| part == "v2" || part.starts_with("v2alpha"))
}

/// The page of Envoy's documentation that describes a message, as far as there is one.
pub fn documentation(message: &Message) -> Option<String> {
    let name = message.name.strip_prefix("envoy.")?;
    let folder = message.file.strip_prefix("envoy/")?;
    let anchor = name.replace('.', "-").to_lowercase();
    Some(format!("https://www.envoyproxy.io/docs/envoy/latest/api-v3/{folder}#envoy-v3-api-msg-{anchor}"))
}

/// The types by the last part of their name, and by all before it.
fn index() -> &'static FxHashMap<&'static str, Vec<&'static str>> {
    static INDEX: OnceLock<FxHashMap<&str, Vec<&str>>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for message in messages().filter(|message| !message.gone) {
            let (stem, last) = message.name.rsplit_once('.').unwrap_or(("", &message.name));
            index.entry(stem).or_default().push(&message.name);
            index.entry(last).or_default().push(&message.name);
        }
        index
    })
}

/// The type that differs from this one by a slip in a single part of its name, or that ends as this one does where
/// it begins otherwise. Of two names that differ in a single part either the last part is the same or all before it.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    let (stem, last) = name.rsplit_once('.')?;
    let of = |part: &str| index().get(part).into_iter().flatten().copied();
    let by_slip = of(stem).chain(of(last)).filter_map(|known| Some((slip(known, name)?, known)));
    by_slip.min().map(|(_, known)| known).or_else(|| {
        let (start, _) = name.rmatch_indices('.').nth(3)?;
        let end = name.strip_prefix("envoy.").and(Some(&name[start..]))?;
        let mut found = of(last).filter(|known| known.ends_with(end));
        found.next().filter(|_| found.next().is_none())
    })
}

/// How far one name is from the other where they differ in a single part, by little.
fn slip(known: &str, written: &str) -> Option<usize> {
    if known.len().abs_diff(written.len()) > 2 {
        return None;
    }
    let mut wrong = known.split('.').zip(written.split('.')).filter(|(known, written)| known != written);
    let (known_part, written_part) = wrong.next()?;
    if wrong.next().is_some() || known.split('.').count() != written.split('.').count() {
        return None;
    }
    if known_part.eq_ignore_ascii_case(written_part) {
        return Some(0);
    }
    let is_version = known_part.starts_with('v') && known_part[1..].starts_with(|c: char| c.is_ascii_digit());
    let limit = if known_part.len() >= 8 { 2 } else { 1 };
    let distance = || strsim::osa_distance(known_part, written_part);
    (!is_version && known_part.len() >= 3).then(distance).filter(|distance| *distance <= limit)
}

/// The field of a message that was probably meant, in the spelling that was used.
pub(super) fn nearest_field(of: &Message, name: &str) -> Option<String> {
    let fields = || of.fields().iter().filter(|field| !field.gone);
    let is_json = name.contains(|letter: char| letter.is_ascii_uppercase());
    if is_json {
        let names: Vec<String> = fields().map(Field::json_name).collect();
        return hint::nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
    }
    hint::nearest(name, fields().map(|field| field.name)).map(str::to_owned)
}

/// The field of a message below this one that is called so: the only one that is there, or else the only one.
pub(super) fn inner_field(of: &Message, name: &str, set: &[Set<'_>]) -> Option<String> {
    let knowing = || {
        of.fields().iter().filter(|field| match field.kind {
            Kind::Message(inner) if !field.gone => inner.field(name).is_some(),
            _ => false,
        })
    };
    let is_there = |field: &&Field| set.iter().any(|other| other.field.name == field.name);
    let mut present = knowing().filter(is_there);
    let (only, more) = match present.next() {
        Some(field) => (field, present.next()),
        None => {
            let mut knowing = knowing();
            (knowing.next().filter(|field| field.shape == Shape::Single)?, knowing.next())
        }
    };
    let item = if only.shape == Shape::List { "[]" } else { "" };
    more.is_none().then(|| format!("{}{item}.{name}", only.name))
}
