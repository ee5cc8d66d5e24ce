//! Ways in which go-yaml reads and writes texts that differ from what the text says.

use crate::yaml::{self, Value};

/// A text in a block or in quotes over several lines, as kustomize reads it: `written` is how it stands, `value` what
/// the parser made of it, `ends` whether the text of the file ends with it, without a line break.
pub(super) fn text(written: &str, value: &str, ends: bool) -> Option<String> {
    match written.as_bytes().first() {
        Some(b'\'') if written.contains('\n') => single_quoted(written),
        Some(b'|' | b'>') if ends && value.ends_with('\n') => Some(value[..value.len() - 1].to_owned()),
        Some(b'>') => refolded(value),
        _ => None,
    }
}

/// The lines of a text in single quotes are joined by a space, or by the empty lines between them.
fn single_quoted(written: &str) -> Option<String> {
    let inner = written.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut lines = inner.split('\n').map(|line| line.trim_end_matches('\r')).enumerate().peekable();
    let mut result = String::with_capacity(inner.len());
    let mut breaks = 0;
    while let Some((index, line)) = lines.next() {
        let blank = [' ', '\t'];
        let line = if index > 0 { line.trim_start_matches(blank) } else { line };
        let line = if lines.peek().is_some() { line.trim_end_matches(blank) } else { line };
        if index > 0 {
            if line.is_empty() && lines.peek().is_some() {
                breaks += 1;
                continue;
            }
            match breaks {
                0 => result.push(' '),
                breaks => result.extend(std::iter::repeat_n('\n', breaks)),
            }
            breaks = 0;
        }
        result.push_str(line);
    }
    Some(result.replace("''", "'"))
}

/// A folded text once more written out and read: kustomize does so with every object, and go-yaml adds a line
/// break in front of lines that are further in (`yaml_emitter_write_folded_scalar`).
fn refolded(value: &str) -> Option<String> {
    let body = value.trim_end_matches('\n');
    if !body.contains("\n ") && !body.contains("\n\t") && !value.ends_with("\n\n") {
        return None;
    }
    let is_blank = |character: char| matches!(character, ' ' | '\t');
    let adds = value.trim_start_matches('\n').starts_with(|first| !is_blank(first));
    let hint = if value.starts_with(|first| is_blank(first) || first == '\n') { "2" } else { "" };
    let chomp = match value.len() - body.len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    let mut written = format!(">{hint}{chomp}\n");
    let (mut breaks, mut leads) = (true, true);
    for character in value.chars() {
        if character == '\n' {
            if !breaks && !leads && adds {
                written.push('\n');
            }
            written.push('\n');
            breaks = true;
        } else {
            if breaks {
                written.push_str("  ");
                leads = is_blank(character);
            }
            written.push(character);
            breaks = false;
        }
    }
    let parsed = yaml::parse(&written, 0);
    match parsed.documents.first().map(|tree| tree.root().value()) {
        Some(Value::Str(text)) => Some(text.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_over_several_lines_are_joined() {
        assert_eq!(single_quoted("'a\n    b ''c''\n\n  d'").as_deref(), Some("a b 'c'\nd"));
        assert_eq!(single_quoted("'a\n\n\nb\n'").as_deref(), Some("a\n\nb "));
    }

    #[test]
    fn folded_texts_get_a_line_break_before_lines_that_are_further_in() {
        assert_eq!(refolded("[\n  x\n]").as_deref(), Some("[\n\n  x\n]"));
        assert_eq!(refolded("a b\nc\n"), None);
        assert_eq!(text("|\n  a", "a\n", true).as_deref(), Some("a"));
    }
}
