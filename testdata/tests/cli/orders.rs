//! What Flux and Argo CD add to what they order, and where they take it from.

use serde_json::Value;

use super::{Scratch, document, findings, meshlint, stderr};

const SERVICE: &str =
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - name: http\n    port: 80\n";

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: \
                          {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      \
                          - name: web\n        image: web:1\n      - name: proxy\n        image: proxy@sha256:1\n";

/// All objects that `render` prints, each with its root.
fn rendered(scratch: &Scratch, arguments: &[&str]) -> Vec<(String, Value)> {
    let output = meshlint(scratch.path(), &[&["render", "--format", "json"], arguments, &["."]].concat());
    let document: Value = serde_json::from_slice(&output.stdout).expect("a JSON document");
    let objects = document["objects"].as_array().expect("objects").iter();
    objects.map(|it| (it["root"].as_str().unwrap_or_default().to_owned(), it["object"].clone())).collect()
}

/// The Services among them: root, namespace and name.
fn services(scratch: &Scratch, arguments: &[&str]) -> Vec<String> {
    let all = rendered(scratch, arguments).into_iter().filter(|(_, object)| object["kind"] == "Service");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = |(root, object): (String, Value)| {
        let metadata = &object["metadata"];
        format!("{root} {}/{}", text(&metadata["namespace"]), text(&metadata["name"]))
    };
    let mut found: Vec<String> = all.map(name).collect();
    found.sort();
    found
}

fn flux(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {name}\n  namespace: \
         flux-system\nspec:\n{spec}"
    )
}

fn argo(kind: &str, name: &str, spec: &str) -> String {
    format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\n  namespace: argocd\nspec:\n{spec}"
    )
}

fn helm() -> String {
    format!("--helm={}/testdata/helm/helm", env!("CARGO_MANIFEST_DIR"))
}

/// A chart with a Service, named and exposed as its release says.
fn chart(scratch: &Scratch, folder: &str) {
    scratch.write(&format!("{folder}/Chart.yaml"), "apiVersion: v2\nname: web\nversion: 1.0.0\n");
    let service =
        SERVICE.replace("name: web", "name: {{ .Release.Name }}").replace("80", "{{ .Values.port }}");
    scratch.write(&format!("{folder}/templates/service.yaml"), service);
}

/// The ports of the Services that charts come to.
fn ports(scratch: &Scratch) -> Vec<i64> {
    let all = rendered(scratch, &[&helm()]).into_iter().filter(|(_, object)| object["kind"] == "Service");
    let mut ports: Vec<i64> =
        all.filter_map(|(_, object)| object["spec"]["ports"][0]["port"].as_i64()).collect();
    ports.sort_unstable();
    ports
}

#[test]
fn flux_edits_the_kustomization() {
    let scratch = Scratch::new();
    scratch.write(
        "web/kustomization.yaml",
        "namePrefix: own-\nresources: [web.yaml]\nimages:\n- {name: web, newName: mine, newTag: '2'}\n- {name: proxy, digest: \
         'sha256:2'}\n",
    );
    scratch.write("web/web.yaml", DEPLOYMENT);
    scratch.write(
        "parts/team/kustomization.yaml",
        "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nlabels: [{pairs: {team: a}}]\n",
    );
    scratch.write(
        "flux/web.yaml",
        flux(
            "web",
            "  path: ./web\n  targetNamespace: shop\n  namePrefix: flux-\n  nameSuffix: -x\n  components: [../parts/team, ../parts/gone]\n  \
             ignoreMissingComponents: true\n  commonMetadata:\n    labels: {owner: me}\n    annotations: {note: here}\n  patches:\n  - \
             patch: |-\n      - {op: add, path: /spec/replicas, value: 3}\n    target: {kind: Deployment, name: web}\n  images:\n  - \
             {name: web, newTag: '3'}\n  - {name: proxy, newTag: '4'}\n",
        ),
    );
    let objects = rendered(&scratch, &[]);
    let (_, web) = objects.iter().find(|(_, object)| object["kind"] == "Deployment").expect("a Deployment");
    assert_eq!(web["metadata"]["name"], "flux-web-x", "the prefix takes the place of the other one");
    assert_eq!(web["metadata"]["namespace"], "shop");
    assert_eq!(web["metadata"]["labels"], serde_json::json!({"team": "a", "owner": "me"}));
    assert_eq!(web["metadata"]["annotations"], serde_json::json!({"note": "here"}));
    let template = &web["spec"]["template"];
    assert_eq!(template["metadata"], serde_json::json!({"labels": {"app": "web"}}), "pods get nothing");
    assert_eq!(web["spec"]["replicas"], 3);
    let images: Vec<&Value> =
        template["spec"]["containers"].as_array().expect("a list").iter().map(|it| &it["image"]).collect();
    assert_eq!(images, ["mine:3", "proxy:4"]);
}

