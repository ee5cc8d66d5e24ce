//! Which objects a patch is for: regular expressions on their ids, and selectors on labels and annotations.

use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use super::accumulate::Lookup;
use super::fault::Fault;
use super::id::group_version;
use super::object::Object;
use super::value::Node;
use crate::source::Location;

/// No pattern may take more memory than this, compiled.
const PATTERN_SIZE: usize = 1 << 20;

/// What a target asks for (`SelectorRegex`).
#[derive(Debug, Default)]
pub(super) struct Selector {
    group: Option<Pattern>,
    version: Option<Pattern>,
    kind: Option<Pattern>,
    name: Option<Pattern>,
    namespace: Option<Pattern>,
    labels: Vec<Requirement>,
    annotations: Vec<Requirement>,
}

#[derive(Debug)]
enum Pattern {
    /// A text without anything that is special in a regular expression.
    Text(String),
    Regex(Regex),
}

impl Pattern {
    fn matches(&self, text: &str) -> bool {
        match self {
            Pattern::Text(own) => own == text,
            Pattern::Regex(regex) => regex.is_match(text),
        }
    }
}

/// Compiles a pattern within bounds.
pub(super) fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).size_limit(PATTERN_SIZE).dfa_size_limit(PATTERN_SIZE).build().ok()
}

impl Selector {
    /// Reads a target; a pattern that is not one is a fault, and then nothing is selected.
    pub fn read(node: &Node, faults: &mut Vec<(Location, Fault)>) -> Option<Selector> {
        let before = faults.len();
        let mut pattern = |key: &str| {
            let node = node.get(key).filter(|node| !node.written().is_empty())?;
            let text = node.written();
            if !text.contains(|special: char| "\\.+*?()|[]{}^$".contains(special)) {
                return Some(Pattern::Text(text.to_owned()));
            }
            let regex = compile(&format!("^(?:{text})$"));
            if regex.is_none() {
                faults.push((node.at, Fault::BadPattern { text: text.to_owned() }));
            }
            regex.map(Pattern::Regex)
        };
        let mut selector = Selector {
            group: pattern("group"),
            version: pattern("version"),
            kind: pattern("kind"),
            name: pattern("name"),
            namespace: pattern("namespace"),
            ..Selector::default()
        };
        for (key, list) in
            [("labelSelector", &mut selector.labels), ("annotationSelector", &mut selector.annotations)]
        {
            let Some(node) = node.get(key) else { continue };
            match requirements(node.written()) {
                Some(requirements) => *list = requirements,
                None => faults.push((node.at, Fault::BadPattern { text: node.written().to_owned() })),
            }
        }
        (faults.len() == before).then_some(selector)
    }

    /// The objects that it selects (`resWrangler.Select`).
    pub fn select(&self, objects: &[Arc<Object>], lookup: &Lookup) -> Vec<usize> {
        let fits = |index: &usize| self.fits(&objects[*index]);
        match &self.name {
            Some(Pattern::Text(name)) => {
                let mut found: Vec<usize> = lookup.named(name).iter().copied().filter(fits).collect();
                found.sort_unstable();
                found
            }
            _ => (0..objects.len()).filter(fits).collect(),
        }
    }

    fn fits(&self, object: &Object) -> bool {
        let fits = |pattern: &Option<Pattern>, text: &str| {
            pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
        };
        let kind = object.kind();
        if !fits(&self.kind, &kind) {
            return false;
        }
        if self.name.is_some() || self.namespace.is_some() {
            let (current, original) = (object.id(), object.original_id());
            let name_fits = fits(&self.name, &original.name) || fits(&self.name, &current.name);
            let namespace_fits =
                fits(&self.namespace, &original.namespace) || fits(&self.namespace, &current.namespace);
            if !name_fits || !namespace_fits {
                return false;
            }
        }
        let api_version = object.api_version();
        let (group, version) = group_version(&api_version);
        fits(&self.group, group)
            && fits(&self.version, version)
            && fit_requirements(&self.labels, object, "labels")
            && fit_requirements(&self.annotations, object, "annotations")
    }
}

/// Whether labels or annotations of an object meet all requirements.
pub(super) fn fit_requirements(requirements: &[Requirement], object: &Object, field: &str) -> bool {
    requirements.iter().all(|requirement| {
        let map = object.root.get_path(&["metadata", field]);
        let value = map.and_then(|map| map.get(&requirement.key));
        let value = value.map(Node::scalar_text);
        requirement.fits(value)
    })
}

