//! Colours and the characters to draw with.

use miette::{GraphicalTheme, ThemeCharacters, ThemeStyles};

use crate::finding::Severity;
use crate::report::Style;

/// What a piece of text is, which decides on its colour.
#[derive(Clone, Copy)]
pub(super) enum Role {
    /// Says how bad something is, or marks the place at fault.
    Severity(Severity),
    /// Is to be read first.
    Strong,
    /// May be passed over.
    Faint,
    /// Begins the advice.
    Help,
    /// Says that all is well.
    Good,
}

/// Turns roles into colours, as far as there are any.
pub(super) struct Palette {
    /// What the user wants.
    pub style: Style,
    /// The characters to draw with.
    pub characters: ThemeCharacters,
    /// Colours: `link` is for strong text, `linum` for faint text, `highlights` for related places and
    /// for good news.
    styles: ThemeStyles,
}

impl Palette {
    /// The palette for a style.
    pub fn new(style: Style) -> Palette {
        let mut styles = ThemeStyles::none();
        let plain = styles.error;
        if style.color {
            styles.error = plain.red().bold();
            styles.warning = plain.yellow().bold();
            styles.advice = plain.cyan().bold();
            styles.help = plain.cyan();
            styles.link = plain.bold();
            styles.linum = plain.dimmed();
            styles.highlights = vec![plain.blue().bold(), plain.green().bold()];
        } else {
            styles.highlights = vec![plain, plain];
        }
        let characters = if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
        // The line above the excerpt is drawn here, not by miette.
        let characters = ThemeCharacters {
            error: String::new(),
            warning: String::new(),
            advice: String::new(),
            ..characters
        };
        Palette { style, characters, styles }
    }

    /// Colours a text.
    pub fn paint(&self, role: Role, text: &str) -> String {
        let style = match role {
            Role::Severity(Severity::Error) => self.styles.error,
            Role::Severity(Severity::Warning) => self.styles.warning,
            Role::Severity(Severity::Info) => self.styles.advice,
            Role::Strong => self.styles.link,
            Role::Faint => self.styles.linum,
            Role::Help => self.styles.help,
            Role::Good => self.styles.highlights[1],
        };
        style.style(text).to_string()
    }

    /// miette's theme for an excerpt: for each label, from left to right, whether it is the place at fault.
    pub fn theme(&self, severity: Severity, labels: impl Iterator<Item = bool>) -> GraphicalTheme {
        let fault = match severity {
            Severity::Error => self.styles.error,
            Severity::Warning => self.styles.warning,
            Severity::Info => self.styles.advice,
        };
        let mut styles = ThemeStyles::none();
        styles.linum = self.styles.linum;
        styles.highlights =
            labels.map(|at_fault| if at_fault { fault } else { self.styles.highlights[0] }).collect();
        GraphicalTheme { characters: self.characters.clone(), styles }
    }

    /// The lower left corner of a frame, with a side of this length.
    pub fn corner(&self, length: usize) -> String {
        let side = self.characters.hbar.to_string().repeat(length);
        format!("{}{side}", self.characters.lbot)
    }

    /// What stands for text that was cut out.
    pub fn ellipsis(&self) -> &'static str {
        if self.style.unicode { "…" } else { "..." }
    }
}
