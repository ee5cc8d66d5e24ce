//! Everything that the definitions ask, field by field: the least value that keeps it is silent, and the least
//! departure from it is found at its place. What is asked is read from the definitions themselves, so that
//! the table in between is tested as well.

pub(super) mod least;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::{Counted, Fault, check, find};
use crate::yaml;
use least::{KEY, WORDS, definitions, exclusive, fits_text, least, limit, number, numbered};

/// A step from a value to one below.
#[derive(Clone)]
enum Step {
    Field(String),
    Item,
    Entry,
}

/// One kind in one version.
struct Subject<'a> {
    group: &'a str,
    kind: &'a str,
    version: &'a str,
    schema: &'a Value,
    count: usize,
    wrong: Vec<String>,
}

impl Subject<'_> {
    /// The least object with a value at the end of a way.
    fn object(&self, way: &[Step], value: Value) -> Value {
        fn put(schema: &Value, way: &[Step], value: Value) -> Value {
            let Some((step, rest)) = way.split_first() else { return value };
            match step {
                Step::Field(name) => {
                    let mut object = least(schema);
                    object[name] = put(&schema["properties"][name], rest, value);
                    object
                }
                Step::Item => {
                    let Value::Array(mut list) = least(schema) else { panic!("a list is wanted") };
                    list.pop();
                    list.push(put(&schema["items"], rest, value));
                    Value::Array(list)
                }
                Step::Entry => json!({KEY: put(&schema["additionalProperties"], rest, value)}),
            }
        }
        let mut object = put(self.schema, way, value);
        object["apiVersion"] = json!(format!("{}/{}", self.group, self.version));
        object["kind"] = json!(self.kind);
        object["metadata"] = json!({"name": "a"});
        object
    }

    /// The faults of the object with a value at the end of a way; what rules and alternatives ask beyond the
    /// types is left out, since the least object keeps few of them.
    fn faults(&mut self, way: &[Step], value: Value) -> Vec<(String, Fault)> {
        self.count += 1;
        let text = self.object(way, value).to_string();
        let parsed = yaml::parse(&text, 0);
        let schema = find(self.group, self.version, self.kind).expect("the kind is in the table");
        let problems = check(parsed.documents[0].root(), Some(schema), &text);
        let is_kept =
            |fault: &Fault| !matches!(fault, Fault::BrokenRule { .. } | Fault::NoAlternative { .. });
        problems
            .into_iter()
            .map(|problem| (problem.path, problem.fault))
            .filter(|(_, fault)| is_kept(fault))
            .collect()
    }

    fn silent(&mut self, way: &[Step], value: Value) {
        let faults = self.faults(way, value.clone());
        if !faults.is_empty() {
            self.wrong.push(format!("{} at {}: {value} gives {faults:?}", self.kind, path(way, None)));
        }
    }

    /// Exactly one fault, which a test knows, at the end of the way, or in a field there.
    fn found(&mut self, way: &[Step], field: Option<&str>, value: Value, is: impl Fn(&Fault) -> bool) {
        let faults = self.faults(way, value.clone());
        let wanted = path(way, field);
        let is_right = matches!(faults.as_slice(), [(path, fault)] if *path == wanted && is(fault));
        if !is_right {
            self.wrong.push(format!("{} at {wanted}: {value} gives {faults:?}", self.kind));
        }
    }

    fn walk(&mut self, schema: &Value, way: &mut Vec<Step>) {
        // The root has fields of its own, and status is not looked at.
        if !way.is_empty() {
            self.value(schema, way);
        }
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let is_root = way.is_empty();
            if is_root && matches!(name.as_str(), "apiVersion" | "kind" | "metadata" | "status") {
                continue;
            }
            way.push(Step::Field(name.clone()));
            self.walk(field, way);
            // Null counts as absent, or is a value.
            let is_required = schema["required"].as_array().is_some_and(|names| names.contains(&json!(name)));
            if !is_required || field["nullable"] == true {
                self.silent(way, Value::Null);
            }
            way.pop();
        }
        let below = [("items", Step::Item), ("additionalProperties", Step::Entry)];
        for (keyword, step) in below {
            let Some(of) = schema.get(keyword).filter(|of| of.is_object()) else { continue };
            way.push(step);
            self.walk(of, way);
            if of["nullable"] != true {
                self.found(way, None, Value::Null, |fault| *fault == Fault::NullElement);
            }
            way.pop();
        }
    }

    fn value(&mut self, schema: &Value, way: &[Step]) {
        let fine = least(schema);
        self.silent(way, fine.clone());
        let wrong_type = |fault: &Fault| matches!(fault, Fault::WrongType { .. });
        let others = match schema["type"].as_str() {
            Some("string") => vec![json!(7), json!(true), json!(["a"])],
            Some("integer") => vec![json!("7"), json!(1.5), json!(true)],
            Some("number") => vec![json!("0.5"), json!({})],
            Some("boolean") => vec![json!("true"), json!(1)],
            Some("object") => vec![json!("a"), json!([])],
            Some("array") => vec![json!("a"), json!({})],
            _ if schema["x-kubernetes-int-or-string"] == true => vec![json!(true), json!(1.5), json!([])],
            _ => Vec::new(),
        };
        for other in others {
            self.found(way, None, other, wrong_type);
        }
        if schema.get("enum").is_some() {
            let value = if fine.is_string() { json!("no such value") } else { json!(599) };
            self.found(way, None, value, |fault| matches!(fault, Fault::NotInEnum { .. }));
        }
        self.numbers(schema, way);
        match &fine {
            Value::String(_) => self.texts(schema, way),
            Value::Array(_) => self.lists(schema, way),
            Value::Object(_) => self.objects(schema, way, &fine),
            _ => {}
        }
    }

    fn numbers(&mut self, schema: &Value, way: &[Step]) {
        let width = (schema["format"] == "int32").then_some((i64::from(i32::MIN), i64::from(i32::MAX)));
        let least = number(schema, "minimum").or(width.map(|(least, _)| least));
        let most = number(schema, "maximum").or(width.map(|(_, most)| most));
        for (limit, beyond) in [(least, -1), (most, 1)] {
            let Some(limit) = limit else { continue };
            if schema.get("enum").is_none() {
                self.silent(way, json!(limit));
                self.silent(way, json!(limit as f64));
            }
            let is = |fault: &Fault| matches!(fault, Fault::OutOfRange { .. });
            self.found(way, None, json!(limit + beyond), is);
        }
    }

    fn texts(&mut self, schema: &Value, way: &[Step]) {
        let too_long = |fault: &Fault| matches!(fault, Fault::BadLength { of: Counted::Characters, .. });
        if limit(schema, "minLength").is_some_and(|least| least > 0) {
            self.found(way, None, json!(""), too_long);
        }
        if let Some(most) = limit(schema, "maxLength") {
            self.found(way, None, json!("é".repeat(most + 1)), too_long);
            let longest = "a".repeat(most);
            if fits_text(schema, &longest) {
                self.silent(way, json!(longest));
            }
        }
        if schema.get("pattern").is_some() {
            let without = json!({"minLength": schema["minLength"], "maxLength": schema["maxLength"]});
            let without: Map<_, _> = without
                .as_object()
                .unwrap()
                .clone()
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .collect();
            let without = Value::Object(without);
            let word = WORDS.iter().rev().find(|word| fits_text(&without, word) && !fits_text(schema, word));
            let word = word.unwrap_or_else(|| panic!("no word against {schema}"));
            self.found(way, None, json!(word), |fault| matches!(fault, Fault::PatternMismatch { .. }));
        }
        if matches!(schema["format"].as_str(), Some("byte" | "ipv4" | "ipv6" | "date-time")) {
            self.found(way, None, json!("?"), |fault| matches!(fault, Fault::BadFormat { .. }));
        }
    }

    fn lists(&mut self, schema: &Value, way: &[Step]) {
        let bad_count = |fault: &Fault| matches!(fault, Fault::BadLength { of: Counted::Items, .. });
        let items = |count: usize| -> Value {
            (0..count).map(|index| numbered(&schema["items"], schema, index)).collect()
        };
        if limit(schema, "minItems").is_some_and(|least| least > 0) {
            self.found(way, None, json!([]), bad_count);
        }
        if let Some(most) = limit(schema, "maxItems") {
            self.found(way, None, items(most + 1), bad_count);
            self.silent(way, items(most));
        }
        let is_keyed = schema.get("x-kubernetes-list-map-keys").is_some();
        if is_keyed || schema["x-kubernetes-list-type"] == "set" {
            let item = numbered(&schema["items"], schema, 0);
            let duplicate = |fault: &Fault| matches!(fault, Fault::DuplicateItem { .. });
            let faults = self.faults(way, json!([item, item]));
            let wanted = format!("{}[1]", path(way, None));
            if !matches!(faults.as_slice(), [(path, fault)] if *path == wanted && duplicate(fault)) {
                self.wrong.push(format!("{} at {wanted}: twice {item} gives {faults:?}", self.kind));
            }
        }
    }

    fn objects(&mut self, schema: &Value, way: &[Step], fine: &Value) {
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        for field in required {
            let mut rest = fine.clone();
            rest.as_object_mut().unwrap().remove(field);
            let is = |fault: &Fault| matches!(fault, Fault::MissingField { .. });
            self.found(way, Some(field), rest, is);
        }
        let preserves = schema["x-kubernetes-preserve-unknown-fields"] == true;
        let mut more = fine.clone();
        more["no-such-field-anywhere"] = json!(1);
        if preserves {
            self.silent(way, more);
        } else if schema.get("properties").is_some() {
            let is = |fault: &Fault| matches!(fault, Fault::UnknownField { .. });
            self.found(way, Some("no-such-field-anywhere"), more, is);
        }
        let entries = |count: usize| -> Value {
            let entry = |index: usize| (format!("{}", 8080 + index), least(&schema["additionalProperties"]));
            (0..count).map(entry).collect::<Map<_, _>>().into()
        };
        let bad_count = |fault: &Fault| matches!(fault, Fault::BadLength { of: Counted::Entries, .. });
        if limit(schema, "minProperties").is_some_and(|least| least > 0) {
            self.found(way, None, json!({}), bad_count);
        }
        if let Some(most) = limit(schema, "maxProperties").filter(|_| schema.get("properties").is_none()) {
            self.found(way, None, entries(most + 1), bad_count);
        }
        for group in exclusive(schema) {
            for pair in group.windows(2) {
                let mut both = fine.clone();
                for name in pair {
                    both[name] = least(&schema["properties"][name]);
                }
                let faults = self.faults(way, both);
                if !faults.iter().any(|(_, fault)| matches!(fault, Fault::Exclusive { .. })) {
                    self.wrong.push(format!(
                        "{} at {}: {pair:?} gives {faults:?}",
                        self.kind,
                        path(way, None)
                    ));
                }
            }
        }
    }
}

