//! What is reported, how, and with which exit status.

use super::{CLEAN, ERROR, FORMATS, Scratch, WARNING, document, findings, meshlint, status, stderr, stdout};
use crate::support;

/// The status of `meshlint check` with these arguments, the same in every format.
fn status_of(scratch: &Scratch, args: &[&str]) -> i32 {
    let statuses = FORMATS
        .map(|format| status(&meshlint(scratch.path(), &[&["check", "--format", format], args].concat())));
    assert!(statuses.iter().all(|status| *status == statuses[0]), "{args:?}: {statuses:?}");
    statuses[0]
}

fn samples() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("clean.yaml", CLEAN);
    scratch.write("error.yaml", ERROR);
    scratch.write("warning.yaml", WARNING);
    scratch.write("nothing.yaml", "a: b\n");
    scratch
}

#[test]
fn the_exit_status_tells_what_was_found() {
    let scratch = samples();
    for (file, expected) in
        [("clean.yaml", 0), ("error.yaml", 1), ("warning.yaml", 1), ("nothing.yaml", 3), ("absent.yaml", 2)]
    {
        assert_eq!(status_of(&scratch, &[file]), expected, "{file}");
    }
    assert_eq!(status_of(&scratch, &["clean.yaml", "nothing.yaml"]), 0);
    assert_eq!(status_of(&scratch, &["clean.yaml", "absent.yaml"]), 2);
}

#[test]
fn the_threshold_decides_when_a_run_fails() {
    let scratch = samples();
    for (threshold, error, warning) in [("error", 1, 0), ("warning", 1, 1), ("info", 1, 1), ("never", 0, 0)] {
        assert_eq!(status_of(&scratch, &["--fail-on", threshold, "error.yaml"]), error, "{threshold}");
        assert_eq!(status_of(&scratch, &["--fail-on", threshold, "warning.yaml"]), warning, "{threshold}");
    }
    assert_eq!(status_of(&scratch, &["--fail-on", "never", "nothing.yaml"]), 3);
}

#[test]
fn the_lowest_severity_hides_but_does_not_change_the_outcome() {
    let scratch = samples();
    let check = |args: &[&str]| meshlint(scratch.path(), &[&["check"], args].concat());
    for format in ["text", "concise"] {
        let all = check(&["--format", format, "warning.yaml", "error.yaml"]);
        assert!(stdout(&all).contains("MSL0207") && stdout(&all).contains("bogus"), "{}", stdout(&all));
        let errors = check(&["--format", format, "--min-severity", "error", "warning.yaml", "error.yaml"]);
        assert!(!stdout(&errors).contains("MSL0207") && stdout(&errors).contains("bogus"));
        let hidden = check(&["--format", format, "--min-severity", "error", "warning.yaml"]);
        assert_eq!(status(&hidden), 1, "what is hidden still counts");
    }
    let json = document(scratch.path(), &["--min-severity", "error", "warning.yaml"]);
    assert_eq!(findings(&json), [("warning.yaml", "duplicate-resource")], "programs get everything");
}

#[test]
fn a_default_namespace() {
    let scratch = samples();
    let shop = CLEAN.replace("name: clean", "name: clean\n  namespace: shop");
    scratch.write("shop.yaml", format!("{CLEAN}---\n{shop}"));
    let check = |args: &[&str]| document(scratch.path(), &[args, &["shop.yaml"]].concat());
    assert!(findings(&check(&[])).is_empty());
    for flag in ["--namespace", "-n"] {
        assert_eq!(findings(&check(&[flag, "shop"])), [("shop.yaml", "duplicate-resource")]);
    }
    let json = document(scratch.path(), &["-n", "shop", "error.yaml"]);
    assert_eq!(json["diagnostics"][0]["resource"]["namespace"], "shop");
}

const ROUTE: &str = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: web, namespace: shop}\nspec:\n  hosts: [web]\n  http:\n  - route:\n    - destination: {host: web}\n";
const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  ports: [{name: http, port: 80}]\n  selector: {app: web}\n";

