//! Reports on a change: all is read, and what touches the change or is made wrong by it is reported.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{CLEAN, ERROR, Scratch, WARNING, document, findings, meshlint, status, stderr, stdout};

fn git(folder: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.args(["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]);
    let output = command.args(args).output().expect("git starts");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit(scratch: &Scratch) {
    git(scratch.path(), &["add", "-A"]);
    git(scratch.path(), &["commit", "-q", "-m", "x"]);
}

/// A repository with two old mistakes and a route to a Service.
fn repository() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("old/error.yaml", ERROR);
    scratch.write("old/warning.yaml", WARNING);
    scratch.write("web/service.yaml", service("web"));
    scratch.write("web/other.yaml", service("other"));
    scratch.write(
        "web/route.yaml",
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: web, namespace: shop}\n\
         spec: {hosts: [web], http: [{route: [{destination: {host: web}}]}]}\n",
    );
    git(scratch.path(), &["init", "-q", "-b", "main"]);
    commit(&scratch);
    scratch
}

fn service(name: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{ports: [{{name: http, port: 80}}]}}\n"
    )
}

fn found(scratch: &Scratch, args: &[&str]) -> Vec<(String, String)> {
    let document = document(scratch.path(), args);
    findings(&document).into_iter().map(|(path, rule)| (path.to_owned(), rule.to_owned())).collect()
}

fn one(path: &str, rule: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), rule.to_owned())]
}

/// What is wrong with the repository as it is.
fn old_mistakes() -> Vec<(String, String)> {
    [one("old/error.yaml", "unknown-field"), one("old/warning.yaml", "duplicate-resource")].concat()
}

#[test]
fn nothing_relevant_changed_is_clean() {
    let scratch = repository();
    for args in [&["--staged"][..], &["--changed-since", "main"]] {
        assert_eq!(found(&scratch, args), []);
        assert_eq!(status(&meshlint(scratch.path(), &[&["check"], args].concat())), 0, "{args:?}");
    }
    scratch.write("README.md", "new");
    git(scratch.path(), &["add", "-A"]);
    let output = meshlint(scratch.path(), &["check", "--staged"]);
    assert_eq!(status(&output), 0);
    let text = stdout(&output);
    assert!(text.contains("reported on 1 file staged; 2 findings elsewhere not shown"), "{text}");
    let empty = Scratch::new();
    git(empty.path(), &["init", "-q"]);
    empty.write("README.md", "new");
    git(empty.path(), &["add", "-A"]);
    assert_eq!(status(&meshlint(empty.path(), &["check", "--staged"])), 0);
    assert_eq!(status(&meshlint(empty.path(), &["check"])), 3);
}

#[test]
fn what_touches_the_change_is_reported() {
    let scratch = repository();
    scratch.write("old/error.yaml", format!("# touched\n{ERROR}"));
    assert_eq!(found(&scratch, &["--staged"]), [], "it is not staged");
    assert_eq!(found(&scratch, &["--changed-since", "HEAD"]), one("old/error.yaml", "unknown-field"));
    git(scratch.path(), &["add", "-A"]);
    assert_eq!(found(&scratch, &["--staged"]), one("old/error.yaml", "unknown-field"));
    assert_eq!(status(&meshlint(scratch.path(), &["check", "--staged"])), 1);
    commit(&scratch);
    assert_eq!(found(&scratch, &["--staged"]), []);
    assert_eq!(found(&scratch, &["--changed-since", "HEAD~1"]), one("old/error.yaml", "unknown-field"));
    // A file that git does not know yet is a part of the change.
    scratch.write("new/error.yaml", ERROR.replace("name: error", "name: new\n  namespace: new"));
    assert_eq!(found(&scratch, &["--changed-since", "HEAD"]), one("new/error.yaml", "unknown-field"));
}

#[test]
fn what_the_change_breaks_elsewhere_is_reported() {
    let scratch = repository();
    fs::remove_file(scratch.path().join("web/service.yaml")).expect("it is there");
    let missing = one("web/route.yaml", "destination-host-not-found");
    assert_eq!(found(&scratch, &["--changed-since", "HEAD"]), missing);
    git(scratch.path(), &["add", "-A"]);
    assert_eq!(found(&scratch, &["--staged"]), missing);
    commit(&scratch);
    assert_eq!(found(&scratch, &["--changed-since", "HEAD~1"]), missing);
    assert_eq!(found(&scratch, &["--changed-since", "HEAD"]), [], "it was there before");
    // Renamed in place: the file is there, what it held is not.
    git(scratch.path(), &["revert", "--no-edit", "HEAD"]);
    scratch.write("web/service.yaml", service("wep"));
    assert_eq!(found(&scratch, &["--changed-since", "HEAD"]), missing);
    // The other side of a finding lies in the change.
    scratch.write("web/service.yaml", service("web"));
    scratch.write("a/twice.yaml", service("other"));
    assert_eq!(found(&scratch, &["--changed-since", "HEAD"]), one("web/other.yaml", "duplicate-resource"));
}