fn path(way: &[Step], field: Option<&str>) -> String {
    let mut path = String::new();
    for step in way {
        match step {
            Step::Field(name) if path.is_empty() => path += name,
            Step::Field(name) => path += &format!(".{name}"),
            Step::Item => path += "[0]",
            Step::Entry => path += &format!(".{KEY}"),
        }
    }
    field.map_or(path.clone(), |field| format!("{path}.{field}"))
}

#[test]
fn everything_that_definitions_ask_is_found_where_it_is_missing() {
    let (mut count, mut wrong) = (0, Vec::new());
    for definition in definitions() {
        let mut seen = BTreeSet::new();
        for version in definition["versions"].as_array().unwrap() {
            let Some(schema) = version.get("schema") else { continue };
            if !seen.insert(schema.to_string()) {
                continue;
            }
            let text = |value: &'_ Value| value.as_str().unwrap().to_owned();
            let (group, kind, version) =
                (text(&definition["group"]), text(&definition["kind"]), text(&version["name"]));
            let (group, kind, version) = (group.as_str(), kind.as_str(), version.as_str());
            let mut subject = Subject { group, kind, version, schema, count: 0, wrong: Vec::new() };
            subject.walk(schema, &mut Vec::new());
            // Only its status has fields, and no manifest has that.
            let is_bare = kind == "InferencePoolImport";
            assert_eq!(subject.count == 0, is_bare, "what of {group}/{version} {kind} was tried?");
            count += subject.count;
            wrong.append(&mut subject.wrong);
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong[..wrong.len().min(30)].join("\n"));
}