#[test]
fn context_resolves_and_is_not_reported_on() {
    let scratch = samples();
    scratch.write("route.yaml", ROUTE);
    scratch.write("context/service.yaml", SERVICE);
    scratch.write("context/error.yaml", ERROR);
    let alone = document(scratch.path(), &["--complete", "route.yaml"]);
    assert_eq!(findings(&alone), [("route.yaml", "destination-host-not-found")]);
    let with = document(scratch.path(), &["--complete", "route.yaml", "--context", "context"]);
    assert!(findings(&with).is_empty(), "{:?}", findings(&with));
    assert_eq!(with["summary"]["resources"], 1, "context is not what was checked");
    assert_eq!(status_of(&scratch, &["clean.yaml", "--context", "absent"]), 2);
}

#[test]
fn what_something_of_the_input_stands_for_is_not_in_doubt() {
    const RELEASE: &str = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: NAME, namespace: \
                           shop}\nspec: {releaseName: NAME}\n";
    const SET: &str = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all, namespace: argocd}\n\
                       spec:\n  generators:\n  - list: {elements: [{env: prod}, {env: test}]}\n  template:\n    \
                       metadata: {name: 'NAME-{{.env}}'}\n    spec:\n      source: {repoURL: https://charts, chart: \
                       any}\n      destination: {namespace: shop}\n";
    const CLASS: &str = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: \
                         shop}\nspec: {gatewayClassName: NAME, listeners: [{name: http, port: 80, protocol: HTTP}]}\n";
    const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: \
                          shop}\nspec:\n  podSelector: {}\n  ingress:\n  - from:\n    - namespaceSelector: \
                          {matchLabels: {team: NAME}}\n";
    const SERVICE: &str =
        "apiVersion: v1\nkind: Service\nmetadata: {name: NAME}\nspec: {ports: [{name: http, port: 80}]}\n";
    let route = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: web, namespace: shop}\n\
                 spec: {hosts: [a.example.com], http: [{route: [{destination: {host: web}}]}]}\n";
    let left_open = |beside: &str, name: &str| {
        let scratch = Scratch::new();
        scratch.write("route.yaml", route);
        scratch.write("beside.yaml", beside.replace("NAME", name));
        let report = document(scratch.path(), &["."]);
        assert!(findings(&report).is_empty(), "{report}");
        report["unverified"].as_array().map(Vec::len)
    };
    for (beside, name, expected) in [
        ("", "", 1),
        (RELEASE, "web", 0),
        (RELEASE, "we", 1),
        (RELEASE, "other", 1),
        (SET, "web", 1),
        (&SET.replace("NAME-{{.env}}", "{{ .env }}").replace("prod", "web"), "", 0),
        (SERVICE, "web", 0),
        (SERVICE, "other", 1),
        (CLASS, "of-a-cloud", 1),
        (POLICY, "guests", 1),
    ] {
        assert_eq!(left_open(beside, name), Some(expected), "{name}: {beside}");
    }
}

#[test]
fn what_is_absent_is_missing_where_the_input_is_complete() {
    let scratch = samples();
    scratch.write("route.yaml", ROUTE);
    let partial = document(scratch.path(), &["route.yaml"]);
    assert!(findings(&partial).is_empty());
    assert_eq!(partial["unverified"].as_array().map(Vec::len), Some(1), "{partial}");
    assert_eq!(status_of(&scratch, &["route.yaml"]), 0);
    assert_eq!(status_of(&scratch, &["--complete", "route.yaml"]), 1);
    for format in ["text", "concise"] {
        let output = meshlint(scratch.path(), &["check", "--format", format, "route.yaml"]);
        let said = format!("{}{}", stdout(&output), stderr(&output));
        assert!(
            said.contains("1 ") && said.contains("could"),
            "{format} does not count what it left open: {said}"
        );
    }
}

#[test]
fn standard_input() {
    let run = support::check_stdin(ERROR.as_bytes(), &[]);
    let found: Vec<_> = run.findings.iter().map(|it| (&*it.rule, &*it.path, it.start)).collect();
    assert_eq!((run.status, found), (1, vec![("unknown-field", "-", (6, 3))]));
    assert_eq!(support::check_stdin(CLEAN.as_bytes(), &[]).status, 0);
    assert_eq!(support::check_stdin(b"", &[]).status, 3);
    // Named twice it is read once.
    let twice = support::check_stdin(CLEAN.as_bytes(), &["-"]);
    assert_eq!((twice.status, twice.summary["resources"].as_u64()), (0, Some(1)));
}

