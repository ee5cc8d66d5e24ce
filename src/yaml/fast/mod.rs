//! The YAML that people write, read in one pass over its bytes.
//!
//! [`read`] knows block mappings and sequences, the scalars of all five styles, flow collections of scalars and of one
//! another, comments, `---`, and names for scalars (`&name` and `*name`). Of everything else (tabs that indent, carriage
//! returns, names for collections, tags, directives, `?` keys, merges, keys without values in brackets, anything that is
//! wrong) it knows only that it does not know it: each function returns `None`, which gives the whole chunk up, and the parser behind [`super::parse`] reads it
//! from the start. So this module has no errors and repairs nothing; what it does read it must read exactly as the
//! parser does, places included, which `tests` compares on real and on damaged manifests.
//!
//! One rule holds everywhere: where two readings are possible, give up.

mod anchor;
mod block;
mod block_scalar;
mod cursor;
mod flow;
mod guard;
mod plain;
mod quoted;
#[cfg(test)]
mod tests;
mod trunk;

use cursor::Cursor;
use trunk::Trunk;

use super::tree::Tree;

/// The deepest nesting that is read here; deeper documents are left to the parser, which reports those that are too deep.
const MAX_DEPTH: usize = super::MAX_DEPTH / 2;

/// The longest key. YAML allows 1,024 characters from the start of a key to its colon.
const MAX_KEY: usize = 512;

/// Reads a chunk of text that is at `base` of its source; `None` where something in it is not known here.
pub(super) fn read(text: &str, base: usize) -> Option<Vec<Tree<'_>>> {
    if !guard::is_common(text) || u32::try_from(text.len().checked_add(base)?).is_err() {
        return None;
    }
    Reader::new(text, base).documents()
}

/// Where the reading stands, and the tree that has grown so far.
struct Reader<'text> {
    cursor: Cursor<'text>,
    trunk: Trunk<'text>,
}

impl<'text> Reader<'text> {
    fn new(text: &'text str, base: usize) -> Self {
        Reader { cursor: Cursor::new(text), trunk: Trunk::new(text.len(), base) }
    }

    fn documents(&mut self) -> Option<Vec<Tree<'text>>> {
        let mut documents = Vec::new();
        self.cursor.indentation()?;
        loop {
            if self.cursor.marker() == Some(b'-') {
                self.cursor.skip(3);
                self.cursor.end_of_line()?;
            }
            if self.cursor.is_at_end() {
                return Some(documents);
            }
            // The parser gives an empty document a node of its own, which the next one would begin with.
            if self.cursor.marker().is_some() {
                return None;
            }
            let root = self.root()?;
            documents.push(self.trunk.finish(root));
            if self.cursor.marker() == Some(b'.') {
                self.cursor.skip(3);
                self.cursor.end_of_line()?;
            }
            if self.cursor.marker() != Some(b'-') && !self.cursor.is_at_end() {
                return None;
            }
        }
    }
}
