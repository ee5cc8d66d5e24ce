//! YAML that stands as a text in YAML.

use super::{Problem, Tree, parse};
use crate::source::Span;

/// Gives what lies in a text of other YAML, and what is wrong with it as YAML. A literal block is parsed where
/// it stands, so that every place in it is exact; any other text is parsed on its own and has the place of
/// the whole.
pub fn with_nested<R>(
    source: &str,
    span: Span,
    value: &str,
    look: impl FnOnce(Option<&mut Tree<'_>>, Vec<Problem>) -> R,
) -> R {
    let written = source.get(span.range()).unwrap_or_default();
    if let Some(header) = written.find('\n').filter(|_| written.starts_with('|')) {
        let mut parsed = parse(&written[header + 1..], span.start as usize + header + 1);
        return look(parsed.documents.first_mut(), parsed.problems);
    }
    let mut parsed = parse(value, 0);
    if let Some(tree) = parsed.documents.first_mut() {
        tree.place_all_at(span);
    }
    parsed.problems.iter_mut().for_each(|problem| problem.span = span);
    look(parsed.documents.first_mut(), parsed.problems)
}
