//! What `kustomize build` would refuse, and what cannot be had.

use super::{DEPLOYMENT, Tree};

fn faults(files: &[(&str, &str)]) -> Vec<String> {
    let tree = Tree::new(files);
    let built = tree.build("");
    tree.faults(&built)
}

#[test]
fn every_fault_stands_at_its_line_and_the_rest_is_built() {
    let kustomization = "resources:
- web.yaml
- missing.yaml
- web.yaml
- ../outside.yaml
patches:
- patch: |-
    {apiVersion: apps/v1, kind: Deployment, metadata: {name: other}}
- target: {kind: '('}
  path: web.yaml
- patch: '[{op: remove, path: /spec/nothing}]'
  target: {kind: Deployment}
replicas:
- {name: nobody, count: 1}
nameprefix: a-
unknown: 1
commonLabels: {a: 1}
";
    let tree = Tree::new(&[("kustomization.yaml", kustomization), ("web.yaml", DEPLOYMENT)]);
    let built = tree.build("");
    let expected = [
        "kustomization.yaml:16 a kustomization has no field unknown",
        "kustomization.yaml:17 a has to be a text",
        "kustomization.yaml:3 missing.yaml does not exist",
        "kustomization.yaml:4 Deployment web is there twice",
        "kustomization.yaml:5 ../outside.yaml is outside the directory of the kustomization",
        "kustomization.yaml:5 ../outside.yaml does not exist",
        "kustomization.yaml:7 there is no Deployment other to patch",
        "kustomization.yaml:9 ( is not a valid pattern",
        "kustomization.yaml:11 /spec/nothing of Deployment web cannot be patched: there is nothing to remove",
        "kustomization.yaml:14 nothing named nobody has replicas",
    ];
    assert_eq!(tree.faults(&built), expected);
    assert_eq!(built.objects[0].to_json()["metadata"]["name"], "a-web");
}

#[test]
fn a_patch_that_is_not_a_mapping_is_told_once() {
    let files = [
        ("kustomization.yaml", "resources: [web.yaml]\npatches:\n- p.yaml\n- \n"),
        ("web.yaml", DEPLOYMENT),
        ("p.yaml", DEPLOYMENT),
    ];
    let expected = [
        "kustomization.yaml:3 patches has to be a list of mappings, such as `path: patch.yaml`",
        "kustomization.yaml:4 this is not a patch: it has neither `patch` nor `path`",
    ];
    assert_eq!(faults(&files), expected);
}

#[test]
fn directories_that_lead_back_are_cycles() {
    let ring = [
        ("a/kustomization.yaml", "resources: [../b]\n"),
        ("b/kustomization.yaml", "resources: [../a, x.yaml]\n"),
        ("b/x.yaml", DEPLOYMENT),
    ];
    let tree = Tree::new(&ring);
    let engine = super::Kustomize::new(&tree);
    for (directory, fault) in [
        ("a", "b/kustomization.yaml:1 a leads back to this kustomization"),
        ("b", "a/kustomization.yaml:1 b leads back to this kustomization"),
    ] {
        let built = engine.build(directory);
        assert_eq!(tree.faults(&built), [fault]);
        assert_eq!(built.objects.len(), 1);
    }
    let up = [("kustomization.yaml", "resources: [a]\n"), ("a/kustomization.yaml", "resources: [..]\n")];
    assert_eq!(faults(&up), ["a/kustomization.yaml:1 . leads back to this kustomization"]);
}

#[test]
fn what_is_not_here_is_named() {
    let kustomization = "resources: [github.com/a/b?ref=v1]
helmCharts: [{name: chart}]
generators: [plugin.yaml]
";
    let plugin = "apiVersion: example.org/v1\nkind: Made\nmetadata: {name: x}\n";
    let tree = Tree::new(&[("kustomization.yaml", kustomization), ("plugin.yaml", plugin)]);
    let built = tree.build("");
    let words: Vec<String> = built.unavailable.iter().map(|(_, missing)| missing.to_string()).collect();
    assert_eq!(
        words,
        [
            "github.com/a/b?ref=v1 is not fetched",
            "the chart chart is not rendered",
            "the plugin Made is not run"
        ]
    );
    assert!(built.faults.is_empty());
}

#[test]
fn broken_files_lose_only_what_is_broken() {
    let broken = format!("kind: [\n---\n{DEPLOYMENT}---\nkind: Service\n");
    let tree = Tree::new(&[("kustomization.yaml", "resources: [web.yaml]\n"), ("web.yaml", &broken)]);
    let built = tree.build("");
    assert_eq!(built.objects.len(), 1);
    assert_eq!(built.faults.len(), 2);
    assert!(tree.faults(&built)[1].ends_with("it has no metadata.name"));
}

#[test]
fn directories_without_a_kustomization_and_components_are_no_roots() {
    let component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: c-\n";
    let files = [
        ("kustomization.yaml", "resources: [none, part]\ncomponents: [base]\n"),
        ("none/x.txt", ""),
        ("part/kustomization.yaml", component),
        ("base/kustomization.yaml", "namePrefix: x\n"),
    ];
    assert_eq!(
        faults(&files),
        [
            "kustomization.yaml:1 there is no kustomization in none",
            "kustomization.yaml:1 resources has to be files and kustomizations that are not components",
            "kustomization.yaml:2 components has to be components",
        ]
    );
}
