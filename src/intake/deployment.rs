//! What is applied, read as the files are: texts that were built, and files that are judged where they went.

use std::path::Path;

use rayon::prelude::*;

use super::ignored::is_ignored;
use super::object::Judge;
use super::read::{self, File};
use super::unit::{self, Unit};
use super::{Request, Source};
use crate::deploy::{self, Deployed, FileRole, Surroundings, deploy};
use crate::helm::Helm;
use crate::kustomize::{self, Unavailable};
use crate::model::{Installed, Installer, Model, Root};
use crate::problem::{Fault, Problem};
use crate::text::path::absolute;

pub(super) fn is_kustomization(path: &Path) -> bool {
    deploy::is_kustomization(&path.to_string_lossy())
}

/// Reads files of which kustomizations decide what becomes of them.
pub(super) fn of_files(
    files: Vec<File>,
    request: &Request,
    helm: Option<&Helm>,
    judge: Judge<'_>,
) -> (Vec<Unit>, Option<Deployed>) {
    let given: Vec<deploy::File<'_>> = files.iter().map(|file| given(&file.source, file.explicit)).collect();
    let charts = helm.zip(request.charts.as_ref());
    let read = |path: &str| read_beside(path, request);
    let is_whole = request.is_whole;
    let around = Surroundings { read: &read, is_ignored: &is_ignored, is_whole, charts };
    let mut deployed = deploy(&given, around);
    let roles = std::mem::take(&mut deployed.roles);
    let files: Vec<_> = files.into_iter().zip(roles).collect();
    let units = files.into_par_iter().map(|(file, role)| unit::read(file, role, judge)).collect();
    with_built(units, deployed, judge)
}

/// The same for files that have been read already.
pub(super) fn of_units(
    units: Vec<Unit>,
    request: &Request,
    judge: Judge<'_>,
) -> (Vec<Unit>, Option<Deployed>) {
    let given: Vec<deploy::File<'_>> = units.iter().map(|unit| given(&unit.source, false)).collect();
    if !deploy::is_decided(given.iter().copied()) {
        return (units, None);
    }
    let read = |path: &str| read_beside(path, request);
    let is_whole = request.is_whole;
    let around = Surroundings { read: &read, is_ignored: &is_ignored, is_whole, charts: None };
    let mut deployed = deploy(&given, around);
    let roles = std::mem::take(&mut deployed.roles);
    let units = units.into_iter().zip(roles).map(|(unit, role)| unit.in_role(role)).collect();
    with_built(units, deployed, judge)
}

fn given(source: &Source, is_named: bool) -> deploy::File<'_> {
    deploy::File { source, is_named }
}

/// Adds the units of what was read beside the input, and of what was built.
fn with_built(
    mut units: Vec<Unit>,
    mut deployed: Deployed,
    judge: Judge<'_>,
) -> (Vec<Unit>, Option<Deployed>) {
    let first = units.len();
    let texts = std::mem::take(&mut deployed.texts);
    let mut roots: Vec<Option<&Root>> = vec![None; texts.len()];
    for root in &deployed.roots {
        let slot = (root.source.0 as usize).checked_sub(first).and_then(|at| roots.get_mut(at));
        if let Some(slot) = slot {
            *slot = Some(root);
        }
    }
    let texts: Vec<_> = texts.into_iter().zip(roots).collect();
    units.par_extend(texts.into_par_iter().map(|(source, root)| match root {
        None => Unit { source, content: unit::Content::default() },
        Some(root) if root.default_namespace.is_none() && root.substitutions.is_empty() => {
            unit::of_text(source, judge)
        }
        Some(root) => {
            let mut options = judge.options.clone();
            if let Some(namespace) = &root.default_namespace {
                options.default_namespace.clone_from(namespace);
                options.namespace_is_given = true;
            }
            options.substitutions.extend(root.substitutions.clone());
            unit::of_text(source, Judge { options: &options, ..judge })
        }
    }));
    (units, Some(deployed))
}

/// Reads a file that a kustomization names and that is not among those of the input.
fn read_beside(path: &str, request: &Request) -> Option<Vec<u8>> {
    if let Some(replaced) = request.replaced.get(&absolute(Path::new(path))) {
        return replaced.clone().map(String::into_bytes);
    }
    read::regular(Path::new(path), request.max_file_size)
}

/// Notes in a model what was built, and what was wrong with that.
pub(super) fn add(model: &mut Model, deployed: Deployed) {
    model.roots = deployed.roots;
    model.remains = deployed.remains;
    for (location, what, into) in deployed.unavailable {
        let (name, from) = match &what {
            Unavailable::Remote { address } => (kustomize::file_name(address).to_owned(), Installed::Remote),
            Unavailable::Chart { name } => (name.to_string(), Installed::Chart),
            Unavailable::Plugin { kind } => (kind.to_string(), Installed::Generator),
        };
        let kinds = Vec::new();
        model.installers.push(Installer { name, from, into, kinds, location: Some(location) });
        model.unavailable.push((location, what));
    }
    let problem = |(location, fault)| Problem { location, object: None, fault: Fault::Kustomize(fault) };
    // What cannot be read as YAML is told of the file itself.
    let faults = deployed.faults.into_iter();
    let faults = faults.filter(|(_, fault)| !matches!(fault, kustomize::Fault::Yaml(_)));
    model.problems.extend(faults.map(problem));
    let charts = deployed.not_rendered.into_iter();
    let problem = |(location, failure)| Problem { location, object: None, fault: Fault::Chart(failure) };
    model.problems.extend(charts.map(problem));
}

impl Unit {
    /// The same file, where it turns out to be for something else than to be applied as it is written.
    fn in_role(mut self, role: Option<FileRole>) -> Unit {
        if let Some(role) = role {
            self.content = self.content.in_role(&role);
        }
        self
    }
}
