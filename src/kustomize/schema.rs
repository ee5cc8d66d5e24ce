//! What kustomize knows of kinds: which lists a strategic merge patch merges by which keys, and which objects are
//! in no namespace.

use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::value::Node;

/// Facts of the Kubernetes API, see the head of the file.
const KINDS: &str = include_str!("kinds.txt");

/// Types of objects by their `apiVersion` and kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Schema {
    types: Vec<FxHashMap<Arc<str>, Field>>,
    kinds: FxHashMap<(Arc<str>, Arc<str>), usize>,
    /// The types that are built in, by their names.
    names: FxHashMap<Arc<str>, usize>,
}

/// A field in which something is merged.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    /// The type of what lies in it, or of the items of a list.
    pub inner: Option<usize>,
    /// The keys by which a list is merged; none for one of plain values. `None` where it is replaced.
    pub merge: Option<Arc<[Arc<str>]>>,
}

impl Schema {
    /// The kinds that are built in.
    pub fn built_in() -> &'static Arc<Schema> {
        static SCHEMA: OnceLock<Arc<Schema>> = OnceLock::new();
        SCHEMA.get_or_init(|| Arc::new(parse()))
    }

    /// The type of a kind.
    pub fn kind(&self, api_version: &str, kind: &str) -> Option<usize> {
        self.kinds.get(&(Arc::from(api_version), Arc::from(kind))).copied()
    }

    /// A field of a type.
    pub fn field(&self, of: usize, name: &str) -> Option<&Field> {
        self.types[of].get(name)
    }

    /// The kinds of an OpenAPI document, as the field `openapi` of a kustomization names one. They take the
    /// place of the ones that are built in, unless those were in use already (`SetSchema`, `initSchema`).
    pub fn custom(document: &Node, keeps_built_in: bool) -> Schema {
        let mut schema = if keeps_built_in { (**Schema::built_in()).clone() } else { Schema::default() };
        let Some(definitions) = document.get("definitions") else { return schema };
        let mut types: FxHashMap<&str, usize> = FxHashMap::default();
        let first = schema.types.len();
        for entry in definitions.entries() {
            types.insert(&entry.key, schema.types.len());
            schema.types.push(FxHashMap::default());
        }
        for (index, entry) in definitions.entries().iter().enumerate() {
            let index = first + index;
            schema.read_properties(index, &entry.value, &types, 0);
            let kinds = entry.value.get("x-kubernetes-group-version-kind").map(Node::items);
            for kind in kinds.unwrap_or_default() {
                let text = |key: &str| kind.get(key).map_or("", Node::written);
                let api_version = match text("group") {
                    "" => text("version").to_owned(),
                    group => format!("{group}/{}", text("version")),
                };
                schema.kinds.insert((api_version.into(), text("kind").into()), index);
            }
        }
        schema
    }

    fn read_properties(&mut self, of: usize, node: &Node, types: &FxHashMap<&str, usize>, depth: usize) {
        let properties = node.get("properties").map(Node::entries).unwrap_or_default();
        for entry in properties {
            let is_list = entry.value.get("type").is_some_and(|kind| kind.written() == "array");
            let inner = match is_list {
                true => entry.value.get("items"),
                false => Some(&entry.value),
            };
            let strategy = entry.value.get("x-kubernetes-patch-strategy").map_or("", Node::written);
            let merge = (is_list && strategy.split(',').any(|part| part == "merge")).then(|| {
                let list = entry.value.get("x-kubernetes-list-map-keys").map(Node::items);
                let one = entry.value.get("x-kubernetes-patch-merge-key");
                let keys = list.map(|keys| keys.iter().collect()).unwrap_or_else(|| Vec::from_iter(one));
                keys.into_iter().map(|key| Arc::from(key.written())).collect()
            });
            let inner = inner.and_then(|inner| match inner.get("$ref") {
                Some(reference) => {
                    let name = reference.written().strip_prefix("#/definitions/")?;
                    let built_in = || self.names.get(name.rsplit('.').next().unwrap_or(name));
                    types.get(name).or_else(built_in).copied()
                }
                None if inner.get("properties").is_some() && depth < 100 => {
                    self.types.push(FxHashMap::default());
                    let index = self.types.len() - 1;
                    self.read_properties(index, inner, types, depth + 1);
                    Some(index)
                }
                None => None,
            });
            if inner.is_some() || merge.is_some() {
                self.types[of].insert(entry.key.clone(), Field { inner, merge });
            }
        }
    }
}

fn lines(start: &'static str) -> impl Iterator<Item = &'static str> {
    KINDS.lines().filter_map(move |line| line.strip_prefix(start))
}

fn parse() -> Schema {
    let mut schema = Schema::default();
    let name = |line: &'static str| line.split(' ').next().unwrap_or(line);
    let types: FxHashMap<&str, usize> =
        lines("type ").enumerate().map(|(index, line)| (name(line), index)).collect();
    schema.names = types.iter().map(|(name, index)| (Arc::from(*name), *index)).collect();
    for line in lines("type ") {
        let fields = line.split(' ').skip(1).map(|field| {
            let (field, inner) =
                field.split_once(':').map_or((field, None), |(field, kind)| (field, Some(kind)));
            let (name, keys) = field.split_once('[').map_or((field, ""), |(name, keys)| (name, keys));
            let merge = match keys.trim_end_matches(']') {
                "" => None,
                "=" => Some(Arc::from([])),
                keys => Some(keys.split(',').map(Arc::from).collect()),
            };
            (Arc::from(name), Field { inner: inner.and_then(|kind| types.get(kind)).copied(), merge })
        });
        schema.types.push(fields.collect());
    }
    for line in lines("kind ") {
        let mut words = line.split(' ');
        if let (Some(api_version), Some(kind), Some(index)) =
            (words.next(), words.next(), words.next().and_then(|name| types.get(name)))
        {
            schema.kinds.insert((api_version.into(), kind.into()), *index);
        }
    }
    schema
}

/// Whether objects of a kind are certainly in no namespace (`IsCertainlyClusterScoped`).
pub(super) fn is_cluster_scoped(api_version: &str, kind: &str) -> bool {
    static KINDS: OnceLock<FxHashSet<(&str, &str)>> = OnceLock::new();
    let kinds = KINDS.get_or_init(|| lines("cluster ").filter_map(|line| line.split_once(' ')).collect());
    kinds.contains(&(api_version, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_their_merge_keys() {
        let schema = Schema::built_in();
        let mut at = schema.kind("batch/v1", "CronJob").unwrap();
        for field in ["spec", "jobTemplate", "spec", "template", "spec", "containers"] {
            at = schema.field(at, field).unwrap().inner.unwrap();
        }
        let ports = schema.field(at, "ports").unwrap().merge.clone().unwrap();
        assert_eq!(ports.iter().map(|key| &**key).collect::<Vec<_>>(), ["containerPort", "protocol"]);
        assert!(schema.kind("networking.istio.io/v1", "VirtualService").is_none());
        assert!(is_cluster_scoped("v1", "Namespace") && !is_cluster_scoped("v1", "Service"));
    }
}