#[test]
fn flux_reads_what_lies_beside_a_kustomization() {
    let scratch = Scratch::new();
    scratch.write("web/kustomization.yaml", "resources: [../shared/web.yaml]\n");
    scratch.write("shared/web.yaml", SERVICE);
    assert_eq!(
        findings(&document(scratch.path(), &[])),
        [("web/kustomization.yaml", "kustomization-does-not-build")]
    );
    scratch.write("flux/web.yaml", flux("web", "  path: ./web\n"));
    assert_eq!(findings(&document(scratch.path(), &[])), []);
    assert_eq!(services(&scratch, &[]), ["web /web"]);
}

#[test]
fn the_root_of_an_artifact_is_not_the_input() {
    let scratch = Scratch::new();
    for folder in ["a", "b"] {
        scratch.write(&format!("{folder}/web.yaml"), SERVICE);
    }
    let spec =
        "  path: ./\n  targetNamespace: flux-system\n  sourceRef: {kind: OCIRepository, name: manifests}\n";
    scratch.write("flux/flux.yaml", flux("flux", spec));
    assert_eq!(services(&scratch, &[]), ["a /web", "b /web"]);
    assert_eq!(findings(&document(scratch.path(), &[])), []);
    scratch.write("flux/flux.yaml", flux("flux", &spec.replace("OCIRepository", "GitRepository")));
    assert_eq!(services(&scratch, &[]), [". flux-system/web"]);
    // Another source is known to be the input.
    let other = "  path: ./a\n  targetNamespace: shop\n  sourceRef: {kind: GitRepository, name: all}\n";
    scratch.write("flux/a.yaml", flux("a", other));
    scratch.write("flux/flux.yaml", flux("flux", &spec.replace("OCIRepository", "GitRepository")));
    assert_eq!(services(&scratch, &[]), ["a shop/web", "b /web"]);
}

#[test]
fn variables_come_from_the_nearest_object_even_if_it_is_generated() {
    let scratch = Scratch::new();
    let route = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  \
                 hosts: [web]\n  http:\n  - route:\n    - destination:\n        host: web\n        port:\n          number: \
                 ${PORT}\n";
    scratch.write(
        "apps/web/web.yaml",
        format!("{}---\n{route}", SERVICE.replace("name: web\n", "name: web\n  namespace: shop\n")),
    );
    for (cluster, port) in [("dev", 80), ("prod", 8080)] {
        scratch.write(
            &format!("clusters/{cluster}/kustomization.yaml"),
            format!(
                "namespace: flux-system\nresources: [apps.yaml]\ngeneratorOptions: {{disableNameSuffixHash: true}}\n\
                 configMapGenerator:\n- name: vars\n  literals: [PORT={port}, APP=web]\n"
            ),
        );
        let nested =
            "  path: ./apps/${APP}\n  postBuild:\n    substituteFrom:\n    - {kind: ConfigMap, name: vars}\n";
        scratch.write(&format!("nested/{cluster}/apps.yaml"), flux("web", nested));
        let spec = format!(
            "  path: ./nested/{cluster}\n  postBuild:\n    substituteFrom:\n    - {{kind: ConfigMap, name: vars}}\n"
        );
        scratch.write(&format!("clusters/{cluster}/apps.yaml"), flux("apps", &spec));
    }
    let found = document(scratch.path(), &["--complete"]);
    assert_eq!(findings(&found), [("apps/web/web.yaml", "destination-port-not-on-service")]);
    let message = found["diagnostics"][0]["message"].as_str().expect("a message");
    assert!(message.contains("no port 8080, only 80"), "{message}");
    assert!(message.contains("prod") && !message.contains("dev"), "{message}");
}

