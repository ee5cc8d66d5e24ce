//! A definition as it is checked in: members in a fixed order, short values on one line, so that two releases
//! can be compared line by line.

use serde_json::Value;

/// The longest line that holds more than one value.
const WIDTH: usize = 120;

/// The order of members and keywords; any other comes after them, in alphabetical order.
const ORDER: [&str; 49] = [
    "group",
    "kind",
    "plural",
    "singular",
    "listKind",
    "shortNames",
    "categories",
    "scope",
    "source",
    "channel",
    "bundleVersion",
    "name",
    "served",
    "storage",
    "deprecated",
    "deprecationWarning",
    "subresources",
    "versions",
    "schema",
    "sameAs",
    "rule",
    "message",
    "type",
    "x-kubernetes-int-or-string",
    "x-kubernetes-preserve-unknown-fields",
    "nullable",
    "x-kubernetes-map-type",
    "format",
    "enum",
    "default",
    "required",
    "minProperties",
    "maxProperties",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "pattern",
    "minLength",
    "maxLength",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-validations",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "additionalProperties",
    "items",
];

/// What the members of an object are.
#[derive(Clone, Copy, PartialEq)]
enum Members {
    /// Keywords, and what a definition says beside its schemas.
    Keywords,
    /// Fields by their names.
    Fields,
    /// Values of the user.
    Plain,
}

impl Members {
    /// What the members of the value of a member are.
    fn below(self, name: &str) -> Members {
        match (self, name) {
            (Members::Plain, _) | (Members::Keywords, "default") => Members::Plain,
            (Members::Keywords, "properties") => Members::Fields,
            _ => Members::Keywords,
        }
    }
}

/// The text of a definition.
pub fn text(definition: &Value) -> String {
    let mut out = String::new();
    write(&mut out, definition, 0, 0, Members::Keywords);
    out.push('\n');
    out
}

/// The members of an object in the order in which they are written.
fn members(value: &Value, kind: Members) -> Vec<(&String, &Value)> {
    let mut members: Vec<_> = value.as_object().into_iter().flatten().collect();
    let rank = |name: &str| ORDER.iter().position(|other| *other == name).unwrap_or(ORDER.len());
    if kind == Members::Keywords {
        members.sort_by_key(|(name, _)| (name.as_str() == "properties", rank(name)));
    }
    members
}

fn on_one_line(value: &Value, kind: Members) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| on_one_line(item, kind)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(_) => {
            let member = |(name, value): (&String, &Value)| {
                format!("{}: {}", Value::from(name.as_str()), on_one_line(value, kind.below(name)))
            };
            let members: Vec<_> = members(value, kind).into_iter().map(member).collect();
            format!("{{{}}}", members.join(", "))
        }
        scalar => scalar.to_string(),
    }
}

/// Writes a value; `before` is how much of its line is taken already.
fn write(out: &mut String, value: &Value, indent: usize, before: usize, kind: Members) {
    let line = on_one_line(value, kind);
    let parts: Vec<(String, &Value, Members)> = match value {
        Value::Array(items) => items.iter().map(|item| (String::new(), item, kind)).collect(),
        _ => {
            let key = |name: &String| format!("{}: ", Value::from(name.as_str()));
            let part = |(name, value): (_, _)| (key(name), value, kind.below(name));
            members(value, kind).into_iter().map(part).collect()
        }
    };
    if parts.is_empty() || indent + before + line.chars().count() <= WIDTH {
        *out += &line;
        return;
    }
    let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
    out.push(open);
    for (index, (key, part, kind)) in parts.iter().enumerate() {
        *out += if index == 0 { "\n" } else { ",\n" };
        *out += &" ".repeat(indent + 1);
        *out += key;
        write(out, part, indent + 1, key.chars().count(), *kind);
    }
    out.push('\n');
    *out += &" ".repeat(indent);
    out.push(close);
}
