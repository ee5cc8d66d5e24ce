//! `meshlint.toml`: which one counts, what it changes, and what it may not say.

use super::{CLEAN, ERROR, Scratch, WARNING, document, findings, meshlint, status, stderr, stdout};

/// A route to a Gateway and a host that the input does not hold, though it holds others.
const ROUTES: &str = "apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: inner
  namespace: edge
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: 80, name: http, protocol: HTTP}
    hosts: [web.example.com]
---
apiVersion: v1
kind: Service
metadata:
  name: other
  namespace: shop
spec:
  ports:
  - {name: http, port: 80}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: web
  namespace: shop
spec:
  hosts: [web.example.com]
  gateways: [edge/public]
  http:
  - route:
    - destination: {host: billing.shop.svc.cluster.local, subset: v1}
";

fn rules_of(scratch: &Scratch, args: &[&str]) -> Vec<String> {
    let document = document(scratch.path(), args);
    findings(&document).into_iter().map(|(_, rule)| rule.to_owned()).collect()
}

fn unverified(scratch: &Scratch) -> usize {
    document(scratch.path(), &[])["unverified"].as_array().expect("a list").len()
}

#[test]
fn the_nearest_configuration_counts_and_no_other() {
    let scratch = Scratch::new();
    scratch.write("meshlint.toml", "ignore = [\"unknown-field\"]");
    scratch.write("a/meshlint.toml", "ignore = [\"duplicate-resource\"]");
    scratch.write("a/b/all.yaml", format!("{ERROR}---\n{WARNING}"));
    scratch.write("c/all.yaml", format!("{ERROR}---\n{WARNING}"));
    assert_eq!(rules_of(&scratch, &["a/b"]), ["unknown-field"], "not merged with what is above");
    assert_eq!(rules_of(&scratch, &["a/b/all.yaml"]), ["unknown-field"]);
    assert_eq!(rules_of(&scratch, &["c"]), ["duplicate-resource"]);
    assert_eq!(rules_of(&scratch, &["--no-config", "c"]), ["unknown-field", "duplicate-resource"]);
    assert_eq!(rules_of(&scratch, &["--config", "a/meshlint.toml", "c"]), ["unknown-field"]);
    let both = meshlint(scratch.path(), &["check", "a", "c"]);
    assert_eq!(status(&both), 2);
    assert!(stderr(&both).contains("two configurations apply"), "{}", stderr(&both));
}

#[test]
fn a_configuration_extends_another() {
    let scratch = Scratch::new();
    scratch.write(
        "org/base.toml",
        "ignore = [\"unknown-field\"]\nnamespace = \"org\"\nexclude = [\"drop.yaml\"]",
    );
    scratch.write("meshlint.toml", "extends = \"org/base.toml\"\nignore = [\"duplicate-resource\"]");
    scratch.write("all.yaml", format!("{ERROR}---\n{WARNING}"));
    assert_eq!(rules_of(&scratch, &[]), [""; 0]);
    let shown = meshlint(scratch.path(), &["config", "show"]);
    assert!(stdout(&shown).contains("# meshlint.toml\n# extends org/base.toml\n"), "{}", stdout(&shown));
    assert!(stdout(&shown).contains("namespace = \"org\"") && stdout(&shown).contains("# org/base.toml:2"));
    scratch.write("org/base.toml", "extends = \"../meshlint.toml\"");
    let cycle = meshlint(scratch.path(), &["check"]);
    assert_eq!(status(&cycle), 2);
    assert!(stderr(&cycle).contains("extends itself"), "{}", stderr(&cycle));
    scratch.write("org/base.toml", "extends = \"nowhere.toml\"");
    let missing = meshlint(scratch.path(), &["check"]);
    assert!(stderr(&missing).contains("org/base.toml:1:11"), "{}", stderr(&missing));
}

#[test]
fn what_is_wrong_is_shown_where_it_stands() {
    let scratch = Scratch::new();
    scratch.write("clean.yaml", CLEAN);
    scratch.write("meshlint.toml", "complete = true\nselct = [\"IST\"]\n");
    let output = meshlint(scratch.path(), &["check"]);
    assert_eq!(status(&output), 2);
    assert!(output.stdout.is_empty());
    let text = stderr(&output);
    assert!(text.contains("unknown key `selct`") && text.contains("meshlint.toml:2:1"), "{text}");
    assert!(text.contains("did you mean `select`?"), "{text}");
    assert_eq!(status(&meshlint(scratch.path(), &["check", "--no-config"])), 0);
    assert_eq!(status(&meshlint(scratch.path(), &["check", "--config", "nowhere.toml"])), 2);
}

