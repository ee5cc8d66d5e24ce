//! What is wrong with the metadata of an object: names, labels and annotations, as the API server checks them.

use super::Object;
use crate::problem::{DocumentFault, Fault, NameForm};
use crate::source::Span;

/// The greatest size of all annotations together.
const ANNOTATIONS: usize = 256 * 1024;

/// Everything that is wrong. Only kinds that are `known` have a form of name that is certain.
pub(super) fn faults(object: &Object, known: bool) -> Vec<(Span, Fault)> {
    let mut faults = Vec::new();
    let mut report = |span: Span, fault: DocumentFault| faults.push((span, Fault::Document(fault)));
    if let Some(name) = object.name.as_ref().filter(|name| known && !name.value.is_empty()) {
        let form = form_of_name(object.group(), &object.kind_name);
        if !fits(form, &name.value) {
            report(name.span, DocumentFault::BadName { field: "metadata.name", form });
        }
    }
    if let Some(namespace) = object.namespace_field.as_ref().filter(|name| !name.value.is_empty())
        && !fits(NameForm::Label, &namespace.value)
    {
        report(namespace.span, DocumentFault::BadName { field: "metadata.namespace", form: NameForm::Label });
    }
    for label in object.labels.iter() {
        if !is_qualified(&label.name) {
            report(label.key, DocumentFault::BadKey { of: "label" });
        }
        if !is_label_value(&label.value) {
            report(label.span, DocumentFault::BadLabelValue);
        }
    }
    let mut size = 0;
    for annotation in object.annotations.iter() {
        size += annotation.name.len() + annotation.value.len();
        if !is_qualified(&annotation.name.to_lowercase()) {
            report(annotation.key, DocumentFault::BadKey { of: "annotation" });
        }
    }
    if size > ANNOTATIONS
        && let Some(largest) = object.annotations.iter().max_by_key(|annotation| annotation.value.len())
    {
        report(largest.key, DocumentFault::LargeAnnotations { size });
    }
    faults
}

fn form_of_name(group: &str, kind: &str) -> NameForm {
    match (group, kind) {
        ("", "Service") => NameForm::ServiceLabel,
        ("", "Namespace") => NameForm::Label,
        _ => NameForm::Subdomain,
    }
}

fn fits(form: NameForm, name: &str) -> bool {
    match form {
        NameForm::Label => is_label(name),
        NameForm::ServiceLabel => is_label(name) && !name.starts_with(|first: char| first.is_ascii_digit()),
        NameForm::Subdomain => is_subdomain(name),
    }
}

fn is_label(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&name.len())
        && name.bytes().all(inner)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// Labels of any length, joined by dots.
fn is_subdomain(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(inner) && !part.starts_with('-') && !part.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_part)
}

/// A key such as `app` or `app.kubernetes.io/name`.
fn is_qualified(key: &str) -> bool {
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    !name.is_empty() && is_label_value(name) && prefix.is_none_or(is_subdomain)
}

/// Letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; or nothing.
fn is_label_value(value: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let end = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii_alphanumeric());
    value.len() <= 63
        && value.bytes().all(inner)
        && end(value.bytes().next())
        && end(value.bytes().next_back())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (form, good, bad) in [
            (NameForm::Label, &["a", "1-a"][..], &["A", "-a", "a.b", "a_b"][..]),
            (NameForm::ServiceLabel, &["a-1"], &["1a", "a.b"]),
            (NameForm::Subdomain, &["a", "1.a-b.c"], &["A", "a..b", "a-", "a_b", "a/b"]),
        ] {
            good.iter().for_each(|name| assert!(fits(form, name), "{form:?} {name}"));
            bad.iter().for_each(|name| assert!(!fits(form, name), "{form:?} {name}"));
        }
        assert!(is_label(&"a".repeat(63)) && !is_label(&"a".repeat(64)));
        assert!(is_subdomain(&"a".repeat(253)) && !is_subdomain(&"a".repeat(254)));
    }

    #[test]
    fn keys_and_values() {
        for key in ["app", "app.kubernetes.io/name", "A_b.c-1", "a/B"] {
            assert!(is_qualified(key), "{key}");
        }
        for key in ["", "/a", "a/", "a/b/c", "A.b/c", "-a", "a b", "a:"] {
            assert!(!is_qualified(key), "{key}");
        }
        assert!(
            is_label_value("") && is_label_value("v1.2_A") && !is_label_value("a b") && !is_label_value("-a")
        );
    }
}
