//! `meshlint graph`.

use std::io::Write;

use super::failure::Failure;
use super::input::{Input, Reading, Scope};
use super::watch::Watch;
use super::{Ending, Fold, GraphArgs, PictureFormat, say};
use crate::config::Settings;
use crate::engine;
use crate::finding;
use crate::graph::Mesh;
use crate::picture;

/// Draws the mesh. The findings are marked and not counted: a picture that could be drawn is a success.
pub(super) fn run(args: &GraphArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    // `--namespace` says what to draw here, not what namespace objects without one are in.
    let mut given = args.input.clone();
    let namespace = given.namespace.take();
    let settings = Settings::of(&given.named_paths(), &args.select.add_to(given.flags()))?;
    let mut watch = Watch::start(true);
    let input = Reading::of(&given, &settings).read()?;
    watch.next("reading and checking each object");
    input.say_left_out();
    if input.model.objects.is_empty() {
        watch.finish();
        say("nothing to draw: no Kubernetes object was found");
        return Ok(Ending::NothingToCheck);
    }
    let meshes = input.meshes(false)?;
    watch.next("resolving references");
    meshes.with_the_only(|mesh| {
        let mut outcome = engine::run(mesh.model, Some(mesh), input.selection.rules());
        input.settle(mesh.model, &mut outcome, Scope::Mesh, meshes.is_whole());
        watch.finish();
        draw(args, &input, mesh, &outcome.findings, namespace.as_deref(), out)
    })?
}

fn draw(
    args: &GraphArgs,
    input: &Input,
    mesh: &Mesh<'_>,
    findings: &[finding::Finding],
    namespace: Option<&str>,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let mut drawn = picture::of(mesh, findings);
    if let Some(namespace) = namespace {
        drawn = drawn.of_namespace(namespace);
    }
    if let Some(focus) = &args.focus {
        let picture::Center { kind, namespace, name } = focus;
        let nothing = || format!("no {kind} `{name}` in namespace {namespace} leads anywhere or is led to");
        drawn = drawn.around(focus).ok_or_else(nothing)?;
    }
    if let Some(focus) = &args.impact {
        let picture::Center { kind, namespace, name } = focus;
        let nothing = || format!("no {kind} `{name}` in namespace {namespace} is in the input");
        drawn = drawn.depending_on(mesh, focus).ok_or_else(nothing)?;
    }
    let is_folded = match args.fold {
        Fold::Always => true,
        Fold::Never => false,
        Fold::Auto => args.format != PictureFormat::Json && drawn.is_large(),
    };
    if is_folded {
        if args.fold == Fold::Auto {
            say("the picture is folded by namespace: use --namespace, --focus or --fold never to see more");
        }
        drawn = drawn.folded();
    }
    match args.format {
        PictureFormat::Dot => picture::dot(out, &drawn)?,
        PictureFormat::Mermaid => picture::mermaid(out, &drawn)?,
        PictureFormat::Json => picture::json(out, &drawn, &input.model.sources)?,
    }
    Ok(Ending::Clean)
}
