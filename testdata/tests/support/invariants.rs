//! What holds for every input whatsoever, checked through the library.

use std::path::PathBuf;

use meshlint::engine;
use meshlint::engine::Outcome;
use meshlint::finding::{Finding, Severity};
use meshlint::graph::Mesh;
use meshlint::intake::{Input, Request};
use meshlint::model::{Model, Options};
use meshlint::report::{self, Format, Style, Summary, View};
use meshlint::rules;
use meshlint::source::{Location, Sources};

use super::scratch::Scratch;

/// An object as it is told apart: type, namespace, name, and its place in the text.
type Seen = (String, String, String, u32, u32);

/// Checks everything that holds for every input, and tells what does not.
pub fn check(scratch: &Scratch, input: &[u8]) -> Result<(), String> {
    let model = load(scratch, input);
    let mesh = Mesh::build(&model);
    let outcome = engine::run(&model, Some(&mesh), rules::ALL);
    places(&model, &outcome)?;
    reports(&model, &outcome)?;
    nothing_lost(scratch, &model, input)
}

/// Checks what holds for every folder of files, whatever is built of them: places and reports.
#[allow(dead_code)] // not every program has folders
pub fn check_folder(folder: PathBuf) -> Result<(), String> {
    let model = read(folder, false);
    let mesh = Mesh::build(&model);
    let outcome = engine::run(&model, Some(&mesh), rules::ALL);
    let is_of_user = |location: Location| model.sources[location.source].made_from.is_none();
    let made = outcome.findings.iter().find(|finding| !is_of_user(finding.location));
    if let Some(finding) = made {
        return Err(format!("{:?} points into a text that no user has: {}", finding.rule, finding.message));
    }
    places(&model, &outcome)?;
    reports(&model, &outcome)
}

fn load(scratch: &Scratch, input: &[u8]) -> Model {
    let path: PathBuf = scratch.write("input.yaml", input);
    read(path, input.len().is_multiple_of(2))
}

fn read(path: PathBuf, complete: bool) -> Model {
    let request = Request {
        inputs: vec![Input { path, context: false }],
        exclude: Vec::new(),
        respect_ignore_files: false,
        max_file_size: 1 << 30,
        ..Request::default()
    };
    let options = Options { complete, ..Options::default() };
    meshlint::intake::load(&request, &options, &engine::inspector(rules::ALL)).expect("the file is there")
}

/// Every place lies in its text, at the borders of characters, and has a line and a column.
fn places(model: &Model, outcome: &Outcome) -> Result<(), String> {
    let sources = &model.sources;
    for object in &model.objects {
        let what = format!("{} {}", object.kind_name, object.name());
        place(sources, object.at(object.span), &what)?;
        place(sources, object.at(object.kind_span), &what)?;
        place(sources, object.name_location(), &what)?;
        if let Some(namespace) = &object.namespace_field {
            place(sources, object.at(namespace.span), &what)?;
        }
    }
    for problem in &model.problems {
        place(sources, problem.location, &format!("{:?}", problem.fault))?;
    }
    for &lost in &model.lost {
        place(sources, lost, "a lost document")?;
    }
    for finding in outcome.findings.iter().chain(&outcome.unverified) {
        let what = format!("{:?}: {}", finding.rule, finding.message);
        place(sources, finding.location, &what)?;
        for related in &finding.related {
            place(sources, related.location, &format!("{what} (related: {})", related.message))?;
        }
        if finding.message.trim().is_empty()
            || finding.help.as_deref().is_some_and(|help| help.trim().is_empty())
        {
            return Err(format!("{what}: the words are missing"));
        }
    }
    Ok(())
}

fn place(sources: &Sources, location: Location, what: &str) -> Result<(), String> {
    let source = &sources[location.source];
    let (start, end) = (location.span.start as usize, location.span.end as usize);
    let (text, length) = (&source.text, source.text.len());
    if start > end || end > length {
        return Err(format!("{what}: the place {start}..{end} does not fit a text of {length} bytes"));
    }
    if !text.is_char_boundary(start) || !text.is_char_boundary(end) {
        return Err(format!("{what}: the place {start}..{end} cuts a character in two"));
    }
    let (from, to) = (source.position(location.span.start), source.position(location.span.end));
    if from > to || from.line < 1 || from.column < 1 || to.line > source.line_count() {
        return Err(format!("{what}: {from:?} to {to:?} is not a place"));
    }
    Ok(())
}

