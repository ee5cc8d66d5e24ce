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
