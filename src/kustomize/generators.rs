//! ConfigMaps and Secrets that are made of literals and files.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::accumulate::{Accumulator, Lookup};
use super::fault::Fault;
use super::files::{Role, file_name};
use super::object::{Behavior, Object};
use super::target::Target;
use super::value::{Entry, Kind, Node};
use crate::source::Location;

/// A line of an env file that is longer ends it (`bufio.Scanner`).
const MAX_LINE: usize = 64 * 1024;

/// The data of all generated objects of a kustomization may take so many bytes.
pub(super) const MAX_BYTES: usize = 256 << 20;

/// Runs `configMapGenerator` and `secretGenerator` (`configureBuiltinGenerators`, `runGenerators`).
pub(super) fn run(target: &Target<'_>, accumulator: &mut Accumulator) {
    let options = target.kustomization.root.get("generatorOptions").cloned();
    let lists = [
        ("configMapGenerator", "ConfigMap", "ConfigMapGenerator"),
        ("secretGenerator", "Secret", "SecretGenerator"),
    ];
    let mut lookup = Lookup::new(&accumulator.objects);
    let mut left = MAX_BYTES;
    for (field, kind, plugin) in lists {
        for entry in target.kustomization.list(field) {
            if let Some(mut object) = make(target, entry, kind, options.as_ref(), &mut left, accumulator) {
                object.maker = Some(target.maker(plugin));
                accumulator.absorb(object, entry.at, &mut lookup);
            }
        }
    }
    for field in ["helmCharts", "helmChartInflationGenerator"] {
        for entry in target.kustomization.list(field) {
            let name = ["name", "chartName"].into_iter().find_map(|key| entry.get(key));
            let name = name.map_or_else(|| Arc::from(""), Node::written_shared);
            accumulator.report.unavailable.push((entry.at, super::fault::Unavailable::Chart { name }));
        }
    }
}

/// Makes one object (`MakeConfigMap`, `MakeSecret`).
pub(super) fn make(
    target: &Target<'_>,
    entry: &Node,
    kind: &str,
    global: Option<&Node>,
    left: &mut usize,
    accumulator: &mut Accumulator,
) -> Option<Object> {
    let at = entry.at;
    let Some(name) = entry.get("name").filter(|name| !name.written().is_empty()) else {
        accumulator.fault(at, Fault::BadGenerator { why: "it has no name" });
        return None;
    };
    let field = |key: &str, at: Location, value: Node| Entry { key: key.into(), at, value };
    let mut metadata = vec![field("name", name.at, Node::text(name.at, name.written_shared()))];
    if let Some(node) = entry.get("namespace").filter(|node| !node.written().is_empty()) {
        metadata.push(field("namespace", node.at, Node::text(node.at, node.written_shared())));
    }
    let options = entry.get("options").filter(|options| !options.is_null());
    for key in ["labels", "annotations"] {
        let mut map: Vec<Entry> = Vec::new();
        for options in [options, global].into_iter().flatten() {
            for pair in options.get(key).map(Node::entries).unwrap_or_default() {
                if !map.iter().any(|known| known.key == pair.key) {
                    let value = Node::text(pair.value.at, pair.value.written_shared());
                    map.push(Entry { value, ..pair.clone() });
                }
            }
        }
        if !map.is_empty() {
            metadata.push(field(key, map[0].at, Node::map(map[0].at, map)));
        }
    }
    let mut fields = vec![
        field("apiVersion", at, Node::text(at, "v1")),
        field("kind", at, Node::text(at, kind)),
        field("metadata", at, Node::map(at, metadata)),
    ];
    if kind == "Secret" {
        let written = entry.get("type").filter(|node| !node.written().is_empty());
        let (at, text) = written.map_or((at, "Opaque".into()), |node| (node.at, node.written_shared()));
        fields.push(field("type", at, Node::text(at, text)));
    }
    let mut pairs = pairs(target, entry, accumulator);
    pairs.sort_by(|a, b| a.key.cmp(&b.key));
    for window in pairs.windows(2).filter(|window| window[0].key == window[1].key) {
        accumulator.fault(window[1].at, Fault::KeyTwice { key: window[1].key.to_string() });
    }
    pairs.dedup_by(|second, first| second.key == first.key);
    let (mut data, mut binary) = (Vec::new(), Vec::new());
    for pair in pairs {
        *left = left.saturating_sub(pair.value.len());
        if *left == 0 {
            accumulator.fault(at, Fault::TooLarge { what: "what is generated" });
            break;
        }
        let (list, text) = match (kind, String::from_utf8(pair.value)) {
            ("ConfigMap", Ok(text)) => (&mut data, text),
            ("ConfigMap", Err(bytes)) => (&mut binary, encode(bytes.as_bytes())),
            (_, Ok(text)) => (&mut data, encode(text.as_bytes())),
            (_, Err(bytes)) => (&mut data, encode(bytes.as_bytes())),
        };
        list.push(Entry { key: pair.key, at: pair.at, value: Node::text(pair.at, text) });
    }
    if !data.is_empty() || kind == "Secret" {
        fields.push(field("data", at, Node::map(at, data)));
    }
    if !binary.is_empty() {
        fields.push(field("binaryData", at, Node::map(at, binary)));
    }
    let is_set = |key: &str| {
        let mut all = [options, global].into_iter().flatten().filter_map(|options| options.get(key));
        all.find(|node| node.is_true()).map(|node| node.at)
    };
    if let Some(at) = is_set("immutable") {
        fields.push(field("immutable", at, Node::scalar(at, Kind::Bool, "true")));
    }
    let mut object = Object::new(Node::map(at, fields));
    object.behavior = Behavior::of(entry.get("behavior").map_or("", Node::written));
    object.needs_hash = is_set("disableNameSuffixHash").is_none();
    Some(object)
}