#[test]
fn rules_are_selected_on_the_command_line() {
    let scratch = Scratch::new();
    scratch.write("all.yaml", format!("{ERROR}---\n{WARNING}"));
    let of = |args: &[&str]| rules_of(&scratch, args);
    assert_eq!(of(&[]), ["unknown-field", "duplicate-resource"]);
    assert_eq!(of(&["--select", "unknown-field"]), ["unknown-field"]);
    assert_eq!(of(&["--select", "security,traffic"]), [""; 0]);
    assert_eq!(of(&["--ignore", "schema", "--ignore", "IST"]), [""; 0]);
    assert_eq!(of(&["--ignore", "schema", "--select", "default,MSL0207"]), ["duplicate-resource"]);
    let wrong = meshlint(scratch.path(), &["check", "--select", "gateway-not-fond"]);
    assert_eq!(status(&wrong), 2);
    assert!(stderr(&wrong).contains("did you mean `gateway-not-found`?"), "{}", stderr(&wrong));
}

#[test]
fn severities_and_thresholds_are_set() {
    let scratch = Scratch::new();
    scratch.write("warning.yaml", WARNING);
    scratch.write("meshlint.toml", "[severity]\nschema = \"info\"");
    let output = meshlint(scratch.path(), &["check", "--format", "concise"]);
    assert_eq!((status(&output), stdout(&output)), (0, ""));
    let document = document(scratch.path(), &[]);
    assert_eq!(document["diagnostics"][0]["severity"], "info");
    assert_eq!(document["summary"]["infos"], 1);
    assert_eq!(status(&meshlint(scratch.path(), &["check", "--profile", "strict"])), 1);
    assert_eq!(status(&meshlint(scratch.path(), &["check", "--profile", "strict", "--fail-on", "error"])), 0);
    scratch.write("meshlint.toml", "fail-on = \"never\"");
    assert_eq!(status(&meshlint(scratch.path(), &["check"])), 0);
    assert_eq!(status(&meshlint(scratch.path(), &["check", "--fail-on", "warning"])), 1);
}

#[test]
fn what_exists_elsewhere_is_neither_missing_nor_unverified() {
    let scratch = Scratch::new();
    scratch.write("routes.yaml", ROUTES);
    let before = rules_of(&scratch, &[]);
    assert!(before.contains(&"gateway-not-found".to_owned()), "{before:?}");
    assert!(before.contains(&"destination-host-not-found".to_owned()), "{before:?}");
    for external in [
        "gateways = [\"edge/pub*\"]\nservices = [\"shop/billing\"]",
        "namespaces = [\"edge\"]\nhosts = [\"billing.shop.svc.*\"]",
        "namespaces = [\"edge\", \"sh*\"]",
    ] {
        scratch.write("meshlint.toml", format!("[external]\n{external}"));
        let after = rules_of(&scratch, &[]);
        assert_eq!(after, [""; 0], "{external}");
        // What is left is the selector of the Gateway, which nothing here can confirm.
        assert_eq!(unverified(&scratch), 1, "{external}");
    }
}

#[test]
fn credentials_and_policy_namespaces_exist_elsewhere() {
    let scratch = Scratch::new();
    scratch.write(
        "all.yaml",
        "apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: web, namespace: edge}
spec:
  selector: {istio: gw}
  servers:
  - port: {number: 443, name: https, protocol: HTTPS}
    hosts: [web.example.com]
    tls: {mode: SIMPLE, credentialName: cert}
---
apiVersion: v1
kind: Pod
metadata: {name: gw, namespace: edge, labels: {istio: gw}}
spec:
  containers: [{name: istio-proxy, image: auto, ports: [{containerPort: 443}]}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: allow, namespace: edge}
spec:
  rules: [{from: [{source: {namespaces: [billing]}}]}]
",
    );
    let whole = rules_of(&scratch, &["--complete"]);
    for rule in ["credential-not-found", "policy-namespace-not-found"] {
        assert!(whole.contains(&rule.to_owned()), "{rule}: {whole:?}");
    }
    scratch.write("meshlint.toml", "external = {credentials = [\"cert\"], namespaces = [\"bill*\"]}");
    let rest = rules_of(&scratch, &["--complete"]);
    for rule in ["credential-not-found", "policy-namespace-not-found"] {
        assert!(!rest.contains(&rule.to_owned()), "{rule}: {rest:?}");
    }
}

