//! Worlds and clusters, as configurations and flags name them.

use std::path::PathBuf;

use super::toml::{Entry, Node};
use super::{ConfigError, ConfigFile, Worlds};
use crate::text::path::{absolute, plain};

/// The clusters that flags name, in the order in which they do.
pub(super) fn of_flags(given: &[(String, PathBuf)]) -> Result<Option<Worlds>, ConfigError> {
    let mut clusters: Vec<(String, Vec<PathBuf>)> = Vec::new();
    for (name, path) in given {
        let folder = absolute(path);
        let shares = |(other, folders): &&(String, Vec<PathBuf>)| {
            let overlap = |known: &PathBuf| known.starts_with(&folder) || folder.starts_with(known);
            other != name && folders.iter().any(overlap)
        };
        if let Some((other, _)) = clusters.iter().find(shares) {
            let path = path.display();
            return Err(ConfigError::Flag(format!(
                "--cluster {name}={path}: cluster `{other}` has these files, too; name what is for all clusters as a path of its own"
            )));
        }
        match clusters.iter_mut().find(|(known, _)| known == name) {
            Some((_, folders)) => folders.push(folder),
            None => clusters.push((name.clone(), vec![folder])),
        }
    }
    Ok((!clusters.is_empty()).then_some(Worlds::Clusters(clusters)))
}

/// What a configuration says.
pub(super) fn of_file(file: &ConfigFile, node: &Node) -> Result<Worlds, ConfigError> {
    Ok(match node.text() {
        Some("single") => Worlds::Single,
        Some(_) => Worlds::Auto,
        None => {
            let folder = |text: &Node| plain(&file.folder.join(text.text().unwrap_or_default()));
            let world = |entry: &Entry| (entry.key.clone(), entry.value.items().iter().map(folder).collect());
            Worlds::Named(node.entries().iter().map(world).collect())
        }
    })
}
