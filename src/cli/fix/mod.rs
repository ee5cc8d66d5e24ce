//! `--fix`, `--diff` and `--add-ignore`: changing the files instead of reporting alone.

mod prove;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use self::prove::{Judged, Prover};
use super::check::least_severity;
use super::deliver::default_format;
use super::failure::Failure;
use super::input::Scope;
use super::{CheckArgs, Ending, change, say};
use crate::config::Settings;
use crate::finding::{Applicability, Finding, Severity};
use crate::fix::{self, Offer, Refusal};
use crate::focus::{Focus, Texts};
use crate::intake::os_reason;
use crate::report::FixSummary;
use crate::source::{Source, SourceId};
use crate::text::path::absolute;

/// After so many rounds fixes that bring one another about are left.
const ROUNDS: usize = 16;

/// What was done.
#[derive(Default)]
pub(super) struct Fixed {
    /// The files that were changed, and what they hold now.
    pub edited: Texts,
    pub summary: Option<FixSummary>,
    /// How the run ends, where that is known already.
    pub ending: Option<Ending>,
}

/// What fixes make of the files, in memory.
#[derive(Debug, Default)]
pub struct Fixes {
    /// The files that change, in the order of their paths.
    pub files: Vec<FixedFile>,
    /// What becomes of the findings.
    pub summary: FixSummary,
    /// Files that would have to change and may not be written.
    pub read_only: Vec<String>,
}

/// A file before and after fixes.
#[derive(Debug)]
pub struct FixedFile {
    /// The path as it was given.
    pub path: String,
    /// What it holds.
    pub before: String,
    /// What it is to hold.
    pub after: String,
}

/// Which findings are to be fixed.
struct Wanted {
    focus: Option<Focus>,
    least: Severity,
    with_unsafe: bool,
}

impl Wanted {
    /// Whether a finding is among those that are reported.
    fn is_shown(&self, judged: &Judged, finding: &Finding) -> bool {
        let touches = |focus: &Focus| focus.touches(&judged.input.model, finding);
        finding.severity >= self.least && self.focus.as_ref().is_none_or(touches)
    }
}

/// Changes the files, or shows how they would be changed.
pub(super) fn run(
    args: &CheckArgs,
    settings: &Settings,
    scope: Scope,
    out: &mut dyn Write,
) -> Result<Fixed, Failure> {
    if args.fix.unsafe_fixes && !args.fix.fix && !args.fix.diff {
        return Err(Failure::refused("--unsafe-fixes goes with --fix or --diff"));
    }
    if let Some(reason) = &args.fix.add_ignore {
        return add_ignore(args, settings, scope, reason);
    }
    let Fixes { files, summary, read_only } = Fixes::with(args, settings, scope)?;
    read_only.iter().for_each(|path| say(&format!("{path} is left as it is: {}", Refusal::ReadOnly)));
    if args.fix.diff {
        for file in &files {
            out.write_all(fix::unified(&file.path, &file.before, &file.after).as_bytes())?;
        }
        out.flush()?;
        if !args.output.quiet {
            say(&summary.to_string());
        }
        let ending = if files.is_empty() { Ending::Clean } else { Ending::Findings };
        return Ok(Fixed { edited: Texts::new(), summary: None, ending: Some(ending) });
    }
    let (edited, refused) = write(files);
    let is_refused = refused > 0 || !read_only.is_empty();
    Ok(Fixed { edited, summary: Some(summary), ending: is_refused.then_some(Ending::Error) })
}

/// What is to be fixed, and what proves that fixes are good.
fn prepared<'a>(
    args: &'a CheckArgs,
    settings: &'a Settings,
    scope: Scope,
) -> Result<(Wanted, Prover<'a>), Failure> {
    if args.input.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::refused("standard input cannot be changed: name the files"));
    }
    let format = args.output.format.unwrap_or_else(default_format);
    let wanted = Wanted {
        focus: change::focus(args)?,
        least: least_severity(settings).unwrap_or(format.least_severity()),
        with_unsafe: args.fix.unsafe_fixes,
    };
    let after = wanted.focus.as_ref().and_then(|focus| focus.change.as_ref());
    let staged = after.map(|change| change.after.clone()).unwrap_or_default();
    let prover = Prover::new(args, settings, scope, staged, wanted.with_unsafe);
    Ok((wanted, prover))
}

impl Fixes {
    /// Makes fixes in memory until there are none left, and writes nothing.
    ///
    /// # Errors
    ///
    /// Where the arguments or the configuration ask for what cannot be done.
    pub fn of(args: &CheckArgs, scope: Scope) -> Result<Fixes, Failure> {
        Fixes::with(args, &args.settle()?, scope)
    }

