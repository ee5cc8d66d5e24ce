//! What the definitions say of a place is in the table at that place: rules, with their messages, and defaults.

use serde_json::{Value, json};

use super::super::{Literal, Node, find};
use super::definitions::least::definitions;

fn value(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Bool(value) => json!(value),
        Literal::Int(number) => json!(number),
        Literal::Float(number) => json!(number),
        Literal::Str(text) => json!(text),
        Literal::List(items) => items.iter().map(value).collect(),
        Literal::Map(entries) => {
            entries.iter().map(|(key, literal)| ((*key).to_owned(), value(literal))).collect()
        }
    }
}

/// Compares a schema with its node, and counts the rules and defaults.
fn compare(schema: &Value, node: &'static Node, path: &str, counts: &mut [usize; 2]) {
    let listed = schema["x-kubernetes-validations"].as_array().into_iter().flatten();
    // Whether something changes cannot be seen in a manifest.
    let wanted: Vec<(&str, &str)> = listed
        .map(|rule| (rule["rule"].as_str().unwrap(), rule["message"].as_str().unwrap()))
        .filter(|(rule, _)| !rule.contains("oldSelf"))
        .collect();
    let rules = node.checks.and_then(|checks| checks.rules).map_or(&[][..], |rules| rules.list);
    let found: Vec<(&str, &str)> = rules.iter().map(|rule| (rule.expression.text, rule.message)).collect();
    assert_eq!(found, wanted, "rules of {path}");
    let default = node.checks.and_then(|checks| checks.default);
    assert_eq!(default.as_ref().map(value).as_ref(), schema.get("default"), "default of {path}");
    counts[0] += wanted.len();
    counts[1] += usize::from(default.is_some());
    for (name, below) in schema["properties"].as_object().into_iter().flatten() {
        let child = node.property(name).unwrap_or_else(|| panic!("{path} has no {name}"));
        compare(below, child, &format!("{path}.{name}"), counts);
    }
    for (keyword, child) in [("items", node.items), ("additionalProperties", node.additional)] {
        if let Some(below) = schema.get(keyword).filter(|below| below.is_object()) {
            compare(below, child.unwrap_or_else(|| panic!("{path} has no {keyword}")), path, counts);
        }
    }
}

/// Counts the rules and defaults of a definition wherever they stand.
fn count(value: &Value, all: &mut [usize; 2]) {
    match value {
        Value::Object(members) => {
            let rules =
                members.get("x-kubernetes-validations").and_then(Value::as_array).into_iter().flatten();
            all[0] += rules.filter(|rule| !rule["rule"].as_str().unwrap().contains("oldSelf")).count();
            all[1] += usize::from(members.contains_key("default") && members.contains_key("type"));
            members.values().for_each(|member| count(member, all));
        }
        Value::Array(items) => items.iter().for_each(|item| count(item, all)),
        _ => {}
    }
}

#[test]
fn rules_and_defaults_are_in_the_table_where_definitions_have_them() {
    let (mut counts, mut all) = ([0, 0], [0, 0]);
    for definition in definitions() {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (group, kind) = (text(&definition["group"]), text(&definition["kind"]));
        let versions = definition["versions"].as_array().unwrap();
        for version in versions {
            let name = text(&version["name"]);
            let same = version.get("sameAs").unwrap_or(&version["name"]);
            let schema = &versions.iter().find(|other| other["name"] == *same).unwrap()["schema"];
            let node = find(&group, &name, &kind).unwrap().root;
            // The API server gives the metadata its own schema, and drops the status from a manifest.
            let mut schema = schema.clone();
            for field in ["apiVersion", "kind", "metadata", "status"] {
                schema["properties"].as_object_mut().unwrap().remove(field);
            }
            compare(&schema, node, &format!("{group}/{name} {kind}"), &mut counts);
            count(&schema, &mut all);
        }
    }
    assert_eq!(counts, all, "a rule or a default stands where nothing is compared");
}