#[test]
fn an_object_that_wants_no_variables_keeps_its_text() {
    let scratch = Scratch::new();
    let kept = SERVICE
        .replace(
            "name: web\n",
            "name: web\n  annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}\n",
        )
        .replace("port: 80", "port: ${PORT}");
    scratch.write("web/web.yaml", &kept);
    let spec = "  path: ./web\n  targetNamespace: shop\n  postBuild:\n    substitute: {PORT: '80'}\n";
    scratch.write("flux/web.yaml", flux("web", spec));
    assert_eq!(document(scratch.path(), &[])["summary"]["errors"], 1, "`${{PORT}}` is not a port");
    scratch.write("web/web.yaml", kept.replace("disabled", "enabled"));
    assert_eq!(document(scratch.path(), &[])["summary"]["errors"], 0);
}

#[cfg(unix)]
#[test]
fn a_release_takes_its_values_from_objects() {
    let scratch = Scratch::new();
    chart(&scratch, "charts/web");
    scratch.write(
        "flux/chart.yaml",
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmChart\nmetadata: {name: web, namespace: charts}\nspec:\n  chart: \
         ./charts/web\n  sourceRef: {kind: GitRepository, name: all}\n",
    );
    let values = |text: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: values, namespace: shop}}\ndata:\n  {text}\n"
        )
    };
    let release = |rest: &str| {
        format!(
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{name: web, namespace: shop}}\nspec:\n  \
             chartRef: {{kind: HelmChart, name: web, namespace: charts}}\n{rest}"
        )
    };
    let from = "  valuesFrom:\n  - {kind: ConfigMap, name: values}\n";
    scratch.write("flux/web.yaml", release(from));
    assert_eq!(ports(&scratch), [] as [i64; 0], "what is not in the input may say anything");
    scratch.write("flux/web.yaml", release(&from.replace("values}", "values, optional: true}")));
    assert_eq!(ports(&scratch), [80]);
    scratch.write("flux/values.yaml", values("values.yaml: 'port: 81'"));
    scratch.write("flux/web.yaml", release(from));
    assert_eq!(ports(&scratch), [81]);
    scratch.write("flux/web.yaml", release(&format!("{from}  values:\n    port: 82\n")));
    assert_eq!(ports(&scratch), [82], "what the release says itself goes before");
    scratch.write("flux/values.yaml", values("one: '83'"));
    let path = from.replace("values}", "values, valuesKey: one, targetPath: port}");
    scratch.write("flux/web.yaml", release(&format!("{path}  values:\n    port: 82\n")));
    assert_eq!(ports(&scratch), [83], "a value for a path goes before all");
    scratch.write("flux/web.yaml", release("").replace("HelmChart", "OCIRepository"));
    assert_eq!(ports(&scratch), [80], "a packed chart is another one");
}

#[cfg(unix)]
#[test]
fn an_application_takes_values_from_another_source() {
    let scratch = Scratch::new();
    chart(&scratch, "charts/web");
    scratch.write("values/prod.yaml", "port: 8080\n");
    let application = |helm: &str| {
        argo(
            "Application",
            "web",
            &format!(
                "  destination: {{namespace: shop}}\n  sources:\n  - path: charts/web\n    helm:\n{helm}  - {{repoURL: 'https://x', ref: \
                 values}}\n"
            ),
        )
    };
    scratch.write("apps/web.yaml", application("      valueFiles: [$values/values/prod.yaml]\n"));
    assert_eq!(ports(&scratch), [8080]);
    scratch.write("apps/web.yaml", application("      valueFiles: [/values/prod.yaml]\n"));
    assert_eq!(ports(&scratch), [8080], "relative to the repository");
    for unknown in ["$values/values/gone.yaml", "$other/values/prod.yaml", "https://x/values.yaml"] {
        scratch.write("apps/web.yaml", application(&format!("      valueFiles: ['{unknown}']\n")));
        assert_eq!(ports(&scratch), [] as [i64; 0], "{unknown}");
        let output = meshlint(scratch.path(), &["render", &helm(), "."]);
        assert!(stderr(&output).contains("apps/web.yaml:11: the chart web is not"), "{}", stderr(&output));
    }
    let lacking = "      ignoreMissingValueFiles: true\n      valueFiles: [gone.yaml]\n      parameters: [{name: port, value: '81'}]\n";
    scratch.write("apps/web.yaml", application(lacking));
    assert_eq!(ports(&scratch), [81]);
}

