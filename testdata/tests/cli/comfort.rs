//! What makes daily use pleasant.

use super::{CLEAN, ERROR, Scratch, WARNING, document, meshlint, status, stderr, stdout};

const MESH: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  ports: [{name: http, port: 80}]\n  selector: {app: web}\n---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: web, namespace: shop}\nspec:\n  hosts: [web]\n  http:\n  - route:\n    - destination: {host: web}\n    mirror: {host: copy.elsewhere.svc.cluster.local}\n";

fn samples() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("clean.yaml", CLEAN);
    scratch.write("error.yaml", ERROR);
    scratch.write("warning.yaml", WARNING);
    scratch.write("mesh.yaml", MESH);
    for index in 0..15 {
        scratch.write(&format!("values/{index:02}.yaml"), "a: b\n");
    }
    scratch
}

fn check(scratch: &Scratch, args: &[&str]) -> std::process::Output {
    meshlint(scratch.path(), &[&["check"], args].concat())
}

#[test]
fn a_clean_run_says_so_politely() {
    let scratch = samples();
    scratch.write("sidecar.yaml", ERROR.replace("  bogus: 1\n", "  egress: [{hosts: ['*/*']}]\n"));
    let output = check(&scratch, &["sidecar.yaml"]);
    assert_eq!(stdout(&output), "no problems found: 1 resource in 1 file\n");
}

#[test]
fn quiet_leaves_the_findings() {
    let scratch = samples();
    assert_eq!(stdout(&check(&scratch, &["-q", "clean.yaml"])), "");
    let output = check(&scratch, &["--quiet", "error.yaml", "warning.yaml"]);
    assert_eq!(status(&output), 1);
    assert!(stdout(&output).contains("bogus") && !stdout(&output).contains("checked"), "{}", stdout(&output));
    for format in ["concise", "github", "istioctl"] {
        assert_eq!(stderr(&check(&scratch, &["-q", "--format", format, "error.yaml"])), "", "{format}");
    }
    // A run that checked nothing is never silent.
    let nothing = check(&scratch, &["-q", "values"]);
    assert_eq!(status(&nothing), 3);
    assert!(stdout(&nothing).contains("nothing to check"), "{}", stdout(&nothing));
}

#[test]
fn verbose_tells_what_was_resolved_and_what_was_skipped() {
    let scratch = samples();
    let brief = check(&scratch, &["mesh.yaml", "values"]);
    assert!(stdout(&brief).contains("(-v shows it)"), "{}", stdout(&brief));
    let skipped = "skipped 15 files: they hold no Kubernetes object (-v lists them)\n";
    assert!(stdout(&brief).ends_with(skipped), "{}", stdout(&brief));
    let verbose = check(&scratch, &["-v", "mesh.yaml", "values"]);
    let text = stdout(&verbose);
    assert!(
        text.contains("mesh.yaml:15:27: host `web` is web.shop.svc.cluster.local (mesh.yaml:3)"),
        "{text}"
    );
    assert!(text.contains("not verified:\n  mesh.yaml:16:20: "), "{text}");
    assert!((0..15).all(|index| text.contains(&format!("values/{index:02}.yaml"))), "{text}");
    // Where standard output is for programs, the rest goes to standard error.
    let json = check(&scratch, &["-v", "--format", "json", "mesh.yaml", "values"]);
    assert!(serde_json::from_slice::<serde_json::Value>(&json.stdout).is_ok());
    assert!(stderr(&json).contains("host `web` is web.shop.svc.cluster.local"), "{}", stderr(&json));
}

/// A chart, a kustomization that asks for two more things, and a route that names no namespace.
fn deployed() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("charts/web/Chart.yaml", "name: web\n");
    scratch.write("charts/web/templates/a.yaml", "kind: {{ .Values.kind }}\n");
    scratch.write("charts/web/templates/b.yaml", CLEAN);
    scratch.write("charts/web/charts/cache/Chart.yaml", "name: cache\n");
    scratch.write("charts/web/charts/cache/templates/a.yaml", CLEAN);
    scratch.write(
        "base/kustomization.yaml",
        "resources:\n- https://example.com/mesh.git\n- clean.yaml\nhelmCharts:\n- name: web\n",
    );
    scratch.write("base/clean.yaml", CLEAN);
    for overlay in ["dev", "prod"] {
        scratch.write(
            &format!("{overlay}/kustomization.yaml"),
            format!("namePrefix: {overlay}-\nresources:\n- ../base\n"),
        );
    }
    scratch.write("route.yaml", MESH.split("---\n").nth(1).unwrap().replace(", namespace: shop", ""));
    scratch
}

