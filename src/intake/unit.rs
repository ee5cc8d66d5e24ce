//! From the text of one file to its objects.

use rayon::prelude::*;

use super::object::{Judge, RawObject};
use super::read::File;
use super::{classify, list, placeholders, split};
use crate::deploy::FileRole;
use crate::finding::Finding;
use crate::inspect::Standing;
use crate::model::{Object, Placeholder, SkipReason, renumber};
use crate::problem::{DocumentFault, Fault, Problem};
use crate::schema;
use crate::source::{Location, ObjectId, Source, SourceId, Span};
use crate::yaml::{self, NodeRef, Tree};

/// One file, read for itself: its text and all that can be said without a look at any other file. It never changes,
/// so that it can be kept for as long as its text is the same. Objects are numbered from 0, and places name text 0.
#[derive(Debug)]
pub struct Unit {
    /// The text.
    pub source: Source,
    /// What it holds.
    pub content: Content,
}

/// What a text holds, or a piece of it.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The objects, in the order of their places.
    pub objects: Vec<Object>,
    /// What is wrong with the text and with the structure of its objects.
    pub problems: Vec<Problem>,
    /// What the rules say that judge one object by itself.
    pub findings: Vec<Finding>,
    /// Documents that look like objects and could not be read.
    pub lost: Vec<Location>,
    /// What was not checked, and why.
    pub skipped: Vec<SkipReason>,
    /// Values that are filled in later, in the order of their places.
    pub placeholders: Vec<Placeholder>,
    /// Where the name of this program and a colon stand: perhaps a comment that is for it.
    pub directives: Vec<Location>,
}

/// The number of a text in its own unit.
const HERE: SourceId = SourceId(0);

fn here(span: Span) -> Location {
    Location { source: HERE, span }
}

impl Content {
    /// The same in another text, with objects that are numbered from another number on.
    pub fn placed(mut self, source: SourceId, first: u32) -> Content {
        if source == HERE && first == 0 {
            return self;
        }
        renumber(&mut self.problems, &mut self.findings, |id| Some(ObjectId(id.0 + first)));
        self.objects.iter_mut().for_each(|object| object.source = source);
        let problems = self.problems.iter_mut().map(|problem| &mut problem.location);
        let findings = self.findings.iter_mut().flat_map(|finding| {
            let related = finding.related.iter_mut().map(|related| &mut related.location);
            let changes =
                finding.fix.iter_mut().flat_map(|fix| &mut fix.changes).map(|change| &mut change.at);
            std::iter::once(&mut finding.location).chain(related).chain(changes)
        });
        let others = self.lost.iter_mut().chain(&mut self.directives);
        let placeholders = self.placeholders.iter_mut().map(|placeholder| &mut placeholder.location);
        problems
            .chain(findings)
            .chain(others)
            .chain(placeholders)
            .for_each(|location| location.source = source);
        self
    }

    /// What is left to say of a file that is not applied as it is written: what is wrong with its text.
    pub(super) fn in_role(self, role: &FileRole) -> Content {
        let is_of_text = |problem: &Problem| matches!(problem.fault, Fault::File(_) | Fault::Yaml(_));
        let of_text = self.problems.into_iter().filter(is_of_text);
        Content {
            problems: of_text.map(|problem| Problem { object: None, ..problem }).collect(),
            skipped: match role {
                FileRole::Built { .. } => self.skipped.into_iter().filter(is_of_file).collect(),
                FileRole::NotApplied(reason) => vec![reason.clone()],
            },
            directives: self.directives,
            lost: self.lost,
            ..Content::default()
        }
    }

    /// Adds what follows in the same text.
    fn append(&mut self, other: Content) {
        let mut other = other.placed(HERE, self.objects.len() as u32);
        self.objects.append(&mut other.objects);
        self.problems.append(&mut other.problems);
        self.findings.append(&mut other.findings);
        self.lost.append(&mut other.lost);
        self.skipped.append(&mut other.skipped);
        self.placeholders.append(&mut other.placeholders);
        self.directives.append(&mut other.directives);
    }

    fn problem(&mut self, span: Span, object: Option<usize>, fault: Fault) {
        let object = object.map(|index| ObjectId(index as u32));
        self.problems.push(Problem { location: here(span), object, fault });
    }
}

