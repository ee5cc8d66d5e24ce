//! Rendering charts by helm. It is run here and nowhere else, and only where that was asked for.

use std::fmt;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A chart takes at most so long.
const LIMIT: Duration = Duration::from_secs(120);

/// Which charts are rendered.
#[derive(Clone, Debug, PartialEq)]
pub struct Charts {
    /// The helm program: a path, or a name to look for where programs are.
    pub program: PathBuf,
    /// Those that the configuration names, with what is said there of each.
    pub named: Vec<Release>,
    /// Whether all others of the input are as well, and those that HelmReleases and Applications install.
    pub all: bool,
}

/// A chart, and what it is rendered with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Release {
    /// The directory of the chart; empty for the current one.
    pub chart: String,
    /// The name of the release.
    pub name: String,
    /// The namespace of the release, where one is known.
    pub namespace: Option<String>,
    /// Files of values, later ones before earlier ones.
    pub value_files: Vec<String>,
    /// Values that go before those of the files, as YAML; empty for none.
    pub values: String,
    /// Single values, which go before all others.
    pub parameters: Vec<Parameter>,
}

/// A single value by its path, as `--set` has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The path and the value: `a.b=c`.
    pub text: String,
    /// How the value is read.
    pub form: Form,
}

/// How a single value is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// As what it looks like.
    Any,
    /// As a text, whatever it looks like.
    Text,
    /// As the path of a file that holds the text.
    File,
}

/// Why a chart could not be rendered.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The program could not be started; the reason of the operating system.
    NotStarted(String),
    /// It did not end in time.
    TooSlow,
    /// What helm says.
    Refused(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::NotStarted(reason) => write!(f, "helm cannot be run: {reason}"),
            Failure::TooSlow => write!(f, "helm did not end within {} seconds", LIMIT.as_secs()),
            Failure::Refused(said) => f.write_str(said),
        }
    }
}

impl Failure {
    /// Whether a dependency of the chart is not there.
    pub fn lacks_dependency(&self) -> bool {
        matches!(self, Failure::Refused(said) if said.contains("missing in charts/"))
    }

    /// The template that helm says it failed in, as `CHART/templates/FILE`, and the line.
    pub fn place(&self) -> Option<(&str, usize)> {
        let Failure::Refused(said) = self else { return None };
        // `template: app/templates/web.yaml:3:5: executing …`, `parse error at (app/templates/web.yaml:3): …`
        let at = said.find("/templates/")?;
        let start = said[..at].rfind(|c: char| c.is_whitespace() || c == '(').map_or(0, |at| at + 1);
        let rest = &said[start..];
        let path = &rest[..rest.find([':', ')', ' ', '\n']).unwrap_or(rest.len())];
        let line = rest[path.len()..].strip_prefix(':').map(|rest| {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            rest[..digits].parse().unwrap_or(1)
        });
        Some((path, line.unwrap_or(1)))
    }
}

/// The helm program.
#[derive(Clone, Debug)]
pub struct Helm {
    program: PathBuf,
}

impl Helm {
    /// Looks for it: at this path, or where programs are if that is a name alone.
    pub fn find(program: &Path) -> Option<Helm> {
        let program = program.with_extension(std::env::consts::EXE_EXTENSION);
        let found = match program.components().count() {
            1 => {
                let folders = std::env::var_os("PATH")?;
                let mut programs = std::env::split_paths(&folders).map(|folder| folder.join(&program));
                programs.find(|program| program.is_file())?
            }
            _ => Some(program).filter(|program| program.is_file())?,
        };
        Some(Helm { program: found })
    }

    /// Renders a chart as `helm install` would, definitions included and tests left out. It does not ask a cluster, and
    /// fetches nothing.
    ///
    /// # Errors
    ///
    /// Where helm refuses the chart, such as for a dependency that is not there.
    pub fn template(&self, release: &Release) -> Result<String, Failure> {
        let mut command = Command::new(&self.program);
        command.args(["template", &release.name]).arg(Path::new(".").join(&release.chart));
        command.args(["--include-crds", "--skip-tests"]);
        if let Some(namespace) = &release.namespace {
            command.args(["--namespace", namespace]);
        }
        for file in &release.value_files {
            command.args(["--values", file]);
        }
        if !release.values.is_empty() {
            command.args(["--values", "-"]);
        }
        for parameter in &release.parameters {
            let flag = match parameter.form {
                Form::Any => "--set",
                Form::Text => "--set-string",
                Form::File => "--set-file",
            };
            command.args([flag, &parameter.text]);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| Failure::NotStarted(error.to_string()))?;
        let (values, written) = (release.values.clone(), child.stdin.take());
        // A program that does not read, or that writes on both, must not wait for this one.
        let feeding = std::thread::spawn(move || written.map(|mut input| input.write_all(values.as_bytes())));
        let (output, errors) = (reading(child.stdout.take()), reading(child.stderr.take()));
        let has_ended = wait(&mut child)?;
        drop(feeding.join());
        let text = |thread: std::thread::JoinHandle<Vec<u8>>| {
            String::from_utf8_lossy(&thread.join().unwrap_or_default()).into_owned()
        };
        let (output, errors) = (text(output), text(errors));
        match has_ended {
            true => Ok(output),
            false => Err(Failure::Refused(last_words(&errors))),
        }
    }
}

fn reading(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            drop(pipe.read_to_end(&mut bytes));
        }
        bytes
    })
}

/// Waits for the program; whether it ended well.
fn wait(child: &mut Child) -> Result<bool, Failure> {
    let start = Instant::now();
    let not_started = |error: std::io::Error| Failure::NotStarted(error.to_string());
    loop {
        match child.try_wait().map_err(not_started)? {
            Some(status) => return Ok(status.success()),
            None if start.elapsed() > LIMIT => {
                child.kill().and_then(|()| child.wait()).map_err(not_started)?;
                return Err(Failure::TooSlow);
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// What helm says at its end, in one line.
fn last_words(errors: &str) -> String {
    let from = errors.rfind("Error: ").map_or(0, |at| at + "Error: ".len());
    let words = errors[from..]
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("Use --debug flag"));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_have_places() {
        for (said, place) in [
            (
                "template: app/templates/web.yaml:3:5: executing \"app/templates/web.yaml\" at <x>: nil",
                Some(("app/templates/web.yaml", 3)),
            ),
            ("parse error at (app/templates/_h.tpl:12): unexpected", Some(("app/templates/_h.tpl", 12))),
            (
                "YAML parse error on app/templates/web.yaml: error converting YAML to JSON",
                Some(("app/templates/web.yaml", 1)),
            ),
            ("found in Chart.yaml, but missing in charts/ directory: common", None),
        ] {
            assert_eq!(Failure::Refused(said.to_owned()).place(), place, "{said}");
        }
    }

    #[test]
    fn the_error_is_what_counts() {
        let errors =
            "WARNING: odd\nError: parse error\n  of x\n\nUse --debug flag to render out invalid YAML\n";
        assert_eq!(last_words(errors), "parse error of x");
    }
}
