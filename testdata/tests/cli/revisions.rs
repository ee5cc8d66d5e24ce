//! What is for another revision of the control plane.

use super::{Scratch, document, findings, meshlint, status, stderr, stdout};

const ROUTE: &str = "apiVersion: networking.istio.io/v1\nkind: VirtualService\n\
    metadata: {name: NAME, namespace: shop, labels: {istio.io/rev: REV}}\n\
    spec: {hosts: [web.example.com], http: [{route: [{destination: {host: HOST}}]}]}\n";

const SERVICE: &str = "apiVersion: v1\nkind: Service\n\
    metadata: {name: web, namespace: shop, labels: {istio.io/rev: stable}}\n\
    spec: {ports: [{name: http, port: 80}]}\n";

fn route(name: &str, revision: &str, host: &str) -> String {
    ROUTE.replace("NAME", name).replace("REV", revision).replace("HOST", host)
}

/// A route for each revision; only that of `stable` is in order.
fn two_revisions() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("web.yaml", SERVICE);
    scratch.write("stable.yaml", route("web-stable", "stable", "web"));
    scratch.write("canary.yaml", route("web-canary", "canary", "wep"));
    scratch
}

#[test]
fn objects_of_another_revision_are_left_out_and_counted() {
    let scratch = two_revisions();
    let all = document(scratch.path(), &[]);
    assert_eq!(findings(&all), [("canary.yaml", "destination-host-not-found")]);
    assert!(all["summary"]["ofOtherRevisions"].is_null());
    let canary = document(scratch.path(), &["--revision", "canary"]);
    assert_eq!(findings(&canary), [("canary.yaml", "destination-host-not-found")]);
    assert_eq!(canary["summary"]["ofOtherRevisions"], 1);
    assert_eq!(canary["summary"]["resources"], 2, "a Service is for all of them, whatever its labels");
    let stable = meshlint(scratch.path(), &["check", "-r", "stable"]);
    assert_eq!(status(&stable), 0, "{}", stdout(&stable));
    assert!(stdout(&stable).contains("left out 1 resource that is for another revision"));
    let neither = meshlint(scratch.path(), &["check", "--revision", "other", "--format", "github"]);
    assert!(stderr(&neither).contains("left out 2 resources that are for another revision"));
    let traced = meshlint(
        scratch.path(),
        &["trace", "--revision", "stable", "--from", "shop/web", "--to", "http://web.shop.svc.cluster.local"],
    );
    assert!(stderr(&traced).contains("1 resource is left out"), "{}", stderr(&traced));
}

#[test]
fn what_is_wrong_with_what_is_left_out_is_not_told() {
    let scratch = two_revisions();
    scratch.write(
        "odd.yaml",
        "# meshlint: ignore[IST0101] it is old\n".to_owned()
            + &route("odd", "old", "web").replace("http:", "htpp:"),
    );
    let stable = document(scratch.path(), &["--revision", "stable"]);
    assert!(findings(&stable).is_empty(), "{stable}");
    assert_eq!(stable["summary"]["ofOtherRevisions"], 2);
    scratch.write("meshlint.toml", "revision = \"old\"\n");
    let old = document(scratch.path(), &[]);
    assert!(findings(&old).iter().all(|(path, _)| *path == "odd.yaml"), "{old}");
    assert!(!findings(&old).is_empty());
}

#[test]
fn a_run_without_anything_of_the_revision_has_nothing_to_check() {
    let scratch = Scratch::new();
    scratch.write("canary.yaml", route("web", "canary", "web"));
    let run = meshlint(scratch.path(), &["check", "--revision", "stable"]);
    assert_eq!(status(&run), 3);
    assert!(stdout(&run).contains("all Kubernetes objects are for another revision"), "{}", stdout(&run));
}

#[test]
fn the_mesh_configuration_is_that_of_the_revision() {
    let scratch = Scratch::new();
    let config = |name: &str, mode: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: istio-system}}\n\
             data:\n  mesh: |\n    outboundTrafficPolicy:\n      mode: {mode}\n---\n"
        )
    };
    scratch.write("mesh.yaml", config("istio", "REGISTRY_ONLY") + &config("istio-canary", "ALLOW_ANY"));
    scratch
        .write("route.yaml", route("out", "x", "api.example.com").replace(", labels: {istio.io/rev: x}", ""));
    let default = document(scratch.path(), &["--revision", "default"]);
    assert_eq!(findings(&default), [("route.yaml", "destination-host-not-found")]);
    let canary = document(scratch.path(), &["--revision", "canary"]);
    assert!(findings(&canary).is_empty(), "{canary}");
}
