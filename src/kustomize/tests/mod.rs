//! Small inputs of every feature, what comes out of them, and where it comes from.

mod bounds;
mod faults;
mod origins;
mod patches;
mod transformers;

use std::borrow::Cow;

use serde_json::{Value as Json, json};

use super::{Built, Files, Kustomize, join};
use crate::source::{Location, Source, SourceId, Sources};

/// Files in memory.
#[derive(Default)]
struct Tree {
    sources: Sources,
}

impl Tree {
    fn new(files: &[(&str, &str)]) -> Tree {
        let mut tree = Tree::default();
        for (path, text) in files {
            tree.sources.add(Source::new(*path, (*text).to_owned()));
        }
        tree
    }

    fn find(&self, path: &str) -> Option<(SourceId, &Source)> {
        self.sources.iter().find(|(_, source)| source.path == path)
    }

    fn build(&self, directory: &str) -> Built {
        Kustomize::new(self).build(directory)
    }

    /// `path:line` of a place, and what is written there.
    fn place(&self, at: Location) -> (String, &str) {
        let source = &self.sources[at.source];
        let line = source.position(at.span.start).line;
        (format!("{}:{line}", source.path), source.slice(at.span))
    }

    /// What would be refused, each as `path:line` and the words for it.
    fn faults(&self, built: &Built) -> Vec<String> {
        built.faults.iter().map(|(at, fault)| format!("{} {fault}", self.place(*at).0)).collect()
    }
}

impl Files for Tree {
    fn text(&self, path: &str) -> Option<(SourceId, Cow<'_, str>)> {
        self.find(path).map(|(id, source)| (id, Cow::Borrowed(source.text.as_str())))
    }

    fn bytes(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        self.find(path).map(|(_, source)| Cow::Borrowed(source.text.as_bytes()))
    }

    fn is_directory(&self, path: &str) -> bool {
        let inside = |source: &Source| source.path.starts_with(&join(path, "x")[..join(path, "x").len() - 1]);
        self.sources.iter().any(|(_, source)| inside(source))
    }
}

/// Builds a directory without any fault and gives its objects.
fn objects(files: &[(&str, &str)], directory: &str) -> Vec<Json> {
    let tree = Tree::new(files);
    let built = tree.build(directory);
    assert_eq!(tree.faults(&built), [""; 0]);
    check_emission(&built);
    built.objects.iter().map(|object| object.to_json()).collect()
}

/// What is written out is read as the very same object.
fn check_emission(built: &Built) {
    for object in &built.objects {
        let emitted = object.emit();
        let parsed = crate::yaml::parse(&emitted.text, 0);
        assert!(parsed.problems.is_empty(), "{:?} in\n{}", parsed.problems, emitted.text);
        let read = as_json(parsed.documents[0].root());
        assert_eq!(read, object.to_json(), "for\n{}", emitted.text);
    }
}

fn as_json(node: crate::yaml::NodeRef<'_>) -> Json {
    use crate::yaml::Value;
    match node.value() {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Float(value) => json!(value),
        Value::Str(value) => json!(value),
        Value::Seq(_) => node.items().map(as_json).collect(),
        Value::Map(_) => {
            let pair = |(key, value): (crate::yaml::NodeRef<'_>, _)| {
                (key.as_str().unwrap().to_owned(), as_json(value))
            };
            Json::Object(node.entries().map(pair).collect())
        }
    }
}

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: app
        image: nginx:1.2
        env:
        - name: A
          value: on
        envFrom:
        - configMapRef:
            name: settings
";
