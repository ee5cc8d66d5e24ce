//! Pictures of the mesh.

use super::{Scratch, meshlint, status, stderr, stdout};

const MESH: &str = "testdata/meshes/bookshop";

fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn drawn(args: &[&str]) -> serde_json::Value {
    let output = meshlint(root(), &[&["graph", MESH, "--format", "json"], args].concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).expect("a JSON document")
}

fn nodes(picture: &serde_json::Value) -> Vec<String> {
    let text = |node: &serde_json::Value, key: &str| node[key].as_str().unwrap().to_owned();
    let nodes = picture["nodes"].as_array().unwrap().iter();
    nodes
        .map(|node| format!("{}/{}/{}", text(node, "kind"), text(node, "namespace"), text(node, "name")))
        .collect()
}

#[test]
fn edges_lead_from_routes_over_services_to_pods() {
    let picture = drawn(&["--focus", "Service/bookshop/cart"]);
    let expected = [
        "Deployment/bookshop/cart",
        "DestinationRule/bookshop/cart",
        "Service/bookshop/cart",
        "VirtualService/bookshop/storefront",
    ];
    assert_eq!(nodes(&picture), expected);
    let labels: Vec<&str> =
        picture["edges"].as_array().unwrap().iter().map(|edge| edge["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["sets the policy for", "selects", "routes to"]);
}

#[test]
fn findings_stand_on_the_edge_that_they_point_at() {
    let picture = drawn(&[]);
    let missing =
        picture["nodes"].as_array().unwrap().iter().find(|node| node["state"] == "missing").unwrap();
    let leads_there = |edge: &&serde_json::Value| edge["to"] == missing["id"];
    let edge = picture["edges"].as_array().unwrap().iter().find(leads_there).unwrap();
    assert_eq!(edge["findings"][0]["severity"], "error");
    assert_eq!(edge["place"], edge["findings"][0]["place"]);
}

#[test]
fn every_format_draws_the_same_nodes() {
    let count = nodes(&drawn(&[])).len();
    for (format, start) in [("dot", " [label="), ("mermaid", "[\"")] {
        let output = meshlint(root(), &["graph", MESH, "--format", format, "--fold", "never"]);
        let is_node =
            |line: &&str| line.trim_start().starts_with('n') && line.contains(start) && !line.contains("->");
        let drawn = stdout(&output).lines().filter(is_node).filter(|line| !line.contains("==>")).count();
        assert_eq!(drawn, count, "{format}: {}", stdout(&output));
    }
}

#[test]
fn what_cannot_be_drawn() {
    let scratch = Scratch::new();
    scratch.write("nothing.yaml", "a: b\n");
    assert_eq!(status(&meshlint(scratch.path(), &["graph"])), 3);
    let unknown = meshlint(root(), &["graph", MESH, "--focus", "Service/bookshop/none"]);
    assert_eq!(status(&unknown), 2);
    assert!(stderr(&unknown).contains("no Service `none` in namespace bookshop"), "{}", stderr(&unknown));
}

const ROUTE: &str = "\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec: {hosts: [web], http: [{route: [{destination: {host: wep}}]}]}
";

/// Severities of the findings that are marked.
fn marked(folder: &std::path::Path, args: &[&str]) -> Vec<String> {
    let output = meshlint(folder, &[&["graph", "--format", "json"], args].concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let picture: serde_json::Value = serde_json::from_str(stdout(&output)).expect("a JSON document");
    let items = ["nodes", "edges"].into_iter().flat_map(|list| picture[list].as_array().unwrap());
    let findings = items.flat_map(|item| item["findings"].as_array().unwrap());
    findings.map(|finding| finding["severity"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_check_reports_is_marked() {
    let scratch = Scratch::new();
    scratch.write("a.yaml", ROUTE);
    assert_eq!(marked(scratch.path(), &[]), ["error"]);
    scratch.write("meshlint.toml", "[severity]\nIST0101 = \"info\"\n");
    assert_eq!(marked(scratch.path(), &[]), ["info"]);
    assert_eq!(status(&meshlint(scratch.path(), &["baseline", "write", "--baseline", "base.json"])), 0);
    assert_eq!(marked(scratch.path(), &["--baseline", "base.json"]), [""; 0]);
    scratch.write("a.yaml", format!("# meshlint: ignore[IST0101] soon\n{ROUTE}"));
    assert_eq!(marked(scratch.path(), &[]), ["info"], "the comment is for another object");
    scratch.write("a.yaml", format!("# meshlint: ignore-file[IST0101] soon\n{ROUTE}"));
    assert_eq!(marked(scratch.path(), &[]), [""; 0]);
}

#[test]
fn one_of_several_worlds_is_drawn() {
    let scratch = Scratch::new();
    scratch.write("envs/dev/a.yaml", ROUTE.replace("wep", "web"));
    scratch.write("envs/prod/a.yaml", ROUTE);
    let unclear = meshlint(scratch.path(), &["graph"]);
    assert_eq!(status(&unclear), 2);
    let expected = "2 worlds, each a mesh of its own: dev, prod; choose one with --world";
    assert!(stderr(&unclear).contains(expected), "{}", stderr(&unclear));
    assert_eq!(marked(scratch.path(), &["--world", "dev"]), [""; 0]);
    assert_eq!(marked(scratch.path(), &["--world", "prod"]), ["error"]);
    // A comment in one of the worlds holds there.
    scratch.write("envs/prod/a.yaml", format!("# meshlint: ignore-file[IST0101] soon\n{ROUTE}"));
    assert_eq!(marked(scratch.path(), &["--world", "prod"]), [""; 0]);
}

#[test]
fn a_trace_is_made_in_one_of_several_worlds() {
    let scratch = Scratch::new();
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web, sidecar.istio.io/inject: 'true'}}\n\
               spec: {containers: [{name: web, image: web:v1}]}\n";
    scratch.write("envs/dev/a.yaml", format!("{}{pod}", ROUTE.replace("wep", "web")));
    scratch.write("envs/prod/a.yaml", format!("{ROUTE}{pod}"));
    let trace = |args: &[&str]| {
        let request = ["trace", "--complete", "--from", "shop/web", "--to", "http://web/"];
        meshlint(scratch.path(), &[&request, args].concat())
    };
    let unclear = trace(&[]);
    assert_eq!(status(&unclear), 2);
    assert!(stderr(&unclear).contains("2 worlds, each a mesh of its own: dev, prod"), "{}", stderr(&unclear));
    let dev = trace(&["--world", "dev"]);
    assert!(!stdout(&dev).contains("wep"), "{}", stdout(&dev));
    let prod = trace(&["--world", "prod"]);
    assert!(stdout(&prod).contains("wep"), "{}{}", stdout(&prod), stderr(&prod));
    assert!(status(&trace(&["--single-world"])) < 2);
}

/// What depends on the object, in the form `1 kind namespace/name`, and the references that lead nowhere without it.
fn impact(object: &str) -> (Vec<String>, Vec<String>, serde_json::Value) {
    let output = meshlint(root(), &["impact", object, "testdata/meshes/bookshop-fixed", "--format", "json"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let answer: serde_json::Value = serde_json::from_str(stdout(&output)).expect("a JSON document");
    let name = |object: &serde_json::Value| {
        let text = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}/{}", text("kind"), text("namespace"), text("name"))
    };
    let list = |value: &serde_json::Value| value.as_array().unwrap().clone();
    let dependents = list(&answer["dependents"]);
    let dependents = dependents.iter().map(|it| format!("{} {}", it["distance"], name(&it["object"])));
    let orphans = list(&answer["without"]["references"]);
    let orphans = orphans.iter().map(|it| format!("{}: {}", name(&it["from"]), it["value"]));
    (dependents.collect(), orphans.collect(), answer["without"].clone())
}

#[test]
fn what_would_fail_without_an_object() {
    let (dependents, orphans, without) = impact("deployment/bookshop/cart");
    assert_eq!(
        dependents,
        [
            "1 Service bookshop/cart",
            "2 DestinationRule bookshop/cart",
            "2 VirtualService bookshop/storefront",
        ]
    );
    assert!(orphans.is_empty(), "{orphans:?}");
    let changes: Vec<&str> =
        without["requests"].as_array().unwrap().iter().map(|it| it["change"].as_str().unwrap()).collect();
    assert!(!changes.is_empty() && changes.iter().all(|change| *change == "removed"), "{without}");
    let (_, orphans, without) = impact("DestinationRule/bookshop/catalog");
    assert_eq!(
        orphans,
        [
            "VirtualService bookshop/catalog: \"canary\"",
            "VirtualService bookshop/catalog: \"stable\"",
            "VirtualService bookshop/catalog: \"canary\"",
        ]
    );
    let rules = without["findings"].as_array().unwrap().iter().map(|finding| &finding["rule"]);
    assert!(rules.into_iter().all(|rule| rule == "subset-not-found"), "{without}");
    let (dependents, orphans, without) = impact("VirtualService/bookshop/storefront");
    assert!(dependents.is_empty() && orphans.is_empty(), "{dependents:?} {orphans:?}");
    assert!(!without["requests"].as_array().unwrap().is_empty());
}

#[test]
fn an_object_that_is_not_there_has_a_near_one() {
    let output = meshlint(root(), &["impact", "Service/bookshop/cartt", MESH]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("did you mean Service/bookshop/cart?"), "{}", stderr(&output));
}
