//! Values that are filled in later: `${NAME}`, `$(NAME)`, `{{ name }}`, `<NAME>`, `__NAME__`, `REPLACE_ME`.
//!
//! What is said here of a text is said of a value of a manifest. Where a value of this form means something else
//! (a script, a regular expression), the form alone decides as far as it can; the rest is for who knows the place.

use std::collections::BTreeMap;

mod substitute;

pub use substitute::substitute;

/// Variables and their values.
pub type Variables = BTreeMap<String, String>;

/// The label or annotation of an object into which Flux is to fill nothing in, where it is `disabled`.
pub const SUBSTITUTE: &str = "kustomize.toolkit.fluxcd.io/substitute";

/// Words in capitals that ask to be replaced.
const REQUESTS: [&str; 13] = [
    "PLACEHOLDER",
    "REPLACE_ME",
    "REPLACE-ME",
    "REPLACEME",
    "REPLACE_WITH",
    "REPLACE_THIS",
    "CHANGE_ME",
    "CHANGE-ME",
    "CHANGEME",
    "FILL_ME",
    "YOUR_",
    "YOUR-",
    "placeholderName",
];

/// What words in capitals end with that stand for a name: `SHOP_NAMESPACE`, `PROJECT_ID`.
const NAMED: [&str; 7] =
    ["_NAMESPACE", "_DOMAIN", "_HOSTNAME", "PROJECT_ID", "_CLUSTER_NAME", "JWKS_URI", "JWT_ISSUER"];

/// Whether a text of any length may hold placeholders at all: a few searches, so that most texts need nothing more.
pub fn may_be_in(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2(b'$', b'<', bytes).is_some()
        || ["{{", "ENC[", "__", "PLACEHOLDER", "REPLACE", "CHANGE", "FILL_ME", "YOUR", "placeholderName"]
            .iter()
            .chain(&NAMED)
            .any(|word| memchr::memmem::find(bytes, word.as_bytes()).is_some())
}

/// The first placeholder in a value, as it is written. A value of several lines is code or prose, and has none.
pub fn find(value: &str) -> Option<&str> {
    let value = value.trim_end();
    if value.is_empty() || value.contains('\n') {
        return None;
    }
    let marks = memchr::memchr3_iter(b'$', b'{', b'<', value.as_bytes());
    marks.filter_map(|at| starting_at(value, at)).next().or_else(|| request(value))
}

/// The first placeholder in the name of an object, where a word in capitals is one as well: no name holds any.
pub fn find_in_name(name: &str) -> Option<&str> {
    find(name).or_else(|| words(name).find(|word| word.trim_matches('_').contains('_')))
}

/// The placeholder that a value begins with, of those as well that YAML takes in quotes only: `%NAME%`, `@NAME@`,
/// `@@NAME@@`.
pub fn find_unquoted(value: &str) -> Option<&str> {
    let mark = ["%", "@@", "@"].into_iter().find(|mark| value.starts_with(mark));
    let Some(mark) = mark else { return find(value).filter(|found| value.starts_with(found)) };
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let length = value[mark.len()..].bytes().take_while(|&byte| is_part(byte)).count();
    let end = mark.len() + length;
    (length > 1 && value[end..].starts_with(mark)).then(|| &value[..end + mark.len()])
}

/// Whether a value is encrypted by SOPS: what it is remains unknown.
pub fn is_encrypted(value: &str) -> bool {
    value.starts_with("ENC[") && value.trim_end().ends_with(']')
}

/// Whether a value may turn out to be this text once its placeholders are filled in: it begins and ends like it.
pub fn may_become(value: &str, text: &str) -> bool {
    let Some(first) = find(value) else { return value == text };
    let offset = first.as_ptr() as usize - value.as_ptr() as usize;
    let (start, mut rest) = (&value[..offset], &value[offset + first.len()..]);
    while let Some(next) = find(rest) {
        let offset = next.as_ptr() as usize - rest.as_ptr() as usize;
        rest = &rest[offset + next.len()..];
    }
    text.len() >= start.len() + rest.len() && text.starts_with(start) && text.ends_with(rest)
}

