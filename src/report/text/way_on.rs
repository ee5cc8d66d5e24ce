//! What to do with more findings than a screen holds.

use super::palette::{Palette, Role};
use crate::finding::Severity;
use crate::report::{Style, View, statistics};

/// So many findings can be read one by one.
const SCREENFUL: usize = 20;

/// So many rules are named.
const MOST_RULES: usize = 5;

/// Which rules spoke most, and how to go on from there; nothing where the findings are few.
pub(super) fn render(view: &View<'_>, style: Style) -> String {
    if view.findings.len() <= SCREENFUL || style.quiet {
        return String::new();
    }
    let palette = Palette::new(style);
    let mut lines = vec![String::new(), palette.paint(Role::Strong, "by rule:")];
    let rules = statistics::lines(view);
    let named = if rules.len() == MOST_RULES + 1 { rules.len() } else { MOST_RULES };
    lines.extend(rules.iter().take(named).map(|line| format!("  {line}")));
    if rules.len() > named {
        lines.push(format!("  and {} more (--statistics lists all)", rules.len() - named));
    }
    lines.push(palette.paint(Role::Strong, "the way on:"));
    let has_lesser = view.count(Severity::Error) > 0 && view.count(Severity::Error) < view.findings.len();
    if has_lesser {
        lines.push("  errors first: --min-severity error shows them alone".to_owned());
    }
    if view.summary.baseline.is_none() {
        lines.push(
            "  only what is new from now on: `meshlint baseline write` puts aside what is there".to_owned(),
        );
    }
    lines.push(
        "  less, or more: --profile, and `profile`, `select` and `ignore` in meshlint.toml, choose the rules"
            .to_owned(),
    );
    lines.push(String::new());
    lines.join("\n")
}
