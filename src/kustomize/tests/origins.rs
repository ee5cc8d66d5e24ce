//! Where what comes out comes from.

use super::{DEPLOYMENT, Tree};
use crate::source::Span;

/// Where the part of the emitted text of the first object that begins with a text comes from.
fn origin(tree: &Tree, directory: &str, part: &str) -> (String, String) {
    let built = tree.build(directory);
    assert_eq!(tree.faults(&built), [""; 0]);
    let emitted = built.objects[0].emit();
    let start = emitted.text.find(part).unwrap_or_else(|| panic!("no {part} in\n{}", emitted.text));
    let at =
        emitted.origin(Span::new(start, start + part.len()), |at| tree.sources[at.source].slice(at.span));
    let (place, text) = tree.place(at);
    (place, text.to_owned())
}

fn tree() -> Tree {
    let kustomization = "resources: [../base]
namespace: shop
namePrefix: a-
commonLabels:
  team: red
images:
- name: nginx
  newTag: '2'
patches:
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      template:
        spec:
          containers:
          - name: app
            env:
            - name: B
              value: inline
- path: patch.yaml
- target: {kind: Deployment}
  patch: '[{op: add, path: /spec/paused, value: true}]'
";
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  minReadySeconds: 7\n";
    Tree::new(&[
        ("over/kustomization.yaml", kustomization),
        ("over/patch.yaml", patch),
        ("base/kustomization.yaml", "resources: [web.yaml]\n"),
        ("base/web.yaml", DEPLOYMENT),
    ])
}

#[test]
fn values_lead_to_the_text_that_they_come_from() {
    let tree = tree();
    let cases = [
        ("apps/v1", "base/web.yaml:1", "apps/v1"),
        ("a-web", "base/web.yaml:4", "web"),
        ("shop", "over/kustomization.yaml:2", "shop"),
        ("red", "over/kustomization.yaml:5", "red"),
        ("inline", "over/kustomization.yaml:22", "inline"),
        ("true", "over/kustomization.yaml:25", "true"),
        ("7", "over/patch.yaml:5", "7"),
        ("\"on\"", "base/web.yaml:13", "on"),
        ("minReadySeconds", "over/patch.yaml:5", "minReadySeconds"),
        ("configMapRef", "base/web.yaml:15", "configMapRef"),
    ];
    for (part, place, text) in cases {
        assert_eq!(origin(&tree, "over", part), (place.to_owned(), text.to_owned()), "for {part}");
    }
    assert_eq!(origin(&tree, "over", "nginx:2").0, "over/kustomization.yaml:7");
}

#[test]
fn parts_of_a_text_lead_to_the_same_part() {
    let tree = tree();
    assert_eq!(origin(&tree, "over", "ettings"), ("base/web.yaml:16".into(), "ettings".into()));
}

#[test]
fn objects_lead_to_their_file_or_their_generator() {
    let tree = Tree::new(&[("kustomization.yaml", "configMapGenerator:\n- name: x\n  literals: [a=bee]\n")]);
    let built = tree.build("");
    assert_eq!(tree.place(built.objects[0].at).0, "kustomization.yaml:2");
    assert_eq!(origin(&tree, "", "bee"), ("kustomization.yaml:3".into(), "a=bee".into()));
}

#[test]
fn texts_that_would_be_read_otherwise_are_quoted() {
    let odd = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:
  a: 'yes'\n  b: '012'\n  c: \"x: y\"\n  d: '1:30'\n  e: ' lead'\n  f: |\n    two\n    lines\n  g: '*'\n  h: ''
  'on': '2001-01-01'\n  i: '- x'\n  j: '# x'\n  k: \"\\u0007\"\n  l: '1e3'\n  m: '.5'\n  n: '='\n";
    super::objects(&[("kustomization.yaml", "resources: [x.yaml]\n"), ("x.yaml", odd)], "");
}
