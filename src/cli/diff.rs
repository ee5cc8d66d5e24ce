//! `meshlint diff`.

mod state;

use std::io::Write;

use super::args::{DiffArgs, DiffFormat};
use super::failure::Failure;
use super::input::{Input, Scope};
use super::watch::Watch;
use super::{Ending, say};
use crate::access::{self, AccessChange};
use crate::compare::{self, Comparison};
use crate::engine::Outcome;
use crate::graph::Mesh;
use crate::report::diff as report;
use crate::report::diff::Differences;
use crate::worlds::Meshes;

/// Compares two states of a mesh and writes what differs.
pub(super) fn run(args: &DiffArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut watch = Watch::start(true);
    let [mut old, mut new] = state::read(args)?;
    watch.next("reading");
    new.input.say_left_out();
    if old.input.model.objects.is_empty() && new.input.model.objects.is_empty() {
        watch.finish();
        say("nothing to compare: no Kubernetes object was found");
        return Ok(Ending::NothingToCheck);
    }
    let compared = compare(&old.input, &new.input)?;
    watch.finish();
    old.name_as_shown();
    new.name_as_shown();
    let (gone, appeared) =
        compare::findings((&old.input.model, &compared.old), (&new.input.model, &compared.new));
    let Compared { worlds, requests, access, .. } = compared;
    let sources = &new.input.model.sources;
    let (old, new_name) = (&*old.name, &*new.name);
    let mut differences =
        Differences { old, new: new_name, worlds, requests, access, sources, gone, appeared };
    differences.retain(new.input.settings.min_severity.value);
    match args.format {
        DiffFormat::Text => report::text(out, &differences)?,
        DiffFormat::Markdown => report::markdown(out, &differences)?,
        DiffFormat::Json => report::json(out, &differences)?,
    }
    Ok(if args.exit_code && !differences.is_empty() { Ending::Findings } else { Ending::Clean })
}

/// What became of the requests, and what was found in both states.
struct Compared {
    /// The worlds that were compared, if there are several.
    worlds: Vec<String>,
    requests: Comparison,
    access: Vec<AccessChange>,
    old: Outcome,
    new: Outcome,
}

fn compare(old: &Input, new: &Input) -> Result<Compared, Failure> {
    let (old_meshes, new_meshes) = match (old.meshes(false), new.meshes(false)) {
        (Err(_), Err(unknown)) => return Err(unknown),
        // A world may be new, or be gone.
        (old_meshes, new_meshes) => {
            (old_meshes.or_else(|_| old.meshes(true))?, new_meshes.or_else(|_| new.meshes(true))?)
        }
    };
    let mut old = Side::of(old, &old_meshes);
    let mut new = Side::of(new, &new_meshes);
    let (mut worlds, mut requests, mut access) = (Vec::new(), Comparison::default(), Vec::new());
    for (before, after, world) in pairs(&old_meshes, &new_meshes) {
        let compared = old_meshes.with(before, |old_mesh| {
            old.judge(before, old_mesh);
            new_meshes.with(after, |new_mesh| {
                new.judge(after, new_mesh);
                (compare::requests(old_mesh, new_mesh), access::changes(old_mesh, new_mesh))
            })
        });
        let (of_requests, of_access) = compared;
        match world {
            None => (requests, access) = (of_requests, of_access),
            Some(world) => {
                requests.add(&world, of_requests);
                access::add(&mut access, &world, of_access);
                worlds.push(world);
            }
        }
    }
    let compared = Compared { worlds, requests, access, old: old.finish(), new: new.finish() };
    old_meshes.forget();
    new_meshes.forget();
    Ok(compared)
}

/// What becomes of the requests between two states.
pub(super) fn requests(old: &Input, new: &Input) -> Result<Comparison, Failure> {
    let (old, new) = (old.meshes(true)?, new.meshes(true)?);
    let mut all = Comparison::default();
    for (before, after, world) in pairs(&old, &new) {
        let compared =
            old.with(before, |old_mesh| new.with(after, |new_mesh| compare::requests(old_mesh, new_mesh)));
        all.add(&world.unwrap_or_default(), compared);
    }
    old.forget();
    new.forget();
    Ok(all)
}

/// Which meshes of the two states are compared: those of one name. A state that is a single mesh is compared
/// with each world of the other.
fn pairs(old: &Meshes<'_>, new: &Meshes<'_>) -> Vec<(usize, usize, Option<String>)> {
    match (old.worlds(), new.worlds()) {
        _ if old.is_single() && new.is_single() => vec![(0, 0, None)],
        (_, new) if old.is_single() => {
            new.iter().enumerate().map(|(index, world)| (0, index, Some(world.name.clone()))).collect()
        }
        (old, _) if new.is_single() => {
            old.iter().enumerate().map(|(index, world)| (index, 0, Some(world.name.clone()))).collect()
        }
        (old, new) => {
            let in_new = |name: &str| new.iter().position(|world| world.name == name);
            let pair = |(index, name): (usize, &String)| Some((index, in_new(name)?, Some(name.clone())));
            old.iter().map(|world| &world.name).enumerate().filter_map(pair).collect()
        }
    }
}

/// One of the states, with what was found in each of its meshes so far.
struct Side<'a, 'm> {
    input: &'a Input,
    meshes: &'a Meshes<'m>,
    outcomes: Vec<Option<Outcome>>,
}

impl<'a, 'm> Side<'a, 'm> {
    fn of(input: &'a Input, meshes: &'a Meshes<'m>) -> Side<'a, 'm> {
        Side { input, meshes, outcomes: (0..meshes.count()).map(|_| None).collect() }
    }

    /// Runs the rules over one of the meshes, if they have not.
    fn judge(&mut self, index: usize, mesh: &Mesh<'_>) {
        let Side { input, meshes, outcomes } = self;
        outcomes[index].get_or_insert_with(|| meshes.judge(index, mesh, input.selection.rules()));
    }

    /// All that was found and is to be reported.
    fn finish(mut self) -> Outcome {
        let meshes = self.meshes;
        for index in 0..meshes.count() {
            if self.outcomes[index].is_none() {
                meshes.with(index, |mesh| self.judge(index, mesh));
            }
        }
        let mut outcome = meshes.together(self.outcomes.into_iter().flatten().collect());
        self.input.settle(&self.input.model, &mut outcome, Scope::Mesh, meshes.is_whole());
        outcome
    }
}
