//! The importer of definitions: what it reads, writes and says to have changed.

#[path = "../../src/schema/import/envoy/mod.rs"]
mod envoy;
#[path = "support/scratch.rs"]
mod scratch;
#[path = "../../src/schema/import/set/mod.rs"]
mod set;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use scratch::Scratch;
use serde_json::{Value, json};
use set::{Comparison, Diff, Set};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixture(name: &str) -> PathBuf {
    root().join("testdata/import").join(name)
}

fn checked_in() -> Set {
    Set::read([root().join("testdata/schemas/crds")]).unwrap()
}

/// A definition as a project releases it.
fn released(definition: &Value) -> Value {
    let versions = definition["versions"].as_array().unwrap();
    let schema =
        |name: &Value| versions.iter().find(|version| version["name"] == *name).unwrap()["schema"].clone();
    let version = |version: &Value| {
        let mut out = version.clone();
        let mut schema = version.get("sameAs").map_or_else(|| version["schema"].clone(), schema);
        schema["description"] = json!("what it is for");
        if let Some(spec) = schema["properties"].get_mut("spec") {
            spec["description"] = json!("more words: with a colon");
        }
        out["schema"] = json!({"openAPIV3Schema": schema});
        let subresources = version["subresources"].as_array().unwrap().iter();
        out["subresources"] =
            subresources.map(|name| (name.as_str().unwrap().to_owned(), json!({}))).collect();
        out
    };
    let member = |name: &str| definition[name].clone();
    let mut annotations = json!({});
    for (key, name) in
        [("gateway.networking.k8s.io/channel", "channel"), ("a/bundle-version", "bundleVersion")]
    {
        if !definition[name].is_null() {
            annotations[key] = member(name);
        }
    }
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "a", "annotations": annotations},
        "spec": {
            "group": member("group"),
            "scope": member("scope"),
            "names": {
                "kind": member("kind"), "plural": member("plural"), "singular": member("singular"),
                "listKind": member("listKind"), "shortNames": member("shortNames"),
                "categories": member("categories"),
            },
            "versions": versions.iter().map(version).collect::<Vec<_>>(),
        },
    })
}

/// The files below a folder that hold definitions.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let in_entry = |path: PathBuf| match path.is_dir() {
        true => files(&path),
        false => Vec::from_iter(Some(path).filter(|path| path.extension().is_some_and(|it| it == "json"))),
    };
    entries.flat_map(in_entry).collect()
}

#[test]
fn what_is_checked_in_is_what_the_importer_writes() {
    let set = checked_in();
    let crds = root().join("testdata/schemas/crds");
    let known: BTreeSet<PathBuf> = set.kinds.keys().map(|name| crds.join(set::file_of(name))).collect();
    let files = BTreeSet::from_iter(files(&crds));
    assert_eq!(files, known, "each file is a definition, and the other way round");
    for (name, definition) in &set.kinds {
        let file = root().join("testdata/schemas/crds").join(set::file_of(name));
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(set::text(definition) == text, "{name} is written otherwise");
    }
}

/// All definitions in one stream of documents, as Istio and the Gateway API release theirs.
#[test]
fn a_release_is_read_as_what_is_checked_in() {
    let set = checked_in();
    let documents =
        set.kinds.values().map(|definition| format!("---\n# of a release\n{:#}\n", released(definition)));
    let scratch = Scratch::new();
    scratch.write("release.yaml", format!("{}---\n", documents.collect::<String>()));
    let read = Set::read([scratch.path().join("release.yaml")]).unwrap();
    for (name, definition) in &set.kinds {
        let mut again = read.kinds[name].clone();
        again["source"] = definition["source"].clone();
        assert!(set::text(&again) == set::text(definition), "{name} is read otherwise");
    }
    assert_eq!(Diff::between(&set, &read).text, "");
}

#[test]
fn differences_are_told_both_ways_round() {
    let (older, newer) =
        (Set::read([fixture("older.yaml")]).unwrap(), Set::read([fixture("newer.yaml")]).unwrap());
    for (name, old, new) in [("upgrade", &older, &newer), ("downgrade", &newer, &older)] {
        let diff = Diff::between(old, new);
        let told = format!("{}{}\n", diff.text, diff.summary());
        let file = fixture(&format!("{name}.txt"));
        if std::env::var_os("MESHLINT_UPDATE_DOCS").is_some() {
            std::fs::write(&file, &told).unwrap();
        }
        assert_eq!(told, std::fs::read_to_string(&file).unwrap_or_default(), "{name}");
    }
    assert!(Diff::between(&older, &older).is_empty());
}