#[test]
fn what_cannot_be_had_is_told_once() {
    let scratch = deployed();
    let told =
        "1 chart was not rendered and 1 remote resource not fetched: what they would bring is in doubt";
    let brief = check(&scratch, &[]);
    assert!(stdout(&brief).contains(&format!("\n{told} (-v lists them)\n")), "{}", stdout(&brief));
    let verbose = check(&scratch, &["-v"]);
    let text = stdout(&verbose);
    let list = "not available:\n  charts/web: the chart charts/web is not rendered\n  base/kustomization.yaml:5: the chart web is not rendered\n  base/kustomization.yaml:2: https://example.com/mesh.git is not fetched\n\n";
    assert!(text.contains(list) && text.contains(&format!("\n{told}\n")), "{text}");
    let summary = &document(scratch.path(), &[])["summary"];
    let parts = serde_json::json!([
        {"kind": "chart", "name": "charts/web", "path": "charts/web"},
        {"kind": "chart", "name": "web", "path": "base/kustomization.yaml", "line": 5},
        {"kind": "remote", "name": "https://example.com/mesh.git", "path": "base/kustomization.yaml", "line": 2},
    ]);
    assert_eq!(summary["unavailable"], parts);
}

#[test]
fn an_assumed_namespace_is_told_unless_it_was_said() {
    let scratch = deployed();
    let told = "1 object names no namespace and is taken to be in `default`, so that 1 reference could not be verified (-n NAMESPACE says where)";
    let output = check(&scratch, &["route.yaml"]);
    assert!(stdout(&output).contains(told), "{}", stdout(&output));
    let assumed = |args: &[&str]| document(scratch.path(), args)["summary"]["assumedNamespace"].clone();
    let expected = serde_json::json!({"namespace": "default", "objects": 1, "references": 1});
    assert_eq!(assumed(&["route.yaml"]), expected);
    assert!(assumed(&["-n", "shop", "route.yaml"]).is_null());
    assert!(assumed(&["-n", "default", "route.yaml"]).is_null());
    scratch.write("meshlint.toml", "namespace = \"shop\"\n");
    assert!(assumed(&["route.yaml"]).is_null());
    // A ConfigMap is not what the mesh is made of.
    scratch.write("meshlint.toml", "");
    assert!(assumed(&["base/clean.yaml"]).is_null());
}

#[test]
fn statistics_count_by_rule() {
    let scratch = samples();
    scratch.write(
        "more.yaml",
        ERROR
            .replace("name: error", "name: more\n  namespace: more")
            .replace("bogus: 1", "bogus: 1\n  more: 1"),
    );
    let args = ["--statistics", "error.yaml", "more.yaml", "warning.yaml"];
    let output = check(&scratch, &args);
    let lines: Vec<&str> = stdout(&output).lines().collect();
    assert_eq!(status(&output), 1);
    assert!(lines[0].starts_with("3  ") && lines[0].contains("unknown-field"), "{lines:?}");
    assert!(lines[1].starts_with("1  ") && lines[1].contains("duplicate-resource"), "{lines:?}");
    assert!(!stdout(&output).contains("bogus"), "{lines:?}");
    assert!(stderr(&output).contains("3 errors, 1 warning"), "{}", stderr(&output));
    let json = check(&scratch, &[&args[..], &["--format", "json"]].concat());
    assert!(serde_json::from_slice::<serde_json::Value>(&json.stdout).is_ok());
    assert!(stderr(&json).contains("unknown-field"), "{}", stderr(&json));
}

#[test]
fn files_are_listed_without_being_checked() {
    let scratch = samples();
    let output = check(&scratch, &["--show-files", "."]);
    assert_eq!(status(&output), 0);
    assert_eq!(stdout(&output), "clean.yaml\nerror.yaml\nmesh.yaml\nwarning.yaml\n");
    assert!(stderr(&output).contains("values/00.yaml: "), "{}", stderr(&output));
    assert_eq!(status(&check(&scratch, &["--show-files", "values"])), 3);
    assert_eq!(status(&check(&scratch, &["--show-files", "absent"])), 2);
    let without =
        check(&scratch, &["--show-files", "--exclude", "mesh.yaml", ".", "--context", "error.yaml"]);
    assert!(!stdout(&without).contains("mesh.yaml"), "{}", stdout(&without));
}

