//! Which part of a value a broken rule is about: what is left of the value when everything is taken away
//! without which the rule is still broken.

use super::super::Node;
use super::super::datum::Datum;
use super::project::{self, Content, Piece};
use super::{Outcome, Rule, Rules};
use crate::source::Span;
use crate::yaml::NodeRef;
use cel::Value;

/// How often a rule is evaluated at most to find the part.
const TRIES: usize = 400;

/// The part of a value that breaks a rule.
#[derive(Debug, Default)]
pub(crate) struct Blame {
    /// The way to it from the value.
    pub path: Vec<Step>,
    /// Its place; that of the value itself where nothing more exact is known.
    pub span: Option<Span>,
    /// The place of its key, where it is a field.
    pub key: Option<Span>,
    /// What else it takes to break the rule: names and places.
    pub others: Vec<(String, Span)>,
}

/// A step of the way.
#[derive(Debug)]
pub(crate) enum Step {
    Field(String),
    Item(usize),
}

impl Blame {
    /// Whether this blames only the field that says which form a value has, and another rule blames the same
    /// field together with what does not belong to that form.
    pub fn is_kind_of(&self, other: &Blame) -> bool {
        let Some(Step::Field(name)) = self.path.last() else { return false };
        self.others.is_empty()
            && KINDS.contains(&name.as_str())
            && other.others.iter().any(|(_, span)| Some(*span) == self.key)
    }
}

/// Finds the part of a value at which a rule is broken.
pub(crate) fn blame(rules: &'static Rules, rule: &Rule, value: Datum<'_>, schema: &'static Node) -> Blame {
    let whole = project::piece(value, Some(schema), &rules.reads);
    let wanted = rule.expression.evaluate(&whole.value());
    let mut search = Search { rule, wanted, tries: 0 };
    let mut marked = Marked::of(&whole, 0);
    search.shrink(&mut marked);
    let mut blame = Blame::default();
    descend(&marked, &mut blame);
    blame
}

/// A piece of which parts may be taken away.
#[derive(Clone)]
struct Marked<'t> {
    node: Option<NodeRef<'t>>,
    /// Where it stands in its list.
    index: usize,
    kind: Kind<'t>,
}

#[derive(Clone)]
enum Kind<'t> {
    Scalar(Piece<'t>),
    List(Vec<Marked<'t>>),
    Map(Vec<(String, bool, Marked<'t>)>),
}

impl<'t> Marked<'t> {
    fn of(piece: &Piece<'t>, index: usize) -> Marked<'t> {
        let kind = match &piece.content {
            Content::Scalar(_) => Kind::Scalar(piece.clone()),
            Content::List(items) => {
                Kind::List(items.iter().enumerate().map(|(index, item)| Marked::of(item, index)).collect())
            }
            Content::Map(fields) => {
                let field = |(name, is_property, piece): &(String, bool, Piece<'t>)| {
                    (name.clone(), *is_property, Marked::of(piece, 0))
                };
                Kind::Map(fields.iter().map(field).collect())
            }
        };
        Marked { node: piece.node, index, kind }
    }

    fn piece(&self) -> Piece<'t> {
        let content = match &self.kind {
            Kind::Scalar(piece) => return piece.clone(),
            Kind::List(items) => Content::List(items.iter().map(Marked::piece).collect()),
            Kind::Map(fields) => {
                let field = |(name, is_property, part): &(String, bool, Marked<'t>)| {
                    (name.clone(), *is_property, part.piece())
                };
                Content::Map(fields.iter().map(field).collect())
            }
        };
        Piece { node: self.node, content }
    }

    fn len(&self) -> usize {
        match &self.kind {
            Kind::Scalar(_) => 0,
            Kind::List(items) => items.len(),
            Kind::Map(fields) => fields.len(),
        }
    }

    fn child(&mut self, index: usize) -> Option<&mut Marked<'t>> {
        match &mut self.kind {
            Kind::Scalar(_) => None,
            Kind::List(items) => items.get_mut(index),
            Kind::Map(fields) => fields.get_mut(index).map(|(_, _, part)| part),
        }
    }

    fn without(&self, index: usize) -> Marked<'t> {
        let mut rest = self.clone();
        match &mut rest.kind {
            Kind::Scalar(_) => {}
            Kind::List(items) => drop(items.remove(index)),
            Kind::Map(fields) => drop(fields.remove(index)),
        }
        rest
    }
}

struct Search<'r> {
    rule: &'r Rule,
    /// What the rule gives for the whole value.
    wanted: Outcome,
    tries: usize,
}

