//! Bringing the report of a run to where it is wanted: files, standard output, standard error.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use super::{ColorChoice, OutputArgs, say};
use crate::engine::Outcome;
use crate::finding::{Finding, Severity};
use crate::intake::os_reason;
use crate::model::Model;
use crate::report::shared::{as_they_are, told_once};
use crate::report::{Format, Resolved, Style, Summary, View, concise, istioctl, statistics};

/// What is to be reported.
pub(super) struct Report<'a> {
    pub model: &'a Model,
    pub outcome: &'a Outcome,
    pub summary: &'a Summary,
    /// What each reference leads to, where that is to be shown.
    pub references: &'a [Resolved],
    /// The lowest severity that was asked for.
    pub least: Option<Severity>,
    /// Whether findings that were put aside are shown, too.
    pub show_suppressed: bool,
    /// Whether the findings fail the run.
    pub failed: bool,
    /// How long the run took until now.
    pub elapsed: Duration,
}

impl Report<'_> {
    /// Writes the report in all formats that were asked for. It is false where a file could not be written,
    /// which was said.
    pub fn deliver(&self, args: &OutputArgs, out: &mut dyn Write) -> io::Result<bool> {
        // Files go first: whoever reads standard output may stop reading.
        let mut all_written = true;
        for output in &args.outputs {
            let written = File::create(&output.file).and_then(|file| {
                let mut file = io::BufWriter::new(file);
                self.view(output.format, |view| output.format.write(&mut file, view, Style::default()))?;
                file.flush()
            });
            if let Err(error) = written {
                say(&format!("cannot write {}: {}", output.file.display(), os_reason(&error)));
                all_written = false;
            }
        }
        let format = args.format.unwrap_or_else(default_format);
        let style = self.style(args);
        let is_counted = args.statistics && matches!(format, Format::Text | Format::Concise);
        self.view(format, |view| match is_counted {
            true => statistics::write(out, view),
            false => format.write(out, view, style),
        })?;
        if is_counted || !format.has_summary() || args.statistics || args.verbose && format != Format::Text {
            out.flush()?; // the summary comes behind the findings where both go to one place
            self.view(format, |view| self.remark(args, format, view))?;
        }
        Ok(all_written)
    }

    /// Says on standard error what a format has no place for.
    fn remark(&self, args: &OutputArgs, format: Format, view: &View<'_>) -> io::Result<()> {
        let mut err = io::stderr().lock();
        if args.statistics && !matches!(format, Format::Text | Format::Concise) {
            statistics::write(&mut err, view)?;
        }
        let style = Style { verbose: args.verbose, quiet: args.quiet, ..Style::default() };
        match format {
            Format::Istioctl | Format::IstioctlJson if !args.quiet => {
                istioctl::write_summary(&mut err, view, style, self.failed)
            }
            _ => concise::write_summary(&mut err, view, style),
        }
    }

    /// What a format shows.
    pub fn view<T>(&self, format: Format, show: impl FnOnce(&View<'_>) -> T) -> T {
        let least = self.least.unwrap_or(format.least_severity());
        let all = &self.outcome.findings;
        let shown: Vec<&Finding> = all.iter().filter(|finding| finding.severity >= least).collect();
        let hidden = |severity| match severity < least {
            true => all.iter().filter(|finding| finding.severity == severity).count(),
            false => 0,
        };
        let told = if format.tells_once() { told_once(shown) } else { as_they_are(shown) };
        let shown: Vec<&Finding> = told.iter().map(|finding| &**finding).collect();
        show(&View {
            sources: &self.model.sources,
            all,
            findings: &shown,
            hidden_warnings: hidden(Severity::Warning),
            hidden_infos: hidden(Severity::Info),
            unverified: &self.outcome.unverified,
            all_suppressed: &self.outcome.suppressed,
            suppressed: if self.show_suppressed { &self.outcome.suppressed } else { &[] },
            references: self.references,
            summary: self.summary,
            objects: &self.model.objects,
            settings: Some(&self.model.settings),
        })
    }

    fn style(&self, args: &OutputArgs) -> Style {
        Style {
            quiet: args.quiet,
            verbose: args.verbose,
            // Elsewhere the same input gives the same bytes.
            elapsed: io::stdout().is_terminal().then_some(self.elapsed),
            ..style(args.color)
        }
    }
}

/// How a report for people looks on standard output.
pub(super) fn style(choice: ColorChoice) -> Style {
    let is_terminal = io::stdout().is_terminal();
    let color = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => is_terminal && !no_color(),
    };
    let plain = Style { color, hyperlinks: is_terminal && color, ..Style::default() };
    // Longer lines are hard to read, and shorter ones hold no excerpt.
    let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0).clamp(60, 120));
    Style { width: columns.filter(|_| is_terminal).unwrap_or(plain.width), ..plain }
}

/// Whether the environment asks for no colour (<https://no-color.org>).
pub(super) fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// The format where none was asked for.
pub(super) fn default_format() -> Format {
    match std::env::var_os("GITHUB_ACTIONS") {
        Some(value) if value == "true" => Format::Github,
        _ => Format::Text,
    }
}
