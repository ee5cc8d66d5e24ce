//! Templates of ApplicationSets: the actions in them that need no more than the parameters of an element
//! (argo-cd: `utils.Render`). What says more stays as it is written.

use serde_json::{Map, Value};

use crate::kustomize::Node;

/// Parameters of an Application that is made.
pub(super) type Params = Map<String, Value>;

/// How parameters are written in a template.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Style {
    /// `{{path.basename}}`: names as they are.
    Plain,
    /// `{{ .path.basename | lower }}`: templates of Go (`goTemplate`).
    Go,
}

/// Whether a node holds an action that is left.
pub(super) fn holds_action(node: &Node) -> bool {
    node.written().contains("{{")
        || node.items().iter().any(holds_action)
        || node.entries().iter().any(|entry| entry.key.contains("{{") || holds_action(&entry.value))
}

/// A node with all that is known filled in.
pub(super) fn fill(node: &Node, params: &Params, style: Style) -> Node {
    let mut filled = node.clone();
    if let Some(scalar) = node.as_scalar() {
        if scalar.text.contains("{{") {
            filled.rewrite(fill_text(&scalar.text, params, style));
        }
        return filled;
    }
    filled.items_mut().into_iter().flatten().for_each(|item| *item = fill(item, params, style));
    for entry in filled.entries_mut().into_iter().flatten() {
        if entry.key.contains("{{") {
            entry.key = fill_text(&entry.key, params, style).into();
        }
        entry.value = fill(&entry.value, params, style);
    }
    filled
}

/// A text with all that is known filled in.
pub(super) fn fill_text(text: &str, params: &Params, style: Style) -> String {
    let (mut filled, mut rest) = (String::new(), text);
    while let Some((before, inner)) = rest.split_once("{{") {
        let Some((action, behind)) = inner.split_once("}}") else { break };
        filled.push_str(before);
        let value = match style {
            Style::Plain => params.get(action.trim()).and_then(written),
            Style::Go => {
                let trimmed = action.strip_prefix("- ").unwrap_or(action);
                pipeline(trimmed.strip_suffix(" -").unwrap_or(trimmed), params).as_ref().and_then(written)
            }
        };
        match value {
            Some(value) => filled.push_str(&value),
            None => filled.push_str(&rest[before.len()..rest.len() - behind.len()]),
        }
        rest = behind;
    }
    filled + rest
}

/// A single value as it is written into a text.
pub(super) fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// A name that DNS takes (argo-cd: `utils.SanitizeName`).
pub(super) fn sanitized(name: &str) -> String {
    let fits = |c: char| if matches!(c, '-' | '.') || c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = name.to_lowercase().chars().map(fits).take(253).collect();
    name.trim_matches(['-', '.']).to_owned()
}

/// What `.a.b | f "c"` comes to; `None` for all that is not known.
fn pipeline(action: &str, params: &Params) -> Option<Value> {
    let words = words(action)?;
    let mut value = None;
    for command in words.split(|word| *word == "|") {
        value = Some(call(command, value, params)?);
    }
    value
}

/// The words of an action; a text in quotes is one. `None` where there are parentheses.
fn words(action: &str) -> Option<Vec<&str>> {
    let mut words = Vec::new();
    let mut rest = action.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => return None,
            '|' => 1,
            '"' | '`' => 2 + rest[1..].find(first)?,
            _ => rest.find(|c: char| c.is_whitespace() || c == '|').unwrap_or(rest.len()),
        };
        words.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    Some(words)
}