struct Pair {
    key: Arc<str>,
    value: Vec<u8>,
    at: Location,
}

/// The data of an object: of env files, literals and files (`loader.Load` of `kv`).
fn pairs(target: &Target<'_>, entry: &Node, accumulator: &mut Accumulator) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let list = |key: &str| entry.get(key).map(Node::items).unwrap_or_default().iter();
    for node in list("envs").chain(entry.get("env").filter(|node| !node.written().is_empty())) {
        if let Some(bytes) = load(target, node.written(), node.at, accumulator) {
            read_env(&bytes, node.at, &mut pairs, accumulator);
        }
    }
    for node in list("literals") {
        match node.written().split_once('=').filter(|(key, _)| !key.is_empty()) {
            Some((key, value)) => {
                let value = without_quotes(value).as_bytes().to_vec();
                pairs.push(Pair { key: key.into(), value, at: node.at });
            }
            None => {
                accumulator.fault(node.at, Fault::BadGenerator { why: "a literal is a key, `=` and a value" })
            }
        }
    }
    for node in list("files") {
        let text = node.written();
        let parts: Vec<&str> = text.split('=').collect();
        let (key, path) = match parts.as_slice() {
            [path] => (file_name(path), *path),
            [key, path] if !key.is_empty() && !path.is_empty() => (*key, *path),
            _ => {
                let why = "a file is a path, or a key, `=` and a path";
                accumulator.fault(node.at, Fault::BadGenerator { why });
                continue;
            }
        };
        if let Some(value) = load(target, path, node.at, accumulator) {
            pairs.push(Pair { key: key.into(), value, at: node.at });
        }
    }
    pairs
}

fn load(target: &Target<'_>, path: &str, at: Location, accumulator: &mut Accumulator) -> Option<Vec<u8>> {
    let full = target.path(path, at, Role::GeneratorSource, accumulator)?;
    match target.engine.files.bytes(&full) {
        Some(bytes) => Some(bytes.into_owned()),
        None => {
            accumulator.fault(at, Fault::MissingFile { path: full });
            None
        }
    }
}

/// Reads the lines of an env file (`keyValuesFromLines`).
fn read_env(bytes: &[u8], at: Location, pairs: &mut Vec<Pair>, accumulator: &mut Accumulator) {
    for (index, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        if line.len() >= MAX_LINE {
            return;
        }
        let Ok(line) = std::str::from_utf8(line) else {
            accumulator.fault(at, Fault::BadGenerator { why: "an env file has to be UTF-8" });
            return;
        };
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = if index == 0 { line.trim_start_matches('\u{feff}') } else { line }.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        if !key.is_empty() {
            pairs.push(Pair { key: key.into(), value: value.as_bytes().to_vec(), at });
        }
    }
}

fn without_quotes(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    if text.len() < 2 { text } else { inner('"').or_else(|| inner('\'')).unwrap_or(text) }
}

/// Base64 in lines of 70 characters where it is longer than one (`encodeBase64`).
fn encode(bytes: &[u8]) -> String {
    const LINE: usize = 70;
    let whole = BASE64_STANDARD.encode(bytes);
    if whole.len() < LINE {
        return whole;
    }
    let mut text = String::with_capacity(whole.len() + whole.len() / LINE + 1);
    let mut rest = whole.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(LINE));
        text.push_str(line);
        text.push('\n');
        rest = more;
    }
    text
}
