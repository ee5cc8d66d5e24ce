//! `meshlint impact`.

use std::io::Write;

use super::args::{ImpactArgs, ImpactFormat};
use super::failure::Failure;
use super::input::{Reading, Scope};
use super::watch::Watch;
use super::{Ending, say};
use crate::access;
use crate::compare;
use crate::config::Settings;
use crate::engine::{self, Outcome};
use crate::graph::Mesh;
use crate::picture::Center;
use crate::report::diff::Differences;
use crate::report::impact as report;
use crate::source::ObjectId;
use crate::text::nearest;

/// Says what depends on an object, and what would fail without it.
pub(super) fn run(args: &ImpactArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let settings = Settings::of(&args.input.named_paths(), &args.select.add_to(args.input.flags()))?;
    let mut watch = Watch::start(true);
    let input = Reading::of(&args.input, &settings).read()?;
    watch.next("reading and checking each object");
    input.say_left_out();
    if input.model.objects.is_empty() {
        watch.finish();
        say("nothing to look at: no Kubernetes object was found");
        return Ok(Ending::NothingToCheck);
    }
    let meshes = input.meshes(false)?;
    meshes.with_the_only(|mesh| {
        let id = find(mesh, &args.object)?;
        watch.next("resolving references");
        let without = mesh.model.without(id);
        let left = Mesh::build(&without);
        let judge = |mesh: &Mesh<'_>| -> Outcome {
            let mut outcome = engine::run(mesh.model, Some(mesh), input.selection.rules());
            input.settle(mesh.model, &mut outcome, Scope::Mesh, meshes.is_whole());
            outcome
        };
        let (before, after) = (judge(mesh), judge(&left));
        let requests = compare::requests(mesh, &left);
        watch.finish();
        let (gone, appeared) = compare::findings((mesh.model, &before), (&without, &after));
        let (old, new) = ("the mesh as it is", "the mesh without it");
        let (access, sources) = (access::changes(mesh, &left), &without.sources);
        let worlds = Vec::new();
        let mut differences = Differences { old, new, worlds, requests, access, sources, gone, appeared };
        differences.retain(input.settings.min_severity.value);
        // What was found on the object goes with it, and is beside the question.
        differences.gone.clear();
        let impact = report::Impact { mesh, object: id, differences };
        match args.format {
            ImpactFormat::Text => report::text(out, &impact)?,
            ImpactFormat::Json => report::json(out, &impact)?,
        }
        Ok(Ending::Clean)
    })?
}

fn find(mesh: &Mesh<'_>, center: &Center) -> Result<ObjectId, Failure> {
    let Center { kind, namespace, name } = center;
    if let Some(id) = mesh.object_named(kind, namespace, name) {
        return Ok(id);
    }
    let of_kind = mesh.objects().iter().filter(|object| object.kind_name.eq_ignore_ascii_case(kind));
    let names: Vec<String> = of_kind.map(|object| Center::of(object).to_string()).collect();
    let near = nearest(&center.to_string(), names.iter().map(String::as_str));
    let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
    Err(Failure::refused(format!("the input has no {center}{near}")))
}
