//! What differs between two schemas.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// How something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// It is gone.
    Removed,
    /// It is new.
    Added,
    /// It is another one.
    Changed,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A field with all that lies below.
    Field,
    /// A rule in CEL.
    Rule,
    /// Anything else that is asked of a value.
    Other,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The place, with `[]` for the items of a list and `{}` for the values of a map.
    pub path: String,
    /// How it differs.
    pub sign: Sign,
    /// What differs.
    pub subject: Subject,
    /// In words.
    pub words: String,
}

/// All differences between two schemas, sorted by place.
pub fn between(old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    compare(old, new, "", &mut found);
    found.sort();
    found
}

fn compare(old: &Value, new: &Value, path: &str, out: &mut Vec<Change>) {
    let empty = Map::new();
    let (old, new) = (old.as_object().unwrap_or(&empty), new.as_object().unwrap_or(&empty));
    let keywords: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for keyword in keywords {
        let (was, is) = (old.get(keyword), new.get(keyword));
        let mut say = |sign, subject, words: String| {
            out.push(Change { path: path.to_owned(), sign, subject, words });
        };
        match (keyword.as_str(), was, is) {
            (_, was, is) if was == is => {}
            ("properties", _, _) => fields(was, is, path, out),
            ("items", Some(was), Some(is)) => compare(was, is, &format!("{path}[]"), out),
            ("additionalProperties", Some(was @ Value::Object(_)), Some(is @ Value::Object(_))) => {
                compare(was, is, &format!("{path}{{}}"), out);
            }
            ("required" | "enum", _, _) => {
                let what = if keyword == "enum" { "value" } else { "required field" };
                let (was, is) = (words(was), words(is));
                for (sign, list) in [(Sign::Removed, was.difference(&is)), (Sign::Added, is.difference(&was))]
                {
                    list.for_each(|word| say(sign, Subject::Other, format!("{what} {word}")));
                }
            }
            ("x-kubernetes-validations", _, _) => rules(was, is, &mut say),
            (_, Some(was), Some(is)) => {
                let words = format!("{keyword} {}, was {}", shown(is), shown(was));
                say(Sign::Changed, Subject::Other, words);
            }
            (_, Some(was), None) => say(Sign::Removed, Subject::Other, format!("{keyword} {}", shown(was))),
            (_, _, Some(is)) => say(Sign::Added, Subject::Other, format!("{keyword} {}", shown(is))),
            (_, None, None) => {}
        }
    }
}

fn fields(was: Option<&Value>, is: Option<&Value>, path: &str, out: &mut Vec<Change>) {
    let empty = Map::new();
    let of =
        |value: Option<&'_ Value>| value.and_then(Value::as_object).cloned().unwrap_or_else(|| empty.clone());
    let (was, is) = (of(was), of(is));
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let whole = |sign, schema| Change {
            path: path.clone(),
            sign,
            subject: Subject::Field,
            words: summary(schema),
        };
        match (was.get(name), is.get(name)) {
            (Some(was), Some(is)) => compare(was, is, &path, out),
            (Some(was), None) => out.push(whole(Sign::Removed, was)),
            (None, Some(is)) => out.push(whole(Sign::Added, is)),
            (None, None) => {}
        }
    }
}

/// Rules are the same where their expressions are; one of the same message is a rule that has changed.
fn rules(was: Option<&Value>, is: Option<&Value>, say: &mut impl FnMut(Sign, Subject, String)) {
    let list = |value: Option<&Value>| -> Vec<(String, String)> {
        let text = |rule: &Value, member: &str| rule[member].as_str().unwrap_or_default().to_owned();
        let rule = |rule: &Value| (text(rule, "rule"), text(rule, "message"));
        value.and_then(Value::as_array).into_iter().flatten().map(rule).collect()
    };
    let (old, new) = (list(was), list(is));
    let gone: Vec<_> = old.iter().filter(|(rule, _)| new.iter().all(|(other, _)| other != rule)).collect();
    let mut replaced = BTreeSet::new();
    for (rule, message) in &new {
        match old.iter().find(|(other, _)| other == rule) {
            Some((_, before)) if before == message => {}
            Some((_, before)) => {
                say(
                    Sign::Changed,
                    Subject::Rule,
                    format!("message of `{rule}` is {message:?}, was {before:?}"),
                );
            }
            None => {
                match gone.iter().find(|(other, before)| before == message && !replaced.contains(other)) {
                    Some((before, _)) => {
                        replaced.insert(before);
                        say(
                            Sign::Changed,
                            Subject::Rule,
                            format!("rule {message:?} is `{rule}`, was `{before}`"),
                        );
                    }
                    None => say(Sign::Added, Subject::Rule, format!("rule {message:?}: `{rule}`")),
                }
            }
        }
    }
    for (rule, message) in gone.into_iter().filter(|(rule, _)| !replaced.contains(rule)) {
        say(Sign::Removed, Subject::Rule, format!("rule {message:?}: `{rule}`"));
    }
}

fn words(value: Option<&Value>) -> BTreeSet<String> {
    value.and_then(Value::as_array).into_iter().flatten().map(shown).collect()
}

/// A value in a few words: texts without quotes, a oneof of Protobuf by its fields.
fn shown(value: &Value) -> String {
    let excluding = |value: &Value| -> Option<String> {
        let list = value.as_array()?.first()?.get("not")?.get("anyOf")?.as_array()?;
        let field = |value: &Value| value["required"][0].as_str().map(str::to_owned);
        Some(format!(
            "with at most one of {}",
            list.iter().map(field).collect::<Option<Vec<_>>>()?.join(", ")
        ))
    };
    match value {
        Value::String(text) => text.clone(),
        other => excluding(other).unwrap_or_else(|| other.to_string()),
    }
}

/// What a field is, and how much lies below.
fn summary(schema: &Value) -> String {
    let mut counts = (0, 0);
    count(schema, &mut counts);
    let kind = match schema["type"].as_str() {
        Some("object") if schema.get("additionalProperties").is_some() => "a map",
        Some("object") => "an object",
        Some("array") => "a list",
        Some("integer") => "an integer",
        Some("string") => "a string",
        Some("boolean") => "a boolean",
        Some("number") => "a number",
        _ if schema["x-kubernetes-int-or-string"] == true => "an integer or a string",
        _ => "anything",
    };
    let part = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let parts: Vec<_> = [part(counts.0, "field"), part(counts.1, "rule")].into_iter().flatten().collect();
    if parts.is_empty() { kind.to_owned() } else { format!("{kind} with {}", parts.join(" and ")) }
}

fn count(schema: &Value, counts: &mut (usize, usize)) {
    counts.1 += schema["x-kubernetes-validations"].as_array().map_or(0, Vec::len);
    for field in schema["properties"].as_object().into_iter().flat_map(Map::values) {
        counts.0 += 1;
        count(field, counts);
    }
    for below in ["items", "additionalProperties"] {
        if let Some(below) = schema.get(below) {
            count(below, counts);
        }
    }
}
