//! From a released CustomResourceDefinition to the form that is checked in.

use meshlint::yaml::{self, NodeRef};
use serde_json::{Map, Value, json};

/// The definitions of a text of YAML or JSON documents. Other objects are passed over: releases of the Gateway
/// API bring a ValidatingAdmissionPolicy as well.
pub fn definitions(text: &str, source: &str) -> Result<Vec<Value>, String> {
    let mut found = Vec::new();
    for document in documents(text)? {
        let items = match document["kind"].as_str() {
            Some("List" | "CustomResourceDefinitionList") => {
                document["items"].as_array().cloned().unwrap_or_default()
            }
            _ => vec![document],
        };
        for item in items {
            if item["kind"] == "CustomResourceDefinition" {
                found.push(definition(&item, source)?);
            } else if item["group"].is_string() && item["versions"].is_array() {
                found.push(item);
            }
        }
    }
    Ok(found)
}

fn documents(text: &str) -> Result<Vec<Value>, String> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map(|document| vec![document]).map_err(|error| error.to_string());
    }
    let parsed = yaml::parse(text, 0);
    match parsed.problems.first() {
        Some(problem) => {
            let line = text.get(..problem.span.start as usize).unwrap_or(text).lines().count();
            Err(format!("line {line}: {:?}", problem.fault))
        }
        None => Ok(parsed.documents.iter().map(|tree| value(tree.root())).collect()),
    }
}

fn value(node: NodeRef<'_>) -> Value {
    match node.value() {
        yaml::Value::Null => Value::Null,
        yaml::Value::Bool(value) => Value::Bool(value),
        yaml::Value::Int(number) => json!(number),
        yaml::Value::Float(number) => json!(number),
        yaml::Value::Str(text) => json!(text),
        yaml::Value::Seq(_) => Value::Array(node.items().map(value).collect()),
        yaml::Value::Map(_) => {
            let entry =
                |(key, node): (NodeRef<'_>, NodeRef<'_>)| Some((key.key_text()?.into_owned(), value(node)));
            Value::Object(node.entries().filter_map(entry).collect())
        }
    }
}

fn definition(crd: &Value, source: &str) -> Result<Value, String> {
    let spec = &crd["spec"];
    let name = crd["metadata"]["name"].as_str().unwrap_or("a definition without name");
    if crd["apiVersion"] != "apiextensions.k8s.io/v1" {
        return Err(format!("{name} is not apiextensions.k8s.io/v1"));
    }
    let mut out = Map::new();
    out.insert("group".to_owned(), spec["group"].clone());
    for member in ["kind", "plural", "singular", "listKind"] {
        out.insert(member.to_owned(), spec["names"][member].clone());
    }
    for member in ["shortNames", "categories"] {
        let list = spec["names"][member].as_array().cloned().unwrap_or_default();
        out.insert(member.to_owned(), Value::Array(list));
    }
    out.insert("scope".to_owned(), spec["scope"].clone());
    out.insert("source".to_owned(), json!(source));
    let annotations = crd["metadata"]["annotations"].as_object();
    for (key, value) in annotations.into_iter().flatten() {
        match key.rsplit_once('/') {
            Some((_, "channel")) => out.insert("channel".to_owned(), value.clone()),
            Some((_, "bundle-version")) => out.insert("bundleVersion".to_owned(), value.clone()),
            _ => None,
        };
    }
    let mut versions: Vec<Value> = Vec::new();
    for version in spec["versions"].as_array().into_iter().flatten() {
        let version = self::version(version, &versions).map_err(|error| format!("{name}: {error}"))?;
        versions.push(version);
    }
    out.insert("versions".to_owned(), Value::Array(versions));
    Ok(Value::Object(out))
}

fn version(version: &Value, before: &[Value]) -> Result<Value, String> {
    let mut out = Map::new();
    for (member, absent) in [("name", Value::Null), ("served", json!(true)), ("storage", json!(false))] {
        out.insert(member.to_owned(), version.get(member).cloned().unwrap_or(absent));
    }
    out.insert("deprecated".to_owned(), json!(version["deprecated"] == true));
    if let Some(warning) = version.get("deprecationWarning") {
        out.insert("deprecationWarning".to_owned(), warning.clone());
    }
    let subresources = version["subresources"].as_object();
    let names: Vec<&String> = subresources.into_iter().flat_map(|of| of.keys()).collect();
    out.insert("subresources".to_owned(), json!(names));
    let schema = version["schema"].get("openAPIV3Schema").ok_or("a version without schema")?;
    let schema = plain(schema);
    match before.iter().find(|other| other.get("schema") == Some(&schema)) {
        Some(other) => out.insert("sameAs".to_owned(), other["name"].clone()),
        None => out.insert("schema".to_owned(), schema),
    };
    Ok(Value::Object(out))
}

/// A schema without its descriptions.
fn plain(schema: &Value) -> Value {
    let Some(keywords) = schema.as_object() else { return schema.clone() };
    let keep = |(keyword, value): (&String, &Value)| {
        let value = match (keyword.as_str(), value) {
            ("description", _) => return None,
            ("properties", Value::Object(fields)) => {
                fields.iter().map(|(name, schema)| (name.clone(), plain(schema))).collect()
            }
            ("items" | "not" | "additionalProperties", value) => plain(value),
            ("allOf" | "anyOf" | "oneOf", Value::Array(list)) => list.iter().map(plain).collect(),
            (_, value) => value.clone(),
        };
        Some((keyword.clone(), value))
    };
    Value::Object(keywords.iter().filter_map(keep).collect())
}
