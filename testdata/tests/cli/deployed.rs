//! What is deployed is judged: kustomizations, and what Flux and Argo CD order.

use serde_json::Value;

use super::{Scratch, document, findings, meshlint, status, stderr, stdout};

const SERVICE: &str =
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - name: http\n    port: 80\n";

/// A route of a namespace to a port of `web`.
fn route(port: u16) -> String {
    format!(
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: web\nspec:\n  hosts: [web]\n  \
         http:\n  - route:\n    - destination:\n        host: web\n        port:\n          number: {port}\n"
    )
}

/// A base with a Service and a route to its port.
fn base(scratch: &Scratch) {
    scratch.write("base/kustomization.yaml", "resources: [web.yaml, route.yaml]\n");
    scratch.write("base/web.yaml", SERVICE);
    scratch.write("base/route.yaml", route(80));
}

/// The objects that `render` prints: kind and namespace, root, and origin.
fn rendered(scratch: &Scratch, path: &str) -> Vec<(String, String, String)> {
    rendered_by(scratch, &[path])
}

/// The same with flags.
fn rendered_by(scratch: &Scratch, arguments: &[&str]) -> Vec<(String, String, String)> {
    let output = meshlint(scratch.path(), &[&["render", "--format", "json"], arguments].concat());
    let document: Value = serde_json::from_slice(&output.stdout).expect("a JSON document");
    let objects = document["objects"].as_array().expect("objects");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |object: &Value| {
        let kind = text(&object["object"]["kind"]);
        let namespace = text(&object["object"]["metadata"]["namespace"]);
        let line = object["origin"]["line"].as_u64().expect("a line");
        let origin = format!("{}:{line}", text(&object["origin"]["path"]));
        (format!("{kind} {namespace}"), text(&object["root"]), origin)
    };
    objects.iter().map(one).collect()
}

#[test]
fn a_finding_stands_in_the_patch_that_makes_it() {
    let scratch = Scratch::new();
    base(&scratch);
    let patch = route(8080);
    scratch.write(
        "prod/kustomization.yaml",
        "namespace: shop\nresources: [../base]\npatches: [{path: port.yaml}]\n",
    );
    scratch.write("prod/port.yaml", patch);
    let document = document(scratch.path(), &[]);
    assert_eq!(findings(&document), [("prod/port.yaml", "destination-port-not-on-service")]);
    let finding = &document["diagnostics"][0];
    assert_eq!((&finding["start"]["line"], &finding["start"]["column"]), (&12.into(), &19.into()));
    assert_eq!(finding["related"][0]["path"], "base/web.yaml");
    assert_eq!(finding["resource"]["namespace"], "shop");
}

#[test]
fn a_fault_of_the_base_is_told_once_and_can_be_suppressed_there() {
    let scratch = Scratch::new();
    base(&scratch);
    scratch.write("base/route.yaml", route(8080));
    for env in ["dev", "prod"] {
        let overlay = format!("namespace: {env}\nresources: [../../base]\n");
        scratch.write(&format!("overlays/{env}/kustomization.yaml"), overlay);
    }
    let found = document(scratch.path(), &[]);
    assert_eq!(findings(&found), [("base/route.yaml", "destination-port-not-on-service")]);
    let ignored = route(8080)
        .replace("number: 8080", "number: 8080 # meshlint: ignore[destination-port-not-on-service]");
    scratch.write("base/route.yaml", ignored);
    let found = document(scratch.path(), &[]);
    assert_eq!(findings(&found), []);
    assert_eq!(found["summary"]["suppressed"], 1);
}

#[test]
fn an_annotation_of_the_base_counts_in_all_roots() {
    let scratch = Scratch::new();
    base(&scratch);
    let annotated = route(8080)
        .replace("  name: web\nspec", "  name: web\n  annotations: {meshlint.dev/ignore: IST0101}\nspec");
    scratch.write("base/route.yaml", annotated);
    for env in ["dev", "prod"] {
        let overlay = format!("namespace: {env}\nresources: [../../base]\n");
        scratch.write(&format!("overlays/{env}/kustomization.yaml"), overlay);
    }
    assert_eq!(findings(&document(scratch.path(), &[])), []);
}

