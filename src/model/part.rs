//! A part of what was read, as a model of its own.

use rustc_hash::FxHashMap;

use super::{Kind, Model, ObjectId, made, settings};
use crate::problem::Problem;

/// Some of the texts of a model, and the objects in them.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// For each text whether it belongs to the part.
    pub sources: Vec<bool>,
    /// The objects, in the order of the input.
    pub objects: Vec<ObjectId>,
    /// For each text the namespace that all its objects are put into, if there is one.
    pub namespaces: Vec<Option<String>>,
}

impl Model {
    /// The model of a part. It takes the texts with it; [`Model::take_back`] returns them. Its objects are
    /// numbered anew: `part.objects` tells which they are.
    pub fn part(&mut self, part: &Part) -> Model {
        let mut numbers: FxHashMap<ObjectId, ObjectId> = FxHashMap::default();
        let mut objects = Vec::with_capacity(part.objects.len());
        let mut by_kind: FxHashMap<Kind, Vec<ObjectId>> = FxHashMap::default();
        for &id in &part.objects {
            let new = ObjectId(objects.len() as u32);
            let mut object = self.object(id).clone();
            let namespace = part.namespaces.get(object.source.0 as usize).and_then(Option::as_deref);
            if let Some(namespace) = namespace.filter(|_| !object.namespace.is_empty()) {
                object.namespace = namespace.into();
            }
            by_kind.entry(object.kind).or_default().push(new);
            numbers.insert(id, new);
            objects.push(object);
        }
        let is_here = |source: crate::source::SourceId| part.sources.get(source.0 as usize) == Some(&true);
        let problem = |problem: &Problem| {
            let object = match problem.object {
                Some(id) => Some(*numbers.get(&id)?),
                None if is_here(problem.location.source) => None,
                None => return None,
            };
            Some(Problem { object, ..problem.clone() })
        };
        let mut model = Model {
            problems: self.problems.iter().filter_map(problem).collect(),
            lost: self.lost.iter().copied().filter(|location| is_here(location.source)).collect(),
            objects,
            by_kind,
            sources: std::mem::take(&mut self.sources),
            skipped: Vec::new(),
            directives: Vec::new(),
            kustomizations: Vec::new(),
            files: self.files,
            settings: self.settings.given(),
            made: Vec::new(),
            unknown_profile: false,
            complete: self.complete,
            options: self.options.clone(),
        };
        settings::add_written(&mut model);
        (model.made, model.unknown_profile) = made::gateways(&model, model.complete);
        model
    }

    /// Takes the texts back from the model of a part.
    pub fn take_back(&mut self, part: &mut Model) {
        self.sources = std::mem::take(&mut part.sources);
    }
}
