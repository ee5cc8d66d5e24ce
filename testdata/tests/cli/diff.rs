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

#[test]
fn findings_that_come_and_go() {
    let scratch = Scratch::new();
    scratch.write("old/services.yaml", SERVICES);
    scratch.write("old/routes.yaml", routes("api"));
    scratch.write("new/services.yaml", SERVICES);
    scratch.write("new/routes.yaml", format!("# a line more\n{}", routes("apii")));
    let differences = differences(scratch.path(), &["old", "new"]);
    let new = differences["findings"]["new"].as_array().unwrap();
    assert_eq!(new.len(), 1, "{new:?}");
    assert_eq!((&new[0]["code"], &new[0]["path"]), (&"IST0101".into(), &"routes.yaml".into()));
    assert_eq!(differences["findings"]["gone"].as_array().unwrap().len(), 0);
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

#[test]
fn two_revisions() {
    let scratch = Scratch::new();
    let git = |args: &[&str]| {
        let output = Command::new("git")
            .current_dir(scratch.path())
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
            .args(args)
            .output()
            .expect("git runs");
        assert!(output.status.success(), "{}", stderr(&output));
    };
    git(&["init", "-q"]);
    scratch.write("deploy/a.yaml", format!("{SERVICES}---\n{}", routes("api")));
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "one"]);
    scratch.write("deploy/a.yaml", format!("{SERVICES}---\n{}", routes("web")));
    git(&["commit", "-q", "-a", "-m", "two"]);
    scratch.write("deploy/a.yaml", format!("{SERVICES}---\n{}", routes("apii")));
    let of = |range: &str| changes(&differences(scratch.path(), &["--rev", range, "deploy"]));
    assert!(
        of("HEAD~1..HEAD").iter().all(|change| change.starts_with("redirected")),
        "{:?}",
        of("HEAD~1..HEAD")
    );
    assert_eq!(of("HEAD~1..HEAD").len(), 2);
    assert!(of("HEAD").iter().all(|change| change.starts_with("removed")), "{:?}", of("HEAD"));
    assert_eq!(of("HEAD..HEAD"), [""; 0]);
    let working = differences(scratch.path(), &["--rev", "HEAD", "deploy"]);
    assert_eq!(working["findings"]["new"][0]["path"], "deploy/a.yaml");
    let unknown = meshlint(scratch.path(), &["diff", "--rev", "nothing..HEAD"]);
    assert_eq!(status(&unknown), 2);
    assert!(stderr(&unknown).contains("`nothing` is no revision"), "{}", stderr(&unknown));
}