#[test]
fn what_no_kustomization_lists_is_not_applied() {
    let scratch = Scratch::new();
    base(&scratch);
    scratch.write("base/old.yaml", route(8080).replace("name: web\nspec", "name: old\nspec"));
    let found = document(scratch.path(), &[]);
    assert_eq!(findings(&found), []);
    assert_eq!(found["summary"]["skipped"][0]["path"], "base/old.yaml");
    // A file that is named itself is judged as it is written.
    let named = meshlint(scratch.path(), &["check", "--complete", "--format", "concise", "base/old.yaml"]);
    assert!(stdout(&named).contains("base/old.yaml"), "{}", stdout(&named));
}

#[test]
fn what_cannot_be_built_is_told_at_its_line() {
    let scratch = Scratch::new();
    base(&scratch);
    scratch.write("prod/kustomization.yaml", "resources:\n- ../base\n- gone.yaml\n- ../prod\n");
    let found = document(scratch.path(), &[]);
    let lines: Vec<_> = found["diagnostics"].as_array().expect("a list").iter().collect();
    assert!(lines.iter().all(|finding| finding["rule"] == "kustomization-does-not-build"), "{lines:#?}");
    assert_eq!(lines.iter().map(|finding| &finding["start"]["line"]).collect::<Vec<_>>(), [3, 4]);
    let output = meshlint(scratch.path(), &["render", "prod"]);
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("gone.yaml does not exist"), "{}", stderr(&output));
    assert!(stdout(&output).contains("kind: VirtualService"), "the rest is printed");
}

#[test]
fn flux_builds_with_what_it_adds() {
    let scratch = Scratch::new();
    base(&scratch);
    scratch.write("base/route.yaml", route(80).replace("number: 80", "number: ${PORT}"));
    let order = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: web\n  \
                 namespace: flux-system\nspec:\n  path: ./base\n  targetNamespace: shop\n  postBuild:\n    substitute:\n      \
                 PORT: \"8080\"\n";
    scratch.write("clusters/prod/web.yaml", order);
    let objects = rendered(&scratch, ".");
    let shop = |kind: &str| objects.iter().find(|(object, ..)| *object == format!("{kind} shop"));
    assert_eq!(
        shop("Service").map(|(_, root, origin)| (&**root, &**origin)),
        Some(("base", "base/web.yaml:1"))
    );
    let found = document(scratch.path(), &[]);
    assert_eq!(findings(&found), [("base/route.yaml", "destination-port-not-on-service")]);
    scratch.write("clusters/prod/web.yaml", order.replace("8080", "80"));
    assert_eq!(findings(&document(scratch.path(), &[])), []);
}

#[test]
fn flux_adds_to_what_lies_in_the_folder_of_the_repository_itself() {
    let order = |rest: &str| {
        format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: all\n  \
             namespace: flux-system\nspec:\n  path: ./\n  targetNamespace: shop\n{rest}"
        )
    };
    let scratch = Scratch::new();
    scratch.write("kustomization.yaml", "resources: [web.yaml]\n");
    scratch.write("web.yaml", SERVICE);
    scratch.write(
        "more/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [route.yaml]\n",
    );
    scratch.write("more/route.yaml", route(80));
    scratch.write("clusters/all.yaml", order("  components: [more]\n"));
    let objects = rendered(&scratch, ".");
    for kind in ["Service", "VirtualService"] {
        assert!(objects.iter().any(|(object, ..)| *object == format!("{kind} shop")), "{objects:?}");
    }
    assert_eq!(findings(&document(scratch.path(), &[])), []);
    scratch.write("clusters/all.yaml", order("  components: [gone]\n"));
    let found = document(scratch.path(), &[]);
    assert_eq!(findings(&found), [("clusters/all.yaml", "kustomization-does-not-build")]);
    let message = found["diagnostics"][0]["message"].as_str().expect("a message");
    assert!(message.ends_with("gone does not exist"), "{message}");
}