#[test]
fn timings_of_steps_and_rules() {
    let scratch = samples();
    let output = check(&scratch, &["--timings", "clean.yaml"]);
    assert!(stdout(&output).starts_with("no problems found: 1 resource in 1 file"));
    for step in ["reading", "resolving references", "running rules", "gateway-not-found"] {
        assert!(stderr(&output).contains(step), "{step}: {}", stderr(&output));
    }
    assert!(stderr(&output).lines().all(|line| line.contains(" ms  ")), "{}", stderr(&output));
}

#[test]
fn six_shells_complete() {
    let scratch = Scratch::new();
    for shell in ["bash", "elvish", "fish", "nushell", "powershell", "zsh"] {
        let output = meshlint(scratch.path(), &["completions", shell]);
        assert_eq!((status(&output), stderr(&output)), (0, ""), "{shell}");
        // Elvish and PowerShell complete no values of flags.
        for word in ["explain", "min-severity", "istioctl-json"]
            .iter()
            .take(if ["elvish", "powershell"].contains(&shell) { 2 } else { 3 })
        {
            assert!(stdout(&output).contains(word), "{shell} does not complete {word}");
        }
    }
    assert_eq!(status(&meshlint(scratch.path(), &["completions", "tcsh"])), 2);
    // Bash itself reads them.
    let script = meshlint(scratch.path(), &["completions", "bash"]);
    scratch.write("meshlint.bash", &script.stdout);
    let read = "source meshlint.bash && COMP_WORDS=(meshlint expl) COMP_CWORD=1 && _meshlint meshlint expl meshlint && echo \"${COMPREPLY[*]}\"";
    let bash = std::process::Command::new("bash").current_dir(scratch.path()).args(["-c", read]).output();
    if let Ok(bash) = bash {
        assert_eq!(stdout(&bash).trim(), "explain", "{}", stderr(&bash));
    }
}

#[test]
fn man_pages() {
    let scratch = Scratch::new();
    let one = meshlint(scratch.path(), &["man"]);
    assert!(stdout(&one).contains(".TH meshlint 1"), "{}", stdout(&one));
    assert_eq!(status(&meshlint(scratch.path(), &["man", "pages"])), 0);
    for page in ["meshlint.1", "meshlint-check.1", "meshlint-explain.1", "meshlint-config-show.1"] {
        let text = std::fs::read_to_string(scratch.path().join("pages").join(page)).expect(page);
        assert!(text.contains(".SH SYNOPSIS") && text.contains(".SH DESCRIPTION"), "{page}");
    }
    assert!(!scratch.path().join("pages/meshlint-man.1").exists(), "what is hidden has no page");
}

#[test]
fn the_version_and_where_it_runs() {
    let scratch = Scratch::new();
    let brief = meshlint(scratch.path(), &["version"]);
    assert_eq!(stdout(&brief), concat!("meshlint ", env!("CARGO_PKG_VERSION"), "\n"));
    let verbose = meshlint(scratch.path(), &["version", "--verbose"]);
    for said in [std::env::consts::ARCH, "schemas of Istio 1.", " rules", "threads: "] {
        assert!(stdout(&verbose).contains(said), "{said}: {}", stdout(&verbose));
    }
}

#[test]
fn slips_on_the_command_line_are_answered_with_what_was_meant() {
    let scratch = samples();
    for (args, meant) in [
        (&["chek"][..], "check"),
        (&["check", "--formt", "json"], "--format"),
        (&["check", "--format", "sarf"], "sarif"),
        (&["check", "-o", "juint=x.xml"], "junit"),
        (&["check", "--output", "sarif"], "sarif=FILE"),
        (&["check", "--fail-on", "eror"], "error"),
        (&["rules", "gateway-not-fund"], "gateway-not-found"),
        (&["completions", "zhs"], "zsh"),
    ] {
        let output = meshlint(scratch.path(), args);
        assert_eq!((status(&output), stdout(&output)), (2, ""), "{args:?}");
        assert!(stderr(&output).contains(meant), "{args:?}: {}", stderr(&output));
    }
}