/// One part of a label selector.
#[derive(Debug, PartialEq)]
pub(super) struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operator {
    In,
    NotIn,
    Exists,
    Absent,
    Greater,
    Less,
}

impl Requirement {
    fn fits(&self, value: Option<&str>) -> bool {
        let is_in = |value: &str| self.values.iter().any(|own| own == value);
        let number = |text: Option<&str>| text.and_then(|text| text.parse::<i64>().ok());
        let bound = number(self.values.first().map(String::as_str));
        match self.operator {
            Operator::In => value.is_some_and(is_in),
            Operator::NotIn => !value.is_some_and(is_in),
            Operator::Exists => value.is_some(),
            Operator::Absent => value.is_none(),
            Operator::Greater => number(value).zip(bound).is_some_and(|(value, bound)| value > bound),
            Operator::Less => number(value).zip(bound).is_some_and(|(value, bound)| value < bound),
        }
    }
}

/// Reads a label selector: `a=b, c!=d, e in (f, g), h notin (i), j, !k` (`labels.Parse`).
pub(super) fn requirements(text: &str) -> Option<Vec<Requirement>> {
    let mut rest = text.trim();
    let mut list = Vec::new();
    while !rest.is_empty() {
        let (requirement, behind) = requirement(rest)?;
        list.push(requirement);
        rest = behind.trim_start();
        if let Some(more) = rest.strip_prefix(',') {
            rest = more.trim_start();
            if rest.is_empty() {
                return None;
            }
        } else if !rest.is_empty() {
            return None;
        }
    }
    Some(list)
}

fn requirement(text: &str) -> Option<(Requirement, &str)> {
    let (absent, text) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest.trim_start()));
    let (key, rest) = word(text);
    if key.is_empty() {
        return None;
    }
    let rest = rest.trim_start();
    let done = |operator, values, rest| Some((Requirement { key: key.to_owned(), operator, values }, rest));
    if absent {
        return done(Operator::Absent, Vec::new(), rest);
    }
    if rest.is_empty() || rest.starts_with(',') {
        return done(Operator::Exists, Vec::new(), rest);
    }
    let signs = [
        ("==", Operator::In),
        ("!=", Operator::NotIn),
        ("=", Operator::In),
        (">", Operator::Greater),
        ("<", Operator::Less),
    ];
    for (sign, operator) in signs {
        if let Some(rest) = rest.strip_prefix(sign) {
            let (value, rest) = word(rest.trim_start());
            let is_number = value.parse::<i64>().is_ok();
            if matches!(operator, Operator::Greater | Operator::Less) && !is_number {
                return None;
            }
            return done(operator, vec![value.to_owned()], rest);
        }
    }
    let (operator, rest) = word(rest);
    let operator = match operator {
        "in" => Operator::In,
        "notin" => Operator::NotIn,
        _ => return None,
    };
    let (values, rest) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    let values: Vec<String> = values.split(',').map(|value| value.trim().to_owned()).collect();
    if values.iter().any(|value| word(value).0 != value) {
        return None;
    }
    done(operator, values, rest)
}

/// The text up to the next sign or blank.
fn word(text: &str) -> (&str, &str) {
    let ends = |character: char| character.is_whitespace() || "=!(),<>".contains(character);
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_selectors_are_read() {
        let fits = |selector: &str, value: Option<&str>| {
            requirements(selector).map(|list| list.iter().all(|requirement| requirement.fits(value)))
        };
        assert_eq!(fits("a=b", Some("b")), Some(true));
        assert_eq!(fits("a == b", Some("c")), Some(false));
        assert_eq!(fits("a!=b", None), Some(true));
        assert_eq!(fits("a in (b, c)", Some("c")), Some(true));
        assert_eq!(fits("a notin (b,c)", Some("c")), Some(false));
        assert_eq!(fits("a,!a", Some("c")), Some(false));
        assert_eq!(fits("!a", None), Some(true));
        assert_eq!(fits("a>5", Some("6")), Some(true));
        assert_eq!(fits("", None), Some(true));
        assert_eq!(fits("a=b,", None), None);
        assert_eq!(fits("a in b", None), None);
    }
}
