//! How a scalar is written.

use crate::yaml::{self, Value};

/// How it may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// The quotes that stand there, if any do.
    pub quotes: Option<char>,
    /// Whether it stands in brackets, where commas and brackets end it.
    pub is_in_flow: bool,
    /// The quotes to use where some are needed.
    pub preferred: char,
}

/// A text as it is to be written.
pub(super) fn text(text: &str, way: Way) -> String {
    match way.quotes {
        None if is_plain(text, way.is_in_flow) => text.to_owned(),
        None => quoted(text, way.preferred),
        Some(mark) => quoted(text, mark),
    }
}

fn quoted(text: &str, mark: char) -> String {
    if mark == '\'' && !text.chars().any(char::is_control) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // In JSON as in YAML.
            c if c.is_control() && (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a text without quotes is read as that text.
fn is_plain(text: &str, is_in_flow: bool) -> bool {
    let [before, behind] = if is_in_flow { ["[", "]"] } else { ["k: ", ""] };
    let parsed_text = format!("{before}{text}{behind}");
    let parsed = yaml::parse(&parsed_text, 0);
    let [tree] = parsed.documents.as_slice() else { return false };
    let root = tree.root();
    let read = if is_in_flow { root.items().next() } else { root.get("k") };
    let is_alone = if is_in_flow { root.items().len() == 1 } else { root.entries().len() == 1 };
    parsed.problems.is_empty() && is_alone && read.and_then(|node| node.as_str()) == Some(text)
}

/// What a piece of text is read as, where it is one scalar: as JSON has it.
pub(super) fn read(written: &str) -> Option<String> {
    let parsed = yaml::parse(written, 0);
    let root = parsed.documents.first()?.root();
    match root.value() {
        Value::Map(_) | Value::Seq(_) | Value::Null => None,
        _ => root.key_text().map(|text| text.into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stay_or_are_put_where_they_are_needed() {
        let write = |value: &str, quotes, is_in_flow| text(value, Way { quotes, is_in_flow, preferred: '"' });
        for (value, quotes, is_in_flow, written) in [
            ("web", None, false, "web"),
            ("on", None, false, "\"on\""),
            ("80", None, false, "\"80\""),
            ("*", None, false, "\"*\""),
            ("*.example.com", None, false, "\"*.example.com\""),
            ("a, b", None, false, "a, b"),
            ("a, b", None, true, "\"a, b\""),
            ("a: b", None, false, "\"a: b\""),
            ("a #b", None, false, "\"a #b\""),
            ("", None, false, "\"\""),
            ("it's", Some('\''), false, "'it''s'"),
            ("a\nb", Some('\''), false, "\"a\\nb\""),
            ("a\"b\\", Some('"'), false, "\"a\\\"b\\\\\""),
        ] {
            assert_eq!(write(value, quotes, is_in_flow), written, "{value:?}");
            assert_eq!(
                read(written).as_deref(),
                Some(value).filter(|_| quotes.is_some() || !is_in_flow || !written.starts_with('a'))
            );
        }
    }
}
