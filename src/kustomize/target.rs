//! One kustomization: its resources, generators, components, transformers and vars, in kustomize's order.

use std::sync::Arc;

use super::accumulate::Accumulator;
use super::engine::{Kustomize, Scope};
use super::fault::{Fault, Unavailable};
use super::fields::Fields;
use super::files::{Role, is_inside, is_remote, join};
use super::kustomization::{Kustomization, Missing};
use super::object::{Maker, Object};
use super::read::{self, Dialect, Documents, Place};
use super::schema::Schema;
use super::value::Node;
use super::{crds, generators, plugins, transform, vars};
use crate::source::Location;

/// What a transformer or generator of a kustomization works with.
pub(super) struct Target<'run> {
    pub engine: &'run Kustomize<'run>,
    pub kustomization: &'run Arc<Kustomization>,
}

impl Kustomize<'_> {
    /// Adds what a kustomization comes to (`accumulateTarget`). A component is given what is there already.
    pub(super) fn accumulate(
        &self,
        kustomization: &Arc<Kustomization>,
        accumulator: &mut Accumulator,
        scope: &mut Scope,
    ) {
        let target = Target { engine: self, kustomization };
        let report = &mut accumulator.report;
        report.faults.extend_from_slice(&kustomization.faults);
        report.used.push((kustomization.file.clone(), Role::Kustomization));
        target.set_schema(accumulator, scope);
        scope.stack.push(kustomization.directory.clone());
        for entry in kustomization.resources() {
            target.resource(entry, Role::Resource, accumulator, scope);
        }
        target.configure(accumulator);
        generators::run(&target, accumulator);
        plugins::generate(&target, accumulator, scope);
        for entry in kustomization.list("components") {
            target.component(entry, accumulator, scope);
        }
        transform::run(&target, accumulator, scope);
        plugins::transform(&target, accumulator, scope);
        plugins::validate(&target, accumulator);
        vars::declare(&target, accumulator);
        scope.stack.pop();
    }
}

