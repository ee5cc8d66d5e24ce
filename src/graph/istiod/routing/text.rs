//! Conditions on texts.

use crate::model::StringMatch;

/// A condition on a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextCondition<'m> {
    /// Any text will do.
    Present,
    /// This text.
    Exact(&'m str),
    /// A text that begins like this.
    Prefix(&'m str),
    /// A path below this one, by whole elements (Gateway API).
    Below(&'m str),
    /// A text that an RE2 expression matches as a whole.
    Regex(&'m str),
}

impl<'m> TextCondition<'m> {
    /// Reads a condition of a VirtualService. istiod takes the expression `*` for presence.
    pub fn of(condition: &'m StringMatch) -> TextCondition<'m> {
        match (&condition.exact, &condition.prefix, &condition.regex) {
            (Some(text), _, _) => TextCondition::Exact(&text.value),
            (None, Some(text), _) => TextCondition::Prefix(&text.value),
            (None, None, Some(text)) if &*text.value == "*" => TextCondition::Present,
            (None, None, Some(text)) => TextCondition::Regex(&text.value),
            (None, None, None) => TextCondition::Present,
        }
    }

    /// Whether a text meets it. An expression that is not valid meets nothing.
    pub fn holds(self, text: &str, ignore_case: bool) -> bool {
        let same = |a: &str, b: &str| if ignore_case { a.eq_ignore_ascii_case(b) } else { a == b };
        let begins = |prefix: &str| text.get(..prefix.len()).is_some_and(|start| same(start, prefix));
        match self {
            TextCondition::Present => true,
            TextCondition::Exact(wanted) => same(text, wanted),
            TextCondition::Prefix(prefix) => begins(prefix),
            TextCondition::Below(parent) => {
                let parent = parent.strip_suffix('/').unwrap_or(parent);
                begins(parent) && matches!(text.as_bytes().get(parent.len()), None | Some(b'/'))
            }
            // istiod leaves the case of expressions alone.
            TextCondition::Regex(pattern) => matches_whole(pattern, text),
        }
    }
}

/// Whether an expression matches a whole text.
pub fn matches_whole(pattern: &str, text: &str) -> bool {
    regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(1 << 20)
        .build()
        .is_ok_and(|expression| expression.is_match(text))
}

impl std::fmt::Display for TextCondition<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TextCondition::Present => out.write_str("present"),
            TextCondition::Exact(text) => write!(out, "exactly `{text}`"),
            TextCondition::Prefix(text) => write!(out, "beginning with `{text}`"),
            TextCondition::Below(text) => write!(out, "at or below `{text}`"),
            TextCondition::Regex(text) => write!(out, "matching `{text}`"),
        }
    }
}