#[test]
fn flux_builds_the_folders_below_that_have_a_kustomization() {
    let scratch = Scratch::new();
    scratch.write(
        "clusters/apps.yaml",
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  \
         namespace: flux-system\nspec:\n  path: ./apps\n  targetNamespace: shop\n",
    );
    scratch.write(
        "apps/web/kustomization.yaml",
        "resources: [web.yaml]\npatches: [{path: patches/port.yaml}]\n",
    );
    scratch.write("apps/web/web.yaml", SERVICE);
    let patch = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: NodePort\n";
    scratch.write("apps/web/patches/port.yaml", patch);
    scratch.write("apps/routes/web.yaml", route(80));
    scratch.write("apps/routes/values.json", "{}");
    let objects = rendered(&scratch, ".");
    let of_apps = objects.iter().filter(|(_, root, _)| root.starts_with("apps"));
    let of_apps: Vec<_> = of_apps.map(|(object, root, _)| (&**object, &**root)).collect();
    assert_eq!(of_apps, [("Service shop", "apps"), ("VirtualService shop", "apps")]);
    assert_eq!(findings(&document(scratch.path(), &[])), []);
}

#[test]
fn an_order_that_applies_itself_is_followed_once() {
    let scratch = Scratch::new();
    let order = |name: &str, path: &str| {
        format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {name}\n  \
             namespace: flux-system\nspec:\n  path: {path}\n"
        )
    };
    scratch.write("clusters/prod/flux-system/kustomization.yaml", "resources: [sync.yaml]\n");
    scratch.write("clusters/prod/flux-system/sync.yaml", order("flux-system", "./clusters/prod"));
    scratch.write("clusters/prod/web.yaml", order("web", "./base"));
    base(&scratch);
    let expected = [
        ("Kustomization flux-system", "clusters/prod"),
        ("Kustomization flux-system", "clusters/prod"),
        ("Service ", "base"),
        ("VirtualService ", "base"),
    ];
    for kustomization in [None, Some("resources: [flux-system, web.yaml]\n")] {
        if let Some(text) = kustomization {
            scratch.write("clusters/prod/kustomization.yaml", text);
        }
        let objects = rendered(&scratch, ".");
        let kinds: Vec<_> = objects.iter().map(|(object, root, _)| (&**object, &**root)).collect();
        assert_eq!(kinds, expected);
    }
}

#[test]
fn a_kustomization_that_names_the_folder_around_it_is_told_so() {
    let scratch = Scratch::new();
    scratch.write("kustomization.yaml", "resources: [web.yaml]\n");
    scratch.write("web.yaml", SERVICE);
    scratch.write("prod/kustomization.yaml", "namespace: shop\nresources: [..]\n");
    let found = document(scratch.path(), &[]);
    assert_eq!(findings(&found), [("prod/kustomization.yaml", "kustomization-does-not-build")]);
    let message = found["diagnostics"][0]["message"].as_str().expect("a message");
    assert!(message.ends_with("fails: . leads back to this kustomization"), "{message}");
}

