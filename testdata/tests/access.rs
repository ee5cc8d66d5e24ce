//! Who may call whom: what is open is confirmed by a trace, and what is closed is not opened by any request that is tried.

mod support;

use std::path::Path;
use std::process::Output;

use meshlint::access::Access;
use meshlint::graph::Mesh;
use meshlint::inspect::Inspector;
use meshlint::intake::{Input, Request};
use meshlint::model::Options;
use serde_json::Value;

const MESHES: [&str; 3] =
    ["testdata/access/mesh.yaml", "testdata/traces/policies/mesh.yaml", "testdata/traces/on-call/mesh.yaml"];

fn meshlint(args: &[&str]) -> Output {
    let mut command = support::meshlint();
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR"))).args(args).output().expect("meshlint starts")
}

fn pairs(mesh: &str, more: &[&str]) -> Vec<Value> {
    let args = [&["access", "--complete", mesh, "--format", "json"], more].concat();
    let output = meshlint(&args);
    let document: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{mesh}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(document["version"], 1);
    document["pairs"].as_array().unwrap().clone()
}

/// The first client of a pair, and the URL of its service.
fn ends(pair: &Value) -> Option<(String, String)> {
    let client = pair["from"][0].as_str()?.to_owned();
    let (namespace, name) = pair["to"].as_str()?.split_once('/')?;
    let is_outside = pair["outside"] == true || pair["to"].as_str()?.contains("example");
    (!is_outside).then(|| (client, format!("{name}.{namespace}:{}", pair["port"])))
}

/// One client is judged for all of its class: each by itself gets the same.
#[test]
fn a_class_of_clients_is_judged_as_each_of_them() {
    let mut compared = 0;
    for folder in ["access", "meshes/bookshop-fixed", "traces", "bench"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder);
        let mut trees: Vec<_> =
            std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
        trees.push(path);
        for path in trees {
            let request = Request {
                inputs: vec![Input { path, context: false }],
                max_file_size: 1 << 20,
                ..Request::default()
            };
            let model = meshlint::intake::load(&request, &Options::default(), &Inspector::default());
            let model = model.expect("the tree is there");
            let mesh = Mesh::build(&model);
            let access = Access::of(&mesh, None, None);
            for target in 0..access.targets.len() {
                for pair in access.pairs_to(target) {
                    let alone = access.pair(pair.caller, target, false);
                    let ends = (&access.callers[pair.caller].names, access.targets[target].describe());
                    assert_eq!(pair.passage, alone.passage, "{ends:?}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 1000, "{compared}");
}

#[test]
fn what_is_closed_is_not_opened_by_any_request() {
    let mut tried = 0;
    for mesh in MESHES {
        let closed = pairs(mesh, &[]).into_iter().filter(|pair| pair["passage"] == "none");
        for pair in closed.step_by(3) {
            let Some((client, host)) = ends(&pair) else { continue };
            let urls = ["", "/items", "/items/internal", "/admin"].map(|path| format!("http://{host}{path}"));
            for (index, url) in urls.iter().enumerate() {
                let method = ["GET", "POST", "GET", "DELETE"][index];
                let output = meshlint(&[
                    "trace",
                    "--complete",
                    mesh,
                    "--from",
                    &client,
                    "--to",
                    url,
                    "--method",
                    method,
                ]);
                assert_eq!(output.status.code(), Some(1), "{client} {method} {url}: {pair:#}");
                tried += 1;
            }
        }
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn what_is_open_to_all_is_open_to_each_request() {
    let mut tried = 0;
    for mesh in MESHES {
        let open = pairs(mesh, &["--to", "*"]).into_iter().filter(|pair| pair["passage"] == "all");
        for pair in open.step_by(2) {
            let Some((client, host)) = ends(&pair) else { continue };
            for (scheme, method, path) in [("http", "GET", "/"), ("http", "PUT", "/some/path")] {
                let url = format!("{scheme}://{host}{path}");
                let args = ["trace", "--complete", mesh, "--from", &client, "--to", &url, "--method", method];
                let status = meshlint(&args).status.code();
                assert!(matches!(status, Some(0 | 4)), "{client} {method} {url}: {pair:#}");
                tried += 1;
            }
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn each_request_that_is_told_is_answered_or_open() {
    let shop = pairs("testdata/access/mesh.yaml", &["--to", "*"]);
    let find = |from: &str, to: &str| {
        let is_it = |pair: &&Value| pair["to"] == to && pair["from"][0] == from;
        shop.iter().find(is_it).unwrap_or_else(|| panic!("{from} {to}"))
    };
    assert_eq!(find("shop/cart", "pay/till")["passage"], "all");
    assert_eq!(find("shop/front", "shop/cart")["passage"], "some");
    assert_eq!(find("shop/front", "shop/cart")["witness"], "GET http://cart.shop.svc.cluster.local:80/items");
    assert_eq!(find("team-x/worker", "pay/till")["passage"], "open");
    let denied = find("team-x/worker", "shop/cart");
    assert_eq!(denied["passage"], "none", "what one policy allows, another denies");
    assert!(denied["why"].as_str().unwrap().contains("nobody-asks-for-internals"), "{denied:#}");
    let plain = find("batch/report", "pay/till");
    assert!(plain["why"].as_str().unwrap().contains("STRICT"), "{plain:#}");
    let outside = find("ingress/edge", "shop/front");
    assert_eq!((outside["passage"].as_str(), outside["outside"].as_bool()), (Some("some"), Some(true)));
}

#[test]
fn expectations_fail_with_a_request_that_shows_it() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    let check = |path: &str, format: &str| {
        meshlint(&["access", "testdata/access/mesh.yaml", "--assert", path, "--format", format])
    };
    let held =
        file("access-held.txt", "deny batch/* -> pay/till\nallow shop/front -> shop/cart POST /items\n");
    assert_eq!(check(&held, "text").status.code(), Some(0));
    let broken = file("access-broken.txt", "# one\nonly shop/cart -> pay/till\ndeny outside -> shop/front\n");
    let output = check(&broken, "json");
    assert_eq!(output.status.code(), Some(1));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let failed = document["failed"].as_array().unwrap();
    let of_line = |line: i64| failed.iter().find(|one| one["line"] == line).unwrap();
    assert!(
        of_line(3)["trace"]
            .as_str()
            .unwrap()
            .starts_with("gateway:ingress/edge --to http://shop.example.com")
    );
    assert!(of_line(2)["instead"].as_str().unwrap().contains("may reach pay/till"), "{document:#}");
    for wrong in
        ["allow shop/front shop/cart", "may a -> b", "deny shop/nobody -> shop/cart", "deny * -> no/such"]
    {
        let path = file("access-wrong.txt", wrong);
        assert_eq!(check(&path, "text").status.code(), Some(2), "{wrong}");
    }
}
