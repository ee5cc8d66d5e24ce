//! `meshlint config`.

use std::io::Write;

use super::failure::Failure;
use super::input::{Input, Reading};
use super::{CheckArgs, ConfigCommand, Ending};
use crate::config::{self, Settings, Worlds};
use crate::model::{Root, RootKind};

/// Shows the settings, or the schema of the configuration.
pub(super) fn run(command: &ConfigCommand, out: &mut dyn Write) -> Result<Ending, Failure> {
    match command {
        ConfigCommand::Show(args) => {
            let settings = args.settle()?;
            write!(out, "{}{}", config::show(&settings), found(args, &settings))?;
        }
        ConfigCommand::Schema => write!(out, "{}", config::SCHEMA)?,
    }
    Ok(Ending::Clean)
}

/// What the input holds that is built, how each of it was found, and the worlds that come of it, as comments; nothing
/// where the input cannot be read, which is for `check` to say.
fn found(args: &CheckArgs, settings: &Settings) -> String {
    let Ok(input) = Reading::of(&args.input, settings).without_rules().read() else { return String::new() };
    let mut text = String::new();
    if !input.model.roots.is_empty() {
        text.push_str("# what is built, and why:\n");
    }
    for root in &input.model.roots {
        text.push_str(&format!("#   {}: {}\n", root.title(), origin(&input, root)));
    }
    if let Ok(meshes) = input.meshes(true)
        && let worlds @ [_, ..] = meshes.worlds()
    {
        let how = match settings.worlds.value {
            Worlds::Named(_) | Worlds::Clusters(_) => "as they are set",
            _ => "by what varies the same objects",
        };
        text.push_str(&format!("# worlds, {how}:\n"));
        for world in worlds {
            let files = input.model.sources.iter().filter(|(id, source)| {
                source.made_from.is_none() && !source.configuration && world.holds(*id)
            });
            text.push_str(&format!("#   {}: {} files\n", world.name, files.count()));
        }
    }
    text
}

/// How a root was found.
fn origin(input: &Input, root: &Root) -> String {
    let orderer = match root.kind {
        RootKind::Kustomization => return "a kustomization that no other one uses".to_owned(),
        RootKind::Chart => return format!("a chart, as release {}", root.name),
        RootKind::Flux => "Kustomization",
        RootKind::Release => "HelmRelease",
        RootKind::Argo => "Application",
    };
    let sources = &input.model.sources;
    let place = root.at.map(|at| {
        let at = sources.origin(at);
        let source = &sources[at.source];
        format!(", {}:{}", source.path, source.position(at.span.start).line)
    });
    format!("{orderer} {}{}", root.name, place.unwrap_or_default())
}
