//! Two states of a mesh.

use std::path::Path;
use std::process::Command;

use super::{Scratch, meshlint, status, stderr, stdout};

const SERVICES: &str = "\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec:
  selector: {app: api}
  ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web, version: v1, sidecar.istio.io/inject: 'true'}}
spec: {containers: [{name: web, image: web:v1}], serviceAccountName: web}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api, version: v1, sidecar.istio.io/inject: 'true'}}
spec: {containers: [{name: api, image: api:v1}], serviceAccountName: api}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
";

fn routes(host: &str) -> String {
    format!(
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: api, namespace: shop}}\nspec:\n  \
         hosts: [api]\n  http:\n  - match: [{{uri: {{regex: '/v[0-9]+/.*'}}}}]\n    route: [{{destination: {{host: {host}}}}}]\n"
    )
}

const DENY: &str = "\
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: api, namespace: shop}
spec:
  selector: {matchLabels: {app: api}}
  action: DENY
  rules:
  - from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]
";

fn differences(folder: &Path, args: &[&str]) -> serde_json::Value {
    let output = meshlint(folder, &[&["diff", "--format", "json"], args].concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).expect("a JSON document")
}

/// Change, client and request of each request that changes.
fn changes(differences: &serde_json::Value) -> Vec<String> {
    let text = |request: &serde_json::Value, key: &str| request[key].as_str().unwrap().to_owned();
    let requests = differences["requests"].as_array().unwrap().iter();
    requests
        .map(|request| {
            format!("{} {}: {}", text(request, "change"), text(request, "from"), text(request, "request"))
        })
        .collect()
}

#[test]
fn requests_that_change_their_way() {
    let scratch = Scratch::new();
    scratch.write("old/services.yaml", SERVICES);
    scratch.write("old/routes.yaml", routes("api"));
    scratch.write("same/services.yaml", SERVICES);
    scratch.write("same/renamed.yaml", format!("# moved\n{}", routes("api")));
    scratch.write("redirected/services.yaml", SERVICES);
    scratch.write("redirected/routes.yaml", routes("web"));
    scratch.write("blocked/services.yaml", SERVICES);
    scratch.write("blocked/routes.yaml", routes("api"));
    scratch.write("blocked/policy.yaml", DENY);
    let of = |old: &str, new: &str| changes(&differences(scratch.path(), &[old, new]));
    assert_eq!(of("old", "same"), [""; 0]);
    let request = "GET http://api.shop.svc.cluster.local:80/v1/";
    assert_eq!(
        of("old", "redirected"),
        [
            format!("redirected sidecar of shop/api: {request}"),
            format!("redirected sidecar of shop/web: {request}")
        ]
    );
    assert_eq!(of("old", "blocked"), [format!("newly_blocked sidecar of shop/web: {request}")]);
    assert_eq!(of("blocked", "old"), [format!("newly_open sidecar of shop/web: {request}")]);
}

/// A policy changes who gets through, whatever routes there are; who still does is not told.
#[test]
fn who_gets_through_to_a_service() {
    let scratch = Scratch::new();
    scratch.write("old/services.yaml", SERVICES);
    scratch.write("same/all.yaml", SERVICES);
    scratch.write("denied/services.yaml", SERVICES);
    scratch.write("denied/policy.yaml", DENY);
    let reads = DENY.replace("  - from:", "  - to: [{operation: {notMethods: [GET]}}]\n    from:");
    scratch.write("reads/services.yaml", SERVICES);
    scratch.write("reads/policy.yaml", reads);
    let of = |old: &str, new: &str| {
        let differences = differences(scratch.path(), &[old, new]);
        let changes = differences["access"].as_array().unwrap().clone();
        let text = |change: &serde_json::Value, key: &str| change[key].as_str().unwrap().to_owned();
        let line = |change: &serde_json::Value| {
            let [from, to, before, after] = ["from", "to", "before", "after"].map(|key| text(change, key));
            format!("{from} to {to}: {before}, {after}")
        };
        (changes.iter().map(line).collect::<Vec<_>>(), differences)
    };
    assert_eq!(of("old", "same").0, [""; 0]);
    let (closed, document) = of("old", "denied");
    assert_eq!(closed, ["shop/web to shop/api:80: all, none"]);
    let change = &document["access"][0];
    assert!(change["why"].as_str().unwrap().contains("AuthorizationPolicy `shop/api` (DENY)"), "{change}");
    assert_eq!(change["place"]["path"], "policy.yaml");
    assert!(change["witness"].as_str().unwrap().starts_with("GET "), "{change}");
    assert_eq!(of("denied", "old").0, ["shop/web to shop/api:80: none, all"]);
    assert_eq!(of("old", "reads").0, ["shop/web to shop/api:80: all, some"]);
    let told = meshlint(scratch.path(), &["diff", "old", "denied"]);
    assert!(
        stdout(&told).contains("services newly closed (1)\n  shop/api:80\n    to shop/web\n"),
        "{}",
        stdout(&told)
    );
    let told = meshlint(scratch.path(), &["diff", "denied", "old", "--format", "markdown"]);
    assert!(stdout(&told).contains("#### Services newly open (1)"), "{}", stdout(&told));
}