#[test]
fn a_run_needs_nothing_but_files() {
    let scratch = Scratch::new();
    scratch.write("error.yaml", ERROR);
    let mut command = support::meshlint();
    // No home, no configuration, no way to find another program.
    let output =
        command.current_dir(scratch.path()).env_clear().arg("check").output().expect("meshlint starts");
    assert_eq!(status(&output), 1);
    assert!(stdout(&output).contains("unknown-field") && output.stderr.is_empty(), "{}", stderr(&output));
    let entries = std::fs::read_dir(scratch.path()).expect("a folder");
    let left: Vec<_> = entries.map(|entry| entry.expect("readable").file_name()).collect();
    assert_eq!(left, ["error.yaml"], "it writes nothing");
}

#[test]
fn rendered_charts_tell_their_templates() {
    let rendered = format!("---\n# Source: shop/templates/mesh.yaml\n{ERROR}---\n{CLEAN}");
    let scratch = Scratch::new();
    scratch.write("out.yaml", &rendered);
    let text = meshlint(scratch.path(), &["check", "out.yaml"]);
    let place = "[out.yaml:8:3] Sidecar default/error, from shop/templates/mesh.yaml";
    assert!(stdout(&text).contains(place), "{}", stdout(&text));
    let concise = meshlint(scratch.path(), &["check", "out.yaml", "--format", "concise"]);
    assert!(stdout(&concise).ends_with("(rendered from shop/templates/mesh.yaml)\n"), "{}", stdout(&concise));
    let json = document(scratch.path(), &["out.yaml"]);
    assert_eq!(json["diagnostics"][0]["template"], "shop/templates/mesh.yaml");
    // Standard input gets a name, and the configuration that is nearest to it.
    scratch.write("deploy/meshlint.toml", "[severity]\nunknown-field = \"warning\"\n");
    let mut command = support::meshlint();
    command
        .current_dir(scratch.path())
        .stdin(std::fs::File::open(scratch.path().join("out.yaml")).expect("it is there"));
    let named = ["check", "-", "--stdin-filename", "deploy/out.yaml", "--format", "concise"];
    let named = command.args(named).output().expect("meshlint starts");
    assert!(stdout(&named).starts_with("deploy/out.yaml:8:3: warning[MSL0201]"), "{}", stdout(&named));
}

#[test]
fn a_run_that_sees_nothing_says_what_was_left_out() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", "made/\n");
    scratch.write("made/a.yaml", ERROR);
    scratch.write(".hidden/b.yaml", ERROR);
    scratch.write("legacy/c.yaml", ERROR);
    scratch.write("values.yaml", "a: 1\n");
    let output = meshlint(scratch.path(), &["check", "--exclude", "legacy/"]);
    assert_eq!(status(&output), 3);
    let text = stdout(&output);
    for expected in [
        ".hidden/b.yaml: it is hidden",
        "legacy/c.yaml: `exclude` leaves it out",
        "made/a.yaml: .gitignore or the like leaves it out: --no-ignore reads it",
        "values.yaml: it holds no Kubernetes object",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert_eq!(text.matches("values.yaml").count(), 1, "{text}");
    assert_eq!(status(&meshlint(scratch.path(), &["check", "--exclude", "legacy/", "--no-ignore"])), 1);
    // Where something was checked, what is left out on purpose is not worth a word.
    let some = meshlint(scratch.path(), &["check"]);
    assert!(!stdout(&some).contains("made/a.yaml"), "{}", stdout(&some));
}