    fn with(args: &CheckArgs, settings: &Settings, scope: Scope) -> Result<Fixes, Failure> {
        let (wanted, mut prover) = prepared(args, settings, scope)?;
        let mut state = prover.judge(&Texts::new())?;
        let before = texts_of(&state);
        let (mut fixed, mut read_only) = (0, BTreeSet::new());
        for _ in 0..ROUNDS {
            let offers = offers(&prover, &state, &wanted, &mut read_only);
            let (_, next) = prover.good(&state, &fix::plan(offers))?;
            let Some(next) = next else { break };
            fixed += next.gone_since(&state);
            state = next;
        }
        let editor = state.editor();
        let has_unsafe_fix = |finding: &&Finding| {
            let fix = finding.fix.as_ref();
            let is_unsafe = fix.is_some_and(|fix| fix.applicability == Applicability::Unsafe);
            let is_left = is_unsafe || prover.changes_ways(&state, finding);
            !wanted.with_unsafe && is_left && editor.edits(finding).is_some()
        };
        let left: Vec<&Finding> =
            state.outcome.findings.iter().filter(|finding| wanted.is_shown(&state, finding)).collect();
        let summary = FixSummary {
            fixed,
            left: left.len(),
            with_unsafe_fix: left.iter().copied().filter(|finding| has_unsafe_fix(finding)).count(),
        };
        let files = changed(&before, &state.texts);
        Ok(Fixes { files, summary, read_only: read_only.into_iter().collect() })
    }
}

/// Suppresses what is found by comments.
fn add_ignore(args: &CheckArgs, settings: &Settings, scope: Scope, reason: &str) -> Result<Fixed, Failure> {
    let (wanted, prover) = prepared(args, settings, scope)?;
    let start = prover.judge(&Texts::new())?;
    let shown = |state: &'_ Judged| -> Vec<usize> {
        let findings = state.outcome.findings.iter().enumerate();
        findings.filter(|(_, finding)| wanted.is_shown(state, finding)).map(|(index, _)| index).collect()
    };
    let all = shown(&start);
    let findings = all.iter().map(|&index| &start.outcome.findings[index]);
    let editable = findings.filter(|finding| is_editable(&start, finding.location.source));
    let texts = start.edited(&fix::suppressed(&start.input.model.sources, editable, reason));
    let left = shown(&prover.judge(&texts)?).len();
    let (edited, refused) = write(changed(&texts_of(&start), &texts));
    if !args.output.quiet {
        say(&format!("{} suppressed, {left} left", all.len().saturating_sub(left)));
    }
    Ok(Fixed { edited, summary: None, ending: (refused > 0).then_some(Ending::Error) })
}

/// The fixes that can be made of a state: those that are safe first, since others wait for them where they overlap.
fn offers(
    prover: &Prover<'_>,
    state: &Judged,
    wanted: &Wanted,
    read_only: &mut BTreeSet<String>,
) -> Vec<Offer> {
    let editor = state.editor();
    let mut offers = Vec::new();
    for (index, finding) in state.outcome.findings.iter().enumerate() {
        let Some(fix) = &finding.fix else { continue };
        let is_wanted = fix.applicability == Applicability::Safe || wanted.with_unsafe;
        if !is_wanted || !wanted.is_shown(state, finding) {
            continue;
        }
        let Some(edits) = editor.edits(finding) else { continue };
        let mut sources = edits.iter().map(|edit| edit.location.source);
        if !sources.all(|source| is_editable(state, source)) {
            continue;
        }
        let offer = Offer { finding: index, edits };
        if prover.is_rejected(state, &offer) {
            continue;
        }
        let model = &state.input.model;
        let paths = offer.edits.iter().map(|edit| &model.sources[edit.location.source].path);
        let locked: Vec<&String> = paths.filter(|path| is_read_only(path)).collect();
        match locked.is_empty() {
            true => offers.push((fix.applicability, offer)),
            false => read_only.extend(locked.into_iter().cloned()),
        }
    }
    offers.sort_by_key(|(applicability, _)| *applicability);
    offers.into_iter().map(|(_, offer)| offer).collect()
}

/// Whether a text is a file of the user that may be changed.
fn is_editable(state: &Judged, source: SourceId) -> bool {
    let source = &state.input.model.sources[source];
    !source.context
        && !source.configuration
        && source.made_from.is_none()
        && Path::new(&source.path).is_file()
}

fn is_read_only(path: &str) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly())
}

/// The texts of all files by the paths that they were given by.
fn texts_of(state: &Judged) -> BTreeMap<PathBuf, (String, String)> {
    let sources = state.input.model.sources.iter().filter(|(_, source)| source.made_from.is_none());
    let named = |(_, source): (SourceId, &Source)| {
        (absolute(Path::new(&source.path)), (source.path.clone(), source.text.clone()))
    };
    sources.map(named).collect()
}

/// The files that hold something else now.
fn changed(before: &BTreeMap<PathBuf, (String, String)>, texts: &Texts) -> Vec<FixedFile> {
    let file = |(path, after): (&PathBuf, &Option<String>)| {
        let ((shown, before), after) = before.get(path).zip(after.as_ref())?;
        let is_changed = before != after;
        is_changed.then(|| FixedFile { path: shown.clone(), before: before.clone(), after: after.clone() })
    };
    texts.iter().filter_map(file).collect()
}

/// Writes files; those that cannot be written are told, and are left out of what is given back.
fn write(files: Vec<FixedFile>) -> (Texts, usize) {
    let (mut written, mut refused) = (Texts::new(), 0);
    for FixedFile { path, before, after } in files {
        match fix::replace(Path::new(&path), &before, &after) {
            Ok(()) => drop(written.insert(absolute(Path::new(&path)), Some(after))),
            Err(refusal) => {
                let reason = match refusal {
                    Refusal::Failed(error) => os_reason(&error),
                    other => other.to_string(),
                };
                say(&format!("{path} is left as it is: {reason}"));
                refused += 1;
            }
        }
    }
    (written, refused)
}