/// The placeholder whose first character is at `at`.
fn starting_at(value: &str, at: usize) -> Option<&str> {
    let rest = &value[at..];
    let length = match rest.as_bytes() {
        [b'$', b'{', ..] if !value[..at].ends_with('$') => braced(rest)?,
        [b'$', b'(', ..] if !is_expression(value) => in_parentheses(rest)?,
        [b'$', first, ..] if first.is_ascii_uppercase() && !is_expression(value) => bare(rest)?,
        [b'{', b'{', ..] => rest.find("}}")? + 2,
        [b'<', ..] if !value[..at].trim_end_matches('P').ends_with('?') && !is_markup(value) => {
            in_angles(rest)?
        }
        _ => return None,
    };
    Some(&rest[..length])
}

/// Whether a value is rather a regular expression, in which `$` is the end and `<` the name of a group.
fn is_expression(value: &str) -> bool {
    value.contains(['\\', '^', '[', '|', '?'])
}

fn is_markup(value: &str) -> bool {
    value.contains("</") || value.contains("/>")
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// The length of the name of a variable.
fn name(text: &str) -> Option<usize> {
    let starts = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    starts.then(|| text.bytes().take_while(|byte| is_part(byte)).count())
}

/// `${NAME}`, `${NAME:-default}` and what else shells know.
fn braced(text: &str) -> Option<usize> {
    let inside = text[2..].strip_prefix('#').unwrap_or(&text[2..]);
    let length = name(inside)?;
    let operator = inside[length..].chars().next()?;
    // Terraform and Go write paths: `${var.domain}`.
    if !"}:-=+?,^#%/.".contains(operator) {
        return None;
    }
    let mut depth = 0;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(index + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `$(NAME)`.
fn in_parentheses(text: &str) -> Option<usize> {
    let inside = &text[2..];
    name(inside)?;
    let length = inside.bytes().take_while(|byte| is_name(*byte)).count();
    inside[length..].starts_with(')').then_some(length + 3)
}

/// `$NAME`, in capitals: two letters at least.
fn bare(text: &str) -> Option<usize> {
    let is_part = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
    let length = text.bytes().skip(1).take_while(|byte| is_part(byte)).count();
    (length >= 2).then_some(length + 1)
}

/// `<NAME>`, `<your domain>`.
fn in_angles(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    let inside = &text[1..end];
    let is_word = inside.bytes().all(|byte| is_name(byte) || byte == b' ');
    let begins = inside.starts_with(|first: char| first.is_ascii_alphabetic());
    (is_word && begins && !inside.ends_with(' ')).then_some(end + 1)
}

/// A word in capitals that asks to be replaced.
fn request(value: &str) -> Option<&str> {
    if !value.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let Some(at) = REQUESTS.iter().find_map(|word| value.find(word)) else {
        return words(value).find(|word| is_marked(word) || NAMED.iter().any(|end| word.ends_with(end)));
    };
    let is_part = |character: &char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    let before = value[..at].chars().rev().take_while(is_part).count();
    let after = value[at..].chars().take_while(is_part).count();
    Some(&value[at - before..at + after])
}

/// Whether a word is marked by underscores on both sides: `__REPLICAS__`.
fn is_marked(word: &str) -> bool {
    word.len() > 4 && word.starts_with("__") && word.ends_with("__")
}

/// The words of capitals, digits and underscores alone that no small letter stands beside.
fn words(value: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let is_whole = |word: &&str| {
        let at = word.as_ptr() as usize - value.as_ptr() as usize;
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let has_capital = word.bytes().any(|byte| byte.is_ascii_uppercase());
        has_capital
            && !is_letter(value[..at].chars().next_back())
            && !is_letter(value[at + word.len()..].chars().next())
    };
    value.split(move |c: char| !is_part(c)).filter(is_whole)
}

#[cfg(test)]
mod tests;
