//! `--fix`, `--unsafe-fixes`, `--diff` and `--add-ignore`.

use std::fs;

use super::{Scratch, document, findings, meshlint, status, stderr, stdout};

const SERVICES: &str = "\
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop}
spec:
  selector: {app: reviews}
  ports: [{name: http, port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: ratings, namespace: shop}
spec:
  selector: {app: ratings}
  ports: [{name: http, port: 80}]
";

/// Two slips that are safe to fix, a value that has to be guessed, and one that nobody can guess.
const ROUTES: &str = "\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: shop
spec:
  hosts:
    - reviews # kept
  http:
    - retires: {attempts: 2}
      match: [{uri: {prefix: /api}}]
      route:
        - destination:
            host: 'reveiws' # and this
    - match: [{uri: {prefix: /port}}]
      route:
        - destination:
            host: reviews
            port: {number: 8080}
    - route:
        - destination: {host: nobody-knows-it}
";

fn repository() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("services.yaml", SERVICES);
    scratch.write("routes.yaml", ROUTES);
    scratch
}

fn fixed() -> String {
    ROUTES.replace("retires", "retries").replace("'reveiws'", "'reviews'")
}

fn text(scratch: &Scratch) -> String {
    fs::read_to_string(scratch.path().join("routes.yaml")).unwrap()
}

fn check(scratch: &Scratch, args: &[&str]) -> std::process::Output {
    meshlint(scratch.path(), &[&["check"], args].concat())
}

#[test]
fn a_diff_writes_nothing() {
    let scratch = repository();
    let output = check(&scratch, &["--diff", "."]);
    assert_eq!((status(&output), text(&scratch)), (1, ROUTES.to_owned()));
    let lines: Vec<&str> = stdout(&output).lines().filter(|line| line.starts_with(['+', '-'])).collect();
    assert_eq!(
        lines,
        [
            "--- a/routes.yaml",
            "+++ b/routes.yaml",
            "-    - retires: {attempts: 2}",
            "+    - retries: {attempts: 2}",
            "-            host: 'reveiws' # and this",
            "+            host: 'reviews' # and this",
        ]
    );
    assert!(stderr(&output).starts_with("meshlint: 2 fixed, "), "{}", stderr(&output));
}

#[test]
fn safe_fixes_are_made_and_the_rest_is_reported() {
    let scratch = repository();
    let output = check(&scratch, &["--fix", "--format", "concise", "."]);
    assert_eq!((status(&output), text(&scratch)), (1, fixed()));
    let rules: Vec<&str> = stdout(&output).lines().filter_map(|line| line.split(' ').nth(2)).collect();
    assert_eq!(
        rules,
        ["destination-port-not-on-service:", "destination-host-not-found:"],
        "{}",
        stdout(&output)
    );
    assert!(stderr(&output).contains("2 fixed, 2 left, 1 more with --unsafe-fixes\n"), "{}", stderr(&output));
    let output = check(&scratch, &["--fix", "--unsafe-fixes", "."]);
    assert!(stdout(&output).contains("1 fixed, 1 left\n"), "{}", stdout(&output));
    assert_eq!(text(&scratch), fixed().replace("8080", "80"));
    let again = check(&scratch, &["--diff", "--unsafe-fixes", "."]);
    assert_eq!((status(&again), stdout(&again)), (0, ""));
}

#[test]
fn documents_have_the_edits() {
    let scratch = repository();
    let found = document(scratch.path(), &["."]);
    let fix = &found["diagnostics"].as_array().unwrap()[0]["fix"];
    assert_eq!(fix["applicability"], "safe");
    assert_eq!(fix["edits"][0]["path"], "routes.yaml");
    assert_eq!(fix["edits"][0]["start"], serde_json::json!({"line": 10, "column": 7}));
    assert_eq!(fix["edits"][0]["text"], "retries");
    let output = check(&scratch, &["--format", "sarif", "."]);
    let log: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let change = &log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "routes.yaml");
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "retries");
    assert_eq!(change["replacements"][0]["deletedRegion"]["endColumn"], 14);
}

