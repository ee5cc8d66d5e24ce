//! From the text of one file to its objects.

use rayon::prelude::*;

use super::read::File;
use super::{RawObject, classify, list, split};
use crate::problem::{DocumentFault, Fault};
use crate::source::{SourceId, Span};
use crate::yaml::{self, NodeRef, Tree};

/// What one file holds.
pub(super) struct FileOutcome<T> {
    pub objects: Vec<T>,
    pub problems: Vec<ChunkProblem>,
    pub lost: Vec<Span>,
    pub skipped: Vec<String>,
    /// Where the name of this program and a colon stand: perhaps a comment that is for it.
    pub directives: Vec<u32>,
}

/// A problem; `object` counts in the objects of the same outcome.
pub(super) struct ChunkProblem {
    pub span: Span,
    pub object: Option<usize>,
    pub fault: Fault,
}

impl<T> Default for FileOutcome<T> {
    fn default() -> Self {
        FileOutcome {
            objects: Vec::new(),
            problems: Vec::new(),
            lost: Vec::new(),
            skipped: Vec::new(),
            directives: Vec::new(),
        }
    }
}

impl<T> FileOutcome<T> {
    fn append(&mut self, mut other: FileOutcome<T>) {
        let base = self.objects.len();
        self.objects.append(&mut other.objects);
        self.problems.extend(other.problems.into_iter().map(|mut problem| {
            problem.object = problem.object.map(|index| index + base);
            problem
        }));
        self.lost.append(&mut other.lost);
        self.skipped.append(&mut other.skipped);
    }
}

/// Documents of a file are handed to other threads in portions of at least this many bytes.
const PORTION: usize = 256 * 1024;

