//! Whether a value fits a schema that is one of several alternatives.

use super::datum::{Datum, Plain};
use super::{Format, Node, Type};

/// Whether a value fits an alternative. Such a schema says only what tells it from the others, so that what
/// it does not name is free; `schema` is that of the value itself, which knows the defaults.
pub(super) fn fits(value: Datum<'_>, alternative: &'static Node, schema: Option<&'static Node>) -> bool {
    let plain = value.plain();
    let is_of_type = match (alternative.kind, plain) {
        (Type::Any, _)
        | (Type::Object, Plain::Map)
        | (Type::Array, Plain::List)
        | (Type::String, Plain::Str(_))
        | (Type::Integer, Plain::Int(_))
        | (Type::Number, Plain::Int(_) | Plain::Float(_))
        | (Type::Boolean, Plain::Bool(_))
        | (Type::IntOrString, Plain::Int(_) | Plain::Str(_)) => true,
        (Type::Integer, Plain::Float(number)) => number.fract() == 0.0,
        _ => false,
    };
    is_of_type
        && limits(plain, alternative)
        && below(value, alternative, schema)
        && checks(value, alternative, schema)
}

fn limits(plain: Plain<'_>, alternative: &Node) -> bool {
    let text = match plain {
        Plain::Str(text) => Some(text.to_owned()),
        Plain::Int(number) => Some(number.to_string()),
        Plain::Float(number) => Some(number.to_string()),
        Plain::Bool(value) => Some(value.to_string()),
        _ => None,
    };
    let in_list = |text: &String| alternative.values.contains(&text.as_str());
    let number = match plain {
        Plain::Int(number) => Some(number as f64),
        Plain::Float(number) => Some(number),
        _ => None,
    };
    let in_range = |number: f64| {
        alternative.minimum.is_none_or(|least| number >= least as f64)
            && alternative.maximum.is_none_or(|most| number <= most as f64)
    };
    (alternative.values.is_empty() || text.as_ref().is_some_and(in_list)) && number.is_none_or(in_range)
}

fn below(value: Datum<'_>, alternative: &'static Node, schema: Option<&'static Node>) -> bool {
    let child = |name: &str| schema.and_then(|schema| schema.child(name));
    let has = |name: &&&str| value.get(name, child(name)).is_some();
    if matches!(value.plain(), Plain::Map) {
        let property = |(name, alternative): &(&'static str, &'static Node)| {
            value.get(name, child(name)).is_none_or(|value| fits(value, alternative, child(name)))
        };
        return alternative.required.iter().all(|name| has(&name))
            && alternative.properties.iter().all(property);
    }
    let of_items = schema.and_then(|schema| schema.items);
    alternative.items.is_none_or(|items| value.items().into_iter().all(|item| fits(item, items, of_items)))
}

fn checks(value: Datum<'_>, alternative: &'static Node, schema: Option<&'static Node>) -> bool {
    let Some(checks) = alternative.checks else { return true };
    let text_fits = value.as_str().is_none_or(|text| {
        let length = text.chars().count();
        (checks.min_length..=checks.max_length).contains(&length)
            && checks.pattern.is_none_or(|pattern| pattern.matches(text))
            && checks.format.is_none_or(|format| format.fits(text))
    });
    let fit = |alternative: &&'static Node| fits(value, alternative, schema);
    let one_of =
        checks.one_of.is_empty() || checks.one_of.iter().copied().filter(|node| fit(node)).count() == 1;
    let any_of = checks.any_of.is_empty() || checks.any_of.iter().any(&fit);
    text_fits && one_of && any_of && checks.not.is_none_or(|not| !fit(&not))
}

/// The field at which a value misses the alternative that its other fields choose, with the forms that the
/// field may have there.
pub(super) fn misfit<'t>(
    value: Datum<'t>,
    alternatives: &'static [&'static Node],
    schema: &'static Node,
) -> Option<(&'static str, Datum<'t>, Vec<Format>)> {
    let field = |name: &str| value.get(name, schema.child(name));
    let child_fits = |name: &str, alternative: &'static Node| {
        field(name).is_some_and(|value| fits(value, alternative, schema.child(name)))
    };
    for alternative in alternatives {
        let is_chosen = alternative
            .properties
            .iter()
            .any(|(name, alternative)| !alternative.values.is_empty() && child_fits(name, alternative));
        let missed = alternative.properties.iter().find(|(name, alternative)| !child_fits(name, alternative));
        if let (true, Some((name, alternative))) = (is_chosen, missed) {
            return Some((name, field(name)?, forms(alternative)));
        }
    }
    None
}

fn forms(node: &Node) -> Vec<Format> {
    let Some(checks) = node.checks else { return Vec::new() };
    let below = checks.any_of.iter().chain(checks.one_of).flat_map(|node| forms(node));
    checks.format.into_iter().chain(below).collect()
}
