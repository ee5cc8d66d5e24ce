//! The checks of a value beyond its type: lengths, patterns, fields that exclude each other.

use rustc_hash::FxHashMap;

use super::alternative::{fits, misfit};
use super::cel::{self, Blame, Rule, Rules, Step};
use super::datum::Datum;
use super::place::{Place, push_field};
use super::problem::{Counted, Fault};
use super::walk::Walk;
use super::{Checks, Node};
use crate::source::Span;
use crate::yaml::{NodeRef, Value};

impl Walk<'_> {
    /// Checks a text.
    pub(super) fn text(&mut self, node: NodeRef<'_>, place: &Place<'_>, text: &str) {
        let Some(checks) = place.schema.checks else { return };
        let before = self.problems.len();
        let fits = |count: usize| (checks.min_length..=checks.max_length).contains(&count);
        // A text has at most as many characters as bytes.
        if checks.min_length > 0 || text.len() > checks.max_length {
            let count = text.chars().count();
            if !fits(count) {
                let fault = bad_length(Counted::Characters, count, checks.min_length, checks.max_length);
                self.report(node.span(), place.to_string(), fault);
            }
        }
        if self.problems.len() > before {
            return;
        }
        if let Some(pattern) = checks.pattern
            && !pattern.matches(text)
        {
            let fault = Fault::PatternMismatch { value: text.to_owned(), pattern: pattern.text };
            self.report(node.span(), place.to_string(), fault);
        } else if let Some(format) = checks.format
            && !format.fits(text)
        {
            self.report(node.span(), place.to_string(), Fault::BadFormat { value: text.to_owned(), format });
        }
    }

    /// Checks a list or an object, and what has nothing to do with the type. `before` is how many problems and
    /// values that are not known there were before it.
    pub(super) fn whole(
        &mut self,
        node: NodeRef<'_>,
        place: &Place<'_>,
        key: Option<NodeRef<'_>>,
        checks: &'static Checks,
        (before, known): (usize, usize),
    ) {
        let at = || place_of(node, key);
        match node.value() {
            Value::Seq(items) => {
                let (least, most) = (checks.min_items, checks.max_items);
                if !(least..=most).contains(&items.len()) {
                    let fault = bad_length(Counted::Items, items.len(), least, most);
                    self.report(at(), place.to_string(), fault);
                }
                if items.len() > 1 && (checks.is_set || !checks.list_keys.is_empty()) {
                    self.duplicates(node, place, checks);
                }
            }
            Value::Map(entries) => {
                let (least, most) = (checks.min_entries, checks.max_entries);
                if !(least..=most).contains(&entries.len()) {
                    let fault = bad_length(Counted::Entries, entries.len(), least, most);
                    self.report(at(), place.to_string(), fault);
                }
                for group in checks.exclusive {
                    self.exclusive(node, place, group);
                }
            }
            _ => {}
        }
        // What a rule says of a value that has a fault inside is not news.
        if let Some(rules) = checks.rules
            && !self.problems[before..].iter().any(|problem| is_blocking(&problem.fault))
        {
            self.rules(node, place, at, rules, known);
        }
        let is_known = self.unknown.len() == known;
        if self.problems.len() == before && is_known && !fits_alternatives(node, place.schema, checks) {
            match misfit(Datum::Node(node), checks.one_of, place.schema) {
                Some((name, value, forms)) => {
                    let span = value.node().map_or_else(at, |node| node.span());
                    let fault = Fault::NoAlternative { value: shown(value), forms };
                    self.report(span, place.path_of(name), fault);
                }
                None => {
                    let fault = Fault::NoAlternative { value: shown(Datum::Node(node)), forms: Vec::new() };
                    self.report(at(), place.to_string(), fault);
                }
            }
        }
    }

    /// Asks the rules of a definition; one that is broken by a value that is not known is not worth telling.
    fn rules(
        &mut self,
        node: NodeRef<'_>,
        place: &Place<'_>,
        at: impl Fn() -> Span,
        rules: &'static Rules,
        known: usize,
    ) {
        let unknown = &self.unknown[known..];
        let is_certain = |blame: &Blame| {
            unknown.is_empty()
                || blame.span.is_some_and(|span| !unknown.contains(&span))
                    && !blame.others.iter().any(|(_, span)| unknown.contains(span))
        };
        let value = Datum::Node(node);
        let blamed = |rule: &'static Rule| (rule, cel::blame(rules, rule, value, place.schema));
        let broken: Vec<(&Rule, Blame)> = cel::broken(rules, value, place.schema)
            .map(blamed)
            .filter(|(_, blame)| is_certain(blame))
            .collect();
        let mut told: Vec<Span> = Vec::new();
        for (rule, blame) in &broken {
            let span = blame.span.unwrap_or_else(&at);
            let is_part = broken.iter().any(|(_, other)| blame.is_kind_of(other));
            if is_part || told.contains(&span) {
                continue;
            }
            told.push(span);
            let mut path = place.to_string();
            for step in &blame.path {
                match step {
                    Step::Field(name) => push_field(&mut path, name),
                    Step::Item(index) => path += &format!("[{index}]"),
                }
            }
            // What stands at one place is one finding, whatever the number of rules that it breaks.
            let here = broken.iter().filter(|(_, other)| other.span.unwrap_or_else(&at) == span);
            let (mut messages, mut others) = (Vec::new(), Vec::new());
            for (rule, blame) in here {
                messages.push(rule.message);
                others.extend(blame.others.iter().cloned());
            }
            others.sort_by_key(|(_, span)| span.start);
            others.dedup();
            let fault = Fault::BrokenRule { expression: rule.expression.text, messages, others };
            self.report(span, path, fault);
        }
    }

    fn exclusive(&mut self, node: NodeRef<'_>, place: &Place<'_>, group: &'static [&'static str]) {
        let is_there = |name: &&str| {
            let nullable = || place.schema.property(name).is_some_and(|child| child.nullable);
            node.get(name).is_some_and(|value| !value.is_null() || nullable())
        };
        let mut found = group.iter().copied().filter(is_there);
        let (Some(first), Some(second)) = (found.next(), found.next()) else { return };
        let names = [first, second].into_iter().chain(found);
        let mut present: Vec<(&'static str, Span)> =
            names.filter_map(|name| Some((name, node.get_entry(name)?.0.span()))).collect();
        present.sort_by_key(|(_, span)| span.start);
        let Some(&(name, span)) = present.get(1) else { return };
        self.report(span, place.path_of(name), Fault::Exclusive { present });
    }

    fn duplicates(&mut self, node: NodeRef<'_>, place: &Place<'_>, checks: &'static Checks) {
        let schema = place.schema.items;
        let mut seen: FxHashMap<Vec<u8>, Span> = FxHashMap::default();
        for (index, item) in node.items().enumerate() {
            let mut encoded = Vec::new();
            let mut span = item.span();
            let mut keys = Vec::new();
            if checks.is_set {
                Datum::Node(item).encode(schema, &mut encoded);
            } else {
                for &key in checks.list_keys {
                    let child = schema.and_then(|schema| schema.property(key));
                    let Some(value) = Datum::Node(item).get(key, child) else { continue };
                    value.encode(child, &mut encoded);
                    if value.node().is_some_and(NodeRef::is_unknown) {
                        keys.clear();
                        break;
                    }
                    if keys.is_empty() {
                        span = value.node().map_or(span, |node| node.span());
                    }
                    keys.push((key, value));
                }
                if keys.is_empty() {
                    continue; // a key that is missing is a fault of its own
                }
            }
            if let Some(&first) = seen.get(&encoded) {
                let keys = keys.iter().map(|(key, value)| (*key, shown(*value))).collect();
                let at =
                    schema.map_or_else(|| place.to_string(), |schema| place.item(index, schema).to_string());
                self.report(span, at, Fault::DuplicateItem { keys, first });
            } else {
                seen.insert(encoded, span);
            }
        }
    }
}

