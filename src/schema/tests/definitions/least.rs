//! The least value that a schema of a definition takes.

use std::path::Path;

use serde_json::{Map, Value, json};

/// The key under which a map gets its value.
pub const KEY: &str = "8080";

/// Texts of which one fits each pattern and format, and one fits none of the patterns.
pub const WORDS: [&str; 18] = [
    "a",
    "GET",
    "0s",
    "1s",
    "Exact",
    "a/b",
    "a.b/c",
    "/a",
    "http://a",
    "10.0.0.1",
    "::1",
    "2026-01-31T12:00:00Z",
    "aGk=",
    "System",
    "a:b",
    "",
    "*? *",
    "\u{1}é/",
];

/// The definitions, of which those of the experimental channel win.
pub fn definitions() -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/schemas/crds");
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let definition: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let key = (definition["group"].to_string(), definition["kind"].to_string());
            if definition["channel"] == "experimental" || !found.contains_key(&key) {
                found.insert(key, definition);
            }
        }
    }
    found.into_values().collect()
}

pub fn number(schema: &Value, keyword: &str) -> Option<i64> {
    schema.get(keyword).map(|value| value.as_i64().unwrap_or(value.as_f64().unwrap() as i64))
}

pub fn limit(schema: &Value, keyword: &str) -> Option<usize> {
    number(schema, keyword).map(|limit| usize::try_from(limit).unwrap())
}

pub fn fits_text(schema: &Value, text: &str) -> bool {
    let length = text.chars().count();
    let fits = |pattern: &str| regex::Regex::new(pattern).unwrap().is_match(text);
    length >= limit(schema, "minLength").unwrap_or(0)
        && length <= limit(schema, "maxLength").unwrap_or(usize::MAX)
        && schema["pattern"].as_str().is_none_or(fits)
        && match schema["format"].as_str() {
            Some("byte") => text == "aGk=",
            Some("date-time") => text.starts_with("2026"),
            Some("ipv4") => text == "10.0.0.1",
            Some("ipv6") => text == "::1",
            _ => true,
        }
}

/// The least value that a schema takes.
pub fn least(schema: &Value) -> Value {
    if let Some(value) = schema["enum"].as_array().and_then(|values| values.first()) {
        return value.clone();
    }
    match schema["type"].as_str() {
        Some("string") => {
            let word = WORDS.iter().find(|word| fits_text(schema, word));
            json!(word.unwrap_or_else(|| panic!("no word for {schema}")))
        }
        Some("integer" | "number") => json!(number(schema, "minimum").unwrap_or(1)),
        Some("boolean") => json!(true),
        Some("array") => {
            let count = limit(schema, "minItems").unwrap_or(0);
            Value::Array((0..count).map(|index| numbered(&schema["items"], schema, index)).collect())
        }
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let field = |name: &str| (name.to_owned(), least(&schema["properties"][name]));
            let mut object: Map<String, Value> = required.map(field).collect();
            for index in 0..limit(schema, "minProperties").unwrap_or(0) {
                object.insert(format!("{}", 8080 + index), least(&schema["additionalProperties"]));
            }
            Value::Object(object)
        }
        _ => json!(1),
    }
}

/// An item of a list that differs from the others, where the list wants that.
pub fn numbered(schema: &Value, list: &Value, index: usize) -> Value {
    let mut item = least(schema);
    let keys = list["x-kubernetes-list-map-keys"].as_array().into_iter().flatten();
    for key in keys.filter_map(Value::as_str) {
        item[key] = match schema["properties"][key]["type"].as_str() {
            Some("integer") => json!(index + 1),
            Some("string") if index > 0 && schema["properties"][key].get("enum").is_none() => {
                json!(format!("a{index}"))
            }
            _ => least(&schema["properties"][key]),
        };
    }
    if let (true, Value::String(text)) = (list["x-kubernetes-list-type"] == "set" && index > 0, &item) {
        item = match schema["enum"].as_array() {
            Some(values) => values[index].clone(),
            None => json!(format!("{text}{index}")),
        };
    }
    item
}

/// Groups of fields of which at most one may be there.
pub fn exclusive(schema: &Value) -> Vec<Vec<String>> {
    let all = schema["allOf"].as_array().into_iter().flatten().chain([schema]);
    let names = |part: &Value| -> Option<Vec<String>> {
        let list = part["oneOf"].as_array()?.first()?.get("not")?.get("anyOf")?.as_array()?;
        list.iter().map(|part| part["required"][0].as_str().map(str::to_owned)).collect()
    };
    all.filter_map(names).collect()
}