#[test]
fn the_input_may_be_complete_for_some_namespaces() {
    let scratch = Scratch::new();
    let route = "apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: NS}
spec:
  hosts: [web]
  http: [{route: [{destination: {host: web}}]}]
";
    scratch.write("a.yaml", route.replace("NS", "team-a"));
    scratch.write("b.yaml", route.replace("NS", "team-b"));
    let missing = || -> Vec<String> {
        let document = document(scratch.path(), &[]);
        let rules = findings(&document);
        let missing = rules.into_iter().filter(|(_, rule)| *rule == "destination-host-not-found");
        missing.map(|(path, _)| path.to_owned()).collect()
    };
    assert_eq!(missing(), [""; 0]);
    scratch.write("meshlint.toml", "complete = [\"*-a\"]");
    assert_eq!(missing(), ["a.yaml"]);
    scratch.write("meshlint.toml", "complete = true");
    assert_eq!(missing(), ["a.yaml", "b.yaml"]);
}

#[test]
fn names_of_the_cluster_are_set() {
    let scratch = Scratch::new();
    let service = "apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: edge}
spec:
  hosts: [web.example.com]
  http: [{route: [{destination: {host: web.shop.svc.corp.internal}}]}]
";
    scratch.write("a.yaml", service);
    assert_eq!(unverified(&scratch), 1, "a host outside the cluster");
    scratch.write("meshlint.toml", "cluster-domain = \"corp.internal\"");
    assert_eq!(unverified(&scratch), 0);
    assert_eq!(rules_of(&scratch, &[]), [""; 0]);

    scratch.write(
        "a.yaml",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio.io/rev: canary}}\n",
    );
    scratch.write("meshlint.toml", "");
    assert_eq!(unverified(&scratch), 1);
    scratch.write("meshlint.toml", "revision = \"canary\"");
    assert_eq!(unverified(&scratch), 0);

    scratch.write("a.yaml", CLEAN);
    scratch.write("meshlint.toml", "namespace = \"shop\"\nroot-namespace = \"mesh\"");
    let document = document(scratch.path(), &[]);
    assert_eq!(document["summary"]["resources"], 1);
}

#[test]
fn paths_are_relative_to_the_configuration() {
    let scratch = Scratch::new();
    scratch.write("meshlint.toml", "exclude = [\"/deploy/old/\", \"*.gen.yaml\"]\ncontext = [\"platform\"]");
    scratch.write("deploy/a.yaml", CLEAN);
    scratch.write("deploy/b.gen.yaml", ERROR);
    scratch.write("deploy/old/c.yaml", ERROR);
    scratch.write("platform/d.yaml", ERROR);
    for (folder, path) in [(".", "deploy"), ("deploy", ".")] {
        let document = document(&scratch.path().join(folder), &[path]);
        assert_eq!(findings(&document), [], "{path}");
        assert_eq!(document["summary"]["files"], 1, "{path}");
    }
}

#[test]
fn the_schema_is_printed() {
    let scratch = Scratch::new();
    let output = meshlint(scratch.path(), &["config", "schema"]);
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(schema["additionalProperties"], false);
    assert!(schema["properties"]["external"]["properties"]["hosts"].is_object());
}

#[test]
fn the_origin_of_every_setting_is_shown() {
    let scratch = Scratch::new();
    let bare = meshlint(scratch.path(), &["config", "show", "--no-config"]);
    assert!(stdout(&bare).starts_with("# no meshlint.toml\n"), "{}", stdout(&bare));
    scratch.write("meshlint.toml", "complete = true\n\n[severity]\nIST0101 = \"warning\"\n");
    let shown = meshlint(scratch.path(), &["config", "show", "--namespace", "shop", "--profile", "strict"]);
    let line = |start: &str| {
        let line = stdout(&shown).lines().find(|line| line.starts_with(start));
        line.unwrap_or_else(|| panic!("{start}: {}", stdout(&shown))).to_owned()
    };
    assert!(line("complete = true ").ends_with("# meshlint.toml:1"));
    assert!(line("severity.IST0101 = \"warning\" ").ends_with("# meshlint.toml:4"));
    assert!(line("namespace = \"shop\" ").ends_with("# from the command line"));
    assert!(line("fail-on = \"info\" ").ends_with("# by profile"));
    assert!(line("cluster-domain = ").ends_with("# by default"));
}

