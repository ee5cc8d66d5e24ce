//! What of the input could not be read.

use std::borrow::Cow;

use super::{Model, SkipReason};
use crate::problem::{Fault, FileFault};
use crate::source::Location;

/// A file or a document that could not be read, so that what is made of the input may lack something.
#[derive(Clone, Debug, PartialEq)]
pub struct Unread<'m> {
    /// Its place; `None` where no text of the file was taken in.
    pub location: Option<Location>,
    /// The path of a file without a place.
    pub path: Option<&'m str>,
    /// Why.
    pub reason: Cow<'m, str>,
}

impl Model {
    /// What of the input could not be read: documents that are broken, files that are not text or too large,
    /// templates.
    pub fn unread(&self) -> Vec<Unread<'_>> {
        let documents = self.lost.iter().map(|location| Unread {
            location: Some(*location),
            path: None,
            reason: Cow::Borrowed("the document could not be read"),
        });
        let files = self.problems.iter().filter_map(|problem| {
            let reason = match &problem.fault {
                Fault::File(FileFault::Unreadable(reason)) => reason,
                Fault::File(FileFault::Binary) => return None,
                Fault::File(FileFault::TooLarge { .. }) => "the file is too large",
                Fault::File(_) => "the file is not UTF-8",
                _ => return None,
            };
            Some(Unread { location: Some(problem.location), path: None, reason: Cow::Borrowed(reason) })
        });
        let templates = self.skipped.iter().filter(|skipped| skipped.reason == SkipReason::Template);
        let templates = templates.map(|skipped| Unread {
            location: None,
            path: Some(&skipped.path),
            reason: Cow::Owned(skipped.reason.to_string()),
        });
        documents.chain(files).chain(templates).collect()
    }
}