#[test]
fn an_application_reads_a_folder_as_it_says() {
    let scratch = Scratch::new();
    for name in ["a", "b", "c"] {
        scratch.write(&format!("web/{name}/web.yaml"), SERVICE.replace("web", name));
    }
    let application = |directory: &str| {
        let spec = format!(
            "  destination: {{namespace: shop}}\n  source:\n    path: web\n    directory: {{{directory}}}\n"
        );
        argo("Application", "web", &spec)
    };
    scratch.write("apps/web.yaml", application("recurse: true, exclude: '{b/*,c/*}'"));
    assert_eq!(services(&scratch, &[]), ["web /a", "web/b /b", "web/c /c"]);
    scratch.write("apps/web.yaml", application("recurse: true, include: '*/web.yaml', exclude: 'c*'"));
    assert_eq!(services(&scratch, &[]), ["web /a", "web /b", "web/c /c"]);
    scratch.write("apps/web.yaml", application("recurse: true, jsonnet: {tlas: [{name: a, value: b}]}"));
    assert_eq!(services(&scratch, &[]), ["web /a", "web /b", "web /c"]);
    assert!(stderr(&meshlint(scratch.path(), &["render", "."])).contains("apps/web.yaml:9: "), "it is doubt");
}

#[test]
fn argo_edits_the_kustomization() {
    let scratch = Scratch::new();
    scratch.write("web/kustomization.yaml", "namePrefix: own-\nresources: [web.yaml]\n");
    scratch.write("web/web.yaml", DEPLOYMENT);
    scratch.write(
        "parts/kustomization.yaml",
        "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nnamespace: part\n",
    );
    let spec = "  source:\n    path: web\n    kustomize:\n      namePrefix: argo-\n      components: [../parts, ../gone]\n      \
                ignoreMissingComponents: true\n      commonLabels: {team: a}\n      labelWithoutSelector: true\n      replicas: [{name: \
                web, count: 2}]\n      images: ['web=mine:5']\n";
    scratch.write("apps/web.yaml", argo("Application", "web", spec));
    let objects = rendered(&scratch, &[]);
    let (_, web) = objects.iter().find(|(_, object)| object["kind"] == "Deployment").expect("a Deployment");
    assert_eq!(web["metadata"]["name"], "argo-web");
    assert_eq!(web["metadata"]["namespace"], "part");
    assert_eq!(web["metadata"]["labels"], serde_json::json!({"team": "a"}));
    assert_eq!(web["spec"]["selector"]["matchLabels"], serde_json::json!({"app": "web"}));
    assert_eq!(web["spec"]["replicas"], 2);
    assert_eq!(web["spec"]["template"]["spec"]["containers"][0]["image"], "mine:5");
}

