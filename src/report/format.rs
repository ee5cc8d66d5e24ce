//! The formats there are.

use std::io;

use clap::ValueEnum;

use super::{Style, View, concise, github, gitlab, istioctl, json, jsonl, junit, sarif, text};
use crate::finding::Severity;

/// A format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With excerpts of the files, for people
    Text,
    /// One line for each finding
    Concise,
    /// Everything, for programs
    Json,
    /// The same, one JSON object on each line
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// JUnit XML
    Junit,
    /// As `istioctl analyze` prints it
    Istioctl,
    /// As `istioctl analyze -o json` prints it
    IstioctlJson,
}

impl Format {
    /// Writes the report.
    ///
    /// # Errors
    ///
    /// Where `out` cannot be written.
    pub fn write(self, out: &mut dyn io::Write, view: &View<'_>, style: Style) -> io::Result<()> {
        match self {
            Format::Text => text::write(out, view, style),
            Format::Concise => concise::write(out, view),
            Format::Json => json::write(out, view),
            Format::Jsonl => jsonl::write(out, view),
            Format::Sarif => sarif::write(out, view),
            Format::Github => github::write(out, view),
            Format::Gitlab => gitlab::write(out, view),
            Format::Junit => junit::write(out, view),
            Format::Istioctl => istioctl::write(out, view),
            Format::IstioctlJson => istioctl::write_json(out, view),
        }
    }

    /// Whether it tells a fault that several objects share once, with all places, and not for each of them.
    pub fn tells_once(self) -> bool {
        !matches!(self, Format::Json | Format::Jsonl | Format::Istioctl | Format::IstioctlJson)
    }

    /// Whether the report itself says what was skipped and what could not be verified. The others leave that
    /// to standard error.
    pub fn has_summary(self) -> bool {
        matches!(self, Format::Text | Format::Json | Format::Jsonl | Format::Sarif | Format::Junit)
    }

    /// The lowest severity that is shown where nothing else was asked for. JSON always has everything.
    pub fn least_severity(self) -> Severity {
        match self {
            Format::Json | Format::Jsonl | Format::Istioctl | Format::IstioctlJson => Severity::Info,
            _ => Severity::Warning,
        }
    }

    /// The name on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}
