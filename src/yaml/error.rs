//! The parser's errors in the words of someone who writes manifests.

use granit_parser::{ErrorKind, ScanError};

use super::{Fault, Problem};
use crate::source::Span;

/// The error as a problem of the text, covering the character at fault.
pub(super) fn describe(error: &ScanError, text: &str) -> Problem {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let span = character_at(text, at);
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
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            ("`{` is never closed", Some("close it with `}`"))
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
            Some("quote a value that holds `: `, or mend the indentation of this line"),
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
            return (format!("`{}` cannot begin a value", character.escape_debug()), help);
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
