//! Names, tags and digests of images.

use std::sync::Arc;

use regex::Regex;

use super::accumulate::Accumulator;
use super::fault::Fault;
use super::fields::FieldSpecs;
use super::fieldspec::{Create, Unfit};
use super::select::compile;
use super::transform::set_fields;
use super::value::{Node, Value};

/// No reference to an image is made longer.
const MAX_LENGTH: usize = 4096;

/// What an entry of `images` says.
struct Image {
    pattern: Regex,
    new_name: String,
    new_tag: String,
    digest: String,
    tag_suffix: String,
    entry: Node,
}

/// Changes the images of all objects (`imagetag.LegacyFilter`, `imagetag.Filter`).
pub(super) fn apply(entry: &Node, specs: &FieldSpecs, accumulator: &mut Accumulator) {
    let text = |field: &str| entry.get(field).map_or("", Node::written).to_owned();
    // Names are patterns (`IsImageMatched`).
    let name = text("name");
    let pattern = format!("^{name}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$");
    let Some(pattern) = compile(&pattern) else {
        let at = entry.get("name").map_or(entry.at, |node| node.at);
        accumulator.fault(at, Fault::BadPattern { text: name });
        return;
    };
    let image = Image {
        pattern,
        new_name: text("newName"),
        new_tag: text("newTag"),
        digest: text("digest"),
        tag_suffix: text("tagSuffix"),
        entry: entry.clone(),
    };
    if [&image.new_name, &image.new_tag, &image.digest, &image.tag_suffix]
        .iter()
        .any(|text| text.len() > MAX_LENGTH)
    {
        accumulator.fault(entry.at, Fault::TooLarge { what: "the name of an image" });
        return;
    }
    let mut faults = Vec::new();
    for object in &mut accumulator.objects {
        if &*object.kind() == "CustomResourceDefinition" {
            continue;
        }
        if image.is_in(&object.root) {
            image.visit(&mut Arc::make_mut(object).root);
        }
        let mut set = |node: &mut Node| image.set(node);
        if let Err(fault) = set_fields(object, specs, Create::Nothing, entry.at, &mut set) {
            faults.push((entry.at, fault));
        }
    }
    accumulator.report.faults.append(&mut faults);
}

impl Image {
    /// What becomes of a reference to an image (`imageTagUpdater.SetImageValue`).
    fn rewrite(&self, value: &str) -> Option<String> {
        if value.len() > MAX_LENGTH || !self.pattern.is_match(value) {
            return None;
        }
        let (name, mut tag, mut digest) = split(value);
        let mut result = if self.new_name.is_empty() { name.to_owned() } else { self.new_name.clone() };
        let with_suffix = format!("{tag}{}", self.tag_suffix);
        if !self.new_tag.is_empty() {
            (tag, digest) = (&self.new_tag, &self.digest);
        } else if !self.digest.is_empty() {
            (tag, digest) = ("", &self.digest);
        } else if !self.tag_suffix.is_empty() {
            (tag, digest) = (&with_suffix, "");
        }
        if !tag.is_empty() {
            result.push(':');
            result.push_str(tag);
        }
        if !digest.is_empty() {
            result.push('@');
            result.push_str(digest);
        }
        (result != value).then_some(result)
    }

    fn set(&self, node: &mut Node) -> Result<(), Unfit> {
        if node.is_null() {
            return Ok(());
        }
        if node.as_scalar().is_none() {
            return Err(Unfit);
        }
        if let Some(text) = self.rewrite(node.written()) {
            node.rewrite(text);
            node.at = self.entry.at;
        }
        Ok(())
    }

    fn is_in(&self, node: &Node) -> bool {
        match &node.value {
            Value::Scalar(_) => false,
            Value::Seq(items) => items.iter().any(|item| self.is_in(item)),
            Value::Map(entries) => entries.iter().any(|entry| {
                let holds = |item: &Node| {
                    item.get("image").is_some_and(|image| self.rewrite(image.written()).is_some())
                };
                is_container_list(&entry.key) && entry.value.items().iter().any(holds)
                    || self.is_in(&entry.value)
            }),
        }
    }

    /// Changes the images of lists of containers anywhere (`findFieldsFilter`).
    fn visit(&self, node: &mut Node) {
        match &mut node.value {
            Value::Scalar(_) => {}
            Value::Seq(items) => Arc::make_mut(items).iter_mut().for_each(|item| self.visit(item)),
            Value::Map(entries) => {
                for entry in Arc::make_mut(entries) {
                    self.visit(&mut entry.value);
                    if is_container_list(&entry.key) {
                        for item in entry.value.items_mut().into_iter().flatten() {
                            if let Some(image) = item.get_mut("image") {
                                let _ = self.set(image);
                            }
                        }
                    }
                }
            }
        }
    }
}

fn is_container_list(key: &str) -> bool {
    matches!(key, "containers" | "initContainers")
}

/// Name, tag and digest of a reference (`image.Split`).
fn split(value: &str) -> (&str, &str, &str) {
    let from = value.find('/').filter(|&at| at > 0).unwrap_or(0);
    let find = |sign: char| value[from..].find(sign).map(|at| from + at);
    match (find('@'), find(':')) {
        (None, None) => (value, "", ""),
        (Some(at), None) => (&value[..at], "", &value[at + 1..]),
        (Some(at), Some(colon)) if at < colon => (&value[..at], "", &value[at + 1..]),
        (Some(at), Some(colon)) => (&value[..colon], &value[colon + 1..at], &value[at + 1..]),
        (None, Some(colon)) => (&value[..colon], &value[colon + 1..], ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_split() {
        assert_eq!(split("nginx"), ("nginx", "", ""));
        assert_eq!(split("host:5000/a/b:v1@sha256:0"), ("host:5000/a/b", "v1", "sha256:0"));
        assert_eq!(split("nginx@sha256:0"), ("nginx", "", "sha256:0"));
        assert_eq!(split("nginx:1.2"), ("nginx", "1.2", ""));
    }
}
