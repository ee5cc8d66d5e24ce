//! From JSON schemas to the Rust text of the schema table.
//!
//! Shared by the importer and by the test that the table is up to date.

mod alternatives;
mod deprecated;
mod emit;
mod emit_checks;
mod names;
mod protobuf;
mod read;
pub mod reads;
mod registry;
mod shape;

use std::path::Path;

/// The files of the table, as pairs of name and text, sorted by name; `root` is that of the repository.
pub fn generate(root: &Path) -> Result<Vec<(String, String)>, String> {
    let sources = root.join("testdata/schemas");
    let import = read::read(&sources, &root.join("src/schema/core.json"))?;
    let names = names::assign(&import);
    let mut files = emit::files(&import, &names)?;
    files.push(("registry.rs".to_owned(), registry::file(&sources.join("registry"))?));
    files.push(("deprecated.rs".to_owned(), deprecated::file(&sources.join("deprecated-fields.json"))?));
    files.sort();
    Ok(files)
}
