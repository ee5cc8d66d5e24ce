//! What a directory comes to: its objects, and what is known about them.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fault::{Fault, Unavailable};
use super::fields::Fields;
use super::files::Role;
use super::id::Id;
use super::object::{Behavior, Object};
use super::schema::Schema;
use super::value::{Entry, Node};
use super::vars::Var;
use crate::source::Location;

/// So many objects may be copies of others, as when two overlays of one base stand next to each other.
const MAX_COPIES: usize = 20_000;

/// The objects of a directory, which overlays share.
#[derive(Debug, Default)]
pub(super) struct Accumulated {
    pub objects: Vec<Arc<Object>>,
    pub fields: Arc<Fields>,
    pub vars: Vec<Arc<Var>>,
    pub report: Report,
    /// The schema that is in force after it was built (`SetSchema` is global).
    pub schema: Option<Arc<Schema>>,
}

/// What is to be said of a directory itself, and the directories that it stands on.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub faults: Vec<(Location, Fault)>,
    pub unavailable: Vec<(Location, Unavailable)>,
    pub used: Vec<(Arc<str>, Role)>,
    pub children: Vec<Arc<Accumulated>>,
}

/// The objects of a directory while they are put together (`ResAccumulator`, `resWrangler`).
#[derive(Debug, Default)]
pub(super) struct Accumulator {
    pub objects: Vec<Arc<Object>>,
    pub fields: Arc<Fields>,
    pub vars: Vec<Arc<Var>>,
    pub report: Report,
    /// The current ids, while they are known.
    ids: Option<FxHashMap<Id, usize>>,
    /// The objects by their names, while they are known.
    lookup: Option<Arc<Lookup>>,
}

impl Accumulator {
    /// The objects of a directory, for what is done at the end of a build.
    pub fn of(accumulated: &Accumulated) -> Accumulator {
        let Accumulated { objects, fields, vars, .. } = accumulated;
        let (objects, fields, vars) = (objects.clone(), fields.clone(), vars.clone());
        Accumulator { objects, fields, vars, ..Accumulator::default() }
    }

    pub fn fault(&mut self, at: Location, fault: Fault) {
        self.report.faults.push((at, fault));
    }

    /// To be called after names, kinds or namespaces may have changed, or objects have gone.
    pub fn touched(&mut self) {
        self.ids = None;
        self.lookup = None;
    }

    /// The objects by every name that they have or had.
    pub fn lookup(&mut self) -> Arc<Lookup> {
        let objects = &self.objects;
        self.lookup.get_or_insert_with(|| Arc::new(Lookup::new(objects))).clone()
    }

    /// Adds an object that is not there yet (`Append`).
    pub fn append(&mut self, object: Arc<Object>, at: Location) {
        let id = object.id();
        let objects = &self.objects;
        let ids = self.ids.get_or_insert_with(|| {
            objects.iter().enumerate().map(|(index, object)| (object.id(), index)).collect()
        });
        if ids.contains_key(&id) {
            self.fault(at, Fault::IdTwice { id: id.to_string() });
            return;
        }
        ids.insert(id, self.objects.len());
        self.objects.push(object);
        self.lookup = None;
    }

    /// Adds everything that another directory comes to (`MergeAccumulator`).
    pub fn merge(&mut self, other: &Arc<Accumulated>, at: Location) {
        for object in &other.objects {
            self.append(object.clone(), at);
        }
        if self.objects.len() > MAX_COPIES {
            let mut places = FxHashSet::default();
            let mut copies = 0;
            let keep = |object: &Arc<Object>| {
                copies += usize::from(!places.insert(object.at));
                copies <= MAX_COPIES
            };
            let before = self.objects.len();
            self.objects.retain(keep);
            if self.objects.len() < before {
                self.touched();
                self.fault(at, Fault::TooLarge { what: "the number of objects" });
            }
        }
        self.merge_fields(&other.fields, at);
        for var in &other.vars {
            self.add_var(var.clone());
        }
        self.report.children.push(other.clone());
    }

    /// Adds to where transformers look (`MergeConfig`).
    pub fn merge_fields(&mut self, fields: &Arc<Fields>, at: Location) {
        let mut faults = Vec::new();
        self.fields.merge(fields, &mut faults);
        self.report.faults.extend(faults.into_iter().map(|fault| (at, fault)));
    }

    /// Adds a var (`VarSet.Merge`).
    pub fn add_var(&mut self, var: Arc<Var>) {
        if self.vars.iter().any(|known| known.name == var.name) {
            self.fault(var.at, Fault::VarTwice { name: var.name.to_string() });
        } else {
            self.vars.push(var);
        }
    }

