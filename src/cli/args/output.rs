//! How it is reported.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::finding::Severity;
use crate::report::Format;
use crate::text::nearest;

/// How it is reported.
#[derive(Clone, Debug, Args)]
pub struct OutputArgs {
    /// Format of the report
    ///
    /// In GitHub Actions the default is github, elsewhere text. Formats without a summary print it on standard
    /// error.
    #[arg(long, value_enum)]
    pub format: Option<Format>,

    /// Write a report to a file as well; may be repeated
    #[arg(short, long = "output", value_name = "FORMAT=FILE", value_parser = parse_output)]
    pub outputs: Vec<Output>,

    /// Lowest severity that is shown [default: warning; info for istioctl]; json and jsonl have everything
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub min_severity: Option<Severity>,

    /// Show findings that a comment, an annotation, the configuration or a baseline puts aside
    #[arg(long)]
    pub show_suppressed: bool,

    /// When to use colour
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub color: ColorChoice,

    /// Show no summary and no progress
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Show also what each reference leads to, what could not be verified, and all that was skipped
    #[arg(short, long)]
    pub verbose: bool,

    /// Count the findings by rule instead of showing them
    #[arg(long)]
    pub statistics: bool,

    /// List the files that would be checked, and check nothing
    #[arg(long)]
    pub show_files: bool,

    /// Show how long each step and each rule took, on standard error
    #[arg(long)]
    pub timings: bool,
}

/// A report in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its format.
    pub format: Format,
    /// Where it goes.
    pub file: PathBuf,
}

/// Reads `FORMAT=FILE`.
fn parse_output(text: &str) -> Result<Output, String> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name, Some(file)),
        None => (text, None),
    };
    let Ok(format) = Format::from_str(name, true) else {
        let names: Vec<String> = Format::value_variants().iter().map(|format| format.name()).collect();
        let near = nearest(name, names.iter().map(String::as_str));
        let near = near.map(|near| format!(" (did you mean {near}?)")).unwrap_or_default();
        return Err(format!("no format is called {name:?}{near}: there are {}", names.join(", ")));
    };
    match file {
        None => Err(format!("no file is named: write {name}=FILE, or --format {name} for standard output")),
        Some("" | "-") => Err(format!("for a report on standard output, write --format {name}")),
        Some(file) => Ok(Output { format, file: file.into() }),
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_outputs() {
        let output = |format, file: &str| Ok(Output { format, file: file.into() });
        assert_eq!(parse_output("sarif=out/a=b.sarif"), output(Format::Sarif, "out/a=b.sarif"));
        assert_eq!(parse_output("ISTIOCTL-JSON=x"), output(Format::IstioctlJson, "x"));
        let refused = |text| parse_output(text).unwrap_err();
        assert!(refused("json").contains("--format json"));
        assert!(refused("junit=-").contains("--format junit"));
        assert!(refused("sarf=x").contains("did you mean sarif?"));
        assert!(refused("").contains("concise"));
    }
}
