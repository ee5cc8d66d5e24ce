//! Which configuration counts, and what it extends.

use std::path::{Path, PathBuf};

use super::check;
use super::error::{ConfigError, Fault};
use super::required;
use super::toml::{self, Node};
use crate::intake::read_text;
use crate::source::Span;
use crate::text::path::{absolute, plain};

/// The name of the file.
pub const FILE_NAME: &str = "meshlint.toml";

/// A configuration as it was read.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    /// The path as it is shown.
    pub path: String,
    /// The folder that the paths in it begin in, absolute.
    pub folder: PathBuf,
    /// The text.
    pub text: String,
    pub(super) document: Node,
}

/// The nearest configuration upward from the paths that are checked, and what it extends: the nearest first.
/// Nothing is read where there is none.
pub(super) fn nearest(paths: &[PathBuf]) -> Result<Vec<ConfigFile>, ConfigError> {
    let mut found: Option<PathBuf> = None;
    for path in paths {
        let Some(file) = upward(path) else { continue };
        match &found {
            Some(other) if *other != file => {
                return Err(ConfigError::File(format!(
                    "two configurations apply, {} and {}: name one with --config, or check one folder at a time",
                    shown(other),
                    shown(&file)
                )));
            }
            _ => found = Some(file),
        }
    }
    found.map_or(Ok(Vec::new()), |file| with_extended(&file))
}

/// A configuration and what it extends.
pub(super) fn with_extended(file: &Path) -> Result<Vec<ConfigFile>, ConfigError> {
    let mut files = Vec::new();
    extend(file, None, &mut Vec::new(), &mut files)?;
    Ok(files)
}

fn extend(
    file: &Path,
    named: Option<(&ConfigFile, Span)>,
    above: &mut Vec<PathBuf>,
    files: &mut Vec<ConfigFile>,
) -> Result<(), ConfigError> {
    let refuse = |message: String| match named {
        Some((by, span)) => by.refuse(vec![Fault::new(span, message)]),
        None => ConfigError::File(message),
    };
    let path = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
    if above.contains(&path) {
        return Err(refuse(format!("{} extends itself", shown(&path))));
    }
    let text = read_text(&path)
        .map_err(|error| refuse(error.to_string().replace(&*path.to_string_lossy(), &shown(&path))))?;
    let folder = path.parent().unwrap_or(Path::new("/")).to_path_buf();
    let mut config = ConfigFile { path: shown(&path), folder, text, document: empty() };
    let of_toml =
        |faults: Vec<(Span, String)>| faults.into_iter().map(|(span, text)| Fault::new(span, text)).collect();
    config.document = toml::parse(&config.text).map_err(|faults| config.refuse(of_toml(faults)))?;
    if let Some(fault) = required::check(&config.document) {
        return Err(config.refuse(vec![fault]));
    }
    let faults = check::check(&config.document);
    if !faults.is_empty() {
        return Err(config.refuse(faults));
    }
    let extended: Vec<(PathBuf, Span)> = config
        .document
        .get("extends")
        .into_iter()
        .flat_map(Node::items)
        .filter_map(|item| Some((config.folder.join(item.text()?), item.span)))
        .collect();
    files.push(config.clone());
    above.push(path);
    for (file, span) in extended {
        extend(&plain(&file), Some((&config, span)), above, files)?;
    }
    above.pop();
    Ok(())
}

impl ConfigFile {
    pub(super) fn refuse(&self, faults: Vec<Fault>) -> ConfigError {
        ConfigError::Content { path: self.path.clone(), text: self.text.clone(), faults }
    }
}

fn empty() -> Node {
    Node { span: Span::default(), value: toml::Value::Table(Vec::new()) }
}

fn upward(path: &Path) -> Option<PathBuf> {
    let path = if path.as_os_str() == "-" { Path::new(".") } else { path };
    let absolute = absolute(path);
    absolute.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file())
}

/// The path as it is shown: from the current folder if it lies in it.
pub(super) fn shown(path: &Path) -> String {
    crate::text::path::relative(&path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
}
