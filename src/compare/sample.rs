//! A text that meets a condition.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::graph::routing::TextCondition;

/// A text that meets a condition; `None` where none was found.
pub(super) fn text(condition: TextCondition<'_>) -> Option<String> {
    let text = match condition {
        TextCondition::Present => "any".to_owned(),
        TextCondition::Exact(text) | TextCondition::Prefix(text) | TextCondition::Below(text) => {
            text.to_owned()
        }
        TextCondition::Regex(pattern) => matching(pattern)?,
    };
    condition.holds(&text, false).then_some(text)
}

/// The simplest text that an expression matches.
pub(super) fn matching(pattern: &str) -> Option<String> {
    let expression = regex_syntax::parse(pattern).ok()?;
    let mut text = Vec::new();
    write(&expression, &mut text)?;
    String::from_utf8(text).ok()
}

/// The longest text that is made up.
const LONGEST: usize = 1024;

fn write(expression: &Hir, text: &mut Vec<u8>) -> Option<()> {
    match expression.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.extend_from_slice(&literal.0),
        HirKind::Class(Class::Unicode(class)) => {
            // A letter or a digit reads better than what comes first in Unicode.
            let holds = |c: char| class.iter().any(|range| range.start() <= c && c <= range.end());
            let first = || class.iter().next().map(|range| range.start());
            let found = ['a', 'A', '1', '-', '/'].into_iter().find(|c| holds(*c)).or_else(first)?;
            text.extend_from_slice(found.encode_utf8(&mut [0; 4]).as_bytes());
        }
        HirKind::Class(Class::Bytes(class)) => text.push(class.iter().next()?.start()),
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min {
                write(&repetition.sub, text)?;
                if text.len() > LONGEST {
                    return None;
                }
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, text)?,
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, text)?;
            }
        }
        HirKind::Alternation(parts) => write(parts.first()?, text)?,
    }
    (text.len() <= LONGEST).then_some(())
}
