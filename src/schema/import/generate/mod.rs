//! From JSON schemas to the Rust text of the schema table.
//!
//! Shared by the importer and by the test that the table is up to date.

mod emit;
mod names;
mod read;
mod shape;

use std::path::Path;

/// The files of the table, as pairs of name and text, sorted by name.
pub fn generate(crds: &Path, core: &Path) -> Result<Vec<(String, String)>, String> {
    let import = read::read(crds, core)?;
    let names = names::assign(&import);
    Ok(emit::files(&import, &names))
}
