//! What is wrong with the metadata of an object: names, labels and annotations, as the API server checks them.

use crate::model::{Object, Placeholder};
use crate::problem::{DocumentFault, Fault, NameForm};
use crate::source::{Location, SourceId, Span};
use crate::text::metadata::{is_label, is_label_value, is_qualified, is_subdomain};
use crate::text::placeholder;

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

/// Names that hold a word in capitals, which is filled in later. Marks that other values hold as well are found before.
pub(super) fn placeholders(object: &Object) -> impl Iterator<Item = Placeholder> {
    let names = [object.name.as_ref(), object.namespace_field.as_ref()].into_iter().flatten();
    let names = names.filter(|name| name.value.contains('_') && placeholder::find(&name.value).is_none());
    names.filter_map(|name| {
        Some(Placeholder {
            location: Location { source: SourceId(0), span: name.span },
            value: name.value.clone(),
            mark: Some(placeholder::find_in_name(&name.value)?.into()),
            names: true,
        })
    })
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
    }
}