#[test]
fn argo_puts_what_names_no_namespace_into_its_own() {
    let scratch = Scratch::new();
    scratch.write("apps/web/web.yaml", SERVICE);
    scratch.write("apps/web/route.yaml", route(8080));
    scratch.write("apps/web/values.yaml", "replicas: 1\n");
    let application = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\n\
                       spec:\n  source: {repoURL: https://example.com/repo.git, path: apps/web}\n  \
                       destination: {server: https://kubernetes.default.svc, namespace: shop}\n";
    scratch.write("argocd/web.yaml", application);
    let found = document(scratch.path(), &[]);
    assert_eq!(findings(&found), [("apps/web/route.yaml", "destination-port-not-on-service")]);
    assert_eq!(found["diagnostics"][0]["resource"]["namespace"], "shop");
}

#[test]
fn a_set_of_applications_builds_each_directory() {
    let scratch = Scratch::new();
    for app in ["one", "two"] {
        scratch.write(&format!("apps/{app}/web.yaml"), SERVICE);
    }
    let set = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: apps, namespace: argocd}\n\
               spec:\n  generators:\n  - git:\n      directories:\n      - path: apps/*\n  template:\n    spec:\n      \
               source: {path: '{{path}}'}\n      destination: {namespace: '{{path.basename}}'}\n";
    scratch.write("argocd/set.yaml", set);
    let roots: Vec<String> = rendered(&scratch, ".").into_iter().map(|(_, root, _)| root).collect();
    assert!(roots.contains(&"apps/one".to_owned()) && roots.contains(&"apps/two".to_owned()), "{roots:?}");
}

#[test]
fn remote_resources_are_doubt_and_no_fault() {
    let scratch = Scratch::new();
    scratch.write("web/web.yaml", SERVICE);
    scratch.write("web/route.yaml", route(80).replace("host: web\n", "host: api\n"));
    let kustomization = "namespace: shop\nresources:\n- web.yaml\n- route.yaml\n";
    scratch.write("web/kustomization.yaml", kustomization);
    assert_eq!(findings(&document(scratch.path(), &[])), [("web/route.yaml", "destination-host-not-found")]);
    let remote = format!("{kustomization}- https://github.com/example/api//deploy?ref=v1\n");
    scratch.write("web/kustomization.yaml", remote);
    assert_eq!(findings(&document(scratch.path(), &[])), []);
}

#[test]
fn what_is_filled_in_later_is_not_judged_in_what_is_built_either() {
    let scratch = Scratch::new();
    scratch.write("kustomization.yaml", "resources: [web.yaml]\nlabels: [{pairs: {team: '${TEAM:=a}'}}]\n");
    scratch
        .write("web.yaml", SERVICE.replace("name: web", "name: web-${COLOR}\n  namespace: SHOP_NAME-blue"));
    let found = document(scratch.path(), &[]);
    assert_eq!(findings(&found), []);
    assert_eq!(found["summary"]["placeholders"]["values"], 3);
}

#[test]
fn what_follows_from_a_missing_file_is_not_told() {
    let scratch = Scratch::new();
    scratch.write("kustomization.yaml", "resources: [made.yaml]\npatches: [{path: patch.yaml}]\n");
    scratch.write("patch.yaml", SERVICE);
    let found = document(scratch.path(), &[]);
    let lines: Vec<_> =
        found["diagnostics"].as_array().expect("a list").iter().map(|it| &it["message"]).collect();
    assert_eq!(lines, ["`kustomize build` fails: made.yaml does not exist"]);
}

#[test]
fn templates_of_kustomizations_and_patches_are_not_applied() {
    let scratch = Scratch::new();
    scratch.write("template/kustomization.yaml", "namespace: {{ .namespace }}\nresources: [gone.yaml]\n");
    scratch.write("patch.yaml", format!("$patch: delete\n{SERVICE}"));
    scratch.write("web.yaml", SERVICE);
    let found = document(scratch.path(), &[]);
    assert_eq!(findings(&found), []);
    assert_eq!(found["summary"]["skipped"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_fault_of_a_base_is_told_once_for_the_roots_of_one_mesh() {
    let scratch = Scratch::new();
    base(&scratch);
    scratch.write("base/route.yaml", route(8080));
    for team in ["a", "b", "c", "d"] {
        scratch.write(
            &format!("{team}/kustomization.yaml"),
            format!("namespace: {team}\nresources: [../base]\n"),
        );
    }
    let message = || {
        let found = document(scratch.path(), &[]);
        assert_eq!(findings(&found), [("base/route.yaml", "destination-port-not-on-service")]);
        found["diagnostics"][0]["message"].as_str().expect("a message").to_owned()
    };
    assert!(message().ends_with("HTTP with status 503 (in all 4 roots)"), "{}", message());
    let service = SERVICE.replace("port: 80", "port: 8080");
    scratch
        .write("a/kustomization.yaml", "namespace: a\nresources: [../base]\npatches: [{path: web.yaml}]\n");
    scratch.write("a/web.yaml", service);
    assert!(message().ends_with("(in 3 of 4 roots: b, c, d)"), "{}", message());
}

#[cfg(unix)]
#[test]
fn charts_are_rendered_where_that_is_asked_for() {
    let scratch = Scratch::new();
    let helm = format!("--helm={}/testdata/helm/helm", env!("CARGO_MANIFEST_DIR"));
    scratch.write("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
    scratch.write("web/values.yaml", "port: 80\n");
    let service =
        SERVICE.replace("name: web", "name: {{ .Release.Name }}").replace("80", "{{ .Values.port }}");
    scratch.write("web/templates/service.yaml", service);
    let in_chart = route(8080).replace("web", "{{ .Release.Name }}");
    scratch.write("web/templates/route.yaml", in_chart);
    let found = document(scratch.path(), &[]);
    assert_eq!(findings(&found), []);
    let found = document(scratch.path(), &[&helm]);
    assert_eq!(findings(&found), [("web/templates/route.yaml", "destination-port-not-on-service")]);
    let finding = &found["diagnostics"][0];
    assert_eq!((&finding["start"]["line"], &finding["start"]["column"]), (&12.into(), &19.into()));
    assert_eq!(finding["related"][0]["path"], "web/templates/service.yaml");
    assert_eq!(finding["related"][0]["start"]["line"], 8);
    assert_eq!(found["summary"]["skipped"], serde_json::json!([]));

    scratch.write(
        "clusters/web.yaml",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: web\n  namespace: flux-system\nspec:\n  \
         targetNamespace: shop\n  chart:\n    spec:\n      chart: ./web\n      sourceRef:\n        kind: GitRepository\n        \
         name: flux-system\n  values:\n    port: 8080\n",
    );
    let found = document(scratch.path(), &[&helm]);
    assert_eq!(findings(&found), [], "the release has a Service with this port");
    let objects = rendered_by(&scratch, &[&helm, "."]);
    assert!(
        objects.iter().any(|(object, root, _)| object.starts_with("Service") && root == "web"),
        "{objects:?}"
    );

    let missing = meshlint(scratch.path(), &["check", "--helm=none/such", "."]);
    assert_eq!(status(&missing), 2);
    assert!(stderr(&missing).contains("`none/such` was not found"), "{}", stderr(&missing));
}

#[cfg(unix)]
#[test]
fn an_application_renders_a_chart_with_its_values() {
    let scratch = Scratch::new();
    let helm = format!("--helm={}/testdata/helm/helm", env!("CARGO_MANIFEST_DIR"));
    scratch.write("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
    let service =
        SERVICE.replace("name: web", "name: {{ .Release.Name }}").replace("80", "{{ .Values.port }}");
    scratch.write("web/templates/service.yaml", service);
    scratch.write("routes/web.yaml", route(8080).replace("name: web\n", "name: web\n  namespace: shop\n"));
    scratch.write(
        "apps/web.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: web\n  namespace: argocd\nspec:\n  destination:\n    \
         namespace: shop\n  source:\n    path: web\n    helm:\n      valuesObject:\n        port: 81\n",
    );
    let found = document(scratch.path(), &[&helm]);
    assert_eq!(findings(&found), [("routes/web.yaml", "destination-port-not-on-service")]);
    let message = found["diagnostics"][0]["message"].as_str().expect("a message");
    assert!(message.contains("`web.shop.svc.cluster.local` has no port 8080, only 81"), "{message}");
}

#[test]
fn a_part_of_an_order_builds_nothing() {
    let scratch = Scratch::new();
    for folder in ["a", "b"] {
        scratch.write(&format!("{folder}/web.yaml"), SERVICE);
    }
    let part = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\nspec:\n  \
                targetNamespace: shop\n";
    scratch.write("parts/apps.yaml", part);
    assert_eq!(findings(&document(scratch.path(), &[])), []);
    scratch.write("parts/apps.yaml", format!("{part}  path: ./\n"));
    let found = document(scratch.path(), &[]);
    assert_eq!(
        findings(&found),
        [("parts/apps.yaml", "kustomization-does-not-build")],
        "Service web is there twice"
    );
}
