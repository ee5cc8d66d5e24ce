//! Reading files as text.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::walk::{Found, InputError};
use crate::model::SkipReason;
use crate::problem::FileFault;
use crate::source::{Source, Span};

/// A file with what is wrong with it as a whole.
#[derive(Debug)]
pub(super) struct File {
    pub path: PathBuf,
    pub explicit: bool,
    pub source: Source,
    pub faults: Vec<(Span, FileFault)>,
    /// Why there is nothing to read, though nothing is wrong.
    pub skip: Option<SkipReason>,
}

impl File {
    /// Why nothing of the file was checked, if that is so for the file as a whole.
    pub fn reason(&self) -> Option<SkipReason> {
        let skip = self.skip.clone();
        skip.or_else(|| {
            self.faults.iter().find_map(|(_, fault)| match fault {
                FileFault::Unreadable(_) => Some(SkipReason::Unreadable),
                FileFault::TooLarge { .. } => Some(SkipReason::TooLarge),
                FileFault::WrongEncoding(_) | FileFault::Binary => Some(SkipReason::NotUtf8),
                FileFault::NotUtf8 => None,
            })
        })
    }
}

/// Reads a file that was found; what cannot be read has an empty text and a fault.
pub(super) fn read(found: Found, limit: u64) -> File {
    let shown = shown(found.name.as_deref().unwrap_or(&found.path));
    let bytes = match (found.error, found.text) {
        _ if found.skip.is_some() => Ok(Vec::new()),
        (Some(error), _) => Err(FileFault::Unreadable(error)),
        (None, Some(text)) => Ok(text.into_bytes()),
        (None, None) => bytes(&found.path, limit),
    };
    let (text, faults) = match bytes {
        Ok(bytes) => text(bytes),
        Err(fault) => (String::new(), vec![(Span::default(), fault)]),
    };
    let mut source = Source::new(shown, text);
    source.context = found.context;
    File { path: found.path, explicit: found.explicit, source, faults, skip: found.skip }
}

/// Reads a file of settings, which has to be there.
///
/// # Errors
///
/// Where it cannot be read as text.
pub fn read_text(path: &Path) -> Result<String, InputError> {
    std::fs::read_to_string(path).map_err(|error| InputError::Unreadable(path.to_path_buf(), reason(&error)))
}

/// The path as it is reported: `/`-separated on every platform.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, FileFault> {
    let unreadable = |error: io::Error| FileFault::Unreadable(reason(&error));
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        let mut file = std::fs::File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        if metadata.is_file() && metadata.len() > limit {
            return Err(FileFault::TooLarge { size: metadata.len(), limit });
        }
        if metadata.is_dir() {
            return Err(FileFault::Unreadable("it is a directory".into()));
        }
        bytes.reserve(metadata.len() as usize);
        // A pipe or a device tells no length, so that the limit has to be kept while reading.
        file.by_ref().take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    match bytes.len() as u64 {
        size if size > limit => Err(FileFault::TooLarge { size, limit }),
        _ => Ok(bytes),
    }
}

/// The content of a regular file up to a limit; `None` where there is no such file.
pub(super) fn regular(path: &Path, limit: u64) -> Option<Vec<u8>> {
    path.is_file().then(|| bytes(path, limit).ok()).flatten()
}

/// The reason of the operating system for a failure, without its number.
pub fn reason(error: &io::Error) -> String {
    plain(&error.to_string())
}

pub(super) fn plain(reason: &str) -> String {
    reason.split(" (os error").next().unwrap_or_default().to_lowercase()
}

fn text(bytes: Vec<u8>) -> (String, Vec<(Span, FileFault)>) {
    let encoding = match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        _ => None,
    };
    if let Some(encoding) = encoding {
        return (String::new(), vec![(Span::default(), FileFault::WrongEncoding(encoding))]);
    }
    if let Some(at) = memchr::memchr(0, &bytes) {
        let before = String::from_utf8_lossy(&bytes[..at]).into_owned();
        let span = Span::new(before.len(), before.len());
        return (before, vec![(span, FileFault::Binary)]);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, Vec::new()),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (text, vec![(Span::new(at, at + '\u{fffd}'.len_utf8()), FileFault::NotUtf8)])
        }
    }
}