#[test]
fn findings_that_come_and_go() {
    let scratch = Scratch::new();
    scratch.write("old/services.yaml", SERVICES);
    scratch.write("old/routes.yaml", routes("api"));
    scratch.write("new/services.yaml", SERVICES);
    scratch.write("new/routes.yaml", format!("# a line more\n{}", routes("apii")));
    let differences = differences(scratch.path(), &["old", "new"]);
    let new = differences["findings"]["new"].as_array().unwrap();
    let named: Vec<_> = new.iter().map(|finding| (&finding["code"], &finding["path"])).collect();
    assert_eq!(named, [(&"IST0101".into(), &"routes.yaml".into())]);
    assert_eq!(differences["findings"]["gone"], serde_json::json!([]));
}

#[test]
fn every_format_and_status() {
    let scratch = Scratch::new();
    scratch.write("old/a.yaml", format!("{SERVICES}---\n{}", routes("api")));
    scratch.write("new/a.yaml", format!("{SERVICES}---\n{}", routes("web")));
    let run = |args: &[&str]| meshlint(scratch.path(), &[&["diff"], args].concat());
    for format in ["text", "markdown", "json"] {
        let output = run(&["old", "new", "--format", format]);
        assert_eq!(status(&output), 0);
        assert!(stdout(&output).contains("web.shop.svc.cluster.local"), "{format}: {}", stdout(&output));
        assert_eq!(status(&run(&["old", "new", "--format", format, "--exit-code"])), 1);
        assert_eq!(status(&run(&["old", "old", "--format", format, "--exit-code"])), 0);
    }
    assert_eq!(status(&run(&["old"])), 2);
    assert_eq!(status(&run(&["old", "nowhere"])), 2);
    scratch.write("nothing/a.yaml", "a: b\n");
    assert_eq!(status(&run(&["nothing", "nothing"])), 3);
}

fn git(folder: &Path, args: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(args)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn two_revisions() {
    let scratch = Scratch::new();
    let git = |args: &[&str]| git(scratch.path(), args);
    git(&["init", "-q"]);
    scratch.write("deploy/a.yaml", format!("{SERVICES}---\n{}", routes("api")));
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "one"]);
    scratch.write("deploy/a.yaml", format!("{SERVICES}---\n{}", routes("web")));
    git(&["commit", "-q", "-a", "-m", "two"]);
    scratch.write("deploy/a.yaml", format!("{SERVICES}---\n{}", routes("apii")));
    let of = |range: &str| changes(&differences(scratch.path(), &["--rev", range, "deploy"]));
    let request = "GET http://api.shop.svc.cluster.local:80/v1/";
    let of_both =
        |change: &str| ["api", "web"].map(|from| format!("{change} sidecar of shop/{from}: {request}"));
    assert_eq!(of("HEAD~1..HEAD"), of_both("redirected"));
    assert_eq!(of("HEAD"), of_both("removed"));
    assert_eq!(of("HEAD..HEAD"), [""; 0]);
    let working = differences(scratch.path(), &["--rev", "HEAD", "deploy"]);
    assert_eq!(working["findings"]["new"][0]["path"], "deploy/a.yaml");
    let unknown = meshlint(scratch.path(), &["diff", "--rev", "nothing..HEAD"]);
    assert_eq!(status(&unknown), 2);
    assert!(stderr(&unknown).contains("git knows no revision `nothing`"), "{}", stderr(&unknown));
}