/// Every report can be written, and none holds what a terminal would obey.
fn reports(model: &Model, outcome: &Outcome) -> Result<(), String> {
    let summary = Summary {
        files: model.files,
        resources: model.objects.len(),
        skipped: model.skipped.clone(),
        errors: outcome.count(Severity::Error),
        warnings: outcome.count(Severity::Warning),
        infos: outcome.count(Severity::Info),
        unverified: outcome.unverified.len(),
        ..Summary::default()
    };
    let findings: Vec<&Finding> = outcome.findings.iter().collect();
    let view = View {
        sources: &model.sources,
        all: &outcome.findings,
        findings: &findings,
        hidden_warnings: 0,
        hidden_infos: 0,
        unverified: &outcome.unverified,
        all_suppressed: &outcome.suppressed,
        suppressed: &outcome.suppressed,
        references: &[],
        summary: &summary,
        objects: &model.objects,
        settings: Some(&model.settings),
    };
    let plain = Style::default();
    let styles = [
        plain,
        Style { color: true, hyperlinks: true, ..plain },
        Style { unicode: false, width: 40, ..plain },
    ];
    for style in styles {
        let mut out = Vec::new();
        report::text::write(&mut out, &view, style).map_err(|error| error.to_string())?;
        harmless("text", &out, style.color)?;
    }
    let mut out = Vec::new();
    report::concise::write(&mut out, &view).map_err(|error| error.to_string())?;
    let lines = out.iter().filter(|&&byte| byte == b'\n').count();
    if lines != findings.len() {
        return Err(format!("concise has {lines} lines for {} findings", findings.len()));
    }
    report::concise::write_summary(&mut out, &view, Style { verbose: true, ..plain })
        .map_err(|error| error.to_string())?;
    harmless("concise", &out, false)?;
    let written = |format: Format| {
        let mut out = Vec::new();
        format.write(&mut out, &view, plain).map_err(|error| error.to_string())?;
        Ok::<Vec<u8>, String>(out)
    };
    let is_json = |text: &[u8]| serde_json::from_slice::<serde_json::Value>(text).is_ok();
    for format in [Format::Json, Format::Sarif, Format::Gitlab, Format::IstioctlJson] {
        if !is_json(&written(format)?) {
            return Err(format!("{format:?} is not JSON"));
        }
    }
    let lines = written(Format::Jsonl)?;
    let lines: Vec<&[u8]> = lines.split_inclusive(|&byte| byte == b'\n').collect();
    if lines.len() != findings.len() + view.unverified.len() + 1 || !lines.iter().all(|line| is_json(line)) {
        return Err("jsonl is not JSON, line by line".into());
    }
    for format in [Format::Junit, Format::Istioctl] {
        harmless("junit or istioctl", &written(format)?, false)?;
    }
    let commands = written(Format::Github)?;
    harmless("github", &commands, false)?;
    let is_command =
        |line: &&str| ["::error ", "::warning ", "::notice "].iter().any(|it| line.starts_with(it));
    let commands = String::from_utf8_lossy(&commands);
    if commands.lines().filter(is_command).count() != findings.len()
        || !commands.lines().all(|line| is_command(&line))
    {
        return Err("github does not have one command for each finding".into());
    }
    Ok(())
}

fn harmless(format: &str, report: &[u8], colored: bool) -> Result<(), String> {
    let text = std::str::from_utf8(report).map_err(|error| format!("{format} is not UTF-8: {error}"))?;
    let text = if colored { without_styles(text) } else { text.to_owned() };
    let obeyed = |c: char| {
        c != '\n' && c.is_control()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    match text.lines().find(|line| line.contains(obeyed)) {
        Some(line) => Err(format!("{format} holds a control character: {line:?}")),
        None => Ok(()),
    }
}

/// Leaves out colours and links as the tool itself writes them.
fn without_styles(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_style = |codes: &str| codes.chars().all(|c| c.is_ascii_digit() || c == ';');
        let rest = match (part.strip_prefix('['), part.strip_prefix("]8;;")) {
            (Some(style), _) => {
                style.split_once('m').filter(|(codes, _)| is_style(codes)).map(|(_, rest)| rest)
            }
            (_, Some(link)) if link.is_empty() || link.starts_with("https://") => Some(""),
            _ => part.strip_prefix('\\'),
        };
        match rest {
            Some(rest) => clean.push_str(rest),
            None => clean.push_str(&format!("\u{1b}{part}")),
        }
    }
    clean
}

/// A document is read the same alone as between others: no neighbour, however broken, hides it.
fn nothing_lost(scratch: &Scratch, whole: &Model, input: &[u8]) -> Result<(), String> {
    let Some((_, source)) = whole.sources.iter().next() else { return Err("there is no source".into()) };
    if source.text.is_empty() || input.contains(&0) {
        return Ok(()); // another encoding, or binary: said of the file as a whole
    }
    let mut expected = Vec::new();
    for (offset, piece) in pieces(&source.text) {
        expected.extend(seen(&load(scratch, piece.as_bytes()), offset));
    }
    let found = seen(whole, 0);
    if found == expected {
        return Ok(());
    }
    let missing: Vec<&Seen> = expected.iter().filter(|seen| !found.contains(seen)).collect();
    let added: Vec<&Seen> = found.iter().filter(|seen| !expected.contains(seen)).collect();
    Err(format!("between its neighbours a document reads otherwise: missing {missing:?}, added {added:?}"))
}

fn seen(model: &Model, offset: usize) -> Vec<Seen> {
    let seen = |object: &meshlint::model::Object| {
        let kind = format!("{} {}", object.api_version, object.kind_name);
        let span = object.span.shifted(offset);
        (kind, object.namespace.to_string(), object.name().to_owned(), span.start, span.end)
    };
    model.objects.iter().map(seen).collect()
}

/// The text between lines of `---`, with offsets.
fn pieces(text: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let bare = if at == 0 { line.trim_start_matches('\u{feff}') } else { line };
        let rest = bare.strip_prefix("---").filter(|rest| {
            rest.trim().is_empty() || rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#')
        });
        if rest.is_some() {
            pieces.push((start, &text[start..at]));
            start = at + line.len();
        }
        at += line.len();
    }
    pieces.push((start, &text[start..]));
    pieces
}