#[test]
fn descriptions_go_and_the_same_schema_is_kept_once() {
    let set = Set::read([fixture("older.yaml")]).unwrap();
    let boat = set.kinds.values().find(|kind| kind["kind"] == "Boat").unwrap();
    assert_eq!(boat["versions"][1]["sameAs"], "v1");
    let schema = &boat["versions"][0]["schema"];
    assert!(schema.get("description").is_none());
    assert_eq!(schema["properties"]["spec"]["properties"]["description"], json!({"type": "string"}));
}

#[test]
fn what_is_no_definition_is_told() {
    let scratch = Scratch::new();
    let error = |text: &str| {
        scratch.write("a.yaml", text);
        Set::read([scratch.path().join("a.yaml")]).err().unwrap_or_default()
    };
    assert!(error("kind: ConfigMap\n").contains("no CustomResourceDefinition"));
    assert!(error("a: b\n  c: [\n").contains("a.yaml: line"));
    assert!(
        error("apiVersion: apiextensions.k8s.io/v1beta1\nkind: CustomResourceDefinition\n").contains("is no")
    );
    assert!(Set::read([scratch.path().join("absent.yaml")]).is_err());
}

#[test]
fn the_exit_status_tells_whether_something_differs() {
    let read = |name: &str| Set::read([fixture(name)]).unwrap();
    assert_eq!(Comparison::of(read("older.yaml"), &read("older.yaml"), false).status(), 0);
    let comparison = Comparison::of(read("older.yaml"), &read("newer.yaml"), false);
    assert_eq!((comparison.status(), comparison.left_out.len()), (1, 0));
    // A release is compared with its own part of what is checked in.
    let release = Set::read([root().join("testdata/schemas/crds/networking.istio.io")]).unwrap();
    let comparison = Comparison::of(checked_in(), &release, true);
    assert_eq!(comparison.status(), 0);
    assert!(comparison.left_out.contains(&"gateway.networking.k8s.io (experimental)".to_owned()));
    assert_eq!(checked_in().part_of(&release).kinds.len(), release.kinds.len());
    assert_eq!(Comparison::of(checked_in(), &release, false).status(), 1);
}

/// A descriptor as Go code holds it, in both of the forms that there are.
#[test]
fn messages_of_envoy_are_read_from_go() {
    let text = |number: u8, value: &[u8]| [&[number << 3 | 2, value.len() as u8], value].concat();
    let field = |name: &str, number: u8, kind: &[u8]| {
        [text(1, name.as_bytes()), vec![3 << 3, number, 4 << 3, 1], kind.to_vec()].concat()
    };
    let boat = [
        text(1, b"Boat"),
        // Bounds of a number (`validate.rules`): at most 300.
        text(2, &[field("sails", 1, &[5 << 3, 13]), text(8, b"\xfa\x42\x05\x2a\x03\x18\xac\x02")].concat()),
        text(2, &field("old_name", 2, &[5 << 3, 9])),
        text(10, b"mast"),
    ]
    .concat();
    let file =
        |message: &[u8]| [text(1, b"envoy/boat.proto"), text(2, b"envoy.boat.v3"), text(4, message)].concat();
    let literal = |bytes: &[u8]| bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect::<String>();
    let list = |bytes: &[u8]| bytes.iter().map(|byte| format!("0x{byte:02x}, ")).collect::<String>();
    let scratch = Scratch::new();
    let newest = boat[..boat.len() - text(10, b"mast").len()].to_vec();
    let newest =
        [&newest[..newest.len() - text(2, &field("old_name", 2, &[5 << 3, 9])).len()], &text(10, b"mast")]
            .concat();
    scratch.write(
        "new/boat.pb.go",
        format!("const file_rawDesc = \"\" +\n\t\"{}\" +\n\t\"\"\n", literal(&file(&newest))),
    );
    scratch.write("new/other.go", "package other");
    scratch.write("old/boat.pb.go", format!("var file_rawDesc = []byte{{\n\t{}\n}}\n", list(&file(&boat))));
    let (new, old) = (scratch.path().join("new"), scratch.path().join("old"));
    let table = envoy::table(&[&new], &[&old]).unwrap();
    let expected = "\
file envoy/boat.proto envoy.boat.v3
message Boat
 ~mast
 sails uint32 <=300
 old_name string -
";
    assert_eq!(table, expected);
    scratch.write("new/broken.pb.go", "const file_rawDesc = \"\" +\n\t\"\\x0a\\x7f\"\n");
    assert!(envoy::table(&[&new], &[]).unwrap_err().contains("ends too early"));
}
