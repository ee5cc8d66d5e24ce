//! What `$patch` says.

use super::strategic::Misfit;
use super::value::Node;

/// What a patch tells to do with what it is put on.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Directive {
    Merge,
    Replace,
    Delete,
}

/// The directive of a mapping (`determineMappingNodePatchStrategy`).
pub(super) fn directive(patch: &Node) -> Result<Directive, Misfit> {
    match patch.get("$patch").map(Node::written) {
        None | Some("merge") => Ok(Directive::Merge),
        Some("replace") => Ok(Directive::Replace),
        Some("delete") => Ok(Directive::Delete),
        Some(_) => Err("$patch".to_owned()),
    }
}

/// The directive that stands as an item of its own, and the other items
/// (`determineSequenceNodePatchStrategy`).
pub(super) fn list_directive(patch: &Node) -> Result<(Directive, Vec<Node>), Misfit> {
    let items = patch.items();
    let Some(first) = items.iter().find(|item| item.get("$patch").is_some()) else {
        return Ok((Directive::Merge, items.to_vec()));
    };
    if first.entries().len() > 1 {
        return Ok((Directive::Merge, items.to_vec()));
    }
    let word = first.get("$patch").map_or("", Node::written).to_owned();
    let is_directive = |item: &&Node| item.get("$patch").is_none_or(|node| node.written() != word);
    Ok((directive(first)?, items.iter().filter(is_directive).cloned().collect()))
}
