//! Whether a value keeps to what Envoy asks beyond its type: Envoy refuses a configuration that does not.

use super::departure::{Fault, Patch, Reader};
use super::judge::Walk;
use super::limits::{Bound, Limit};
use super::set::Set;
use super::table::{Field, Kind, Message, Scalar, Shape};
use crate::source::Span;
use crate::text::duration;
use crate::yaml::{NodeRef, Value};

impl Walk<'_> {
    /// Looks whether the value of a field keeps within its bounds.
    pub fn bounded(&mut self, node: NodeRef<'_>, of: &'static Message, field: &'static Field) {
        let may_be_empty = field.limits.contains(&Limit::EmptyAllowed) || self.patch == Patch::Merged;
        for limit in &field.limits {
            let (bound, number, counted) = match limit {
                Limit::Value(bound) if field.shape == Shape::Single => (bound, number(node, field), None),
                Limit::Count(bound) => {
                    let Some((count, what)) = count(node, field) else { continue };
                    // What is merged into a list or map comes to what is there.
                    let is_certain = self.patch == Patch::Whole || is_upper(*bound);
                    (bound, is_certain.then_some(count), Some(what))
                }
                _ => continue,
            };
            let Some(number) = number.filter(|number| *number != 0.0 || !may_be_empty) else { continue };
            if !bound.holds(number) {
                let value = match (counted, node.value()) {
                    (Some(_), _) => number.to_string(),
                    (None, Value::Str(text)) => text.to_owned(),
                    (None, _) => number.to_string(),
                };
                self.report(
                    node.span(),
                    of,
                    Reader::Istiod,
                    Fault::OutOfBounds { value, limit: *limit, counted },
                );
                return;
            }
        }
    }

    /// Looks for fields that have to be set and are not.
    pub fn missing(&mut self, of: &'static Message, place: Span, reader: Reader, set: &[Set<'_>]) {
        if self.patch == Patch::Merged || self.is_unasked || reader == Reader::Envoy {
            return;
        }
        let is_set = |field: &Field| set.iter().any(|set| set.field.name == field.name);
        let demanded = of.fields().iter().filter(|field| !field.gone && is_demanded(field) && !is_set(field));
        let mut fields: Vec<Vec<&str>> = demanded.map(|field| vec![field.name]).collect();
        for oneof in of.required_oneofs() {
            let is_member = |field: &Field| field.oneof == Some(oneof);
            if !set.iter().any(|set| is_member(set.field)) {
                let members = of.fields().iter().filter(|field| is_member(field));
                fields.push(members.map(|field| field.name).collect());
            }
        }
        if !fields.is_empty() {
            self.report(place, of, reader, Fault::Missing { fields });
        }
    }
}

/// Whether the field has to be set. Rules hold for scalars, lists and maps that are not set as for empty ones.
fn is_demanded(field: &Field) -> bool {
    if field.oneof.is_some() || field.limits.contains(&Limit::EmptyAllowed) {
        return false;
    }
    let has_default = field.shape != Shape::Single || !field.is_optional;
    field.limits.iter().any(|limit| match limit {
        Limit::Required => true,
        Limit::Count(bound) | Limit::Value(bound) => has_default && !bound.holds(0.0),
        Limit::ItemCount(_) | Limit::EmptyAllowed | Limit::Unasked => false,
    })
}

fn is_upper(bound: Bound) -> bool {
    matches!(bound, Bound::Below(_) | Bound::AtMost(_))
}

/// The number that a value is, or the nanoseconds that it lasts.
fn number(node: NodeRef<'_>, field: &Field) -> Option<f64> {
    match (field.kind, node.value()) {
        (Kind::Duration, Value::Str(text)) => duration(text).map(|nanoseconds| nanoseconds as f64),
        (Kind::Scalar(Scalar::Bool | Scalar::Text | Scalar::Bytes), _) => None,
        (Kind::Scalar(_), Value::Int(number)) => Some(number as f64),
        (Kind::Scalar(_), Value::Float(number)) => Some(number),
        (Kind::Scalar(_), Value::Str(text)) => text.parse().ok(),
        _ => None,
    }
}

/// How many there are, and of what.
fn count(node: NodeRef<'_>, field: &Field) -> Option<(f64, &'static str)> {
    let (count, what) = match (field.shape, field.kind, node.value()) {
        (Shape::List, _, Value::Seq(items)) => (items.len(), "items"),
        (Shape::Map(_), _, Value::Map(entries)) => (entries.len(), "entries"),
        (Shape::Single, Kind::Scalar(Scalar::Text), Value::Str(text)) => (text.chars().count(), "characters"),
        _ => return None,
    };
    Some((count as f64, what))
}