/// Path and severity of the findings that are new.
fn appeared(differences: &serde_json::Value) -> Vec<(&str, &str)> {
    let list = differences["findings"]["new"].as_array().unwrap().iter();
    list.map(|finding| (finding["path"].as_str().unwrap(), finding["severity"].as_str().unwrap())).collect()
}

#[test]
fn the_configuration_of_the_new_tree_holds_for_both() {
    let scratch = Scratch::new();
    for tree in ["before", "after"] {
        scratch.write(&format!("{tree}/deploy/services.yaml"), SERVICES);
        scratch.write(
            &format!("{tree}/deploy/routes.yaml"),
            routes(if tree == "after" { "apii" } else { "api" }),
        );
        scratch.write(&format!("{tree}/legacy/routes.yaml"), lost("old"));
    }
    let new = |args: &[&str]| {
        let differences = differences(scratch.path(), &[&["before", "after"], args].concat());
        appeared(&differences)
            .into_iter()
            .map(|(path, severity)| format!("{path} {severity}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(new(&[]), ["deploy/routes.yaml error"]);
    scratch.write("before/meshlint.toml", "this = \"is not read\"");
    scratch.write("after/meshlint.toml", "exclude = [\"legacy/\"]\n[severity]\nIST0101 = \"warning\"\n");
    assert_eq!(new(&[]), ["deploy/routes.yaml warning"]);
    assert_eq!(new(&["--min-severity", "error"]), [""; 0]);
    let suppress = "[[suppress]]\nrules = [\"IST0101\"]\npaths = [\"deploy/\"]\nreason = \"soon\"\n";
    scratch.write("after/meshlint.toml", suppress);
    assert_eq!(new(&[]), [""; 0]);
    scratch.write("after/meshlint.toml", "");
    scratch
        .write("after/deploy/routes.yaml", format!("# meshlint: ignore[IST0101] soon\n{}", routes("apii")));
    assert_eq!(new(&[]), [""; 0]);
}

#[test]
fn dates_are_judged_by_one_time() {
    let certificate = include_str!("../../../rules/references/invalid-credential/bad/expired/mesh.yaml");
    let scratch = Scratch::new();
    scratch.write("old/a.yaml", SERVICES);
    scratch.write("new/a.yaml", format!("{SERVICES}---\n{certificate}"));
    let new = |now: &str| appeared(&differences(scratch.path(), &["old", "new", "--now", now])).len();
    assert!(new("2026-06-01") > new("2024-06-01"));
}

#[test]
fn each_world_is_compared_with_itself() {
    let scratch = Scratch::new();
    for (tree, prod) in [("old", "api"), ("new", "web")] {
        for (env, host) in [("dev", "api"), ("prod", prod)] {
            scratch.write(&format!("{tree}/envs/{env}/all.yaml"), format!("{SERVICES}---\n{}", routes(host)));
        }
    }
    let all = differences(scratch.path(), &["old", "new"]);
    assert_eq!(all["summary"]["worlds"], serde_json::json!(["dev", "prod"]));
    let changed = all["requests"].as_array().unwrap();
    let request = "GET http://api.shop.svc.cluster.local:80/v1/";
    let of_both = ["api", "web"].map(|from| format!("redirected sidecar of shop/{from}: {request}"));
    assert_eq!(changes(&all), of_both);
    assert!(changed.iter().all(|request| request["worlds"] == serde_json::json!(["prod"])), "{changed:?}");
    let text = meshlint(scratch.path(), &["diff", "old", "new"]);
    assert!(stdout(&text).contains("sidecars of shop/api, shop/web (in prod)"), "{}", stdout(&text));
    assert!(stdout(&text).contains("in 2 worlds (dev, prod)"), "{}", stdout(&text));
    assert_eq!(changes(&differences(scratch.path(), &["old", "new", "--world", "dev"])), [""; 0]);
    assert_eq!(changes(&differences(scratch.path(), &["old", "new", "--world", "prod"])), of_both);
    // The same in all of them is said once.
    scratch.write("new/envs/dev/all.yaml", format!("{SERVICES}---\n{}", routes("web")));
    let both = differences(scratch.path(), &["old", "new"]);
    assert_eq!(changes(&both), of_both);
    assert_eq!(both["requests"][0]["worlds"], serde_json::json!(["dev", "prod"]));
    // One that is new, and one that nobody knows.
    scratch.write("new/envs/qa/all.yaml", format!("{SERVICES}---\n{}", routes("nowhere")));
    let new = differences(scratch.path(), &["old", "new", "--world", "qa"]);
    assert_eq!(appeared(&new), [("envs/qa/all.yaml", "error")]);
    assert_eq!(status(&meshlint(scratch.path(), &["diff", "old", "new", "--world", "none"])), 2);
}

/// Routes of another host to nowhere.
fn lost(name: &str) -> String {
    routes("nowhere").replace("name: api", &format!("name: {name}")).replace("[api]", &format!("[{name}]"))
}

#[test]
fn revisions_are_read_where_they_stand() {
    let scratch = Scratch::new();
    git(scratch.path(), &["init", "-q", "-b", "main"]);
    scratch.write("sub/meshlint.toml", "exclude = [\"gone/\"]\n[worlds]\nall = [\"deploy\"]\n");
    scratch.write("sub/deploy/a.yaml", format!("{SERVICES}---\n{}", routes("api")));
    scratch.write("sub/gone/a.yaml", lost("gone"));
    scratch.write("sub/.hidden/a.yaml", lost("hidden"));
    git(scratch.path(), &["add", "-A"]);
    git(scratch.path(), &["commit", "-q", "-m", "one"]);
    git(scratch.path(), &["checkout", "-q", "-b", "topic"]);
    for gone in ["sub/gone", "sub/.hidden"] {
        std::fs::remove_dir_all(scratch.path().join(gone)).expect("it is there");
    }
    scratch.write("sub/more/b.yaml", super::ERROR);
    git(scratch.path(), &["add", "-A"]);
    git(scratch.path(), &["commit", "-q", "-m", "two"]);
    let folder = scratch.path().join("sub");
    let two = differences(&folder, &["--rev", "HEAD~1..HEAD"]);
    assert_eq!(appeared(&two), [("more/b.yaml", "error")]);
    assert_eq!(two["findings"]["gone"], serde_json::json!([]), "what is excluded and hidden was never read");
    // A path that one of the two lacks, and one that both lack.
    assert_eq!(
        appeared(&differences(&folder, &["--rev", "HEAD~1..HEAD", "more"])),
        [("more/b.yaml", "error")]
    );
    std::fs::remove_dir_all(scratch.path().join("sub/more")).expect("it is there");
    assert_eq!(
        appeared(&differences(&folder, &["--rev", "HEAD~1..HEAD", "more"])),
        [("more/b.yaml", "error")]
    );
    assert_eq!(status(&meshlint(&folder, &["diff", "--rev", "HEAD~1..HEAD", "never"])), 2);
    // Three dots: from where the branches parted.
    git(scratch.path(), &["stash", "-q"]);
    git(scratch.path(), &["checkout", "-q", "main"]);
    scratch.write("sub/deploy/b.yaml", lost("later"));
    git(scratch.path(), &["add", "-A"]);
    git(scratch.path(), &["commit", "-q", "-m", "three"]);
    let apart =
        |range: &str| differences(&folder, &["--rev", range])["findings"]["gone"].as_array().unwrap().len();
    assert_eq!(apart("main..topic"), 1);
    assert_eq!(apart("main...topic"), 0);
}

#[test]
fn the_mesh_configuration_is_that_of_the_revision() {
    let scratch = Scratch::new();
    git(scratch.path(), &["init", "-q", "-b", "main"]);
    scratch.write("meshlint.toml", "mesh-config = \"mesh.yaml\"\n");
    scratch.write("mesh.yaml", "accessLogFile: /dev/stdout\n");
    let telemetry = "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: default, namespace: istio-system}\n\
                     spec: {tracing: [{providers: [{name: traces}]}]}\n";
    scratch.write("a.yaml", telemetry);
    git(scratch.path(), &["add", "-A"]);
    git(scratch.path(), &["commit", "-q", "-m", "one"]);
    let provider = "extensionProviders:\n- name: traces\n  lightstep: {service: traces.example.com, port: 443, accessToken: x}\n";
    scratch.write("mesh.yaml", provider);
    assert!(appeared(&differences(scratch.path(), &["--rev", "HEAD"])).contains(&("a.yaml", "warning")));
}