    /// Adds a generated object, or merges it into the one of its name (`appendReplaceOrMerge`).
    pub fn absorb(&mut self, mut object: Object, at: Location, lookup: &mut Lookup) {
        let id = object.id();
        let found = lookup.any_id(&self.objects, &id);
        let behavior = object.behavior;
        let is_addition = !matches!(behavior, Behavior::Merge | Behavior::Replace);
        let why = match (found.as_slice(), is_addition) {
            ([], true) => {
                let before = self.objects.len();
                self.append(Arc::new(object), at);
                if self.objects.len() > before {
                    lookup.add(&self.objects, before);
                }
                return;
            }
            ([], false) => "there is nothing to merge it into or to replace",
            (&[index], false) => {
                let old = self.objects[index].clone();
                object.take_over(&old);
                if behavior == Behavior::Merge {
                    merge_data(&mut object.root, &old.root);
                    object.maker.clone_from(&old.maker);
                    object.at = old.at;
                }
                self.objects[index] = Arc::new(object);
                self.touched();
                return;
            }
            (&[_], true) => {
                "an object of this name is there already, and `behavior` is neither merge nor replace"
            }
            _ => "more than one object may be meant",
        };
        self.fault(at, Fault::BadGenerator { why });
    }
}

impl Object {
    /// Takes over the metadata of the object that it replaces (`CopyMergeMetaDataFieldsFrom`).
    fn take_over(&mut self, old: &Object) {
        let at = self.at;
        for field in ["labels", "annotations"] {
            let mine = self.root.get_path(&["metadata", field]).cloned();
            let Some(theirs) = old.root.get_path(&["metadata", field]).filter(|map| map.is_map()) else {
                continue;
            };
            let mut both = theirs.clone();
            for entry in mine.iter().flat_map(Node::entries) {
                both.set(&entry.key, entry.at, entry.value.clone());
            }
            if let Some(metadata) = self.metadata_mut() {
                metadata.set(&field.into(), at, both);
            }
        }
        for field in ["name", "namespace"] {
            let value = old.root.get_path(&["metadata", field]).cloned();
            let Some(metadata) = self.metadata_mut() else { continue };
            match value {
                Some(value) => metadata.set(&field.into(), at, value),
                None => drop(metadata.remove(field)),
            }
        }
        self.previous.clone_from(&old.previous);
        self.prefixes.clone_from(&old.prefixes);
        self.suffixes.clone_from(&old.suffixes);
        self.vars.clone_from(&old.vars);
        self.changed_by.clone_from(&old.changed_by);
        self.behavior = old.behavior;
        self.needs_hash &= old.needs_hash;
    }
}

/// The data of both, of a key that both have the new value (`MergeDataMapFrom`, `MergeBinaryDataMapFrom`).
fn merge_data(root: &mut Node, old: &Node) {
    for field in ["data", "binaryData"] {
        let texts = |map: Option<&Node>| -> Vec<Entry> {
            let text = |entry: &Entry| Entry {
                value: Node::text(entry.value.at, entry.value.written()),
                ..entry.clone()
            };
            map.map(Node::entries).unwrap_or_default().iter().map(text).collect()
        };
        let mut both: FxHashMap<Arc<str>, Entry> = FxHashMap::default();
        let entries = texts(old.get(field)).into_iter().chain(texts(root.get(field)));
        both.extend(entries.map(|entry| (entry.key.clone(), entry)));
        let at = root.get(field).or(old.get(field)).map_or(root.at, |node| node.at);
        root.remove(field);
        if !both.is_empty() {
            let mut entries: Vec<Entry> = both.into_values().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            root.set(&field.into(), at, Node::map(at, entries));
        }
    }
}

/// Objects by every name that they have or had.
#[derive(Debug, Default)]
pub(super) struct Lookup(FxHashMap<Arc<str>, Vec<usize>>);

impl Lookup {
    pub fn new(objects: &[Arc<Object>]) -> Lookup {
        let mut lookup = Lookup::default();
        (0..objects.len()).for_each(|index| lookup.add(objects, index));
        lookup
    }

    /// Adds an object, or the names that it has got since.
    pub fn add(&mut self, objects: &[Arc<Object>], index: usize) {
        let object = &objects[index];
        let previous = object.previous.iter().map(|previous| previous.name.clone());
        for name in previous.chain([object.name()]) {
            let list = self.0.entry(name).or_default();
            // Objects are added in their order.
            if list.last() != Some(&index) {
                list.push(index);
            }
        }
    }

    /// The objects that have or had a name.
    pub fn named(&self, name: &str) -> &[usize] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The objects that have or had an id (`GetMatchingResourcesByAnyId`).
    pub fn any_id(&self, objects: &[Arc<Object>], id: &Id) -> Vec<usize> {
        let has = |index: &&usize| {
            let object = &objects[**index];
            object.previous_ids().any(|previous| previous == *id) || object.id() == *id
        };
        self.named(&id.name).iter().filter(has).copied().collect()
    }
}
