//! The texts that are open in the editor: they go before what the disk holds.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use super::analysis::Uris;
use super::position::{Encoding, Lines};
use super::uri;
use crate::focus::Texts;

/// A text that is open.
struct Document {
    uri: Uri,
    text: String,
}

/// All texts that are open, by the paths of their files.
#[derive(Default)]
pub(super) struct Documents(BTreeMap<PathBuf, Document>);

impl Documents {
    pub fn open(&mut self, item: TextDocumentItem) {
        if let Some(path) = uri::path(&item.uri) {
            self.0.insert(path, Document { uri: item.uri, text: item.text });
        }
    }

    /// Makes the changes in their order.
    pub fn change(&mut self, uri: &Uri, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        let Some(document) = uri::path(uri).and_then(|path| self.0.get_mut(&path)) else { return };
        for change in changes {
            match change.range {
                None => document.text = change.text,
                Some(range) => {
                    let span = Lines::of(&document.text, encoding).span(range);
                    document.text.replace_range(span.range(), &change.text);
                }
            }
        }
    }

    pub fn close(&mut self, uri: &Uri) {
        if let Some(path) = uri::path(uri) {
            self.0.remove(&path);
        }
    }

    /// The texts that stand for what files hold.
    pub fn texts(&self) -> Texts {
        self.0.iter().map(|(path, document)| (path.clone(), Some(document.text.clone()))).collect()
    }

    /// What the editor calls these files.
    pub fn uris(&self) -> Uris {
        Uris(Arc::new(self.0.iter().map(|(path, document)| (path.clone(), document.uri.clone())).collect()))
    }
}
