//! A part of what was read, as a model of its own.

use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Kind, Known, Model, Root, renumber};
use crate::finding::Finding;
use crate::kustomize::Remains;
use crate::problem::Problem;
use crate::source::ObjectId;

/// Some of the texts of a model, and the objects in them.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// For each text whether it belongs to the part.
    pub sources: Vec<bool>,
    /// The objects, in the order of the input.
    pub objects: Vec<ObjectId>,
    /// What it knows of other clusters.
    pub foreign: Vec<Foreign>,
}

/// What a cluster knows of another one.
#[derive(Clone, Debug, Default)]
pub struct Foreign {
    /// The name of the other cluster.
    pub cluster: String,
    /// Whether that one was named before.
    pub is_before: bool,
    /// Objects that istiod reads in all clusters.
    pub objects: Vec<ObjectId>,
}

/// Another cluster, and which objects of a model are of it.
#[derive(Clone, Debug)]
pub struct OtherCluster {
    /// Its name.
    pub name: String,
    /// Whether it was named before the cluster whose model it is.
    pub is_before: bool,
    /// The numbers of its objects.
    pub objects: std::ops::Range<u32>,
}

impl Model {
    /// The model of a part, which shares the texts. Its objects get new numbers: `part.objects` tells which
    /// they are.
    pub fn part(&self, part: &Part) -> Model {
        let mut numbers: FxHashMap<ObjectId, ObjectId> = FxHashMap::default();
        let mut objects = Vec::with_capacity(part.objects.len());
        let mut by_kind: FxHashMap<Kind, Vec<ObjectId>> = FxHashMap::default();
        let mut own_namespaces: FxHashSet<&str> = FxHashSet::default();
        let mut known = Known::default();
        for &id in &part.objects {
            let new = ObjectId(objects.len() as u32);
            let object = self.object(id);
            if known.is_new(&self.sources, object) {
                by_kind.entry(object.kind).or_default().push(new);
            }
            if object.kind == Kind::Namespace {
                own_namespaces.insert(object.name());
            }
            numbers.insert(id, new);
            objects.push(object.clone());
        }
        let mut others = Vec::new();
        for foreign in &part.foreign {
            let from = objects.len() as u32;
            for object in foreign.objects.iter().map(|&id| self.object(id).clone()) {
                if object.kind == Kind::Namespace && own_namespaces.contains(object.name()) {
                    continue;
                }
                by_kind.entry(object.kind).or_default().push(ObjectId(objects.len() as u32));
                objects.push(object);
            }
            let (name, objects) = (foreign.cluster.clone(), from..objects.len() as u32);
            others.push(OtherCluster { name, is_before: foreign.is_before, objects });
        }
        let is_here = |source: crate::source::SourceId| part.sources.get(source.0 as usize) == Some(&true);
        let is_of_part = |object: Option<ObjectId>, source| match object {
            Some(id) => numbers.contains_key(&id),
            None => is_here(source),
        };
        let mut problems: Vec<Problem> = self
            .problems
            .iter()
            .filter(|problem| is_of_part(problem.object, problem.location.source))
            .cloned()
            .collect();
        let mut findings: Vec<Finding> = self
            .findings
            .iter()
            .filter(|finding| is_of_part(finding.object, finding.location.source))
            .cloned()
            .collect();
        renumber(&mut problems, &mut findings, |id| numbers.get(&id).copied());
        // Which root holds which order no longer matters.
        let roots = self.roots.iter().filter(|root| is_here(root.source));
        let roots = roots.map(|root| Root { parent: None, ..root.clone() }).collect();
        let mut model = Model {
            problems,
            findings,
            lost: self.lost.iter().copied().filter(|location| is_here(location.source)).collect(),
            objects,
            by_kind,
            sources: self.sources.clone(),
            skipped: Vec::new(),
            installers: self.unseen_parts(),
            directives: self.directives.iter().copied().filter(|location| is_here(location.source)).collect(),
            roots,
            unavailable: self.unavailable.clone(),
            placeholders: self.placeholders.clone(),
            files: self.files,
            of_other_revisions: self.of_other_revisions,
            other_clusters: others,
            settings: self.settings.given(),
            made: Vec::new(),
            unknown_profile: false,
            remains: Remains::default(),
            complete: self.complete,
            options: self.options.clone(),
        };
        model.add_written_settings();
        model.heed_root();
        model.add_made();
        model
    }

    /// The model without one of its objects.
    pub fn without(&self, object: ObjectId) -> Model {
        let all = (0..self.objects.len() as u32).map(ObjectId).filter(|id| *id != object);
        let foreign = |cluster: &OtherCluster| Foreign {
            cluster: cluster.name.clone(),
            is_before: cluster.is_before,
            objects: cluster.objects.clone().map(ObjectId).filter(|id| *id != object).collect(),
        };
        self.part(&Part {
            sources: vec![true; self.sources.len()],
            objects: all.filter(|id| !self.is_foreign(*id)).collect(),
            foreign: self.other_clusters.iter().map(foreign).collect(),
        })
    }

    /// Names all files below a path, or the one at it, as if they stood elsewhere; context stays where it is.
    pub fn move_files(&mut self, from: &Path, to: &Path) {
        let is_here = |path: &Path| path.as_os_str().is_empty() || path == Path::new(".");
        let moved = |path: &Path, from: &Path, to: &Path| -> Option<PathBuf> {
            let rest = match is_here(from) {
                true => Some(path).filter(|path| path.is_relative()),
                false => path.strip_prefix(from).ok(),
            }?;
            Some(match (is_here(to), rest.as_os_str().is_empty()) {
                (true, _) => rest.to_path_buf(),
                (false, true) => to.to_path_buf(),
                (false, false) => to.join(rest),
            })
        };
        let shown = |path: &str| {
            let path = moved(Path::new(path), from, to)?;
            Some(path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
        };
        self.sources.rename(|source| match source.context || source.configuration {
            true => None,
            false => shown(&source.path),
        });
        for skipped in &mut self.skipped {
            if let Some(path) = shown(&skipped.path) {
                skipped.path = path;
            }
        }
        for root in &mut self.roots {
            if let Some(folder) = shown(&root.folder) {
                root.folder = folder;
            }
        }
    }
}