impl Search<'_> {
    fn shrink(&mut self, root: &mut Marked<'_>) {
        let mut way = Vec::new();
        self.shrink_at(root, &mut way);
    }

    /// Where of a list only one item is left, and that could be anything, it is the list that is wrong.
    fn forget_counted(&mut self, root: &mut Marked<'_>, way: &[usize]) {
        if self.tries >= TRIES || self.wanted == Outcome::Error {
            return;
        }
        let anything = Content::Scalar(Value::Bool(true));
        let anything = Kind::Scalar(Piece { node: None, content: anything });
        let Some(item) = only_item(root, way) else { return };
        let before = std::mem::replace(item, Marked { node: None, index: 0, kind: anything });
        self.tries += 1;
        if self.rule.expression.evaluate(&root.piece().value()) != self.wanted
            && let Some(item) = only_item(root, way)
        {
            *item = before;
        }
    }

    /// Takes away what is not needed, from the part at the end of the way.
    fn shrink_at(&mut self, root: &mut Marked<'_>, way: &mut Vec<usize>) {
        let mut index = 0;
        while let Some(part) = at(root, way) {
            if index >= part.len() || self.tries >= TRIES {
                break;
            }
            let before = part.clone();
            *part = before.without(index);
            self.tries += 1;
            if self.rule.expression.evaluate(&root.piece().value()) == self.wanted {
                continue;
            }
            if let Some(part) = at(root, way) {
                *part = before;
            }
            index += 1;
        }
        self.forget_counted(root, way);
        let length = at(root, way).map_or(0, |part| part.len());
        for index in 0..length {
            way.push(index);
            self.shrink_at(root, way);
            way.pop();
        }
    }
}

fn only_item<'m, 't>(root: &'m mut Marked<'t>, way: &[usize]) -> Option<&'m mut Marked<'t>> {
    match &mut at(root, way)?.kind {
        Kind::List(items) => <&mut [Marked<'t>; 1]>::try_from(items.as_mut_slice()).ok().map(|[item]| item),
        _ => None,
    }
}

fn at<'m, 't>(root: &'m mut Marked<'t>, way: &[usize]) -> Option<&'m mut Marked<'t>> {
    way.iter().try_fold(root, |part, index| part.child(*index))
}

/// Names of fields that say which of several forms an object has: they are seldom what is wrong.
const KINDS: [&str; 6] = ["type", "kind", "mode", "protocol", "group", "operation"];

fn descend(part: &Marked<'_>, blame: &mut Blame) {
    match &part.kind {
        Kind::Scalar(_) => {}
        Kind::List(items) => {
            let Some((last, others)) = items.split_last() else { return };
            let Some(node) = last.node else { return };
            blame.path.push(Step::Item(last.index));
            (blame.span, blame.key) = (Some(short(node)), None);
            for other in others {
                if let Some(node) = other.node {
                    blame.others.push((format!("[{}]", other.index), short(node)));
                }
            }
            descend(last, blame);
        }
        Kind::Map(fields) => {
            // What stands last in the text is what was added to the others.
            let place = |(name, _, _): &&(String, bool, Marked<'_>)| {
                let entry = part.node.and_then(|node| entry(node, name));
                entry.map(|(key, _)| (!KINDS.contains(&name.as_str()), key.span().start))
            };
            let chosen = fields.iter().filter(|field| place(field).is_some()).max_by_key(place);
            let Some((name, is_property, below)) = chosen else { return };
            let Some((key, value)) = part.node.and_then(|node| entry(node, name)) else { return };
            blame.path.push(Step::Field(name.clone()));
            // Of a map it is the keys that a rule judges: each value has rules of its own.
            let is_value = *is_property && matches!(below.kind, Kind::Scalar(_)) && is_scalar(value);
            blame.span = Some(if is_value { value.span() } else { key.span() });
            blame.key = Some(key.span());
            for (other, _, _) in fields.iter().filter(|(other, _, _)| other != name) {
                if let Some((key, _)) = part.node.and_then(|node| entry(node, other)) {
                    blame.others.push((other.clone(), key.span()));
                }
            }
            descend(below, blame);
        }
    }
}

/// The last entry under a key, which may be a number as written.
fn entry<'t>(node: NodeRef<'t>, name: &str) -> Option<(NodeRef<'t>, NodeRef<'t>)> {
    node.entries().rev().find(|(key, _)| key.key_text().is_some_and(|key| key == name))
}

fn is_scalar(node: NodeRef<'_>) -> bool {
    node.items().len() == 0 && node.entries().len() == 0
}

/// A short place for an item: itself, or its first key.
fn short(node: NodeRef<'_>) -> Span {
    node.entries().next().map_or_else(|| node.span(), |(key, _)| key.span())
}
