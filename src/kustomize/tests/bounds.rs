//! Inputs made to take for ever, or all memory.

use std::fmt::Write;

use super::{DEPLOYMENT, Tree};
use crate::kustomize::{Fault, Kustomize};

fn build(files: &[(String, String)], directory: &str) -> crate::kustomize::Built {
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Tree::new(&files).build(directory)
}

fn too_large(built: &crate::kustomize::Built) -> bool {
    built.faults.iter().any(|(_, fault)| matches!(fault, Fault::TooLarge { .. }))
}

#[test]
fn overlays_that_double_their_base_are_stopped() {
    let mut files = vec![("0/kustomization.yaml".into(), "resources: [web.yaml]\n".into())];
    files.push(("0/web.yaml".into(), DEPLOYMENT.to_owned()));
    for layer in 1..=15 {
        let below = layer - 1;
        for side in ["a", "b"] {
            let text = format!("resources: [../{below}]\nnamePrefix: {side}{layer}-\n");
            files.push((format!("{layer}{side}/kustomization.yaml"), text));
        }
        let both = format!("resources: [../{layer}a, ../{layer}b]\n");
        files.push((format!("{layer}/kustomization.yaml"), both));
    }
    let built = build(&files, "15");
    assert!(too_large(&built));
    assert!(built.objects.len() <= 20_001);
}

#[test]
fn a_long_chain_of_layers_is_a_fault() {
    let mut files = vec![("0/kustomization.yaml".into(), "namePrefix: x-\n".into())];
    for layer in 1..2_000 {
        files.push((format!("{layer}/kustomization.yaml"), format!("resources: [../{}]\n", layer - 1)));
    }
    let built = build(&files, "1999");
    assert!(matches!(built.faults[0].1, Fault::TooDeep { .. }));
}

#[test]
fn copies_of_copies_are_stopped() {
    let mut patch = String::from("- {op: add, path: /x, value: {}}\n");
    for level in 0..60 {
        let _ = writeln!(patch, "- {{op: copy, from: /x, path: /x/a{level}}}");
    }
    let kustomization = "resources: [web.yaml]\npatches:\n- {path: p.yaml, target: {kind: Deployment}}\n";
    let tree =
        Tree::new(&[("kustomization.yaml", kustomization), ("web.yaml", DEPLOYMENT), ("p.yaml", &patch)]);
    let built = tree.build("");
    assert!(matches!(built.faults[0].1, Fault::OperationFailed { .. }));
}

#[test]
fn vars_of_vars_are_stopped() {
    let value = "x".repeat(100_000);
    let many = "$(V)".repeat(10_000);
    let map = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata: {{v: {value}}}\n");
    let web = DEPLOYMENT.replace("value: on", &format!("value: {many}"));
    let kustomization = "resources: [map.yaml, web.yaml]
vars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: m}, fieldref: {fieldPath: data.v}}]\n";
    let tree = Tree::new(&[("kustomization.yaml", kustomization), ("map.yaml", &map), ("web.yaml", &web)]);
    assert!(too_large(&tree.build("")));
}

#[test]
fn odd_texts_do_not_panic() {
    let odd = [
        "",
        "---\n---\n",
        "[]",
        "a",
        "resources: x\n",
        "resources: [[x], {a: b}, null, '', .., /, 'a\nb']\n",
        "patches: [{}, null, {patch: '['}, {patch: '- {}', target: {}}, {path: kustomization.yaml}]\n",
        "configMapGenerator: [{}, {name: x, literals: [=, a], files: [a=b=c, =], envs: ['']}]\n",
        "replacements: [{}, {source: {}, targets: [{}]}, {path: kustomization.yaml}]\n",
        "vars: [{}, {}]\nimages: [{name: '('}, {}]\nreplicas: [{}]\nlabels: [{}]\n",
        "configurations: [kustomization.yaml]\ncrds: [kustomization.yaml]\nopenapi: {path: kustomization.yaml}\n",
        "transformers: ['{kind: a']\ngenerators: ['kind: {}\n']\nsortOptions: {order: x}\n",
        "resources: &a [*a]\n",
        "\u{feff}resources: []\n",
    ];
    for text in odd {
        let tree = Tree::new(&[("kustomization.yaml", text)]);
        let built = Kustomize::new(&tree).build("");
        super::check_emission(&built);
    }
}

#[test]
fn many_overlays_share_one_base_and_may_be_built_at_once() {
    let mut files = vec![("base/kustomization.yaml".to_owned(), "resources: [web.yaml]\n".to_owned())];
    files.push(("base/web.yaml".into(), DEPLOYMENT.to_owned()));
    for index in 0..200 {
        files.push((
            format!("o{index}/kustomization.yaml"),
            format!("resources: [../base]\nnamespace: n{index}\n"),
        ));
    }
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let tree = Tree::new(&files);
    let engine = Kustomize::new(&tree);
    use rayon::prelude::*;
    let names: Vec<_> = (0..200)
        .into_par_iter()
        .map(|index| engine.build(&format!("o{index}")).objects[0].to_json())
        .collect();
    for (index, object) in names.iter().enumerate() {
        assert_eq!(object["metadata"]["namespace"], format!("n{index}"));
    }
}