/// Without its condition the first rule takes all requests, and they are answered.
#[test]
fn a_fix_that_sends_requests_elsewhere_is_not_safe() {
    let scratch = repository();
    let rules = "  http:
    - macth: [{uri: {prefix: /stars}}]
      route: [{destination: {host: ratings}}]
    - route: [{destination: {host: reviews}}]
";
    let routes = ROUTES.split("  http:").next().unwrap().to_owned() + rules;
    scratch.write("routes.yaml", &routes);
    let pod = |name: &str| {
        format!(
            "---
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}}
spec: {{containers: [{{name: app}}]}}
"
        )
    };
    scratch.write("pods.yaml", ["web", "ratings", "reviews"].map(pod).concat());
    let output = check(&scratch, &["--fix", "--complete"]);
    assert_eq!(text(&scratch), routes, "{}", stdout(&output));
    assert!(stdout(&output).contains("0 fixed, 2 left, 1 more with --unsafe-fixes"), "{}", stdout(&output));
    check(&scratch, &["--fix", "--unsafe-fixes", "--complete"]);
    assert_eq!(text(&scratch), routes.replace("macth", "match"));
}

#[test]
fn what_is_built_is_fixed_where_it_is_written() {
    let scratch = repository();
    let base = "resources: [services.yaml, routes.yaml]\n";
    for (name, content) in
        [("services.yaml", SERVICES), ("routes.yaml", ROUTES), ("kustomization.yaml", base)]
    {
        scratch.write(&format!("base/{name}"), content);
    }
    fs::remove_file(scratch.path().join("routes.yaml")).unwrap();
    fs::remove_file(scratch.path().join("services.yaml")).unwrap();
    for overlay in ["dev", "prod"] {
        let text = format!("namespace: {overlay}\nresources: [../../base]\n");
        scratch.write(&format!("overlays/{overlay}/kustomization.yaml"), text);
    }
    let output = check(&scratch, &["--fix", "."]);
    let after = fs::read_to_string(scratch.path().join("base/routes.yaml")).unwrap();
    assert_eq!(after, fixed(), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn files_that_cannot_be_written_are_named() {
    let scratch = repository();
    let path = scratch.path().join("routes.yaml");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let output = check(&scratch, &["--fix", "."]);
    assert_eq!((status(&output), text(&scratch)), (2, ROUTES.to_owned()));
    assert!(stderr(&output).contains("routes.yaml is left as it is: it is read-only"), "{}", stderr(&output));
}

#[test]
fn what_cannot_be_asked_for() {
    let scratch = repository();
    for args in [
        &["--unsafe-fixes", "."][..],
        &["--fix", "-"],
        &["--fix", "--add-ignore", "."],
        &["--add-ignore=why", "--diff", "."],
    ] {
        let output = check(&scratch, args);
        assert_eq!((status(&output), stdout(&output)), (2, ""), "{args:?}");
    }
    let output = meshlint(scratch.path(), &["baseline", "write", "--fix", "."]);
    assert_eq!(status(&output), 2);
    assert_eq!(text(&scratch), ROUTES);
}

#[test]
fn comments_suppress_what_is_there() {
    let scratch = repository();
    let output = check(&scratch, &["--add-ignore=known since May", "."]);
    assert_eq!(
        (status(&output), stderr(&output)),
        (0, "meshlint: 4 suppressed, 0 left\n"),
        "{}",
        stdout(&output)
    );
    let line = "    - retires: {attempts: 2} # meshlint: ignore[unknown-field] known since May\n";
    assert!(text(&scratch).contains(line), "{}", text(&scratch));
    assert!(findings(&document(scratch.path(), &["."])).is_empty());
    // What the comments were for is gone, and so are they.
    scratch.write("routes.yaml", text(&scratch).replace("retires", "retries"));
    check(&scratch, &["--fix", "."]);
    assert!(text(&scratch).contains("    - retries: {attempts: 2}\n"), "{}", text(&scratch));
}

#[test]
#[cfg(unix)]
fn what_is_staged_is_fixed() {
    let scratch = repository();
    let git = |args: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.current_dir(scratch.path()).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]);
        assert!(command.args(args).output().expect("git starts").status.success(), "{args:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "services.yaml"]);
    git(&["commit", "-q", "-m", "x"]);
    git(&["add", "-A"]);
    let output = check(&scratch, &["--fix", "--staged"]);
    assert_eq!(text(&scratch), fixed(), "{}{}", stdout(&output), stderr(&output));
    // The index holds what the file held before.
    let output = check(&scratch, &["--fix", "--staged"]);
    assert_eq!((status(&output), text(&scratch)), (2, fixed()));
    assert!(stderr(&output).contains("has changed since it was read"), "{}", stderr(&output));
}
