//! Objects as YAML, in one way of writing: blocks, two spaces, texts in quotes where they would be read as anything
//! else.

use std::fmt::Write;

use super::scalar::{self, Number};
use super::value::{Kind, Node, Scalar, Value};
use crate::source::{Location, Origins, Span};
use crate::yaml;

/// An object as YAML.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// The text. Read again it is the same value.
    pub text: String,
    /// Where its parts come from.
    pub origins: Origins,
    /// Where the object comes from.
    pub at: Location,
}

impl Emitted {
    /// Where a span of the text comes from. `text_at` gives what is written at a place of a file.
    pub fn origin<'text>(&self, span: Span, text_at: impl Fn(Location) -> &'text str) -> Location {
        let same = |own: Span, at: Location| self.text.get(own.range()) == Some(text_at(at));
        self.origins.origin(span, same).unwrap_or(self.at)
    }
}

/// Writes an object.
pub(super) fn emit(root: &Node, at: Location) -> Emitted {
    let mut writer = Writer { text: String::new(), table: Vec::new() };
    writer.node(root, 0, false);
    if !writer.text.ends_with('\n') {
        writer.text.push('\n');
    }
    Emitted { text: writer.text, origins: Origins::new(writer.table), at }
}

struct Writer {
    text: String,
    table: Vec<(Span, Location)>,
}

impl Writer {
    fn indent(&mut self, depth: usize) {
        self.text.extend(std::iter::repeat_n("  ", depth));
    }

    /// Writes a value behind its key or dash. `inline` tells that the line has begun, where a map in a list may go on.
    fn node(&mut self, node: &Node, depth: usize, inline: bool) {
        let slot = self.table.len();
        self.table.push((Span::default(), node.at));
        let start = match &node.value {
            Value::Scalar(scalar) => {
                let start = self.text.len();
                write_scalar(scalar, &mut self.text);
                start
            }
            Value::Seq(items) if items.is_empty() => self.word("[]"),
            Value::Map(entries) if entries.is_empty() => self.word("{}"),
            Value::Seq(items) => {
                let mut start = None;
                for (index, item) in items.iter().enumerate() {
                    self.begin(depth, inline && index == 0);
                    start.get_or_insert(self.text.len());
                    self.text.push_str("- ");
                    self.node(item, depth + 1, true);
                    self.end_line();
                }
                start.unwrap_or_default()
            }
            Value::Map(entries) => {
                let mut start = None;
                for (index, entry) in entries.iter().enumerate() {
                    self.begin(depth, inline && index == 0);
                    start.get_or_insert(self.text.len());
                    let key = self.text.len();
                    write_text(&entry.key, &mut self.text);
                    self.table.push((Span::new(key, self.text.len()), entry.at));
                    self.text.push(':');
                    let is_block = match &entry.value.value {
                        Value::Scalar(_) => false,
                        Value::Seq(items) => !items.is_empty(),
                        Value::Map(entries) => !entries.is_empty(),
                    };
                    if is_block {
                        self.text.push('\n');
                        self.node(&entry.value, depth + 1, false);
                    } else {
                        self.text.push(' ');
                        self.node(&entry.value, depth + 1, true);
                    }
                    self.end_line();
                }
                start.unwrap_or_default()
            }
        };
        let written = self.text[start..].trim_end_matches('\n').len();
        self.table[slot].0 = Span::new(start, start + written);
    }

    fn word(&mut self, word: &str) -> usize {
        self.text.push_str(word);
        self.text.len() - word.len()
    }

    fn begin(&mut self, depth: usize, inline: bool) {
        if !inline {
            self.indent(depth);
        }
    }

    fn end_line(&mut self) {
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

fn write_scalar(scalar: &Scalar, out: &mut String) {
    match scalar.kind {
        Kind::Null => out.push_str("null"),
        Kind::Bool => out.push_str(if scalar.text.eq_ignore_ascii_case("true") { "true" } else { "false" }),
        Kind::Int | Kind::Float => match scalar::number(&scalar.text) {
            Some(Number::Int(value)) => drop(write!(out, "{value}")),
            Some(Number::Uint(value)) => drop(write!(out, "{value}")),
            // A number that begins as written keeps the way of writing it.
            Some(Number::Float(_))
                if scalar.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') =>
            {
                out.push_str(&scalar.text);
            }
            Some(Number::Float(value)) if value.is_finite() => drop(write!(out, "{value:?}")),
            _ => write_text(&scalar.text, out),
        },
        Kind::Timestamp => match scalar::timestamp(&scalar.text) {
            Some(text) => write_text(&text, out),
            None => write_text(&scalar.text, out),
        },
        Kind::Plain | Kind::Quoted => write_text(&scalar.text, out),
    }
}

fn write_text(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            character
                if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}') =>
            {
                let code = character as u32;
                let _ = if code > 0xff { write!(out, "\\u{code:04x}") } else { write!(out, "\\x{code:02x}") };
            }
            character => out.push(character),
        }
    }
    out.push('"');
}

/// Whether a text is read as itself without quotes, by kustomize and by Kubernetes.
fn is_plain(text: &str) -> bool {
    let starts_well = text.starts_with(|first: char| {
        first.is_alphanumeric() || matches!(first, '/' | '_' | '.' | '(' | '$' | '-')
    });
    if !starts_well
        || text.starts_with("---")
        || text.starts_with("...")
        || text.starts_with("- ")
        || text == "-"
    {
        return false;
    }
    let is_quiet = |character: char| {
        !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{85}')
    };
    if !text.chars().all(is_quiet) || text.contains(": ") || text.contains(" #") || text.ends_with([' ', ':'])
    {
        return false;
    }
    !yaml::is_boolean_word(text) && scalar::resolve(text) == Kind::Plain && !is_other_number(text)
}

/// Numbers that only YAML 1.1 knows, such as `1:30` and `1_0`.
fn is_other_number(text: &str) -> bool {
    let signs = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'_' | b':' | b'.' | b'+' | b'-' | b',');
    text.bytes().all(signs) && text.bytes().any(|byte| byte.is_ascii_digit())
}
