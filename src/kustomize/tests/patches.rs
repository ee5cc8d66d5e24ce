//! Strategic merge and JSON 6902.

use serde_json::{Value as Json, json};

use super::{DEPLOYMENT, objects};

fn patched(patch: &str) -> Vec<Json> {
    let indented = patch.replace('\n', "\n    ");
    let kustomization = format!("resources: [web.yaml]\npatches:\n- patch: |-\n    {indented}\n");
    objects(&[("kustomization.yaml", &kustomization), ("web.yaml", DEPLOYMENT)], "")
}

fn container(spec: &str) -> Json {
    let head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [";
    patched(&format!("{head}{spec}]}}}}}}"))[0]["spec"]["template"]["spec"]["containers"].clone()
}

#[test]
fn lists_of_core_kinds_are_merged_by_their_keys() {
    let containers =
        container("{name: app, env: [{name: B, value: x}, {name: A, value: y}]}, {name: side, image: s}");
    assert_eq!(containers[0]["env"], json!([{"name": "B", "value": "x"}, {"name": "A", "value": "y"}]));
    assert_eq!(containers[0]["image"], "nginx:1.2");
    assert_eq!(containers[1], json!({"name": "side", "image": "s"}));
}

#[test]
fn directives_and_nulls_take_away() {
    assert_eq!(container("{name: app, env: [{name: A, $patch: delete}]}")[0]["env"], json!([]));
    assert_eq!(
        container("{name: app, env: [{$patch: replace}, {name: C}]}")[0]["env"],
        json!([{"name": "C"}])
    );
    assert_eq!(container("{name: app, image: null}")[0].get("image"), None);
    let gone = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n$patch: delete";
    assert_eq!(patched(gone), [Json::Null; 0]);
}

#[test]
fn lists_of_custom_kinds_are_replaced() {
    let route = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: r}
spec: {hosts: [a, b], http: [{name: x}, {name: y}]}\n";
    let kustomization = "resources: [route.yaml]\npatches: [{path: patch.yaml}]\n";
    let patch = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: r}
spec: {http: [{name: y, timeout: 1s}]}\n";
    let files = [("kustomization.yaml", kustomization), ("route.yaml", route), ("patch.yaml", patch)];
    let built = objects(&files, "");
    assert_eq!(built[0]["spec"], json!({"hosts": ["a", "b"], "http": [{"name": "y", "timeout": "1s"}]}));
}

#[test]
fn operations_are_done_to_what_a_target_selects() {
    let kustomization = "resources: [web.yaml]
patches:
- target: {kind: Deploy.*, name: w.b, labelSelector: '!none'}
  patch: |-
    - {op: test, path: /kind, value: Deployment}
    - {op: replace, path: /spec/replicas, value: 2}
    - {op: add, path: /spec/template/spec/containers/0/env/0, value: {name: Z, value: yes}}
    - {op: move, from: /spec/template/spec/containers/0/image, path: /metadata/x~1y}
    - {op: copy, from: /metadata/name, path: /metadata/copy}
    - {op: remove, path: /spec/template/spec/containers/0/envFrom}
- target: {kind: Service}
  patch: '[{op: remove, path: /nothing}]'
";
    let built = objects(&[("kustomization.yaml", kustomization), ("web.yaml", DEPLOYMENT)], "");
    assert_eq!(built[0]["metadata"], json!({"name": "web", "x/y": "nginx:1.2", "copy": "web"}));
    assert_eq!(built[0]["spec"]["replicas"], 2);
    let env = json!([{"name": "Z", "value": true}, {"name": "A", "value": "on"}]);
    assert_eq!(built[0]["spec"]["template"]["spec"]["containers"], json!([{"name": "app", "env": env}]));
}

#[test]
fn options_let_a_patch_rename() {
    let kustomization = "resources: [web.yaml]
patches:
- path: patch.yaml
  target: {kind: Deployment}
  options: {allowNameChange: true}
";
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: other}\n";
    let files = [("kustomization.yaml", kustomization), ("web.yaml", DEPLOYMENT), ("patch.yaml", patch)];
    assert_eq!(objects(&files, "")[0]["metadata"]["name"], "other");
}

#[test]
fn operations_find_annotations_where_kustomize_keeps_its_own() {
    let add = "- {op: add, path: /metadata/annotations/team, value: shop}";
    let annotations = |kustomization: &str| {
        let built = objects(&[("kustomization.yaml", kustomization), ("web.yaml", DEPLOYMENT)], "");
        built[0]["metadata"].get("annotations").cloned()
    };
    let patches =
        format!("resources: [web.yaml]\npatches: [{{target: {{kind: Deployment}}, patch: '{add}'}}]\n");
    assert_eq!(annotations(&patches), Some(json!({"team": "shop"})));
    let taken_back =
        patches.replace(add, &format!("[{}, {{op: remove, path: /metadata/annotations/team}}]", &add[2..]));
    assert_eq!(annotations(&taken_back), None);
    let older = format!(
        "resources: [web.yaml]\nnamePrefix: a-\npatchesJson6902:\n- target: {{version: v1, group: apps, kind: Deployment, \
         name: web}}\n  patch: '{add}'\n"
    );
    assert_eq!(annotations(&older), Some(json!({"team": "shop"})));
}
