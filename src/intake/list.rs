//! Finding the items of a large list without parsing it, so that they can be parsed in parallel.
//!
//! `kubectl get -A -o yaml` prints one document of any size. Its items are found by their indentation
//! (YAML) or by their brackets (JSON); what is not laid out as kubectl does it is read as one document.

use std::ops::Range;

use super::split::json_value;
use crate::yaml;

/// A list, cut open.
pub(super) struct List {
    pub api_version: String,
    pub kind: String,
    /// Where the items stand, from their dash or bracket on.
    pub items: Vec<Range<usize>>,
}

/// What the rest of the list (all but its items) may take at most.
const REST: usize = 16 * 1024;

/// Cuts a list open. `None` where the text is not a list, or is laid out in another way.
pub(super) fn items(text: &str) -> Option<List> {
    let (items, rest) = if text.trim_start().starts_with('{') { json(text)? } else { block(text)? };
    if rest.len() > REST {
        return None;
    }
    let parsed = yaml::parse(&rest, 0);
    if !parsed.problems.is_empty() {
        return None; // what is wrong with the list itself is found by reading all of it
    }
    let [list] = parsed.documents.as_slice() else { return None };
    let text_of = |key: &str| Some(list.root().get(key)?.as_str()?.to_owned());
    let (api_version, kind) = (text_of("apiVersion")?, text_of("kind")?);
    if !kind.ends_with("List") {
        return None;
    }
    let (api_version, kind) = item_type(&api_version, &kind);
    Some(List { api_version: api_version.to_owned(), kind: kind.to_owned(), items })
}

/// The type of the items of a typed list. Empty for `kind: List`, whose items say it themselves.
pub(super) fn item_type<'a>(api_version: &'a str, list_kind: &'a str) -> (&'a str, &'a str) {
    match list_kind.strip_suffix("List") {
        None | Some("") => ("", ""),
        Some(kind) => (api_version, kind),
    }
}

/// Items below a line `items:` in the first column, each from a dash at one and the same column.
fn block(text: &str) -> Option<(Vec<Range<usize>>, String)> {
    let key = match text.starts_with("items:") {
        true => 0,
        false => memchr::memmem::find(text.as_bytes(), b"\nitems:")? + 1,
    };
    let body = key + text[key..].find('\n')? + 1;
    if !text[key + "items:".len()..body].trim().is_empty() {
        return None;
    }
    let indent = text[body..].len() - text[body..].trim_start_matches(' ').len();
    let mut starts = Vec::new();
    let mut end = text.len();
    let mut at = body;
    while at < text.len() {
        let next = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length + 1);
        let line = &text[at..next];
        let content = line.trim_start_matches(' ');
        let column = line.len() - content.len();
        if column == indent && (content.starts_with("- ") || content.trim_end() == "-") {
            starts.push(at);
        } else if column <= indent && !content.trim().is_empty() && !content.starts_with('#') {
            end = at;
            break;
        }
        at = next;
    }
    let ends = starts.iter().skip(1).copied().chain([end]);
    let items = starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
    Some((items, format!("{}\n{}", &text[..key], &text[end..])))
}

/// Elements of the array under the key `items` of the outermost object.
fn json(text: &str) -> Option<(Vec<Range<usize>>, String)> {
    let key = memchr::memmem::find_iter(text.as_bytes(), b"\"items\"").find(|&at| {
        let before = &text.as_bytes()[..at];
        depth(before) == Some(1)
    })?;
    let open = key + text[key..].find('[')?;
    if text[key + "\"items\"".len()..open].trim() != ":" {
        return None;
    }
    let mut items = Vec::new();
    let mut at = open + 1;
    let mut needs_comma = false;
    let end = loop {
        let rest = text[at..].trim_start_matches([' ', '\t', '\r', '\n']);
        at = text.len() - rest.len();
        match rest.as_bytes().first()? {
            b']' => break at + 1,
            b',' if needs_comma => {
                needs_comma = false;
                at += 1;
            }
            b'{' if !needs_comma => {
                needs_comma = true;
                let length = json_value(rest.as_bytes())?;
                items.push(at..at + length);
                at += length;
            }
            _ => return None,
        }
    };
    Some((items, format!("{}\"items\": []{}", &text[..key], &text[end..])))
}

/// How deep in brackets the end of a JSON text is; `None` inside a string. Stops early where the answer
/// cannot be 1 any more for lists as kubectl prints them, which have their items near the start.
fn depth(text: &[u8]) -> Option<usize> {
    if text.len() > REST {
        return None;
    }
    let (mut depth, mut in_string, mut skip) = (0usize, false, false);
    for &byte in text {
        match byte {
            _ if skip => skip = false,
            b'\\' if in_string => skip = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (!in_string).then_some(depth)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_lists_as_kubectl_prints_them() {
        let yaml = "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: A\n  x: |\n    - no\n\n- kind: B\nkind: List\nmetadata:\n  resourceVersion: \"\"\n";
        let list = items(yaml).unwrap();
        let texts: Vec<_> = list.items.iter().map(|range| &yaml[range.clone()]).collect();
        assert_eq!(texts, ["- apiVersion: v1\n  kind: A\n  x: |\n    - no\n\n", "- kind: B\n"]);

        let json =
            r#"{"apiVersion": "v1", "kind": "PodList", "items": [{"a": "]}"}, {"b": 1}], "metadata": {}}"#;
        let list = items(json).unwrap();
        let texts: Vec<_> = list.items.iter().map(|range| &json[range.clone()]).collect();
        assert_eq!(texts, [r#"{"a": "]}"}"#, r#"{"b": 1}"#]);
        assert_eq!(list.kind, "Pod");
    }

    #[test]
    fn leaves_other_texts_alone() {
        assert!(items("kind: ConfigMap\napiVersion: v1\nitems:\n- a: 1\n").is_none());
        assert!(items("kind: List\napiVersion: v1\nitems: [a]\n").is_none());
    }
}