#[test]
fn branches_are_compared_with_where_they_began() {
    let scratch = repository();
    git(scratch.path(), &["checkout", "-q", "-b", "topic"]);
    scratch.write("topic/error.yaml", ERROR.replace("name: error", "name: topic\n  namespace: topic"));
    commit(&scratch);
    git(scratch.path(), &["checkout", "-q", "main"]);
    scratch.write("old/error.yaml", format!("# on main\n{ERROR}"));
    commit(&scratch);
    git(scratch.path(), &["checkout", "-q", "topic"]);
    assert_eq!(found(&scratch, &["--changed-since", "main"]), one("topic/error.yaml", "unknown-field"));
}

#[test]
fn folders_and_paths_are_found_from_anywhere() {
    let scratch = repository();
    fs::remove_file(scratch.path().join("web/service.yaml")).expect("it is there");
    let inside = document(&scratch.path().join("web"), &["--changed-since", "HEAD"]);
    assert_eq!(findings(&inside), [("route.yaml", "destination-host-not-found")]);
    let elsewhere = Scratch::new();
    let folder = scratch.path().join("web");
    let outside = document(elsewhere.path(), &["--changed-since", "HEAD", folder.to_str().expect("UTF-8")]);
    let route = folder.join("route.yaml");
    assert_eq!(findings(&outside), [(route.to_str().expect("UTF-8"), "destination-host-not-found")]);
    let missing = one("web/route.yaml", "destination-host-not-found");
    assert_eq!(found(&scratch, &["--changed-since", "HEAD", "web", "old"]), missing);
}

#[test]
fn a_changed_configuration_may_change_everything() {
    let scratch = repository();
    scratch.write("meshlint.toml", "complete = true");
    git(scratch.path(), &["add", "-A"]);
    assert_eq!(found(&scratch, &["--staged"]), old_mistakes());
}

#[test]
fn what_git_cannot_tell_is_an_error() {
    let scratch = repository();
    let unknown = meshlint(scratch.path(), &["check", "--changed-since", "nowhere"]);
    assert_eq!(status(&unknown), 2);
    assert!(stderr(&unknown).contains("git knows no revision `nowhere`"), "{}", stderr(&unknown));
    let flag = meshlint(scratch.path(), &["check", "--changed-since=--output=x"]);
    assert_eq!(status(&flag), 2);
    assert!(!scratch.path().join("x").exists());
    let bare = Scratch::new();
    bare.write("a.yaml", CLEAN);
    let bare = meshlint(bare.path(), &["check", "--staged"]);
    assert_eq!(status(&bare), 2);
    assert!(stderr(&bare).contains("is in no Git repository"), "{}", stderr(&bare));
}

#[test]
fn paths_narrow_the_report() {
    let scratch = repository();
    assert_eq!(found(&scratch, &["--only", "old/error.yaml"]), one("old/error.yaml", "unknown-field"));
    assert_eq!(found(&scratch, &["--only", "old"]), old_mistakes());
    assert_eq!(found(&scratch, &["--only", "web"]), []);
    assert_eq!(status(&meshlint(scratch.path(), &["check", "--only", "web"])), 0);
    scratch.write("a/twice.yaml", service("other"));
    assert_eq!(found(&scratch, &["--only", "a"]), one("web/other.yaml", "duplicate-resource"));
}

/// What pre-commit runs is what is defined for it.
#[test]
fn the_hook_reads_the_whole_tree() {
    let hooks = concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml");
    let hooks = fs::read_to_string(hooks).expect("the hooks are there");
    assert!(
        hooks.contains("pass_filenames: false")
            && hooks.contains("always_run: true")
            && hooks.contains("--staged"),
        "{hooks}"
    );
}

#[test]
fn what_is_staged_is_read_as_it_is_staged() {
    let scratch = repository();
    let route = fs::read_to_string(scratch.path().join("web/route.yaml")).expect("it is there");
    scratch.write("web/route.yaml", route.replace("host: web", "host: wep"));
    git(scratch.path(), &["add", "-A"]);
    // Mended, and not staged: the commit would hold the mistake.
    scratch.write("web/route.yaml", &route);
    assert_eq!(found(&scratch, &["--staged"]), one("web/route.yaml", "destination-host-not-found"));
    git(scratch.path(), &["add", "-A"]);
    assert_eq!(found(&scratch, &["--staged"]), []);
    // Broken, and not staged: the commit would not.
    scratch.write("web/other.yaml", format!("# staged\n{}", service("other")));
    git(scratch.path(), &["add", "-A"]);
    scratch.write("web/route.yaml", route.replace("host: web", "host: wep"));
    scratch.write("web/other.yaml", "kind: [");
    assert_eq!(found(&scratch, &["--staged"]), []);
    // What a route refers to lies there, and git does not know it.
    scratch.write("web/route.yaml", route.replace("host: web", "host: webb"));
    git(scratch.path(), &["add", "web/route.yaml"]);
    scratch.write("web/webb.yaml", service("webb"));
    assert_eq!(found(&scratch, &["--staged"]), one("web/route.yaml", "destination-host-not-found"));
    git(scratch.path(), &["add", "web/webb.yaml"]);
    assert_eq!(found(&scratch, &["--staged"]), []);
    // Staged as deleted, and still there.
    git(scratch.path(), &["commit", "-q", "-m", "x"]);
    git(scratch.path(), &["rm", "-q", "--cached", "web/webb.yaml"]);
    assert_eq!(found(&scratch, &["--staged"]), one("web/route.yaml", "destination-host-not-found"));
}