/// Whether nothing of the file could be read, so that nothing could be built of it.
fn is_of_file(reason: &SkipReason) -> bool {
    matches!(reason, SkipReason::Unreadable | SkipReason::TooLarge | SkipReason::NotUtf8)
}

/// Documents of a file are handed to other threads in portions of at least this many bytes.
const PORTION: usize = 256 * 1024;

/// Reads all that a file holds. In a role of its own, its objects are not judged as they are written.
pub(super) fn read(mut file: File, role: Option<FileRole>, judge: Judge<'_>) -> Unit {
    if !file.explicit && classify::is_template_file(&file.path) {
        let skipped = classify::holds_objects(&file.source.text).then_some(SkipReason::Template);
        let content = Content { skipped: skipped.into_iter().collect(), ..Content::default() };
        return Unit { source: file.source, content };
    }
    let reason = file.reason();
    let mut content = Content::default();
    for (span, fault) in std::mem::take(&mut file.faults) {
        content.problem(span, None, Fault::File(fault));
    }
    let judge = Some(judge).filter(|_| role.is_none());
    match role {
        Some(FileRole::Built { is_sound: true }) => content.directives = directives(&file.source.text),
        _ => content.append(objects(&file, !content.problems.is_empty(), judge)),
    }
    if let Some(role) = role {
        content = content.in_role(&role);
    }
    if let Some(reason) = reason {
        content.skipped = vec![reason];
    }
    Unit { source: file.source, content }
}

/// Reads a text that was made.
pub(super) fn of_text(source: Source, judge: Judge<'_>) -> Unit {
    let file =
        File { path: source.path.clone().into(), explicit: false, source, faults: Vec::new(), skip: None };
    let mut content = objects(&file, false, Some(judge));
    content.skipped.clear();
    Unit { source: file.source, content }
}

fn objects(file: &File, has_faults: bool, judge: Option<Judge<'_>>) -> Content {
    let text = &file.source.text;
    let mut outcome = Content::default();
    if let Some(reason) = classify::chart_template(&file.path).filter(|_| !file.explicit) {
        if judge.is_none() {
            return outcome;
        }
        // What it names may be there once it is rendered.
        outcome.lost.push(here(Span::new(0, text.len())));
        outcome.skipped.push(reason);
        return outcome;
    }
    outcome.directives = directives(text);
    let holds_placeholders = judge.is_some() && placeholders::may_be_in(text);
    let reader = Reader { file, judge, holds_placeholders };
    let documents = split::documents(text);
    if text.len() < 2 * PORTION {
        for range in documents {
            outcome.append(reader.document(range));
        }
    } else {
        let least = (documents.len() * PORTION / text.len()).max(1);
        let parts: Vec<_> =
            documents.into_par_iter().with_min_len(least).map(|range| reader.document(range)).collect();
        for part in parts {
            outcome.append(part);
        }
    }
    outcome.skipped.dedup();
    outcome.placeholders.sort_by_key(|placeholder| placeholder.location.span.start);
    if outcome.objects.is_empty() && outcome.problems.is_empty() && outcome.skipped.is_empty() && !has_faults
    {
        outcome.skipped.push(SkipReason::NoObject);
    }
    outcome
}

/// Where the name of this program and a colon stand.
fn directives(text: &str) -> Vec<Location> {
    let named = memchr::memmem::find_iter(text.as_bytes(), b"meshlint:");
    named.map(|at| here(Span::new(at, at))).collect()
}

fn lacks_something(fault: &Fault) -> bool {
    use crate::schema::Fault::{MissingField, NullElement};
    matches!(fault, Fault::Schema { fault: MissingField { .. } | NullElement, .. })
}

struct Reader<'run> {
    file: &'run File,
    /// None where objects are not judged as they are written here.
    judge: Option<Judge<'run>>,
    /// Whether the text of the file may hold any.
    holds_placeholders: bool,
}