#[test]
fn a_configuration_for_a_later_version_says_so_first() {
    let scratch = Scratch::new();
    scratch.write("clean.yaml", CLEAN);
    scratch.write("meshlint.toml", "not-known-yet = 1\nrequired-version = \"999.1\"\n");
    let output = meshlint(scratch.path(), &["check"]);
    assert_eq!(status(&output), 2);
    let text = stderr(&output);
    assert!(text.contains("the configuration is for 999.1") && text.contains("meshlint.toml:2:20"), "{text}");
    assert!(!text.contains("not-known-yet`"), "{text}");
    scratch.write("meshlint.toml", "required-version = \">=0.1\"\n");
    assert_eq!(status(&meshlint(scratch.path(), &["check"])), 0);
}

/// A key with its value, other files, and a rule that finds something only with it.
type Effect = (&'static str, &'static [(&'static str, &'static str)], &'static str);

const EFFECTS: [Effect; 6] = [
    (
        "platform = \"aks\"",
        &[(
            "a.yaml",
            "apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {name: auth, namespace: edge}\n\
             spec: {url: 'oci://registry.example.com/auth:v1'}\n",
        )],
        "kind-not-supported",
    ),
    (
        "mesh-config = \"mesh.yaml\"",
        &[
            (
                "a.yaml",
                "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: default, namespace: istio-system}\n\
                 spec: {tracing: [{providers: [{name: traces}]}]}\n",
            ),
            (
                "mesh.yaml",
                "extensionProviders:\n- name: traces\n  lightstep: {service: traces.example.com, port: 443, accessToken: x}\n",
            ),
        ],
        "removed-tracing-provider",
    ),
    (
        "mesh-networks = \"networks.yaml\"",
        &[
            ("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"),
            (
                "networks.yaml",
                "networks:\n  one:\n    endpoints: [{fromRegistry: kubernetes}]\n    gateways: [{address: 10.0.0.1, port: 15443}]\n",
            ),
        ],
        "network-registry-not-found",
    ),
    (
        "istio-version = \"1.24\"",
        &[(
            "a.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |\n    \
             defaultConfig:\n      proxyMetadata: {ISTIO_META_DNS_CAPTURE: 'true'}\n---\n\
             apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: db, namespace: shop}\n\
             spec:\n  hosts: [db.example.com]\n  ports: [{number: 5432, name: tcp, protocol: TCP}]\n  \
             resolution: DNS\n  location: MESH_EXTERNAL\n",
        )],
        "entry-port-without-address",
    ),
    ("select = [\"pedantic\"]", &[("a.yaml", PEDANTIC)], "alpha-annotation"),
    ("profile = \"strict\"", &[("a.yaml", PEDANTIC)], "alpha-annotation"),
];

const PEDANTIC: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart, namespace: shop}\nspec:\n  \
    selector: {matchLabels: {app: cart}}\n  template:\n    metadata:\n      labels: {app: cart}\n      \
    annotations: {sidecar.istio.io/proxyCPU: 100m}\n    spec:\n      containers: [{name: cart, image: 'cart:1.0'}]\n";

#[test]
fn every_key_has_its_effect() {
    for (key, files, rule) in EFFECTS {
        let scratch = Scratch::new();
        for (path, text) in files {
            scratch.write(path, text);
        }
        assert!(!rules_of(&scratch, &[]).contains(&rule.to_owned()), "{key} is not needed for {rule}");
        scratch.write("meshlint.toml", key);
        assert!(rules_of(&scratch, &[]).contains(&rule.to_owned()), "{key} does not lead to {rule}");
        let skipped = &document(scratch.path(), &[])["summary"]["skipped"];
        assert_eq!(skipped, &serde_json::json!([]), "{key}: what it names is read");
    }
    // What is shown is not what fails: json has everything, whatever the least severity is.
    let scratch = Scratch::new();
    scratch.write("a.yaml", WARNING);
    scratch.write("meshlint.toml", "min-severity = \"error\"");
    let hidden = meshlint(scratch.path(), &["check", "--format", "concise"]);
    assert_eq!((status(&hidden), stdout(&hidden)), (1, ""));
    assert!(
        stderr(&hidden).contains("(1 warning hidden: --min-severity warning shows it)"),
        "{}",
        stderr(&hidden)
    );
}