/// Which folders a set applies, each with the namespace that it is put into.
fn made(generators: &str, template: &str) -> Vec<String> {
    let scratch = Scratch::new();
    let faulty =
        "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata:\n  name: web\nspec:\n  bogus: 1\n";
    for path in ["apps/one", "apps/two", "apps/.git", "apps/one/deep"] {
        scratch.write(&format!("{path}/web.yaml"), faulty);
    }
    scratch.write("clusters/eu/config.json", "{\"app\": {\"name\": \"one\"}, \"space\": \"shop\"}");
    scratch.write("clusters/us/config.json", "[{\"app\": {\"name\": \"two\"}, \"space\": \"a\"}]");
    scratch.write("set/set.yaml", argo("ApplicationSet", "all", &format!("{generators}{template}")));
    let found = document(scratch.path(), &["--single-world"]);
    let found = found["diagnostics"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = found.filter(|it| it["rule"] == "unknown-field");
    let all = all.map(|it| (text(&it["path"]), text(&it["resource"]["namespace"])));
    let mut all: Vec<_> = all.filter(|(_, namespace)| namespace != "default").collect();
    all.sort();
    all.into_iter()
        .map(|(path, namespace)| format!("{} {namespace}", path.replace("/web.yaml", "")))
        .collect()
}

#[test]
fn sets_make_applications_of_folders_and_files() {
    let template = |path: &str, namespace: &str| {
        format!(
            "  template:\n    spec:\n      source: {{path: '{path}'}}\n      destination: {{namespace: '{namespace}'}}\n"
        )
    };
    let directories = "  generators:\n  - git: {directories: [{path: apps/*}]}\n";
    assert_eq!(
        made(directories, &template("{{path}}", "{{path.basename}}-{{path[0]}}")),
        ["apps/one one-apps", "apps/two two-apps"]
    );
    let go = "  goTemplate: true\n";
    assert_eq!(
        made(
            &format!(
                "{go}  generators:\n  - git: {{directories: [{{path: apps/*}}, {{path: '*/two', exclude: true}}]}}\n"
            ),
            &template("{{ .path.path }}", "{{ index .path.segments 1 | upper }}")
        ),
        ["apps/one ONE"]
    );
    let files = "  generators:\n  - git: {files: [{path: 'clusters/*/config.json'}]}\n";
    assert_eq!(
        made(files, &template("apps/{{app.name}}", "{{space}}-{{path.basename}}")),
        ["apps/one shop-eu", "apps/two a-us"]
    );
    assert_eq!(
        made(&format!("{go}{files}"), &template("apps/{{.app.name}}", "{{.path.basename}}")),
        ["apps/one eu", "apps/two us"]
    );
    let list = "list: {elements: [{name: one, env: a}, {name: two, env: b}]}";
    assert_eq!(
        made(&format!("  generators:\n  - {list}\n"), &template("apps/{{name}}", "{{env}}")),
        ["apps/one a", "apps/two b"]
    );
    let matrix = format!(
        "  generators:\n  - matrix:\n      generators:\n      - {list}\n      - git: {{directories: [{{path: 'apps/{{{{name}}}}'}}]}}\n"
    );
    assert_eq!(made(&matrix, &template("{{path}}", "{{env}}")), ["apps/one a", "apps/two b"]);
    let merge = format!(
        "  generators:\n  - merge:\n      mergeKeys: [name]\n      generators:\n      - {list}\n      - list: {{elements: [{{name: \
         two, env: c}}]}}\n"
    );
    assert_eq!(made(&merge, &template("apps/{{name}}", "{{env}}")), ["apps/one a", "apps/two c"]);
    let selected = format!("  generators:\n  - {list}\n    selector: {{matchLabels: {{env: b}}}}\n");
    assert_eq!(made(&selected, &template("apps/{{name}}", "{{env}}")), ["apps/two b"]);
    let clusters = "  generators:\n  - clusters: {values: {app: one}}\n";
    assert_eq!(made(clusters, &template("apps/{{values.app}}", "x")), ["apps/one x"]);
}

#[test]
fn sets_that_cannot_be_decided_make_nothing() {
    let template =
        "  template:\n    spec:\n      source: {path: 'apps/{{name}}'}\n      destination: {namespace: x}\n";
    let list = "  generators:\n  - list: {elements: [{name: one}]}\n";
    assert_eq!(made(list, template), ["apps/one x"]);
    for undecided in [
        "  generators:\n  - clusters: {}\n",
        "  generators:\n  - scmProvider: {}\n",
        "  templatePatch: 'spec: {}'\n  generators:\n  - list: {elements: [{name: one}]}\n",
        "  generators:\n  - list: {elements: [{name: one}]}\n  - plugin: {}\n",
        "  generators:\n  - list: {elements: [{name: one}]}\n    selector: {matchExpressions: [{key: name, operator: Exists}]}\n",
        "  generators:\n  - list: {elementsYaml: '[{name: one}]'}\n",
        "  goTemplate: true\n  generators:\n  - list: {elements: [{name: one}]}\n",
        "  generators:\n  - matrix: {generators: [{list: {elements: [{name: one}]}}]}\n",
    ] {
        assert_eq!(made(undecided, template), [] as [&str; 0], "{undecided}");
    }
}

#[test]
fn a_set_that_makes_too_many_applications_makes_none() {
    let template =
        "  template:\n    spec:\n      source: {path: 'apps/{{name}}'}\n      destination: {namespace: x}\n";
    let list = |count: usize| format!("list: {{elements: [{}]}}", vec!["{name: one}"; count].join(", "));
    let matrix = |first: usize, second: usize| {
        let (first, second) = (list(first), list(second));
        format!("  generators:\n  - matrix: {{generators: [{{{first}}}, {{{second}}}]}}\n")
    };
    assert_eq!(made(&matrix(10, 10), template), ["apps/one x"]);
    assert_eq!(made(&matrix(101, 100), template), [] as [&str; 0]);
    let mut nested = list(1);
    for _ in 0..4 {
        nested = format!("matrix: {{generators: [{{{nested}}}, {{{}}}]}}", list(1));
    }
    let nested = format!("  generators:\n  - {nested}\n");
    assert_eq!(made(&nested, template), [] as [&str; 0], "and so does one that nests too deep");
}
