//! What is wrong with a configuration, shown where it stands.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

use crate::source::Span;

/// Something that is wrong at a place of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The place.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Fault {
    pub(super) fn new(span: Span, message: String) -> Fault {
        Fault { span, message, help: None }
    }
}

/// A configuration that cannot be used.
#[derive(Clone, Debug)]
pub enum ConfigError {
    /// The file cannot be read, or it is not clear which one counts.
    File(String),
    /// The file says something that it cannot say.
    Content {
        /// The file as it is shown.
        path: String,
        /// Its text.
        text: String,
        /// What is wrong.
        faults: Vec<Fault>,
    },
    /// The command line says something that it cannot say.
    Flag(String),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigError::File(message) | ConfigError::Flag(message) => f.write_str(message),
            ConfigError::Content { path, faults, .. } => {
                let words: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
                write!(f, "{path}: {}", words.join("; "))
            }
        }
    }
}

impl std::error::Error for ConfigError {}

impl ConfigError {
    /// The error for people, with the places marked.
    pub fn render(&self, color: bool) -> String {
        let ConfigError::Content { path, text, faults } = self else {
            return format!("meshlint: {self}\n");
        };
        let mut theme = GraphicalTheme::unicode_nocolor();
        if color {
            theme.styles = miette::ThemeStyles::ansi();
        }
        let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100);
        let mut shown = String::new();
        for fault in faults {
            let source = NamedSource::new(path, text.clone());
            let picture = Picture { source, fault, length: text.len() };
            shown.push_str("meshlint: the configuration is not valid\n");
            // Only a text that cannot be written to makes this fail.
            let _ = handler.render_report(&mut shown, &picture);
        }
        shown
    }
}

#[derive(Debug)]
struct Picture<'f> {
    source: NamedSource<String>,
    fault: &'f Fault,
    length: usize,
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fault.message)
    }
}

impl std::error::Error for Picture<'_> {}

impl Diagnostic for Picture<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let start = (self.fault.span.start as usize).min(self.length);
        let length = (self.fault.span.end as usize).min(self.length) - start;
        Some(Box::new(std::iter::once(LabeledSpan::new(None, start, length))))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.fault.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}
