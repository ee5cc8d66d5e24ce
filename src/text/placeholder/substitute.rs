//! Filling in variables, as Flux does (`fluxcd/pkg/envsubst`, `eval`).

use std::borrow::Cow;

use super::{Variables, braced, name};

/// Defaults may hold variables, and these defaults again: so deep.
const MOST_NESTED: usize = 8;

/// A text with its `${NAME}` filled in, and `$${` read as `${`. Where `are_all` variables are given, one that is not
/// among them has its default or is empty, as for Flux; else it is left as it stands. `$NAME` is left to scripts.
///
/// Known are `${#v}`, `${v^}`, `${v^^}`, `${v,}`, `${v,,}`, `${v:offset}`, `${v:offset:length}`, `${v#prefix}`,
/// `${v%suffix}`, `${v/old/new}`, `${v//old/new}`, and every form of a default.
pub fn substitute<'t>(text: &'t str, variables: &Variables, are_all: bool) -> Cow<'t, str> {
    filled(text, variables, are_all, 0)
}

fn filled<'t>(text: &'t str, variables: &Variables, are_all: bool, depth: usize) -> Cow<'t, str> {
    let mut out = String::new();
    let mut done = 0;
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], b"${").map(|at| at + from) {
        from = at + 2;
        if text[done..at].ends_with('$') {
            out += &text[done..at];
            done = at + 1;
            continue;
        }
        let Some(length) = braced(&text[at..]) else { continue };
        let inside = &text[at + 2..at + length - 1];
        if let Some(value) = value_of(inside, variables, are_all, depth) {
            out += &text[done..at];
            out += &value;
            done = at + length;
        }
        from = at + length;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out += &text[done..];
    Cow::Owned(out)
}

/// What stands between the braces, filled in; `None` where it is not known.
fn value_of(inside: &str, variables: &Variables, are_all: bool, depth: usize) -> Option<String> {
    if let Some(counted) = inside.strip_prefix('#') {
        let value = variables.get(counted);
        return (value.is_some() || are_all).then(|| value.map_or(0, |it| it.chars().count()).to_string());
    }
    let (variable, operation) = inside.split_at(name(inside)?);
    let value = match variables.get(variable) {
        Some(value) => value.as_str(),
        None if are_all => "",
        None => return None,
    };
    let operator = ["^^", ",,", "##", "%%", "//", "/#", "/%", ":=", ":-", ":+", ":?"];
    let single = ["^", ",", "#", "%", "/", ":", "=", "-", "+", "?"];
    let operator = operator.into_iter().chain(single).find(|it| operation.starts_with(it)).unwrap_or("");
    let argument = &operation[operator.len()..];
    Some(match operator {
        "" if operation.is_empty() => value.to_owned(),
        "" => return None, // a path, which is not of this kind of variable
        "^^" => value.to_uppercase(),
        ",," => value.to_lowercase(),
        "^" => first_as(value, str::to_uppercase),
        "," => first_as(value, str::to_lowercase),
        ":" => part(value, argument),
        "#" | "##" => {
            let ends = value.char_indices().map(|(at, _)| at).chain([value.len()]);
            let mut fits = ends.filter(|&end| is_like(&value[..end], argument));
            let end = if operator == "#" { fits.next() } else { fits.next_back() };
            value[end.unwrap_or(0)..].to_owned()
        }
        "%" | "%%" => {
            let starts = value.char_indices().map(|(at, _)| at).chain([value.len()]);
            let mut fits = starts.filter(|&start| is_like(&value[start..], argument));
            let start = if operator == "%%" { fits.next() } else { fits.next_back() };
            value[..start.unwrap_or(value.len())].to_owned()
        }
        "/" | "//" | "/#" | "/%" => {
            let (old, new) = argument.split_once('/').unwrap_or((argument, ""));
            replaced(value, operator, old, new)
        }
        // For Flux all of them are the default.
        _ if !value.is_empty() => value.to_owned(),
        _ if depth < MOST_NESTED => filled(argument, variables, are_all, depth + 1).into_owned(),
        _ => argument.to_owned(),
    })
}

fn first_as(value: &str, change: fn(&str) -> String) -> String {
    let end = value.chars().next().map_or(0, char::len_utf8);
    change(&value[..end]) + &value[end..]
}

/// `offset` or `offset:length`, in characters; what is not a number changes nothing.
fn part(value: &str, argument: &str) -> String {
    let (offset, length) = match argument.split_once(':') {
        Some((offset, length)) => (offset.trim().parse().ok(), length.trim().parse().ok()),
        None => (argument.trim().parse().ok(), Some(usize::MAX)),
    };
    match (offset, length) {
        (Some(offset), Some(length)) => value.chars().skip(offset).take(length).collect(),
        _ => value.to_owned(),
    }
}

fn replaced(value: &str, operator: &str, old: &str, new: &str) -> String {
    match operator {
        _ if old.is_empty() => value.to_owned(),
        "//" => value.replace(old, new),
        "/#" => value.strip_prefix(old).map_or_else(|| value.to_owned(), |rest| format!("{new}{rest}")),
        "/%" => value.strip_suffix(old).map_or_else(|| value.to_owned(), |rest| format!("{rest}{new}")),
        _ => value.replacen(old, new, 1),
    }
}

/// Whether a text fits a pattern in which `*` stands for any characters.
fn is_like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for middle in parts {
        match rest.find(middle) {
            Some(at) => rest = &rest[at + middle.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
