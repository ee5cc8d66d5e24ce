//! From the descriptors of Envoy to the table of its messages, `src/schema/envoy/types.txt`.
//!
//! The descriptors are read out of modules of Go, which is how Envoy's project publishes them for programs
//! (`go-control-plane`). What an earlier release has and the newest has not is kept, with a mark.

mod descriptor;
mod go;
mod limits;
mod text;
mod wire;

use std::collections::BTreeMap;
use std::path::Path;

use descriptor::{File, Type};

/// All files by their path.
type Files = BTreeMap<String, File>;

/// The table as text, of the modules of the newest release and those of earlier ones.
pub fn table(newest: &[&Path], earlier: &[&Path]) -> Result<String, String> {
    let mut files = Files::new();
    for folder in newest {
        for file in read(folder)? {
            files.entry(file.path.clone()).or_insert(file);
        }
    }
    for folder in earlier {
        let names: BTreeMap<String, String> = names(&files);
        read(folder)?.into_iter().for_each(|file| add(&mut files, &names, file));
    }
    Ok(text::table(&files))
}

fn read(folder: &Path) -> Result<Vec<File>, String> {
    let descriptors = go::descriptors(folder)?;
    let files = descriptors.iter().map(|bytes| descriptor::file(bytes));
    let files: Vec<File> =
        files.collect::<Result<_, _>>().map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(files.into_iter().filter(is_of_interest).collect())
}

/// What manifests cannot hold is left out: the first versions of the API, which are gone, what describes definitions,
/// and what modules have for their own tests.
fn is_of_interest(file: &File) -> bool {
    let is_of_first_versions =
        file.package.starts_with("envoy.") && file.package.split('.').any(|part| part.starts_with("v2"));
    let others = ["google.api", "ratelimit.config", "validate", "udpa.annotations", "xds.annotations"];
    let is_other = others.iter().any(|package| {
        let rest = file.package.strip_prefix(package);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') && !rest.starts_with(".expr"))
    });
    !is_of_first_versions && !is_other && !file.package.starts_with("cel.expr.conformance")
}

/// Which file defines what, by full name.
fn names(files: &Files) -> BTreeMap<String, String> {
    let of = |file: &File| {
        let name = |name: &String| (format!("{}.{name}", file.package), file.path.clone());
        file.types.keys().map(name).collect::<Vec<_>>()
    };
    files.values().flat_map(of).collect()
}

/// Adds what an earlier release has besides.
fn add(files: &mut Files, names: &BTreeMap<String, String>, earlier: File) {
    for (name, mut old) in earlier.types {
        let home = names.get(&format!("{}.{name}", earlier.package));
        let known = home.and_then(|path| files.get_mut(path)?.types.get_mut(&name));
        match (known, &mut old) {
            (Some(Type::Message(new)), Type::Message(old)) => {
                let is_new = |name: &str| new.fields.iter().any(|field| field.name == name);
                let gone = old.fields.drain(..).filter(|field| !is_new(&field.name));
                let gone: Vec<_> = gone.map(|field| descriptor::Field { gone: true, ..field }).collect();
                new.fields.extend(gone);
            }
            (Some(Type::Enum(new)), Type::Enum(old)) => {
                let is_new = |name: &str| new.iter().any(|entry| entry.name == name);
                let gone = old.drain(..).filter(|entry| !is_new(&entry.name));
                let gone: Vec<_> = gone.map(|entry| descriptor::Entry { gone: true, ..entry }).collect();
                new.extend(gone);
            }
            (Some(_), _) => {}
            (None, _) => {
                let path = format!("{}{}", text::GONE, earlier.path);
                let file = files.entry(path.clone()).or_default();
                file.path = path;
                file.package.clone_from(&earlier.package);
                file.types.entry(name).or_insert(old);
            }
        }
    }
}
