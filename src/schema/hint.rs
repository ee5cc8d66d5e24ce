//! What may have been meant by a field or a value that is not known.

use super::place::Place;
use super::{Node, Type};
use crate::yaml::NodeRef;

/// Names longer than this are not slips of the pen.
const LONGEST: usize = 64;

/// The candidate that was most likely meant: equal but for case, `_` and `-`; the singular or plural;
/// or a letter away (two from five letters on).
pub(super) fn nearest<'a>(written: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST {
        return None;
    }
    let folded = fold(written);
    let lowercase = written.to_lowercase();
    let limit = if written.chars().count() >= 5 { 2 } else { 1 };
    let rank = |candidate: &str| {
        if candidate.len().abs_diff(written.len()) > 3 {
            return None;
        }
        let other = fold(candidate);
        if other == folded {
            return Some(0);
        }
        if is_plural(&other, &folded) || is_plural(&folded, &other) {
            return Some(1);
        }
        let distance = strsim::osa_distance(&candidate.to_lowercase(), &lowercase);
        (distance <= limit).then_some(1 + distance)
    };
    let ranked = candidates.filter_map(|candidate| rank(candidate).map(|rank| (rank, candidate)));
    ranked.min_by_key(|&(rank, _)| rank).map(|(_, candidate)| candidate)
}

fn fold(text: &str) -> String {
    text.chars().filter(|letter| !matches!(letter, '_' | '-')).flat_map(char::to_lowercase).collect()
}

fn is_plural(plural: &str, singular: &str) -> bool {
    let Some(stem) = plural.strip_suffix('s') else { return false };
    singular.len() > 1
        && (stem == singular
            || stem.strip_suffix('e') == Some(singular)
            || stem.strip_suffix("ie").is_some_and(|stem| singular.strip_suffix('y') == Some(stem)))
}

/// Where near this object a field of that name is known, as the path that the field would have: in an
/// object one level down, or else in the closest object around. `[]` stands for any item of a list.
pub(super) fn elsewhere(field: &str, object: NodeRef<'_>, place: &Place<'_>) -> Option<String> {
    below(field, object, place).or_else(|| {
        let knows = |place: &&Place<'_>| place.schema.property(field).is_some();
        place.ancestors().find(knows).map(|place| place.path_of(field))
    })
}

fn below(field: &str, object: NodeRef<'_>, place: &Place<'_>) -> Option<String> {
    let knowing: Vec<(&str, &str)> = place
        .schema
        .properties
        .iter()
        .filter_map(|&(name, child)| {
            let (child, item) = child_object(child)?;
            child.property(field).map(|_| (name, item))
        })
        .collect();
    let mut present = knowing.iter().filter(|(name, _)| object.get(name).is_some());
    let chosen = match (present.next(), present.next(), knowing.as_slice()) {
        (Some(only), None, _) => only,
        (None, _, [only]) => only,
        _ => return None, // too many to guess
    };
    Some(format!("{}{}.{field}", place.path_of(chosen.0), chosen.1))
}

fn child_object(child: &'static Node) -> Option<(&'static Node, &'static str)> {
    match (child.kind, child.items) {
        (Type::Object, _) => Some((child, "")),
        (Type::Array, Some(item)) => Some((item, "[]")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let known = ["host", "hosts", "port", "policies", "subset", "tls", "trafficPolicy", "match"];
        let cases = [
            ("Hosts", Some("hosts")),
            ("traffic_policy", Some("trafficPolicy")),
            ("policy", Some("policies")),
            ("matches", Some("match")),
            ("ports", Some("port")),
            ("trafficPolcy", Some("trafficPolicy")),
            ("trafifcPolciy", Some("trafficPolicy")),
            ("tsl", Some("tls")),
            ("sub", None),
            ("tcp", None),
            ("destination", None),
        ];
        for (written, expected) in cases {
            assert_eq!(nearest(written, known.into_iter()), expected, "for {written}");
        }
    }
}
