//! `meshlint render`: what would be applied.

use std::io::Write;
use std::path::Path;

use rustc_hash::FxHashSet;

use super::failure::Failure;
use super::input::{Input, Reading};
use super::{Ending, RenderArgs, RenderFormat, say};
use crate::config::Settings;
use crate::kustomize::{self, Node};
use crate::model::{Root, RootKind};
use crate::problem::Fault;
use crate::source::{Location, SourceId};
use crate::text::path::plain;

/// An object as it would be applied.
struct Applied<'m> {
    object: Node,
    /// The root that it belongs to.
    root: &'m str,
    /// The file that it comes from, and the line.
    path: &'m str,
    line: usize,
}

pub(super) fn run(args: &RenderArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let settings = Settings::of(&args.input.named_paths(), &args.input.flags())?;
    let input = Reading::of(&args.input, &settings).without_rules().whole().read()?;
    input.say_left_out();
    let applied = applied(&input);
    match args.format {
        RenderFormat::Yaml => yaml(&applied, out)?,
        RenderFormat::Json => json(&applied, out)?,
    }
    for (at, what) in &input.model.unavailable {
        say(&format!("{}: {what}", place(&input, *at)));
    }
    let mut is_whole = true;
    for problem in &input.model.problems {
        if let Fault::Kustomize(fault) = &problem.fault {
            say(&format!("{}: {fault}", place(&input, problem.location)));
            is_whole = false;
        }
    }
    Ok(match (is_whole, applied.is_empty()) {
        (false, _) => Ending::Findings,
        (true, true) => Ending::NothingToCheck,
        (true, false) => Ending::Clean,
    })
}

fn place(input: &Input, at: Location) -> String {
    let sources = &input.model.sources;
    let at = sources.origin(at);
    let source = &sources[at.source];
    format!("{}:{}", source.path, source.position(at.span.start).line)
}

/// What would be applied, one root after the other. Where a path that was asked for is itself a kustomization, that one
/// alone is meant.
fn applied(input: &Input) -> Vec<Applied<'_>> {
    let model = &input.model;
    let asked: FxHashSet<String> = input
        .paths
        .iter()
        .map(|path| plain(path).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
        .collect();
    // One that is built as an order says is not built by itself as well.
    let is_built = |root: &&Root| root.kind != RootKind::Chart && asked.contains(&root.folder);
    let is_asked = |root: &&Root| root.kind == RootKind::Kustomization && is_built(root);
    let mut named: Vec<&Root> = model.roots.iter().filter(is_asked).collect();
    if named.is_empty() && !asked.contains("") {
        named.extend(model.roots.iter().filter(is_built));
    }
    let roots: Vec<&Root> = if named.is_empty() { model.roots.iter().collect() } else { named.clone() };
    let mut applied = Vec::new();
    for root in roots {
        add(input, root.source, root.title(), &mut applied);
    }
    if named.is_empty() {
        let is_written = |source: &SourceId| model.sources[*source].made_from.is_none();
        let mut sources: Vec<SourceId> = model.objects.iter().map(|object| object.source).collect();
        sources.dedup();
        for source in sources.into_iter().filter(is_written) {
            let folder = Path::new(&model.sources[source].path).parent().and_then(Path::to_str);
            let folder = folder.filter(|folder| !folder.is_empty()).unwrap_or(".");
            add(input, source, folder, &mut applied);
        }
    }
    applied
}

fn add<'m>(input: &'m Input, source: SourceId, root: &'m str, applied: &mut Vec<Applied<'m>>) {
    let sources = &input.model.sources;
    let mut objects: std::collections::VecDeque<Node> =
        kustomize::documents(&sources[source].text, source).into();
    while let Some(object) = objects.pop_front() {
        let kind = object.get("kind").map_or("", Node::written);
        if kind.ends_with("List")
            && let Some(items) = object.get("items")
        {
            items.items().iter().rev().for_each(|item| objects.push_front(item.clone()));
            continue;
        }
        let is_built = sources[source].made_from.is_some();
        if kind.is_empty() || !is_built && object.get("apiVersion").is_none() {
            continue;
        }
        let at = sources.origin(object.at);
        let file = &sources[at.source];
        let line = file.position(at.span.start).line;
        applied.push(Applied { object, root, path: &file.path, line });
    }
}

fn yaml(applied: &[Applied<'_>], out: &mut dyn Write) -> Result<(), Failure> {
    for one in applied {
        let text = kustomize::emit_node(&one.object, one.object.at).text;
        writeln!(out, "---\n# {}: {}:{}\n{}", one.root, one.path, one.line, text.trim_end())?;
    }
    Ok(())
}

fn json(applied: &[Applied<'_>], out: &mut dyn Write) -> Result<(), Failure> {
    let object = |one: &Applied<'_>| {
        serde_json::json!({
            "object": one.object.to_json(),
            "root": one.root,
            "origin": { "path": one.path, "line": one.line },
        })
    };
    let objects: Vec<serde_json::Value> = applied.iter().map(object).collect();
    serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "version": 1, "objects": objects }))
        .map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}
