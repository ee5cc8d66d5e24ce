//! Overlays, environments and clusters: each a mesh of its own.

use serde_json::Value;

use super::{Scratch, document, findings, meshlint, status, stderr, stdout};

fn service(name: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{ports: [{{name: http, port: 80}}]}}\n"
    )
}

/// A route to a host, which is a Service of its namespace.
fn route(name: &str, host: &str) -> String {
    format!(
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: shop}}\n\
         spec: {{hosts: [{name}], http: [{{route: [{{destination: {{host: {host}}}}}]}}]}}\n"
    )
}

fn kustomization(entries: &str) -> String {
    format!("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n{entries}\n")
}

fn worlds(document: &Value) -> Vec<String> {
    let list = document["summary"]["worlds"].as_array().cloned().unwrap_or_default();
    list.iter().map(|name| name.as_str().expect("a text").to_owned()).collect()
}

/// The worlds and the findings of a tree.
fn check(scratch: &Scratch, args: &[&str]) -> (Vec<String>, Vec<(String, String)>) {
    // That a route leads to another host with rules of its own is of no interest here.
    let args: Vec<&str> =
        args.iter().copied().chain(["--ignore", "rules-of-destination-not-asked"]).collect();
    let document = document(scratch.path(), &args);
    let found =
        findings(&document).into_iter().map(|(path, rule)| (path.to_owned(), rule.to_owned())).collect();
    (worlds(&document), found)
}

fn found(path: &str, rule: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), rule.to_owned())]
}

#[test]
fn environments_are_worlds() {
    let scratch = Scratch::new();
    for env in ["dev", "prod"] {
        scratch.write(&format!("envs/{env}/web.yaml"), service("web"));
        scratch.write(&format!("envs/{env}/route.yaml"), route("web", "web"));
    }
    assert_eq!(check(&scratch, &[]), (vec!["dev".into(), "prod".into()], vec![]));
    let text = meshlint(scratch.path(), &["check"]);
    assert!(stdout(&text).contains("2 worlds, each a mesh of its own: dev, prod"), "{}", stdout(&text));
    // What only one of them lacks is missing there.
    scratch.write("envs/prod/web.yaml", service("wep"));
    let (_, list) = check(&scratch, &[]);
    assert_eq!(list, found("envs/prod/route.yaml", "destination-host-not-found"));
    // A duplicate within one is a finding.
    scratch.write("envs/prod/web.yaml", service("web"));
    scratch.write("envs/dev/again.yaml", service("web"));
    let (worlds, list) = check(&scratch, &[]);
    assert_eq!(worlds, ["dev", "prod"]);
    assert_eq!(list, found("envs/dev/web.yaml", "duplicate-resource"));
}

#[test]
fn clusters_and_regions_are_worlds() {
    let scratch = Scratch::new();
    for cluster in ["a", "b", "c"] {
        scratch.write(&format!("clusters/{cluster}/web.yaml"), service("web"));
    }
    assert_eq!(check(&scratch, &[]).0, ["a", "b", "c"]);
    let scratch = Scratch::new();
    for region in ["eu-west-1", "us-east-2"] {
        scratch.write(&format!("mesh/{region}/web.yaml"), service("web"));
    }
    assert_eq!(check(&scratch, &[]), (vec!["eu-west-1".into(), "us-east-2".into()], vec![]));
    let scratch = Scratch::new();
    for env in ["dev", "prod"] {
        for region in ["eu", "us"] {
            scratch.write(&format!("{env}/{region}/web.yaml"), service("web"));
        }
    }
    assert_eq!(
        check(&scratch, &[]),
        (["dev/eu", "dev/us", "prod/eu", "prod/us"].map(String::from).into(), vec![])
    );
}

#[test]
fn an_accidental_duplicate_makes_no_worlds() {
    let scratch = Scratch::new();
    scratch.write("apps/web/all.yaml", [service("web"), route("web", "web")].join("---\n"));
    scratch.write("apps/legacy/all.yaml", [service("legacy"), route("web", "legacy")].join("---\n"));
    assert_eq!(check(&scratch, &[]), (vec![], found("apps/web/all.yaml", "duplicate-resource")));
    let scratch = Scratch::new();
    scratch.write("a/route.yaml", route("web", "web"));
    scratch.write("b/route.yaml", route("web", "web"));
    scratch.write("web.yaml", service("web"));
    assert_eq!(check(&scratch, &[]), (vec![], found("b/route.yaml", "duplicate-resource")));
    // In one folder, too, whatever it is called.
    let scratch = Scratch::new();
    scratch.write("envs/dev/a.yaml", service("web"));
    scratch.write("envs/dev/b.yaml", service("web"));
    scratch.write("envs/prod/a.yaml", service("other"));
    assert_eq!(check(&scratch, &[]), (vec![], found("envs/dev/b.yaml", "duplicate-resource")));
}

