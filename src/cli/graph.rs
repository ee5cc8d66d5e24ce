//! `meshlint graph`.

use std::io::{self, Write};

use super::{Ending, Fold, GraphArgs, PictureFormat, say};
use crate::diag;
use crate::graph::Mesh;
use crate::inspect::Inspector;
use crate::model::Model;
use crate::picture;
use crate::suppress::{self, Circumstances};

/// Draws the mesh. The findings are marked and not counted: a picture that could be drawn is a success.
pub(super) fn run(args: &GraphArgs, out: &mut dyn Write) -> io::Result<Ending> {
    // `--namespace` says what to draw here, not what namespace objects without one are in.
    let mut input = args.input.clone();
    let namespace = input.namespace.take();
    let flags = args.select.add_to(input.flags());
    let Some(settings) = super::run::settings(&input, &flags) else { return Ok(Ending::Error) };
    let selection = settings.selection();
    let inspector = Inspector::new(selection.rules());
    let mut model = match Model::load(&input.request(&settings), &settings.options(), &inspector) {
        Ok(model) => model,
        Err(error) => {
            say(&error.to_string());
            return Ok(Ending::Error);
        }
    };
    let mut outcome = diag::run(&model, Some(&Mesh::build(&model)), selection.rules());
    let circumstances = Circumstances {
        settings: &settings,
        selection: &selection,
        with_mesh: true,
        is_whole: true,
        paths: &input.paths,
    };
    suppress::apply(&mut model, &mut outcome, &circumstances);
    if model.objects.is_empty() {
        say("nothing to draw: no Kubernetes object was found");
        return Ok(Ending::NothingToCheck);
    }
    let mesh = Mesh::build(&model);
    let mut drawn = picture::of(&mesh, &outcome.findings);
    if let Some(namespace) = &namespace {
        drawn = drawn.of_namespace(namespace);
    }
    if let Some(focus) = &args.focus {
        match drawn.around(focus) {
            Some(around) => drawn = around,
            None => {
                let picture::Focus { kind, namespace, name } = focus;
                say(&format!("no {kind} `{name}` in namespace {namespace} leads anywhere or is led to"));
                return Ok(Ending::Error);
            }
        }
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
        PictureFormat::Json => picture::json(out, &drawn, &model.sources)?,
    }
    Ok(Ending::Clean)
}
