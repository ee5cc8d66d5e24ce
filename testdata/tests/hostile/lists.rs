//! Lists of any size: one `kind: List` is the same as its items in files of their own.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{Ended, GOOD, HEAD, MEMORY, Scratch, check, meshlint};

/// An item of a mesh of services, of about 1.5 KiB; now and then one has a fault.
fn item(index: usize) -> Value {
    let number = index / 3;
    let name = format!("service-{number}");
    let host = if number.is_multiple_of(700) { format!("service-{number}-gone") } else { name.clone() };
    let spec = json!({
        "hosts": [name],
        "http": [{
            "route": [{"destination": {"host": host, "subset": "v1"}, "weight": 100}],
            if number.is_multiple_of(500) { "timeot" } else { "timeout" }: "1s",
        }],
    });
    let kinds = [
        ("v1", "Service", json!({"selector": {"app": name}, "ports": [{"name": "http", "port": 80}]})),
        ("networking.istio.io/v1", "VirtualService", spec),
        (
            "networking.istio.io/v1",
            "DestinationRule",
            json!({"host": name, "subsets": [{"name": "v1", "labels": {"version": "v1"}}]}),
        ),
    ];
    let (api_version, kind, spec) = kinds[index % 3].clone();
    let note = format!("- a text\nwith: \"lines\"\n  ---\n}}{{][ {}\n", "and words ".repeat(120));
    json!({
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {"annotations": {"note": note}, "name": name, "namespace": "shop"},
        "spec": spec,
    })
}

/// Block style with two columns of indentation, as kubectl prints it.
fn yaml(value: &Value, margin: usize, out: &mut String) {
    let indent = " ".repeat(margin);
    match value {
        Value::Object(entries) => {
            for (index, (key, value)) in entries.iter().enumerate() {
                let indent = if index == 0 { "" } else { &indent };
                match value {
                    Value::Object(_) => {
                        write!(out, "{indent}{key}:\n{}", " ".repeat(margin + 2)).expect("memory");
                        yaml(value, margin + 2, out);
                    }
                    Value::Array(_) => {
                        write!(out, "{indent}{key}:\n{}", " ".repeat(margin)).expect("memory");
                        yaml(value, margin, out);
                    }
                    Value::String(text) if text.contains('\n') => {
                        writeln!(out, "{indent}{key}: |").expect("memory");
                        let deeper = " ".repeat(margin + 2);
                        text.lines().for_each(|line| writeln!(out, "{deeper}{line}").expect("memory"));
                    }
                    scalar => writeln!(out, "{indent}{key}: {scalar}").expect("memory"),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                write!(out, "{}- ", if index == 0 { "" } else { &indent }).expect("memory");
                yaml(item, margin + 2, out);
            }
        }
        scalar => writeln!(out, "{scalar}").expect("memory"),
    }
}

/// What was found, without places: rule, severity, object and message, sorted.
fn found(ended: &Ended) -> Vec<String> {
    let document = ended.json();
    let lists = ["diagnostics", "unverified"].map(|list| document[list].as_array().expect("a list").clone());
    let name = |finding: &Value| {
        format!("{} {} {} {}", finding["rule"], finding["severity"], finding["resource"], finding["message"])
    };
    let mut found: Vec<String> = lists.iter().flatten().map(name).collect();
    found.sort();
    found
}

#[test]
fn a_large_list_is_the_same_as_its_items() {
    const ITEMS: usize = 21_000;
    let items: Vec<Value> = (0..ITEMS).map(item).collect();
    let scratch = Scratch::new();
    for (number, item) in items.iter().enumerate() {
        let mut text = String::new();
        yaml(item, 0, &mut text);
        scratch.write(&format!("files/{}/{number}.yaml", number / 1000), text);
    }
    let list =
        json!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}});
    scratch.write("list.json", serde_json::to_string_pretty(&list).expect("JSON"));
    scratch.write("line.json", serde_json::to_string(&list).expect("JSON"));
    let mut text = String::new();
    yaml(&list, 0, &mut text);
    assert!(text.len() > 28 << 20, "{} bytes", text.len());
    scratch.write("list.yaml", &text);

    let expected = found(&meshlint(scratch.path(), &["--format", "json", "files"]));
    let rule = |name: &str| expected.iter().filter(|line| line.starts_with(&format!("\"{name}\""))).count();
    assert_eq!((rule("unknown-field"), rule("destination-host-not-found") > 0), (14, true), "{expected:#?}");
    for name in ["list.yaml", "list.json", "line.json"] {
        let ended = meshlint(scratch.path(), &["--format", "json", name]);
        assert_eq!(found(&ended), expected, "{name}");
        assert_eq!(ended.json()["summary"]["resources"], ITEMS);
        let bound = MEMORY + 10 * text.len() as u64;
        assert!(ended.peak < bound, "{name}: {} MiB", ended.peak >> 20);
    }
}

/// Enough items that the list is read in parts.
fn padding(count: usize) -> String {
    let item = |n: usize| {
        format!(
            "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: c{n}}}\n  data: {{a: {}}}\n",
            "x".repeat(1000)
        )
    };
    (0..count).map(item).collect()
}

#[test]
fn anchors_across_the_items_of_a_large_list() {
    let good = GOOD.replace("good", "inside").replace('\n', "\n  ");
    for anchor in ["shared", "shared.name", "-x"] {
        let list = format!(
            "apiVersion: v1\nkind: List\nitems:\n- {}data: &{anchor} {{a: b}}\n{}- {}data: *{anchor}\n- {}\n",
            HEAD.replace('\n', "\n  "),
            padding(1000),
            HEAD.replace("hostile", "second").replace('\n', "\n  "),
            good.trim_end(),
        );
        let outcome = check(&list);
        assert_eq!(outcome.rules(), ["unknown-field"], "&{anchor}: {:?}", outcome.findings);
        assert_eq!(outcome.ended.json()["summary"]["resources"], 1000 + 3 + 2, "&{anchor}");
    }
}

#[test]
fn one_broken_item_of_a_large_list() {
    for half in [3, 500] {
        let items = padding(half);
        let list = format!("apiVersion: v1\nkind: List\nitems:\n{items}- a: [\n{items}");
        assert!(check(list).rules().contains(&"yaml-syntax"), "{half} items on both sides");
    }
}

#[test]
fn json_list_without_a_comma() {
    let item = |n: usize| json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": format!("c{n}")}, "data": {"a": "x".repeat(1000)}});
    for items in [3, 1000] {
        let items: Vec<String> = (0..items).map(|n| item(n).to_string()).collect();
        let list =
            format!("{{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{}]}}", items.join(" "));
        assert_eq!(check(list).rules(), ["yaml-syntax"], "{} items", items.len());
    }
}

#[test]
fn a_key_of_a_large_list_that_stands_twice() {
    for items in [3, 1000] {
        let list = format!("apiVersion: v1\nkind: List\nitems:\n{}kind: List\n", padding(items));
        assert_eq!(check(list).rules(), ["duplicate-key"], "{items} items");
    }
}