impl Reader<'_> {
    fn document(&self, range: std::ops::Range<usize>) -> Content {
        let text = &self.file.source.text[range.clone()];
        if text.len() >= PORTION
            && let Some(list) = list::items(text)
        {
            let offset = range.start;
            let parts: Vec<_> = list
                .items
                .par_iter()
                .with_min_len((list.items.len() * PORTION / text.len()).max(1))
                .map(|item| {
                    let item = item.start + offset..item.end + offset;
                    self.parsed(item.clone(), Some((&list.api_version, &list.kind)))
                })
                .collect();
            // An anchor may stand in one item and its alias in another: then the list is one document.
            let is_torn = |problem: &Problem| match &problem.fault {
                Fault::Yaml(yaml::Fault::UnknownAnchor { .. }) => true,
                Fault::Yaml(yaml::Fault::UnquotedAsterisk { text: alias }) => {
                    text.contains(&alias.replacen('*', "&", 1))
                }
                _ => false,
            };
            if !parts.iter().any(|part| part.problems.iter().any(is_torn)) {
                let mut outcome = Content::default();
                parts.into_iter().for_each(|part| outcome.append(part));
                return outcome;
            }
        }
        self.parsed(range, None)
    }

    /// Parses a piece of text: a document, or one item of a large list (with its dash, in block style).
    fn parsed(&self, range: std::ops::Range<usize>, item_of: Option<(&str, &str)>) -> Content {
        let text = &self.file.source.text[range.clone()];
        let mut outcome = Content::default();
        if classify::is_ytt(text) {
            outcome.skipped.push(SkipReason::Template);
            return outcome;
        }
        let mut parsed = yaml::parse(text, range.start);
        if parsed.problems.iter().any(|problem| problem.fault.loses_document()) {
            let source = &self.file.source.text;
            if classify::holds_template(text) || classify::is_broken_by_placeholder(&parsed, source) {
                outcome.skipped.push(SkipReason::Template);
                return outcome;
            }
            if classify::looks_like_object(text) {
                outcome.lost.push(here(Span::new(range.start, range.end)));
            } else if !self.file.explicit
                && item_of.is_none()
                && parsed.problems.iter().all(|problem| matches!(problem.fault, yaml::Fault::Syntax { .. }))
            {
                outcome.skipped.push(SkipReason::NotYaml);
                return outcome;
            }
        } else if parsed.template_action(&self.file.source.text, 0).is_some() {
            outcome.skipped.push(SkipReason::Template);
            return outcome;
        }
        if let Some(judge) = self.judge.filter(|_| self.holds_placeholders) {
            let (whole, part) = (&self.file.source.text, Span::new(range.start, range.end));
            for tree in &mut parsed.documents {
                let found = placeholders::mark(tree, whole, part, &judge.options.substitutions);
                outcome.placeholders.extend(found);
            }
        }
        let mut spans = Vec::new();
        let mut is_ours = item_of.is_some();
        for (index, tree) in parsed.documents.iter().enumerate() {
            if index > 0 {
                let marker = self.marker_before(tree, range.start);
                outcome.problem(marker, None, Fault::Document(DocumentFault::Lost));
            }
            let before = outcome.problems.len() + outcome.skipped.len();
            // As it is written: lines of a plain text are joined when it is read.
            let written = self.file.source.text.get(tree.root().span().range()).unwrap_or_default();
            if tree.root().as_str().is_some() && classify::looks_like_object(written) {
                outcome.lost.push(here(tree.root().span()));
                let start = tree.root().span().start as usize;
                let fault = yaml::Fault::Syntax {
                    message: "the whole document is one text, not an object".to_owned(),
                    help: Some("remove the `|` or `>` before it, or the quotes around it"),
                };
                outcome.problem(Span::new(start, start + 1), None, Fault::Yaml(fault));
                continue;
            }
            match item_of {
                Some(parents) if matches!(tree.root().value(), yaml::Value::Seq(_)) => {
                    tree.root()
                        .items()
                        .for_each(|item| self.object(item, Some(parents), &mut outcome, &mut spans));
                }
                Some(parents) => self.object(tree.root(), Some(parents), &mut outcome, &mut spans),
                None => self.object(tree.root(), None, &mut outcome, &mut spans),
            }
            is_ours |= before != outcome.problems.len() + outcome.skipped.len();
        }
        // Where an alias stands for nothing, what it would have brought is not missing as well.
        let is_hole = |problem: &yaml::Problem| {
            use yaml::Fault::{AliasCycle, AliasExpansion, UnknownAnchor};
            matches!(problem.fault, UnknownAnchor { .. } | AliasCycle { .. } | AliasExpansion)
        };
        if parsed.problems.iter().any(is_hole) {
            outcome.problems.retain(|problem| !lacks_something(&problem.fault));
        }
        if outcome.objects.is_empty() {
            outcome.placeholders.clear();
        }
        is_ours |= !spans.is_empty() || !outcome.lost.is_empty() || self.file.explicit;
        for problem in parsed.problems {
            // What is odd in a file that is not for Kubernetes is not our business, unless it is hostile.
            let is_hostile = matches!(
                problem.fault,
                yaml::Fault::TooDeep | yaml::Fault::AliasExpansion | yaml::Fault::AliasCycle { .. }
            );
            if is_ours || is_hostile {
                let holds = |span: &Span| span.start <= problem.span.start && problem.span.end <= span.end;
                outcome.problem(problem.span, spans.iter().position(holds), Fault::Yaml(problem.fault));
            }
        }
        outcome
    }

    /// The `---` that stands before a document inside a chunk.
    fn marker_before(&self, tree: &Tree<'_>, chunk_start: usize) -> Span {
        let root = tree.root().span();
        let before = &self.file.source.text[chunk_start..root.start as usize];
        let marker = before.rfind("---").or_else(|| before.rfind("..."));
        marker.map_or(root, |at| Span::new(chunk_start + at, chunk_start + at + 3))
    }

    /// Reads one object, or the items of a list of objects. `list` is the type of the items of the list
    /// that it stands in, empty where the list does not say it.
    fn object(
        &self,
        node: NodeRef<'_>,
        list: Option<(&str, &str)>,
        outcome: &mut Content,
        spans: &mut Vec<Span>,
    ) {
        let text_of = |key: &str| node.get(key).and_then(NodeRef::as_str);
        let (api_version, kind) = (text_of("apiVersion"), text_of("kind"));
        if let Some(kind) = kind.filter(|kind| kind.ends_with("List"))
            && let Some(items) =
                node.get("items").filter(|items| !matches!(items.value(), yaml::Value::Map(_)))
        {
            let (api_version, kind) = list::item_type(api_version.unwrap_or_default(), kind);
            items.items().for_each(|item| self.object(item, Some((api_version, kind)), outcome, spans));
            return;
        }
        let kind_span = node.get("kind").map_or_else(|| classify::first_place(node), NodeRef::span);
        let is_item = list.is_some();
        let inherited = list.filter(|(_, kind)| !kind.is_empty());
        let api_version = api_version.or(inherited.map(|(api_version, _)| api_version));
        let kind = kind.or(inherited.map(|(_, kind)| kind));
        let has_metadata = matches!(node.get("metadata").map(NodeRef::value), Some(yaml::Value::Map(_)));
        let fault = match (api_version, kind) {
            (Some(api_version), Some(kind)) => {
                if let Some(reason) = classify::not_for_a_cluster(node, api_version) {
                    outcome.skipped.push(reason);
                    return;
                }
                if !classify::is_object(node, api_version, kind) {
                    return;
                }
                spans.push(node.span());
                let Some(judge) = self.judge else { return };
                let raw = RawObject { node, api_version, kind, kind_span, text: &self.file.source.text };
                let index = outcome.objects.len();
                let place = Standing { source: HERE, object: Some(ObjectId(index as u32)) };
                let (object, mut judged) = judge.object(raw, place);
                outcome.objects.push(object);
                outcome.findings.append(&mut judged.findings);
                outcome.placeholders.append(&mut judged.placeholders);
                for (span, fault) in judged.problems {
                    outcome.problem(span, Some(index), fault);
                }
                return;
            }
            // Nothing but objects belongs into a list of objects.
            (None, Some(kind)) if has_metadata && schema::is_kind(kind) || is_item => {
                DocumentFault::MissingApiVersion
            }
            (_, None) if is_item && !node.is_null() => DocumentFault::MissingKind,
            (Some(api_version), None) if has_metadata && classify::lacks_kind(node, api_version) => {
                DocumentFault::MissingKind
            }
            _ => return,
        };
        outcome.problem(classify::first_place(node), None, Fault::Document(fault));
    }
}