#[test]
fn findings_on_suppressions_elsewhere_were_there_before() {
    let scratch = repository();
    scratch.write("old/unused.yaml", format!("# meshlint: ignore[unknown-field] not needed\n{CLEAN}"));
    commit(&scratch);
    assert_eq!(found(&scratch, &["--only", "old/unused.yaml"]), one("old/unused.yaml", "unused-suppression"));
    scratch.write("web/other.yaml", format!("# changed\n{}", service("other")));
    assert_eq!(found(&scratch, &["--changed-since", "HEAD"]), []);
}

#[test]
fn what_a_change_takes_away_is_missing() {
    let scratch = Scratch::new();
    let route = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: web, namespace: shop}\n\
                 spec: {hosts: [web], http: [{route: [{destination: {host: web}, weight: 50}, {destination: {host: else.far.svc.cluster.local}, weight: 50}]}]}\n";
    scratch.write("route.yaml", route);
    scratch.write("service.yaml", service("web"));
    git(scratch.path(), &["init", "-q", "-b", "main"]);
    commit(&scratch);
    // Once the only Service of the namespace is gone, nothing tells whether there are any.
    fs::remove_file(scratch.path().join("service.yaml")).expect("it is there");
    assert_eq!(found(&scratch, &[]), []);
    let missing = one("route.yaml", "destination-host-not-found");
    assert_eq!(found(&scratch, &["--changed-since", "HEAD"]), missing);
    git(scratch.path(), &["add", "-A"]);
    assert_eq!(found(&scratch, &["--staged"]), missing);
    assert_eq!(status(&meshlint(scratch.path(), &["check", "--staged"])), 1);
    // What was moved is not gone.
    scratch.write("moved/service.yaml", service("web"));
    git(scratch.path(), &["add", "-A"]);
    assert_eq!(found(&scratch, &["--staged"]), []);
}

#[test]
fn what_a_change_breaks_in_one_more_world_is_reported() {
    let scratch = Scratch::new();
    scratch.write("base/kustomization.yaml", "resources: [all.yaml]\n");
    scratch.write(
        "base/all.yaml",
        format!(
            "{}---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: web, namespace: shop}}\n\
             spec: {{hosts: [web], http: [{{route: [{{destination: {{host: web, subset: v1}}}}]}}]}}\n",
            service("web")
        ),
    );
    let rule = |subset: &str| {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: web, namespace: shop}}\n\
             spec: {{host: web, subsets: [{{name: {subset}, labels: {{version: v1}}}}]}}\n"
        )
    };
    for (env, subset) in [("dev", "v1"), ("prod", "v2")] {
        let overlay = format!("namespace: {env}\nresources: [../../base, rule.yaml]\n");
        scratch.write(&format!("overlays/{env}/kustomization.yaml"), overlay);
        scratch.write(&format!("overlays/{env}/rule.yaml"), rule(subset));
    }
    git(scratch.path(), &["init", "-q", "-b", "main"]);
    commit(&scratch);
    let missing = one("base/all.yaml", "subset-not-found");
    assert_eq!(found(&scratch, &[]), missing, "in prod");
    assert_eq!(found(&scratch, &["--changed-since", "HEAD"]), []);
    scratch.write("overlays/dev/rule.yaml", rule("v3"));
    assert_eq!(found(&scratch, &["--changed-since", "HEAD"]), missing, "in dev, too");
    fs::remove_file(scratch.path().join("overlays/dev/rule.yaml")).expect("it is there");
    scratch.write("overlays/dev/kustomization.yaml", "namespace: dev\nresources: [../../base]\n");
    assert_eq!(found(&scratch, &["--changed-since", "HEAD"]), missing, "in dev, too");
    assert_eq!(found(&scratch, &["--changed-since", "HEAD", "--world", "prod"]), []);
}

#[test]
fn a_slip_in_a_path_to_report_on_is_an_error() {
    let scratch = repository();
    let output = meshlint(scratch.path(), &["check", "--only", "web/rout.yaml"]);
    assert_eq!(status(&output), 2);
    assert!(
        stderr(&output).contains("--only: no such file or directory: web/rout.yaml"),
        "{}",
        stderr(&output)
    );
    fs::remove_file(scratch.path().join("web/other.yaml")).expect("it is there");
    let deleted = meshlint(scratch.path(), &["check", "--changed-since", "HEAD", "--only", "web/other.yaml"]);
    assert_eq!(status(&deleted), 0, "{}", stderr(&deleted));
}
