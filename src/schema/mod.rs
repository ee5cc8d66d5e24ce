//! The structural schemas of the kinds that are known, and the check of an object against them.
//!
//! What the API server takes from a CRD (which fields there are, and of which type) is kept as static
//! data in `table`, generated from JSON by the example `import-schemas`. Of built-in kinds it holds the objects
//! that rules read; those that gain fields with each release of Kubernetes are known in part only.

mod alternative;
mod cel;
mod checks;
mod datum;
pub mod deprecated;
pub mod envoy;
mod format;
mod hint;
mod limits;
mod place;
mod problem;
pub mod registry;
pub mod removed;
mod table;
mod walk;

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

pub use cel::{Expression, Reads, Rule, Rules};
pub use checks::{Checks, Format, Literal, Pattern};
pub use problem::{Cause, Counted, Fault, Problem};
pub use walk::{check, check_value};

/// Whose schemas they are; testdata/schemas/README.md says it exactly.
pub const PROVENANCE: &str = "schemas of Istio 1.32 and Gateway API 1.6.0, messages of Envoy 1.40";

/// The structural schema of one version of a kind.
#[derive(Debug)]
pub struct Schema {
    /// API group; empty for the core group.
    pub group: &'static str,
    /// Kind.
    pub kind: &'static str,
    /// Version, for example `v1beta1`.
    pub version: &'static str,
    /// Whether objects of the kind live in a namespace.
    pub namespaced: bool,
    /// Whether the CRD calls the version deprecated.
    pub deprecated: bool,
    /// The schema of the whole object.
    pub root: &'static Node,
}

/// The schema of one value.
#[derive(Debug)]
pub struct Node {
    /// What the value has to be.
    pub kind: Type,
    /// The fields of an object, sorted by name.
    pub properties: &'static [(&'static str, &'static Node)],
    /// The items of a list.
    pub items: Option<&'static Node>,
    /// The values of a map.
    pub additional: Option<&'static Node>,
    /// The fields that an object has to have.
    pub required: &'static [&'static str],
    /// All values that are allowed, as text; empty where every value is.
    pub values: &'static [&'static str],
    /// The least number.
    pub minimum: Option<i64>,
    /// The greatest number.
    pub maximum: Option<i64>,
    /// Whether fields that are not listed are kept.
    pub preserve: bool,
    /// Whether fields that are not listed are kept, but for those that are a slip of the pen for one that is.
    pub in_part: bool,
    /// Who reads the value, and so how leniently.
    pub reader: Reader,
    /// Whether null is a value of its own; elsewhere null counts as absent.
    pub nullable: bool,
    /// What is asked beyond all that, where anything is.
    pub checks: Option<&'static Checks>,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Anything.
    Any,
    /// An object or a map.
    Object,
    /// A list.
    Array,
    /// A string.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A whole number or a string.
    IntOrString,
}

/// Who reads a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The API server, which holds objects against their definitions.
    ApiServer,
    /// istiod, as the JSON of Protobuf: it leaves out fields that it does not know, and takes nothing of a
    /// configuration that holds a wrong type.
    MeshConfig,
    /// istioctl, as the JSON of Protobuf, the values of charts: it refuses unknown fields as well.
    Values,
    /// istioctl, as the JSON of Go: the case of a field does not matter, and unknown fields are refused.
    Installer,
}

impl Reader {
    /// Whether numbers may stand in quotes, and numbers for the names of an enum.
    fn is_protobuf(self) -> bool {
        matches!(self, Reader::MeshConfig | Reader::Values)
    }
}

impl Node {
    /// The node that allows everything, from which the table departs.
    pub const PLAIN: Node = Node {
        kind: Type::Any,
        properties: &[],
        items: None,
        additional: None,
        required: &[],
        values: &[],
        minimum: None,
        maximum: None,
        preserve: false,
        in_part: false,
        reader: Reader::ApiServer,
        nullable: false,
        checks: None,
    };