impl Target<'_> {
    pub fn directory(&self) -> &str {
        &self.kustomization.directory
    }

    /// The maker of what a field of this kustomization makes or changes.
    pub fn maker(&self, plugin: &'static str) -> Maker {
        Maker::Field { file: self.kustomization.file.clone(), plugin }
    }

    /// Reads a file that the kustomization names (`FileLoader.Load` under `RestrictionRootOnly`).
    pub fn file(
        &self,
        path: &str,
        at: Location,
        role: Role,
        dialect: Dialect,
        accumulator: &mut Accumulator,
    ) -> Option<Documents> {
        let full = self.path(path, at, role, accumulator)?;
        let Some((source, text)) = self.engine.files.text(&full) else {
            accumulator.fault(at, Fault::MissingFile { path: full });
            return None;
        };
        let mut documents = read::documents(&text, &Place::File(source), dialect);
        if !documents.is_odd && documents.faults.is_empty() {
            self.engine.note_sound(&full);
        }
        accumulator.report.faults.append(&mut documents.faults);
        Some(documents)
    }

    /// The path of a file that the kustomization names, if it is one of this machine.
    pub fn path(
        &self,
        path: &str,
        at: Location,
        role: Role,
        accumulator: &mut Accumulator,
    ) -> Option<String> {
        if path.starts_with("http://") || path.starts_with("https://") {
            accumulator.report.unavailable.push((at, Unavailable::Remote { address: path.into() }));
            return None;
        }
        let full = self.engine.files.canonical(&join(self.directory(), path));
        if !is_inside(&full, self.directory()) {
            accumulator.fault(at, Fault::OutsideRoot { path: full.clone() });
        }
        accumulator.report.used.push((full.as_str().into(), role));
        Some(full)
    }

    /// Adds what an entry of `resources` names (`accumulateResources`).
    pub fn resource(&self, entry: &Node, role: Role, accumulator: &mut Accumulator, scope: &mut Scope) {
        let (path, at) = (entry.written(), entry.at);
        let full = self.engine.files.canonical(&join(self.directory(), path));
        // A file may have a name that looks like an address.
        if is_remote(path) && (path.contains("://") || self.engine.files.text(&full).is_none()) {
            accumulator.report.unavailable.push((at, Unavailable::Remote { address: path.into() }));
        } else if path.is_empty() {
            accumulator.fault(at, Fault::MissingFile { path: full });
        } else if self.engine.files.is_directory(&full) {
            let directory: Arc<str> = full.into();
            if let Some(child) = self.enter(&directory, false, at, accumulator, scope) {
                let child = self.engine.accumulated(&child, scope);
                accumulator.merge(&child, at);
            }
        } else if let Some(mut documents) = self.file(path, at, role, Dialect::Objects, accumulator) {
            let objects = objects(&mut documents);
            accumulator.report.faults.append(&mut documents.faults);
            for mut object in objects {
                object.maker = Some(Maker::File(full.as_str().into()));
                accumulator.append(Arc::new(object), at);
            }
        }
    }

    fn component(&self, entry: &Node, accumulator: &mut Accumulator, scope: &mut Scope) {
        let (path, at) = (entry.written(), entry.at);
        if is_remote(path) {
            accumulator.report.unavailable.push((at, Unavailable::Remote { address: path.into() }));
            return;
        }
        let full = self.engine.files.canonical(&join(self.directory(), path));
        if path.is_empty() || !self.engine.files.is_directory(&full) {
            accumulator.fault(at, Fault::MissingFile { path: full });
            return;
        }
        let directory: Arc<str> = full.into();
        if let Some(child) = self.enter(&directory, true, at, accumulator, scope) {
            self.engine.accumulate(&child, accumulator, scope);
        }
    }

    /// The kustomization of a directory that this one names, if it may be built (`accumulateDirectory`).
    fn enter(
        &self,
        directory: &Arc<str>,
        is_component: bool,
        at: Location,
        accumulator: &mut Accumulator,
        scope: &Scope,
    ) -> Option<Arc<Kustomization>> {
        let path = directory.to_string();
        if is_inside(self.directory(), directory) {
            accumulator.fault(at, Fault::Cycle { path });
            return None;
        }
        if let Err(fault) = self.engine.may_enter(directory, scope) {
            accumulator.fault(at, fault);
            return None;
        }
        let loaded = self.engine.load(directory);
        let child = match &*loaded {
            Ok(child) => child.clone(),
            Err(Missing::None) => {
                accumulator.fault(at, Fault::NoKustomization { path });
                return None;
            }
            Err(Missing::Many) => {
                accumulator.fault(at, Fault::ManyKustomizations { path });
                return None;
            }
        };
        match (is_component, child.is_component) {
            (true, false) => {
                accumulator.fault(at, Fault::BadValue { field: "components", expected: "components" });
                None
            }
            (false, true) => {
                let expected = "files and kustomizations that are not components";
                accumulator.fault(at, Fault::BadValue { field: "resources", expected });
                None
            }
            _ => Some(child),
        }
    }

    /// Puts the schema in force that the kustomization names, unless one is already (`openapi.SetSchema`).
    fn set_schema(&self, accumulator: &mut Accumulator, scope: &mut Scope) {
        let openapi = self.kustomization.root.get("openapi");
        if scope.schema.is_some() {
            return;
        }
        if let Some(version) = openapi.and_then(|openapi| openapi.get("version")) {
            if version.written() != "v1.21.2" {
                let fault =
                    Fault::BadValue { field: "openapi", expected: "a version that is built in, v1.21.2" };
                accumulator.fault(version.at, fault);
            }
            scope.schema = Some(Schema::built_in().clone());
        }
        let Some(path) = openapi.and_then(|openapi| openapi.get("path")) else { return };
        if scope.schema.is_some() {
            accumulator.fault(
                path.at,
                Fault::BadValue { field: "openapi", expected: "a version or a path, not both" },
            );
        }
        let documents =
            self.file(path.written(), path.at, Role::Configuration, Dialect::Settings, accumulator);
        if let Some(document) = documents.and_then(|documents| documents.roots.into_iter().next()) {
            // The key is not a path, so that both ways of reading one file are kept apart.
            let late = !accumulator.objects.is_empty();
            let key = format!("{late}:{}", join(self.directory(), path.written()));
            scope.schema = Some(self.engine.schema(&key, || Schema::custom(&document, late)));
        }
    }

    /// Adds to where transformers look (`MakeTransformerConfig`, `LoadConfigFromCRDs`).
    fn configure(&self, accumulator: &mut Accumulator) {
        let at = self.kustomization.root.at;
        let mut faults = Vec::new();
        let mut own: Option<Arc<Fields>> = None;
        for (entry, document) in self.settings("configurations", accumulator) {
            let read = Arc::new(Fields::read(&document));
            match &mut own {
                Some(own) => own.merge(&read, &mut faults),
                None => own = Some(read),
            }
            accumulator.report.faults.extend(faults.drain(..).map(|fault| (entry, fault)));
        }
        let mut fields = Fields::default_fields().clone();
        own.iter().for_each(|own| fields.merge(own, &mut faults));
        accumulator.report.faults.extend(faults.into_iter().map(|fault| (at, fault)));
        accumulator.merge_fields(&fields, at);
        for (entry, document) in self.settings("crds", accumulator) {
            accumulator.merge_fields(&Arc::new(crds::fields(&document)), entry);
        }
    }

    /// The first document of each file that a field lists.
    fn settings(&self, field: &str, accumulator: &mut Accumulator) -> Vec<(Location, Node)> {
        let mut result = Vec::new();
        for entry in self.kustomization.list(field) {
            let role = Role::Configuration;
            let documents = self.file(entry.written(), entry.at, role, Dialect::Settings, accumulator);
            let document = documents.and_then(|documents| documents.roots.into_iter().next());
            result.extend(document.map(|document| (entry.at, document)));
        }
        result
    }
}

/// The objects of a text (`SliceFromBytes`): lists are taken apart, what is not an object is a fault.
pub(super) fn objects(documents: &mut Documents) -> Vec<Object> {
    let mut roots: std::collections::VecDeque<Node> = std::mem::take(&mut documents.roots).into();
    let is_list = |node: &Node| matches!(node.get("kind").map_or("", Node::written), "List" | "ResourceList");
    if documents.count == 1 && roots.front().is_some_and(|root| is_list(root) && root.get("items").is_some())
    {
        let items = roots.front().and_then(|root| root.get("items")).map(Node::items).unwrap_or_default();
        roots = items.to_vec().into();
    }
    let mut result = Vec::with_capacity(roots.len());
    while let Some(root) = roots.pop_front() {
        if root.is_empty() {
            continue;
        }
        let kind = root.get("kind").map_or("", Node::written);
        let name = root.get_path(&["metadata", "name"]).map_or("", Node::written);
        if kind.is_empty() {
            documents.faults.push((root.at, Fault::NotAnObject { missing: "kind" }));
        } else if !kind.ends_with("List") && name.is_empty() {
            documents.faults.push((root.at, Fault::NotAnObject { missing: "metadata.name" }));
        } else if kind.ends_with("List")
            && let Some(items) = root.get("items")
        {
            roots.extend(items.items().iter().cloned());
        } else {
            result.push(Object::new(root));
        }
    }
    result
}
