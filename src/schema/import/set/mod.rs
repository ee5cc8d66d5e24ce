//! Sets of definitions: read from what projects release, written as they are checked in, compared.
//!
//! Part of the example `import-schemas`; its tests are in `testdata/tests/import.rs`.

mod changes;
mod crd;
mod diff;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use diff::Diff;
pub use text::text;

/// Which definition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// API group.
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Whether it is of the experimental channel, which has the same kinds as the standard one.
    pub experimental: bool,
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let channel = if self.experimental { " (experimental)" } else { "" };
        write!(f, "{}/{}{channel}", self.group, self.kind)
    }
}

/// Definitions in the form of `testdata/schemas/crds`.
#[derive(Default)]
pub struct Set {
    /// The definitions by their names.
    pub kinds: BTreeMap<Name, Value>,
}

impl Set {
    /// Reads files and folders: definitions as YAML or JSON, several to a file, or the form that is checked in.
    pub fn read<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Set, String> {
        let mut set = Set::default();
        for path in paths {
            for file in files(path.as_ref())? {
                set.add(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            }
        }
        match set.kinds.is_empty() {
            true => Err("no CustomResourceDefinition found".to_owned()),
            false => Ok(set),
        }
    }

    fn add(&mut self, file: &Path) -> Result<(), String> {
        let source = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
        for definition in crd::definitions(&text, &source)? {
            let name = name_of(&definition)?;
            if self.kinds.insert(name.clone(), definition).is_some() {
                return Err(format!("{name} stands twice"));
            }
        }
        Ok(())
    }

    /// The parts of which a release holds all or nothing: a group in a channel.
    fn parts(&self) -> BTreeSet<(String, bool)> {
        self.kinds.keys().map(|name| (name.group.clone(), name.experimental)).collect()
    }

    /// The definitions of the parts that another set holds.
    pub fn part_of(self, other: &Set) -> Set {
        self.only(&other.parts()).0
    }

    /// The definitions of some parts, and the parts that are left out.
    fn only(self, parts: &BTreeSet<(String, bool)>) -> (Set, BTreeSet<(String, bool)>) {
        let out = self.parts().difference(parts).cloned().collect();
        let is_in = |name: &Name| parts.contains(&(name.group.clone(), name.experimental));
        let kinds = self.kinds.into_iter().filter(|(name, _)| is_in(name)).collect();
        (Set { kinds }, out)
    }
}

/// What a comparison says.
pub struct Comparison {
    /// The differences, and how many they are.
    pub diff: Diff,
    /// What is not compared, since the new set holds nothing of it.
    pub left_out: Vec<String>,
}

impl Comparison {
    /// Compares two sets; of the old one only the parts that the new one has, if that is asked for.
    pub fn of(old: Set, new: &Set, in_part: bool) -> Comparison {
        let (old, left_out) = if in_part { old.only(&new.parts()) } else { (old, BTreeSet::new()) };
        let name = |(group, experimental)| match experimental {
            true => format!("{group} (experimental)"),
            false => group,
        };
        Comparison { diff: Diff::between(&old, new), left_out: left_out.into_iter().map(name).collect() }
    }

    /// The exit status: 0 if nothing differs, 1 if something does.
    pub fn status(&self) -> u8 {
        u8::from(!self.diff.is_empty())
    }
}

/// Where a definition is checked in, below the folder of all.
pub fn file_of(name: &Name) -> PathBuf {
    let folder = Path::new(&name.group);
    let folder = if name.experimental { folder.join("experimental") } else { folder.to_owned() };
    folder.join(format!("{}.json", name.kind))
}

fn name_of(definition: &Value) -> Result<Name, String> {
    let member = |name: &str| {
        definition[name].as_str().map(str::to_owned).ok_or_else(|| format!("a definition without {name}"))
    };
    let experimental = definition["channel"] == "experimental";
    Ok(Name { group: member("group")?, kind: member("kind")?, experimental })
}

/// The file itself, or all files of a folder that may hold definitions.
fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        entries.push(entry.map_err(failed)?.path());
    }
    entries.sort();
    for entry in entries {
        let is_file = entry.extension().is_some_and(|name| name == "json" || name == "yaml" || name == "yml");
        if entry.is_dir() || is_file {
            found.extend(files(&entry)?);
        }
    }
    Ok(found)
}