/// Reads all objects of a file. `fragment_of` names the kustomization that uses the file as a patch.
pub(super) fn read_file<T: Send>(
    file: &File,
    source: SourceId,
    fragment_of: Option<&str>,
    convert: &(impl Fn(RawObject<'_>, &mut Vec<(Span, Fault)>) -> T + Sync),
) -> FileOutcome<T> {
    let text = &file.source.text;
    let mut outcome = FileOutcome::default();
    if let Some(owner) = fragment_of {
        outcome.skipped.push(format!("it is a patch of {owner}"));
        return outcome;
    }
    if let Some(reason) = classify::chart_template(&file.path, text) {
        outcome.skipped.push(reason);
        return outcome;
    }
    let named = memchr::memmem::find_iter(text.as_bytes(), b"meshlint:");
    outcome.directives.extend(named.map(|at| at as u32));
    let reader = Reader { file, source, convert };
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
    if outcome.objects.is_empty()
        && outcome.problems.is_empty()
        && outcome.skipped.is_empty()
        && file.faults.is_empty()
    {
        outcome.skipped.push(match super::kustomize::is_kustomization(&file.path) {
            true => classify::KUSTOMIZATION.to_owned(),
            false => "it holds no Kubernetes object".to_owned(),
        });
    }
    outcome
}

fn lacks_something(fault: &Fault) -> bool {
    use crate::schema::Fault::{MissingField, NullElement};
    matches!(fault, Fault::Schema { fault: MissingField { .. } | NullElement, .. })
}

struct Reader<'run, F> {
    file: &'run File,
    source: SourceId,
    convert: &'run F,
}

impl<T: Send, F: Fn(RawObject<'_>, &mut Vec<(Span, Fault)>) -> T + Sync> Reader<'_, F> {
    fn document(&self, range: std::ops::Range<usize>) -> FileOutcome<T> {
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
            let is_torn = |problem: &ChunkProblem| match &problem.fault {
                Fault::Yaml(yaml::Fault::UnknownAnchor { .. }) => true,
                Fault::Yaml(yaml::Fault::UnquotedAsterisk { text: alias }) => {
                    text.contains(&alias.replacen('*', "&", 1))
                }
                _ => false,
            };
            if !parts.iter().any(|part| part.problems.iter().any(is_torn)) {
                let mut outcome = FileOutcome::default();
                parts.into_iter().for_each(|part| outcome.append(part));
                return outcome;
            }
        }
        self.parsed(range, None)
    }

    /// Parses a piece of text: a document, or one item of a large list (with its dash, in block style).
    fn parsed(&self, range: std::ops::Range<usize>, item_of: Option<(&str, &str)>) -> FileOutcome<T> {
        let text = &self.file.source.text[range.clone()];
        let parsed = yaml::parse(text, range.start);
        let mut outcome = FileOutcome::default();
        if parsed.problems.iter().any(|problem| problem.fault.loses_document()) {
            if classify::holds_template(text) {
                outcome.skipped.push(classify::TEMPLATE.to_owned());
                return outcome;
            }
            if classify::looks_like_object(text) {
                outcome.lost.push(Span::new(range.start, range.end));
            } else if !self.file.explicit
                && item_of.is_none()
                && parsed.problems.iter().all(|problem| matches!(problem.fault, yaml::Fault::Syntax { .. }))
            {
                outcome
                    .skipped
                    .push("it is not valid YAML, and nothing in it looks like an object".to_owned());
                return outcome;
            }
        } else if classify::is_template(&parsed, &self.file.source.text) {
            outcome.skipped.push(classify::TEMPLATE.to_owned());
            return outcome;
        }
        let mut spans = Vec::new();
        let mut is_ours = item_of.is_some();
        for (index, tree) in parsed.documents.iter().enumerate() {
            if index > 0 {
                let marker = self.marker_before(tree, range.start);
                outcome.problems.push(ChunkProblem {
                    span: marker,
                    object: None,
                    fault: Fault::Document(DocumentFault::Lost),
                });
            }
            let before = outcome.problems.len() + outcome.skipped.len();
            // As it is written: lines of a plain text are joined when it is read.
            let written = self.file.source.text.get(tree.root().span().range()).unwrap_or_default();
            if tree.root().as_str().is_some() && classify::looks_like_object(written) {
                outcome.lost.push(tree.root().span());
                let start = tree.root().span().start as usize;
                outcome.problems.push(ChunkProblem {
                    span: Span::new(start, start + 1),
                    object: None,
                    fault: Fault::Yaml(yaml::Fault::Syntax {
                        message: "the whole document is one text, not an object".to_owned(),
                        help: Some("remove the `|` or `>` before it, or the quotes around it"),
                    }),
                });
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
        is_ours |= !outcome.objects.is_empty() || !outcome.lost.is_empty() || self.file.explicit;
        for problem in parsed.problems {
            // What is odd in a file that is not for Kubernetes is none of our business, unless it is hostile.
            let is_hostile = matches!(
                problem.fault,
                yaml::Fault::TooDeep | yaml::Fault::AliasExpansion | yaml::Fault::AliasCycle { .. }
            );
            if is_ours || is_hostile {
                let holds = |span: &Span| span.start <= problem.span.start && problem.span.end <= span.end;
                outcome.problems.push(ChunkProblem {
                    span: problem.span,
                    object: spans.iter().position(holds),
                    fault: Fault::Yaml(problem.fault),
                });
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
        outcome: &mut FileOutcome<T>,
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
                if let Some(reason) = classify::not_for_a_cluster(api_version) {
                    outcome.skipped.push(reason.to_owned());
                    return;
                }
                let raw = RawObject {
                    node,
                    api_version,
                    kind,
                    kind_span,
                    source: self.source,
                    text: &self.file.source.text,
                };
                let mut problems = Vec::new();
                outcome.objects.push((self.convert)(raw, &mut problems));
                spans.push(node.span());
                let object = Some(outcome.objects.len() - 1);
                let located = problems.into_iter().map(|(span, fault)| ChunkProblem { span, object, fault });
                outcome.problems.extend(located);
                return;
            }
            // Nothing but objects belongs into a list of objects.
            (None, Some(_)) if has_metadata || is_item => DocumentFault::MissingApiVersion,
            (_, None) if is_item && !node.is_null() => DocumentFault::MissingKind,
            (Some(_), None) if has_metadata => DocumentFault::MissingKind,
            _ => return,
        };
        outcome.problems.push(ChunkProblem {
            span: classify::first_place(node),
            object: None,
            fault: Fault::Document(fault),
        });
    }
}