#[test]
fn copies_are_worlds_whatever_they_are_called() {
    let scratch = Scratch::new();
    for folder in ["alice", "bob"] {
        scratch.write(&format!("{folder}/a.yaml"), [service("web"), service("api")].join("---\n"));
        scratch.write(&format!("{folder}/b.yaml"), route("web", "web"));
        scratch.write(&format!("{folder}/c.yaml"), service(folder));
    }
    assert_eq!(check(&scratch, &[]), (vec!["alice".into(), "bob".into()], vec![]));
}

#[test]
fn environments_without_variants_are_one_mesh() {
    let scratch = Scratch::new();
    scratch.write("envs/dev/web.yaml", service("web"));
    scratch.write("envs/prod/route.yaml", route("web", "web"));
    assert_eq!(check(&scratch, &[]), (vec![], vec![]));
}

#[test]
fn overlays_share_their_base() {
    let scratch = Scratch::new();
    scratch.write("base/kustomization.yaml", kustomization("resources: [web.yaml, route.yaml]"));
    scratch.write("base/web.yaml", service("web"));
    scratch.write("base/route.yaml", route("web", "api"));
    for env in ["dev", "prod"] {
        let overlay = kustomization("resources: [../../base, api.yaml]\npatches: [{path: patch.yaml}]");
        scratch.write(&format!("overlays/{env}/kustomization.yaml"), overlay);
        scratch.write(&format!("overlays/{env}/api.yaml"), service("api"));
        scratch.write(&format!("overlays/{env}/patch.yaml"), service("web"));
    }
    assert_eq!(check(&scratch, &[]), (vec!["dev".into(), "prod".into()], vec![]));
    // The base is at fault in all worlds: said once.
    scratch.write("base/route.yaml", route("web", "apj"));
    let (_, list) = check(&scratch, &[]);
    assert_eq!(list, found("base/route.yaml", "destination-host-not-found"));
    // The base is at fault in one of them: said with its name.
    scratch.write("base/route.yaml", route("web", "api"));
    scratch.write("overlays/prod/api.yaml", service("apx"));
    let document = document(scratch.path(), &[]);
    assert_eq!(findings(&document), [("base/route.yaml", "destination-host-not-found")]);
    let message = document["diagnostics"][0]["message"].as_str().expect("a text");
    assert!(message.ends_with(" (in 1 of 2 worlds: prod)"), "{message}");
    assert_eq!(check(&scratch, &["--world", "dev"]), (vec!["dev".into()], vec![]));
    let missing = found("base/route.yaml", "destination-host-not-found");
    assert_eq!(check(&scratch, &["--world", "prod"]), (vec!["prod".into()], missing));
}

#[test]
fn overlays_of_patches_alone_are_worlds() {
    let scratch = Scratch::new();
    scratch.write("base/kustomization.yaml", kustomization("resources: [web.yaml]"));
    scratch.write("base/web.yaml", [service("web"), route("web", "web")].join("---\n"));
    for env in ["one", "two"] {
        let overlay = kustomization(&format!("namespace: {env}\nresources: [../../base]"));
        scratch.write(&format!("overlays/{env}/kustomization.yaml"), overlay);
    }
    assert_eq!(check(&scratch, &[]), (vec!["one".into(), "two".into()], vec![]));
    // The objects of a world are in the namespace of its kustomization.
    let by_namespace = route("web", "web.one.svc.cluster.local");
    scratch.write("base/web.yaml", [service("web"), by_namespace].join("---\n"));
    let document = document(scratch.path(), &["--complete"]);
    assert_eq!(findings(&document), [("base/web.yaml", "destination-host-not-found")]);
    assert!(
        document["diagnostics"][0]["message"].as_str().expect("a text").ends_with("(in 1 of 2 worlds: two)")
    );
}

#[test]
fn applications_that_share_a_component_are_one_mesh() {
    let scratch = Scratch::new();
    scratch.write("common/kustomization.yaml", kustomization("resources: [common.yaml]"));
    scratch.write("common/common.yaml", service("common"));
    for (app, other) in [("web", "api"), ("api", "web")] {
        scratch.write(
            &format!("apps/{app}/kustomization.yaml"),
            kustomization("resources: [../../common, all.yaml]"),
        );
        scratch.write(&format!("apps/{app}/all.yaml"), [service(app), route(app, other)].join("---\n"));
    }
    assert_eq!(check(&scratch, &[]), (vec![], vec![]));
}