/// Whether a fault makes what rules say of the value around it worthless. A field that nobody knows does not,
/// unless it is a known one misspelt.
fn is_blocking(fault: &Fault) -> bool {
    match fault {
        Fault::UnknownField { nearest, elsewhere, .. } => nearest.is_some() || elsewhere.is_some(),
        _ => true,
    }
}

/// A scalar as it is quoted in a message.
fn shown(value: Datum<'_>) -> String {
    match value.plain() {
        super::datum::Plain::Str(text) => text.to_owned(),
        super::datum::Plain::Int(number) => number.to_string(),
        super::datum::Plain::Float(number) => number.to_string(),
        super::datum::Plain::Bool(value) => value.to_string(),
        _ => "…".to_owned(),
    }
}

fn bad_length(of: Counted, count: usize, minimum: usize, maximum: usize) -> Fault {
    Fault::BadLength { of, count, minimum, maximum }
}

/// The place of a whole list or object: its key, or the first key that it holds.
pub(super) fn place_of(node: NodeRef<'_>, key: Option<NodeRef<'_>>) -> Span {
    let first = || node.entries().next().map(|(key, _)| key);
    match node.value() {
        Value::Seq(_) | Value::Map(_) => key.or_else(first).unwrap_or(node).span(),
        _ => node.span(),
    }
}

fn fits_alternatives(node: NodeRef<'_>, schema: &'static Node, checks: &Checks) -> bool {
    let fit = |alternative: &&&'static Node| fits(Datum::Node(node), alternative, Some(schema));
    let one_of = checks.one_of.is_empty() || checks.one_of.iter().filter(fit).count() == 1;
    let any_of = checks.any_of.is_empty() || checks.any_of.iter().any(|node| fit(&node));
    one_of && any_of && checks.not.is_none_or(|not| !fit(&&not))
}
