//! What is built from what.

use std::path::PathBuf;

/// What a kustomization is made of, as far as its objects are concerned.
#[derive(Clone, Debug, Default)]
pub struct Kustomization {
    /// Its folder, as the files in it are seen.
    pub folder: PathBuf,
    /// The files and folders that it uses: `resources`, `bases`, `components`.
    pub resources: Vec<PathBuf>,
    /// The namespace that it puts all its objects into.
    pub namespace: Option<String>,
}