#[test]
fn environments_of_several_applications_are_the_same() {
    let scratch = Scratch::new();
    for (app, other) in [("web", "api"), ("api", "web")] {
        for env in ["dev", "prod"] {
            scratch.write(&format!("{app}/{env}/all.yaml"), [service(app), route(app, other)].join("---\n"));
        }
    }
    assert_eq!(check(&scratch, &[]), (vec!["dev".into(), "prod".into()], vec![]));
    scratch.write("web/prod/all.yaml", service("wep"));
    let (_, list) = check(&scratch, &["--complete"]);
    assert_eq!(list, found("api/prod/all.yaml", "destination-host-not-found"));
    let flat = Scratch::new();
    for env in ["dev", "prod"] {
        flat.write(&format!("{env}-web/all.yaml"), [service("web"), route("web", "api")].join("---\n"));
        flat.write(&format!("{env}-api/all.yaml"), service("api"));
    }
    assert_eq!(check(&flat, &["--complete"]), (vec!["dev".into(), "prod".into()], vec![]));
}

#[test]
fn what_is_no_variant_belongs_to_every_world() {
    let scratch = Scratch::new();
    scratch.write("common/web.yaml", service("web"));
    scratch.write("shared.yaml", route("web", "api"));
    for env in ["test", "live"] {
        scratch.write(&format!("{env}/api.yaml"), [service("api"), route("api", "web")].join("---\n"));
    }
    assert_eq!(check(&scratch, &["--complete"]), (vec!["live".into(), "test".into()], vec![]));
    // So does what is context.
    let apart = Scratch::new();
    apart.write("platform/web.yaml", service("web"));
    for env in ["test", "live"] {
        apart.write(&format!("deploy/{env}/api.yaml"), [service("api"), route("api", "web")].join("---\n"));
    }
    let args = ["--complete", "--context", "platform", "deploy"];
    assert_eq!(check(&apart, &args), (vec!["live".into(), "test".into()], vec![]));
}

#[test]
fn worlds_are_chosen_and_configured() {
    let scratch = Scratch::new();
    for env in ["dev", "prod"] {
        scratch.write(&format!("envs/{env}/web.yaml"), service("web"));
    }
    let (worlds, list) = check(&scratch, &["--single-world"]);
    assert_eq!((worlds, list), (vec![], found("envs/prod/web.yaml", "duplicate-resource")));
    let unknown = meshlint(scratch.path(), &["check", "--world", "prd"]);
    assert_eq!(status(&unknown), 2);
    assert!(stderr(&unknown).contains("did you mean `prod`?"), "{}", stderr(&unknown));
    scratch.write("meshlint.toml", "worlds = \"single\"");
    assert_eq!(check(&scratch, &[]).0, [""; 0]);
    scratch.write("meshlint.toml", "[worlds]\nblue = [\"envs/dev\"]\ngreen = [\"envs/prod\", \"more\"]");
    scratch.write("more/route.yaml", route("web", "web"));
    scratch.write("all.yaml", service("other"));
    assert_eq!(check(&scratch, &["--complete"]), (vec!["blue".into(), "green".into()], vec![]));
    assert_eq!(check(&scratch, &["--world", "blue"]).0, ["blue"]);
}

#[test]
fn suppressions_in_other_worlds_are_not_unused() {
    let scratch = Scratch::new();
    for env in ["dev", "prod"] {
        let comment = "# meshlint: ignore[destination-host-not-found] made by the pipeline\n";
        scratch.write(
            &format!("envs/{env}/web.yaml"),
            format!("{comment}{}---\n{}", route("web", "wep"), service("web")),
        );
    }
    assert_eq!(check(&scratch, &[]), (vec!["dev".into(), "prod".into()], vec![]));
    assert_eq!(check(&scratch, &["--world", "dev"]).1, []);
}

#[test]
fn files_are_shown_with_their_worlds() {
    let scratch = Scratch::new();
    scratch.write("shared.yaml", service("shared"));
    for env in ["dev", "prod"] {
        scratch.write(&format!("envs/{env}/web.yaml"), service("web"));
    }
    let all = meshlint(scratch.path(), &["check", "--show-files"]);
    assert_eq!(stdout(&all), "envs/dev/web.yaml\nenvs/prod/web.yaml\nshared.yaml\n");
    assert!(stderr(&all).contains("world dev: 2 files"), "{}", stderr(&all));
    let prod = meshlint(scratch.path(), &["check", "--show-files", "--world", "prod"]);
    assert_eq!(stdout(&prod), "envs/prod/web.yaml\nshared.yaml\n");
    // What is counted is what was checked.
    let one = meshlint(scratch.path(), &["check", "--world", "prod"]);
    let expected = "no problems found: 2 resources in 2 files, none of them of Istio or the Gateway API\nworld prod alone\n";
    assert_eq!(stdout(&one), expected);
}
