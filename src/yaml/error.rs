//! The parser's errors in the words of someone who writes manifests.

use granit_parser::{ErrorKind, ScanError};

use super::{Fault, Problem};
use crate::source::{Span, line_start};

/// A quote that nothing closes.
pub(super) fn unclosed_quote(at: usize) -> Problem {
    let message = "this quote is never closed".to_owned();
    let fault = Fault::Syntax { message, help: Some("add the closing quote") };
    Problem { span: Span::new(at, at + 1), fault }
}

/// The error as a problem of the text, covering the character at fault.
pub(super) fn describe(error: &ScanError, text: &str) -> Problem {
    let mut at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    if let Some(tab) = indenting_tab(text, at) {
        return Problem { span: Span::new(tab, tab + 1), fault: Fault::Tab };
    }
    if let Some(marker) = conflict_marker(text) {
        let message = "a merge conflict is not resolved here".to_owned();
        let help = Some("choose one side, and remove the lines of `<`, `=` and `>`");
        return Problem { span: marker, fault: Fault::Syntax { message, help } };
    }
    let span = character_at(text, at);
    if let Some((open, bracket)) = unclosed_bracket(error.kind(), text, at) {
        let message = format!("`{bracket}` is not closed before the next key");
        let help = Some("close the bracket, or quote the text if none was meant");
        return Problem { span: Span::new(open, open + 1), fault: Fault::Syntax { message, help } };
    }
    let fault = match error.kind() {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInIndentation => Fault::Tab,
        ErrorKind::RecursionLimitExceeded => Fault::TooDeep,
        kind => {
            let (message, help) = words(kind, text, at);
            Fault::Syntax { message, help }
        }
    };
    Problem { span, fault }
}

/// A tab before the first other character of the line of an error, or of the line behind it.
fn indenting_tab(text: &str, at: usize) -> Option<usize> {
    let line = line_start(text, at);
    let next = text[at..].find('\n').map(|line_break| at + line_break + 1);
    [Some(line), next].into_iter().flatten().find_map(|start| {
        let rest = &text[start..];
        let content = rest.trim_start_matches([' ', '\t']);
        let blank = &rest[..rest.len() - content.len()];
        blank.find('\t').map(|tab| start + tab)
    })
}

/// The line with which git marks a conflict.
fn conflict_marker(text: &str) -> Option<Span> {
    let at = match text.starts_with("<<<<<<< ") {
        true => 0,
        false => text.find("\n<<<<<<< ")? + 1,
    };
    Some(Span::new(at, at + "<<<<<<<".len()))
}

/// The innermost bracket that is still open at a `:` which the parser did not expect, if it stands on
/// a line above: then the bracket is what is wrong, not the colon.
fn unclosed_bracket(kind: &ErrorKind, text: &str, at: usize) -> Option<(usize, char)> {
    let is_stray_colon = matches!(
        kind,
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
    );
    if !is_stray_colon {
        return None;
    }
    let mut open = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    for (offset, character) in text[..at].char_indices() {
        let starts_token = before.is_whitespace() || matches!(before, '[' | '{' | ',');
        match (quote, character) {
            (Some(own), _) if own == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if starts_token => quote = Some(character),
            (None, '[' | '{') if starts_token => open.push((offset, character)),
            (None, ']' | '}') => drop(open.pop()),
            _ => {}
        }
        before = character;
    }
    open.pop().filter(|(offset, _)| text[*offset..at].contains('\n'))
}

/// The character at an offset; at the end of the text, or of a line, the last one before it.
fn character_at(text: &str, mut at: usize) -> Span {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    match text[at..].chars().next() {
        Some(character) if character != '\n' && character != '\r' => Span::new(at, at + character.len_utf8()),
        _ => {
            let kept = text[..at].trim_end();
            let last = kept.chars().next_back().map_or(0, char::len_utf8);
            Span::new(kept.len() - last, kept.len())
        }
    }
}

fn words(kind: &ErrorKind, text: &str, at: usize) -> (String, Option<&'static str>) {
    let (message, help) = match kind {
        ErrorKind::UnclosedFlowCollection { open } => {
            return (
                format!("`{open}` is never closed"),
                Some("close the bracket, or quote the text if none was meant"),
            );
        }
        ErrorKind::UnexpectedEofFlowSequence => ("`[` is never closed", Some("close it with `]`")),
        ErrorKind::UnexpectedEofFlowMapping => ("`{` is never closed", Some("close it with `}`")),
        ErrorKind::UnexpectedEofImplicitFlowMapping => {
            ("an item of the list is empty", Some("remove the comma, or write the item"))
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (
                format!("`{close}` closes a `{open}`"),
                Some("brackets have to be closed by their own kind"),
            );
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("this bracket closes nothing", Some("remove it, or quote the text that it belongs to"))
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("this quote is never closed", Some("add the closing quote"))
        }
        ErrorKind::InvalidQuotedScalarIndent => (
            "the quoted text goes on at a column that is too far to the left",
            Some("indent the lines of a quoted text deeper than its key"),
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            ("text follows the closing quote", Some("quote the whole value, or escape the inner quotes"))
        }
        ErrorKind::UnknownQuotedScalarEscape => (
            "there is no such escape in a double-quoted text",
            Some("use single quotes, in which a backslash stands for itself"),
        ),
        ErrorKind::InvalidIndentation
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::ExpectedBlockMappingKey => (
            "the indentation does not fit the lines above",
            Some("keys of one object, and items of one list, begin at the same column"),
        ),
        ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::UnexpectedEofBlockSequence => (
            "an item of the list was expected here",
            Some("begin it with `- ` at the column of the items above"),
        ),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            "`:` is not allowed here",
            Some("quote a value that holds `: `, or fix the indentation of this line"),
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            ("this line is neither `key: value` nor a list item", Some("a key needs a `:` behind it"))
        }
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => {
            ("a list item is not allowed here", Some("put the list on a line of its own, under its key"))
        }
        ErrorKind::UnexpectedCharacter { character } => {
            let help = match character {
                '@' | '`' => Some("quote a value that begins with this character"),
                '%' => Some("quote a value that begins with `%`"),
                _ => None,
            };
            let shown = if *character == '`' {
                "a backtick".into()
            } else {
                format!("`{}`", character.escape_debug())
            };
            return (format!("{shown} cannot begin a value"), help);
        }
        ErrorKind::CommentNotSeparated => {
            ("a comment needs a space before its `#`", Some("add a space, or quote the value"))
        }
        ErrorKind::ExpectedFlowSequenceSeparator => ("`,` or `]` was expected here", None),
        ErrorKind::ExpectedFlowMappingSeparator => ("`,` or `}` was expected here", None),
        ErrorKind::BomInsideDocument => {
            ("a byte order mark stands in the middle of the text", Some("save the file without it"))
        }
        ErrorKind::ExpectedDocumentStart => {
            ("the document is over, but the text goes on", Some("separate documents by a line `---`"))
        }
        _ => ("this is not valid YAML", None),
    };
    let rest = text[at..].trim_start_matches(['{', ' ']);
    if text[..at].ends_with("{{") || text[at..].starts_with("{{") || rest.is_empty() && text.contains("{{") {
        return (message.to_owned(), Some("this looks like a template: check its rendered output instead"));
    }
    (message.to_owned(), help)
}
