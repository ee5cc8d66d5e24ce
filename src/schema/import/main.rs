//! Generates the schema table: `cargo run --example import-schemas`, from the root of the repository.
//!
//! Reads the schemas in `testdata/schemas` and the hand-written `src/schema/core.json`, writes
//! `src/schema/table/`.

mod generate;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(Path::new(env!("CARGO_MANIFEST_DIR"))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("import-schemas: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(root: &Path) -> Result<(), String> {
    let table = root.join("src/schema/table");
    let files = generate::generate(root)?;
    let failed = |error: std::io::Error| format!("{}: {error}", table.display());
    if table.exists() {
        std::fs::remove_dir_all(&table).map_err(failed)?;
    }
    std::fs::create_dir_all(&table).map_err(failed)?;
    for (name, text) in &files {
        std::fs::write(table.join(name), text).map_err(failed)?;
        println!("{name}: {} lines, {} bytes", text.lines().count(), text.len());
    }
    Ok(())
}
