//! The examples of the rules, checked through the library.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::Parser;
use meshlint::cli::{CheckArgs, Checked, Cli, Command, Fixes, InputArgs, Scope};
use meshlint::engine::{Check, Rule};
use meshlint::finding::RuleInfo;
use meshlint::finding::{Finding, Severity};
use meshlint::report::{Format, Style};

/// The folder of a rule, from the root of the repository.
pub fn folder(rule: &Rule) -> PathBuf {
    Path::new("rules").join(rule.group.name()).join(rule.name)
}

/// An entry of `bad/` or `good/` of a rule: a file, or a folder that may hold flags in `args.txt`.
pub struct Example {
    /// The rule that it belongs to.
    pub rule: &'static Rule,
    /// `bad` or `good`.
    pub kind: &'static str,
    /// The name of the entry.
    pub name: String,
    run: OnceLock<Run>,
}

/// What is found in an example, with paths from the folder that holds it.
pub struct Run {
    /// Faults, and references that can neither be confirmed nor refuted.
    pub findings: Vec<Found>,
    /// The report as text.
    pub text: String,
}

/// A finding in an example.
pub struct Found {
    /// The rule that found it.
    pub rule: &'static RuleInfo,
    /// How bad it is; of what cannot be verified nothing.
    pub severity: Option<Severity>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// All of it in one line.
    pub line: String,
}

impl Example {
    /// The examples of a rule of one kind, in the order of their names.
    pub fn all(rule: &'static Rule, kind: &'static str) -> Vec<Example> {
        let Ok(entries) = fs::read_dir(folder(rule).join(kind)) else { return Vec::new() };
        let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("a name in UTF-8");
        let mut names: Vec<String> = entries.map(|entry| name(entry.unwrap())).collect();
        names.sort();
        names.into_iter().map(|name| Example { rule, kind, name, run: OnceLock::new() }).collect()
    }

    /// The file or folder, from the root of the repository.
    pub fn path(&self) -> PathBuf {
        folder(self.rule).join(self.kind).join(&self.name)
    }

    /// The command that the example is for.
    pub fn verb(&self) -> &'static str {
        if matches!(self.rule.check, Check::Webhook(_)) { "validate" } else { "check" }
    }

    /// Its flags.
    pub fn args(&self) -> Vec<String> {
        let args = fs::read_to_string(self.path().join("args.txt")).unwrap_or_default();
        args.split_whitespace().map(str::to_owned).collect()
    }

    /// Its files that are texts.
    pub fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        let mut open = vec![self.path()];
        while let Some(path) = open.pop() {
            match fs::read_dir(&path) {
                Ok(entries) => open.extend(entries.map(|entry| entry.unwrap().path())),
                Err(_) if path.ends_with("args.txt") => {}
                Err(_) => texts.extend(fs::read_to_string(path)),
            }
        }
        texts
    }

    /// What is found in it; worked out once.
    pub fn run(&self) -> &Run {
        self.run.get_or_init(|| self.run_in(self.path().parent().expect("an example is in a folder")))
    }

    /// What is found in a copy of it that stands in this folder.
    pub fn run_in(&self, here: &Path) -> Run {
        let (check, scope) = self.check_in(here);
        let mut checked = Checked::of(&check, scope).unwrap_or_else(|failure| panic!("{failure:?}"));
        show_from(here, &mut checked);
        Run::of(&checked)
    }

    /// What all fixes make of a copy of it that stands in this folder.
    pub fn fixes_in(&self, here: &Path, with_unsafe: bool) -> Fixes {
        let (mut check, scope) = self.check_in(here);
        check.fix.unsafe_fixes = with_unsafe;
        let mut fixes = Fixes::of(&check, scope).unwrap_or_else(|failure| panic!("{failure:?}"));
        for file in &mut fixes.files {
            let inner = Path::new(&file.path).strip_prefix(here).expect("it is in the folder");
            file.path = inner.to_str().expect("a path in UTF-8").replace('\\', "/");
        }
        fixes
    }

    fn check_in(&self, here: &Path) -> (CheckArgs, Scope) {
        let args = self.args();
        let mut line = vec!["meshlint", self.verb(), "--min-severity", "info"];
        line.extend(args.iter().map(String::as_str));
        line.extend(["--", &self.name]);
        let cli = Cli::try_parse_from(line).unwrap_or_else(|error| panic!("args.txt: {error}"));
        let (mut check, scope) = match cli.command {
            Command::Check(check) => (check, Scope::Mesh),
            Command::Validate(check) => (check, Scope::Objects),
            other => unreachable!("{other:?}"),
        };
        check.input.now = check.input.now.filter(|_| args.iter().any(|arg| arg.starts_with("--now")));
        start_in(here, &mut check.input);
        (*check, scope)
    }
}

/// Has paths of the command line begin in a folder. The folder that a process runs in is one for all its threads,
/// so that examples which are checked at the same time cannot each have their own.
fn start_in(here: &Path, input: &mut InputArgs) {
    let paths = input.paths.iter_mut().chain(&mut input.context);
    let paths = paths.chain(input.cluster.iter_mut().map(|(_, path)| path));
    let files = [&mut input.mesh_config, &mut input.mesh_networks, &mut input.config];
    for path in paths.chain(files.into_iter().flatten()) {
        *path = here.join(&*path);
    }
    input.add_clusters();
}

/// Shows all paths of what was found from a folder on, as if the program had been started in it.
fn show_from(here: &Path, checked: &mut Checked) {
    let start = format!("{}/", here.to_str().expect("a path in UTF-8").replace('\\', "/"));
    let shorten = |text: &mut String| *text = text.replace(&start, "");
    checked.model.sources.rename(|source| Some(source.path.replace(&start, "")));
    checked.summary.skipped.iter_mut().for_each(|skipped| shorten(&mut skipped.path));
    for part in &mut checked.summary.unavailable {
        [&mut part.name, &mut part.path].into_iter().for_each(shorten);
    }
    for finding in checked.outcome.findings.iter_mut().chain(&mut checked.outcome.unverified) {
        shorten(&mut finding.message);
        finding.help.as_mut().into_iter().for_each(shorten);
        finding.related.iter_mut().for_each(|related| shorten(&mut related.message));
    }
}

impl Run {
    fn of(checked: &Checked) -> Run {
        let found = |finding: &Finding, severity: Option<Severity>| {
            let source = &checked.model.sources[finding.location.source];
            let at = source.position(finding.location.span.start);
            let severity_name = severity.map_or("unverified".to_owned(), |severity| severity.to_string());
            Found {
                rule: finding.rule,
                severity,
                message: finding.message.clone(),
                help: finding.help.clone().unwrap_or_default(),
                line: format!(
                    "{}:{}:{} {severity_name} {}: {}",
                    source.path, at.line, at.column, finding.rule.name, finding.message
                ),
            }
        };
        let findings = checked.outcome.findings.iter().map(|it| found(it, Some(it.severity)));
        let unverified = checked.outcome.unverified.iter().map(|it| found(it, None));
        let mut text = Vec::new();
        checked.write(Format::Text, Style::default(), &mut text).expect("memory takes everything");
        Run {
            findings: findings.chain(unverified).collect(),
            text: String::from_utf8(text).expect("the report is UTF-8"),
        }
    }

    /// The findings that match, each in one line.
    pub fn lines(&self, is_meant: impl Fn(&Found) -> bool) -> Vec<&str> {
        self.findings.iter().filter(|found| is_meant(found)).map(|found| &*found.line).collect()
    }
}
