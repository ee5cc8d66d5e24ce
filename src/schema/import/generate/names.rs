//! Which shapes become a static of their own, under which name and in which file.

use std::collections::{BTreeMap, BTreeSet};

use super::read::Import;
use super::shape::{Id, Shape, Shapes};

/// The file of what more than one file uses.
pub const SHARED: &str = "shared";

/// A shape that is a static.
pub struct Named {
    pub name: String,
    pub file: String,
}

/// The statics: roots, and what stands in more than one place.
pub fn assign(import: &Import) -> BTreeMap<Id, Named> {
    let mut namer = Namer { import, named: BTreeMap::new(), taken: BTreeSet::new() };
    let uses = uses(import);
    let files = files(import);
    namer.add(import.any_object, "ANY_OBJECT", SHARED);
    namer.add(import.object_meta, "OBJECT_META", SHARED);
    for kind in &import.kinds {
        for version in &kind.versions {
            let file = if files[version.root].len() > 1 { SHARED } else { &kind.file };
            let root = screaming(&kind.kind);
            namer.add(version.root, &root, file);
            namer.below(version.root, &root, &uses, &files);
        }
    }
    namer.named
}

/// How often each shape is referred to.
fn uses(import: &Import) -> Vec<usize> {
    let mut uses = vec![0; import.shapes.len()];
    for id in 0..import.shapes.len() {
        for (_, child) in import.shapes[id].children() {
            uses[child] += 1;
        }
    }
    uses
}

/// From which files each shape is reached.
fn files(import: &Import) -> Vec<BTreeSet<&str>> {
    let mut files = vec![BTreeSet::new(); import.shapes.len()];
    for kind in &import.kinds {
        for version in &kind.versions {
            files[version.root].insert(kind.file.as_str());
        }
    }
    files[import.any_object].insert(SHARED);
    // A shape has a higher index than everything below it, so one pass downwards reaches all.
    for id in (0..import.shapes.len()).rev() {
        let above = files[id].clone();
        for (_, child) in import.shapes[id].children() {
            files[child].extend(above.iter().copied());
        }
    }
    files
}

struct Namer<'a> {
    import: &'a Import,
    named: BTreeMap<Id, Named>,
    taken: BTreeSet<String>,
}

impl Namer<'_> {
    fn add(&mut self, id: Id, wanted: &str, file: &str) {
        if self.named.contains_key(&id) {
            return;
        }
        let mut name = wanted.to_owned();
        for number in 2.. {
            if self.taken.insert(name.clone()) {
                break;
            }
            name = format!("{wanted}_{number}");
        }
        self.named.insert(id, Named { name, file: file.to_owned() });
    }

    /// Names what lies below a shape by the path on which it is met first.
    fn below(&mut self, id: Id, path: &str, uses: &[usize], files: &[BTreeSet<&str>]) {
        let shapes = &self.import.shapes;
        for (piece, child) in shapes[id].children() {
            if self.named.contains_key(&child) {
                continue;
            }
            let path = format!("{path}_{}", screaming(piece));
            if uses[child] > 1 {
                match by_content(shapes, child) {
                    Some(name) => self.add(child, &name, SHARED),
                    None => {
                        let file = if files[child].len() > 1 {
                            SHARED
                        } else {
                            files[child].first().unwrap_or(&SHARED)
                        };
                        self.add(child, &path, file);
                    }
                }
            }
            self.below(child, &path, uses, files);
        }
    }
}

/// The name of a shape that says all about it.
fn by_content(shapes: &Shapes, id: Id) -> Option<String> {
    let shape = &shapes[id];
    let plain = |shape: &Shape| {
        let mut name = screaming(shape.kind);
        for (word, limit) in [("FROM", shape.minimum), ("TO", shape.maximum)] {
            if let Some(limit) = limit {
                name += &format!("_{word}_{}", limit.to_string().replace('-', "MINUS_"));
            }
        }
        name = name.replace("_FROM_MINUS_2147483648_TO_2147483647", "_32");
        for (word, is) in [("OPEN", shape.preserve), ("NULLABLE", shape.nullable)] {
            if is {
                name = format!("{word}_{name}");
            }
        }
        match shape.reader {
            "" => name,
            reader => format!("{}_{name}", screaming(reader)),
        }
    };
    if shape.is_plain() {
        return Some(plain(shape));
    }
    let holder = |word: &str, child: Id| {
        let rest = Shape { items: None, additional: None, ..shape.clone() };
        (shapes[child].is_plain() && rest.is_plain() && !rest.nullable && !rest.preserve)
            .then(|| format!("{}_{word}", plain(&shapes[child])))
    };
    shape
        .items
        .and_then(|item| holder("LIST", item))
        .or(shape.additional.and_then(|value| holder("MAP", value)))
}

pub fn screaming(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (index, &letter) in letters.iter().enumerate() {
        let after_lower = index > 0 && !letters[index - 1].is_uppercase();
        let before_lower = letters.get(index + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && index > 0 && (after_lower || before_lower) {
            out.push('_');
        }
        out.push(if letter.is_alphanumeric() { letter.to_ascii_uppercase() } else { '_' });
    }
    out
}