    /// The schema of a field.
    pub fn property(&self, name: &str) -> Option<&'static Node> {
        self.property_index(name).map(|index| self.properties[index].1)
    }

    /// The schema of a field as the reader of the object looks it up.
    fn field(&self, name: &str) -> Option<&'static Node> {
        self.property(name).or_else(|| {
            let is_same = |(known, _): &&(&str, _)| known.eq_ignore_ascii_case(name);
            let folds = self.reader == Reader::Installer;
            folds.then(|| self.properties.iter().find(is_same)).flatten().map(|(_, node)| *node)
        })
    }

    /// Whether a field that is not among the properties is unknown.
    pub fn is_closed(&self) -> bool {
        !self.properties.is_empty() && self.additional.is_none() && !self.preserve
    }

    fn property_index(&self, name: &str) -> Option<usize> {
        self.properties.binary_search_by(|(property, _)| (*property).cmp(name)).ok()
    }
}

/// The schema of a kind in one version; `None` where the kind or the version is not known.
pub fn find(group: &str, version: &str, kind: &str) -> Option<&'static Schema> {
    all_versions(group, kind).iter().find(|schema| schema.version == version)
}

/// The versions of a kind, the newest and most stable first; nothing where the kind is not known.
pub fn versions(group: &str, kind: &str) -> impl Iterator<Item = &'static str> {
    all_versions(group, kind).iter().map(|schema| schema.version)
}

/// The kinds of a group, in alphabetical order; nothing where the group is not known.
pub fn kinds(group: &str) -> impl Iterator<Item = &'static str> + '_ {
    let start = table::SCHEMAS.partition_point(|schema| schema.group < group);
    let of_group = table::SCHEMAS[start..].iter().take_while(move |schema| schema.group == group);
    let mut last = "";
    of_group.map(|schema| schema.kind).filter(move |kind| std::mem::replace(&mut last, kind) != *kind)
}

/// Whether the kind is known, in whatever version.
pub fn knows(group: &str, kind: &str) -> bool {
    !all_versions(group, kind).is_empty()
}

/// Whether a kind of this name is known, in whatever group.
pub fn is_kind(kind: &str) -> bool {
    table::SCHEMAS.iter().any(|schema| schema.kind == kind)
}

/// Groups of Kubernetes of which the table has kinds; `extensions` was one, and is served no more.
pub const BUILT_IN_GROUPS: [&str; 7] = [
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apps",
    "batch",
    "extensions",
    "networking.k8s.io",
];

/// Where a kind is found that its group has not, as `apiVersion` says it: only where the group is one of
/// Kubernetes, or is nearly the other one, since anybody may have a kind of that name in a group of their own.
pub fn homes(group: &str, kind: &str) -> Vec<String> {
    let is_built_in = BUILT_IN_GROUPS.contains(&group);
    let is_near = |other: &str| {
        !group.is_empty()
            && (other.ends_with(&format!(".{group}")) || strsim::osa_distance(other, group) <= 2)
    };
    let of_kind = |schema: &&Schema| schema.kind == kind && schema.group != group;
    let mut found: Vec<&Schema> = table::SCHEMAS.iter().filter(of_kind).collect();
    // The first version of a group is its newest.
    found.dedup_by_key(|schema| schema.group);
    if found.iter().any(|schema| is_near(schema.group)) {
        found.retain(|schema| is_near(schema.group));
    } else if !is_built_in {
        found.clear();
    }
    let written = |schema: &Schema| match schema.group {
        "" => schema.version.to_owned(),
        group => format!("{group}/{}", schema.version),
    };
    found.into_iter().map(written).collect()
}

fn all_versions(group: &str, kind: &str) -> &'static [Schema] {
    static BY_KIND: OnceLock<FxHashMap<(&str, &str), &[Schema]>> = OnceLock::new();
    let by_kind = BY_KIND.get_or_init(|| {
        let is_one_kind = |a: &Schema, b: &Schema| (a.group, a.kind) == (b.group, b.kind);
        let kinds = table::SCHEMAS.chunk_by(is_one_kind);
        kinds.map(|versions| ((versions[0].group, versions[0].kind), versions)).collect()
    });
    by_kind.get(&(group, kind)).copied().unwrap_or_default()
}
