//! What the fields of a kustomization do to objects.

use serde_json::json;

use super::{DEPLOYMENT, objects};

#[test]
fn names_namespaces_labels_images_and_replicas_are_set() {
    let kustomization = "resources: [web.yaml]
namespace: shop
namePrefix: a-
nameSuffix: -z
labels:
- pairs: {team: red}
  includeSelectors: true
- pairs: {tier: '1'}
commonAnnotations: {note: hello}
images:
- name: nginx
  newName: registry.example/nginx
  newTag: '2'
replicas:
- name: web
  count: 3
";
    let built = objects(&[("kustomization.yaml", kustomization), ("web.yaml", DEPLOYMENT)], "");
    let labels = json!({"team": "red"});
    assert_eq!(
        built,
        [json!({
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {
                "name": "a-web-z",
                "namespace": "shop",
                "labels": {"team": "red", "tier": "1"},
                "annotations": {"note": "hello"},
            },
            "spec": {
                "replicas": 3,
                "selector": {"matchLabels": labels},
                "template": {
                    "metadata": {"labels": labels, "annotations": {"note": "hello"}},
                    "spec": {"containers": [{
                        "name": "app",
                        "image": "registry.example/nginx:2",
                        "env": [{"name": "A", "value": "on"}],
                        "envFrom": [{"configMapRef": {"name": "settings"}}],
                    }]},
                },
            },
        })]
    );
}

#[test]
fn generated_names_get_a_suffix_and_references_follow() {
    let kustomization = "resources: [web.yaml]
configMapGenerator:
- name: settings
  literals: [A=1, 'B=\"two\"']
secretGenerator:
- name: key
  files: [token=token.txt]
  options: {disableNameSuffixHash: true, immutable: true}
";
    let files = [("kustomization.yaml", kustomization), ("web.yaml", DEPLOYMENT), ("token.txt", "abc\n")];
    let built = objects(&files, "");
    let name = built[0]["metadata"]["name"].as_str().unwrap();
    assert_eq!(name.rsplit_once('-').unwrap().0, "settings");
    assert_eq!(name.len(), "settings-".len() + 10);
    assert_eq!(built[0]["data"], json!({"A": "1", "B": "two"}));
    assert_eq!(built[1]["data"], json!({"token": "YWJjCg=="}));
    assert_eq!(built[1]["immutable"], true);
    let container = &built[2]["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(container["envFrom"][0]["configMapRef"]["name"], name);
}

#[test]
fn generators_of_an_overlay_merge_into_those_of_its_base() {
    let base = "configMapGenerator:\n- {name: settings, literals: [A=1, B=1]}\n";
    let over = "resources: [../base]
configMapGenerator:
- {name: settings, behavior: merge, literals: [B=2]}
generatorOptions: {disableNameSuffixHash: true}
";
    let built = objects(&[("base/kustomization.yaml", base), ("over/kustomization.yaml", over)], "over");
    assert_eq!(built[0]["data"], json!({"A": "1", "B": "2"}));
}

#[test]
fn components_change_what_includes_them() {
    let component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: c-\n";
    let files = [
        ("app/kustomization.yaml", "resources: [web.yaml]\ncomponents: [../part]\nnamespace: shop\n"),
        ("app/web.yaml", DEPLOYMENT),
        ("part/kustomization.yaml", component),
    ];
    let built = objects(&files, "app");
    assert_eq!(built[0]["metadata"], json!({"name": "c-web", "namespace": "shop"}));
}

#[test]
fn replacements_and_vars_put_values_in() {
    let kustomization = "resources: [web.yaml, service.yaml]
namePrefix: p-
replacements:
- source: {kind: Service, name: web, fieldPath: 'spec.ports.0.port'}
  targets:
  - select: {kind: Deployment}
    fieldPaths: ['spec.template.spec.containers.[name=app].env.[name=A].value']
  - select: {kind: Deployment}
    fieldPaths: [spec.template.spec.containers.*.ports.0.containerPort]
    options: {create: true}
vars:
- name: SERVICE
  objref: {apiVersion: v1, kind: Service, name: web}
";
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 8080}]}\n";
    let web = DEPLOYMENT.replace("image: nginx:1.2", "command: [run, $(SERVICE)]");
    let built =
        objects(&[("kustomization.yaml", kustomization), ("web.yaml", &web), ("service.yaml", service)], "");
    let container = &built[1]["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(container["env"], json!([{"name": "A", "value": "8080"}]));
    assert_eq!(container["ports"], json!([{"containerPort": 8080}]));
    assert_eq!(container["command"], json!(["run", "p-web"]));
}

#[test]
fn transformers_in_files_are_run() {
    let kustomization = "resources: [web.yaml]\ntransformers: [prefix.yaml]\n";
    let prefix = "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: t-
fieldSpecs: [{path: metadata/name}]\n";
    let files = [("kustomization.yaml", kustomization), ("web.yaml", DEPLOYMENT), ("prefix.yaml", prefix)];
    assert_eq!(objects(&files, "")[0]["metadata"]["name"], "t-web");
}

#[test]
fn build_metadata_tells_where_objects_come_from() {
    let files = [
        ("over/kustomization.yaml", "resources: [../base]\nbuildMetadata: [originAnnotations]\n"),
        ("base/kustomization.yaml", "resources: [web.yaml]\n"),
        ("base/web.yaml", DEPLOYMENT),
    ];
    let built = objects(&files, "over");
    let origin = &built[0]["metadata"]["annotations"]["config.kubernetes.io/origin"];
    assert_eq!(origin, "path: ../base/web.yaml\n");
}

#[test]
fn lists_are_taken_apart_and_local_objects_left_out() {
    let list = "apiVersion: v1\nkind: List\nitems:
- {apiVersion: v1, kind: Service, metadata: {name: b}}
- {apiVersion: v1, kind: Service, metadata: {name: a}}
";
    let local = "apiVersion: v1\nkind: Service
metadata: {name: c, annotations: {config.kubernetes.io/local-config: 'true'}}\n";
    let files = [
        ("kustomization.yaml", "resources: [list.yaml, local.yaml]\n"),
        ("list.yaml", list),
        ("local.yaml", local),
    ];
    let built = objects(&files, "");
    let names: Vec<_> = built.iter().map(|object| object["metadata"]["name"].clone()).collect();
    assert_eq!(names, ["a", "b"]);
}