/// What a command comes to: a field or a literal, or a function of them and of what comes through the pipe.
fn call(command: &[&str], piped: Option<Value>, params: &Params) -> Option<Value> {
    let (&name, arguments) = command.split_first()?;
    if arguments.is_empty() && piped.is_none() {
        return argument(name, params);
    }
    let mut values: Vec<Value> =
        arguments.iter().map(|word| argument(word, params)).collect::<Option<_>>().or_else(|| {
            // The one thing that may be absent is what a default is for.
            (name == "default" && piped.is_none() && arguments.len() == 2)
                .then(|| Some(vec![argument(arguments[0], params)?, Value::Null]))?
        })?;
    values.extend(piped);
    if let ("index", [value, keys @ ..]) = (name, values.as_slice()) {
        return keys.iter().try_fold(value, |value, key| at(value, key)).cloned();
    }
    if let ("default", [otherwise, value]) = (name, values.as_slice()) {
        let is_absent = matches!(value, Value::Null) || value.as_str() == Some("");
        return Some(if is_absent { otherwise.clone() } else { value.clone() });
    }
    let texts: Vec<String> = values.iter().map(written).collect::<Option<_>>()?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Some(Value::String(match (name, texts.as_slice()) {
        ("normalize", [text]) => sanitized(text),
        ("lower", [text]) => text.to_lowercase(),
        ("upper", [text]) => text.to_uppercase(),
        ("trim", [text]) => text.trim().to_owned(),
        ("toString", [text]) => (*text).to_owned(),
        ("trimPrefix", [prefix, text]) => text.strip_prefix(prefix).unwrap_or(text).to_owned(),
        ("trimSuffix", [suffix, text]) => text.strip_suffix(suffix).unwrap_or(text).to_owned(),
        ("replace", [old, new, text]) if !old.is_empty() => text.replace(old, new),
        _ => return None,
    }))
}

/// The element of a value under a key or a number.
fn at<'v>(value: &'v Value, key: &Value) -> Option<&'v Value> {
    match key {
        Value::String(key) => value.get(key),
        _ => value.get(usize::try_from(key.as_u64()?).ok()?),
    }
}

/// A field or a literal.
fn argument(word: &str, params: &Params) -> Option<Value> {
    if let Some(path) = word.strip_prefix('.') {
        let mut keys = path.split('.');
        let first = params.get(keys.next()?)?;
        return keys.try_fold(first, |value, key| value.get(key)).cloned();
    }
    if word.len() > 1 && word.starts_with(['"', '`']) {
        return (!word.contains('\\')).then(|| Value::String(word[1..word.len() - 1].to_owned()));
    }
    word.parse::<u64>().ok().map(Value::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filled(text: &str, style: Style) -> String {
        let params = json!({
            "path": {"path": "apps/Web_1", "basename": "Web_1", "segments": ["apps", "Web_1"]},
            "cluster": "eu", "replicas": 3, "a.b": "plain", "empty": "",
        });
        let Value::Object(params) = params else { unreachable!() };
        fill_text(text, &params, style)
    }

    #[test]
    fn what_is_known_is_filled_in() {
        for (text, expected) in [
            ("{{.path.path}}/x-{{ .cluster }}", "apps/Web_1/x-eu"),
            ("{{ index .path.segments 0 }}", "apps"),
            ("{{ .path.basename | normalize }}", "web-1"),
            ("{{- .cluster | upper | trimPrefix \"E\" -}}", "U"),
            ("{{ replace \"Web\" \"App\" .path.basename }}", "App_1"),
            ("{{ default \"x y\" .gone }}{{ .empty | default \"z\" }}", "x yz"),
            ("{{ .replicas }}", "3"),
        ] {
            assert_eq!(filled(text, Style::Go), expected, "{text}");
        }
        assert_eq!(filled("{{a.b}} {{ cluster }} {{path.path}}", Style::Plain), "plain eu {{path.path}}");
    }

    #[test]
    fn what_is_not_known_stays() {
        for text in [
            "{{ .gone }}",
            "{{ if .cluster }}x{{ end }}",
            "{{ (.cluster) }}",
            "{{ .path }}",
            "{{ unknown .cluster }}",
            "{{ .cluster",
            "{{ \"open }}",
            "{{ index .path.segments 9 }}",
            "{{}}",
            "{{ | }}",
        ] {
            assert_eq!(filled(text, Style::Go), text);
        }
    }
}
