//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diag::Severity;

/// An offline analyzer and linter for Istio and Kubernetes Gateway configuration.
#[derive(Debug, Parser)]
#[command(name = "meshlint", version, about, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check manifests and report what is broken
    Check(Box<CheckArgs>),
    /// List all rules
    Rules(RulesArgs),
    /// Explain a rule, by code, alias or name
    Explain(ExplainArgs),
}

/// `meshlint check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files and directories to check; `-` reads standard input
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Manifests to resolve references against, without reporting on them
    #[arg(long, value_name = "PATH")]
    pub context: Vec<PathBuf>,

    /// Take the input as the whole mesh: what is referred to and absent is missing
    #[arg(long)]
    pub complete: bool,

    /// Format of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Lowest severity for which the exit status is 1
    #[arg(long, value_enum, default_value_t = Threshold::Warning, value_name = "SEVERITY")]
    pub fail_on: Threshold,

    /// Lowest severity that text and concise show
    #[arg(long, value_enum, default_value_t = Severity::Warning, value_name = "SEVERITY")]
    pub min_severity: Severity,

    /// Namespace of objects that name none
    #[arg(short, long, default_value = "default", value_name = "NS")]
    pub namespace: String,

    /// File with the mesh configuration (MeshConfig)
    #[arg(long, value_name = "FILE")]
    pub mesh_config: Option<PathBuf>,

    /// File with the mesh networks (MeshNetworks)
    #[arg(long, value_name = "FILE")]
    pub mesh_networks: Option<PathBuf>,

    /// Leave out paths in directories that match this glob, as in .gitignore
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// Check files that .gitignore and the like name, too
    #[arg(long)]
    pub no_ignore: bool,

    /// Size above which a file is not read, in MiB
    #[arg(long, default_value_t = 256, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub max_file_size: u64,

    /// The time by which dates are judged: seconds since 1970, or a date such as 2026-01-31
    #[arg(long, env = "SOURCE_DATE_EPOCH", value_name = "TIME", value_parser = parse_time)]
    pub now: Option<i64>,

    /// When to use colour
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub color: ColorChoice,

    /// Show how long each rule took, on standard error
    #[arg(long)]
    pub timings: bool,
}

/// `meshlint rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// Format of the list
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// `meshlint explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Code (IST0101), alias (KIA1101) or name (gateway-not-found)
    pub rule: String,
}

/// A format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With excerpts of the files, for people
    Text,
    /// One line for each finding
    Concise,
    /// Everything, for programs
    Json,
}

/// A format of the list of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table
    Text,
    /// A list of objects
    Json,
    /// A table in Markdown
    Markdown,
}

/// The severity for which a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Threshold {
    /// Errors alone
    Error,
    /// Warnings and errors
    Warning,
    /// Any finding
    Info,
    /// Nothing
    Never,
}

impl Threshold {
    /// Whether a run fails whose worst finding is this.
    pub fn is_reached(self, worst: Option<Severity>) -> bool {
        match (self, worst) {
            (Threshold::Never, _) | (_, None) => false,
            (Threshold::Error, Some(worst)) => worst >= Severity::Error,
            (Threshold::Warning, Some(worst)) => worst >= Severity::Warning,
            (Threshold::Info, Some(_)) => true,
        }
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

/// Seconds since 1970, from a number or from a date with an optional time in UTC.
fn parse_time(text: &str) -> Result<i64, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let malformed = || "neither seconds since 1970 nor a date such as 2026-01-31T12:00:00Z".to_owned();
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let numbers = |text: &str, separator: char| -> Option<[i64; 3]> {
        let parts: Vec<i64> = text.split(separator).map(|part| part.parse().ok()).collect::<Option<_>>()?;
        parts.try_into().ok()
    };
    let [year, month, day] = numbers(date, '-').ok_or_else(malformed)?;
    let [hour, minute, second] = numbers(time.trim_end_matches('Z'), ':').ok_or_else(malformed)?;
    let is_valid = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    if !is_valid || !(0..=9999).contains(&year) {
        return Err(malformed());
    }
    // Days since 1970 by Howard Hinnant's civil calendar formula: years begin in March.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days =
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
    Ok(days * 86_400 + hour * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn reads_times() {
        assert_eq!(parse_time("1700000000"), Ok(1_700_000_000));
        assert_eq!(parse_time("1970-01-01"), Ok(0));
        assert_eq!(parse_time("2000-03-01"), Ok(951_868_800));
        assert_eq!(parse_time("2026-11-21T10:00:00Z"), Ok(1_795_255_200));
        assert!(parse_time("tomorrow").is_err());
        assert!(parse_time("2026-13-01").is_err());
    }
}