#[test]
fn a_run_that_sees_nothing_of_the_mesh_says_so() {
    let scratch = Scratch::new();
    scratch.write("a.yaml", CLEAN);
    let one = meshlint(scratch.path(), &["check"]);
    let expected = "no problems found: 1 resource in 1 file, which is not of Istio or the Gateway API\n";
    assert_eq!((status(&one), stdout(&one)), (0, expected));
    scratch.write("b.yaml", "apiVersion: foo.example/v1\nkind: Foo\nmetadata: {name: foo}\n");
    let two = meshlint(scratch.path(), &["check"]);
    assert!(stdout(&two).contains("2 resources in 2 files, none of them of Istio or the Gateway API"));
    scratch.write("c.yaml", ERROR);
    let three = meshlint(scratch.path(), &["check"]);
    assert!(!stdout(&three).contains("none of"), "{}", stdout(&three));
    assert_eq!(document(scratch.path(), &[])["summary"]["meshResources"], 1);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back_is_no_fault() {
    let scratch = Scratch::new();
    scratch.write("a/clean.yaml", CLEAN);
    std::os::unix::fs::symlink("..", scratch.path().join("a/up")).expect("a link");
    let output = meshlint(scratch.path(), &["check", "."]);
    assert_eq!(status(&output), 0, "{}", stdout(&output));
    assert!(stdout(&output).contains("a/up: it is a symbolic link that leads back"), "{}", stdout(&output));
}

#[test]
fn every_finding_is_in_every_format() {
    let scratch = samples();
    let check = |format: &str| {
        meshlint(scratch.path(), &["check", "--min-severity", "info", "--format", format, "."])
    };
    let json = document(scratch.path(), &["."]);
    let (text, concise) = (check("text"), check("concise"));
    assert_eq!(stdout(&concise).lines().count(), json["diagnostics"].as_array().map_or(0, Vec::len));
    for finding in json["diagnostics"].as_array().expect("a list") {
        let place = format!(
            "{}:{}:{}",
            finding["path"].as_str().expect("a text"),
            finding["start"]["line"],
            finding["start"]["column"]
        );
        assert!(stdout(&text).contains(&place), "{place} is not in the text");
        assert!(stdout(&concise).lines().any(|line| line.starts_with(&place)), "{place} is not in concise");
    }
    for output in [&text, &concise] {
        let said = format!("{}{}", stdout(output), stderr(output));
        assert!(said.contains("1 error") && said.contains("1 warning"), "{said}");
        assert!(said.contains("checked 4 resources in 3 files"), "{said}");
    }
}

#[test]
fn colours() {
    let scratch = samples();
    let check = |args: &[&str], no_color: Option<&str>| {
        let mut command = support::meshlint();
        command.current_dir(scratch.path()).arg("check").args(args).arg("error.yaml");
        no_color.map(|value| command.env("NO_COLOR", value));
        stdout(&command.output().expect("meshlint starts")).contains('\u{1b}')
    };
    assert!(!check(&[], None), "a pipe gets no colours");
    assert!(!check(&["--color", "auto"], Some("1")));
    assert!(!check(&["--color", "never"], None));
    assert!(check(&["--color", "always"], None), "who asks gets them");
    assert!(!check(&["--color", "always", "--format", "json"], None));
    assert!(!check(&["--color", "always", "--format", "concise"], None));
}

#[test]
fn validation_judges_each_object_by_itself() {
    let scratch = Scratch::new();
    let routes = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  \
                  hosts: [a.example.com]\n  gateways: [nowhere/edge]\n  http:\n  - ACTION\n";
    scratch.write("absent.yaml", routes.replace("ACTION", "route: [{destination: {host: a}}]"));
    scratch.write("refused.yaml", routes.replace("ACTION", "timeout: 5s"));
    let names = |command: &str, file: &str| {
        let output = meshlint(scratch.path(), &[command, "--complete", "--format", "json", file]);
        let report: serde_json::Value = serde_json::from_str(stdout(&output)).expect("a JSON document");
        let names: Vec<_> = findings(&report).into_iter().map(|(_, name)| name.to_owned()).collect();
        (status(&output), names)
    };
    assert_eq!(names("validate", "absent.yaml"), (0, vec![]));
    assert_eq!(names("validate", "refused.yaml"), (1, vec!["http-rule-without-action".to_owned()]));
    let (_, checked) = names("check", "refused.yaml");
    for name in ["http-rule-without-action", "gateway-not-found"] {
        assert!(checked.iter().any(|found| found == name), "{checked:?}");
    }
}
