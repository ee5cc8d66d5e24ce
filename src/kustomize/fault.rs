//! What is wrong with a kustomization, and what cannot be had, as facts.

use std::fmt;
use std::sync::Arc;

use crate::yaml;

/// Something for which `kustomize build` would refuse to build. It stands at a place in a kustomization, or in
/// the file that is at fault.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// A directory that is to be built has no kustomization.
    NoKustomization {
        /// The directory.
        path: String,
    },
    /// A directory has more than one file that may be its kustomization.
    ManyKustomizations {
        /// The directory.
        path: String,
    },
    /// A kustomization without anything in it.
    Empty,
    /// A file or directory that is not there.
    MissingFile {
        /// Its path.
        path: String,
    },
    /// A file outside the directory of the kustomization that names it.
    OutsideRoot {
        /// Its path.
        path: String,
    },
    /// A directory that leads back to itself, or that contains the one that names it.
    Cycle {
        /// The directory.
        path: String,
    },
    /// Kustomizations that stand on each other in too many layers.
    TooDeep {
        /// The directory.
        path: String,
    },
    /// A text is a template that was not rendered, which go-yaml refuses for its keys.
    Template,
    /// The text is not YAML, or YAML that kustomize does not read.
    Yaml(yaml::Fault),
    /// A document that is not an object: it has no kind, or no name.
    NotAnObject {
        /// The field that is missing.
        missing: &'static str,
    },
    /// A field that a kustomization does not have.
    UnknownField {
        /// Its name.
        field: String,
    },
    /// A value of another type than its field has.
    WrongType {
        /// The name of the field.
        field: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A field that may not have this value.
    BadValue {
        /// The name of the field.
        field: &'static str,
        /// What may stand there.
        expected: &'static str,
    },
    /// Two objects of the same kind, namespace and name.
    IdTwice {
        /// The object.
        id: String,
    },
    /// A patch for an object that is not there.
    PatchWithoutTarget {
        /// The object.
        id: String,
    },
    /// A patch for which more than one object would do.
    AmbiguousPatch {
        /// The object.
        id: String,
    },
    /// A patch that is neither an object nor a list of JSON 6902 operations, or not a whole one.
    BadPatch {
        /// What is wrong with it.
        why: &'static str,
    },
    /// A JSON 6902 operation that cannot be done to an object.
    OperationFailed {
        /// The path in the object.
        path: String,
        /// The object.
        id: String,
        /// Why not.
        why: &'static str,
    },
    /// A strategic merge patch that does not fit the object.
    MergeFailed {
        /// The field.
        field: String,
        /// The object.
        id: String,
    },
    /// A pattern that is not a regular expression, or a selector that is not one.
    BadPattern {
        /// The text.
        text: String,
    },
    /// A generated object that nothing like the behaviour says is there to be merged or replaced, or that is
    /// there already.
    BadGenerator {
        /// What is wrong.
        why: &'static str,
    },
    /// A key that a generated object has twice.
    KeyTwice {
        /// The key.
        key: String,
    },
    /// A replacement or a var that finds nothing to take its value from, or more than one thing.
    NoSource {
        /// What was looked for.
        what: String,
        /// Whether more than one was found.
        many: bool,
    },
    /// A field that a replacement does not find in an object.
    NoField {
        /// The path of the field.
        path: String,
        /// The object.
        id: String,
    },
    /// `replicas` for an object that is not there.
    NoReplicas {
        /// The name.
        name: String,
    },
    /// A name that refers to more than one object.
    AmbiguousReference {
        /// The name.
        name: String,
    },
    /// A field of an object in which kustomize expects something else.
    UnfitField {
        /// The path of the field.
        path: String,
        /// The object.
        id: String,
    },
    /// A name that two vars have.
    VarTwice {
        /// The name.
        name: String,
    },
    /// A configuration of transformers that contradicts another one.
    Conflict {
        /// The path of the field.
        path: String,
    },
    /// So much would come out that it is not built.
    TooLarge {
        /// What is too large.
        what: &'static str,
    },
}

impl Fault {
    /// Whether it may only be there because something that cannot be had would bring what is looked for.
    pub fn may_come_from_lack(&self) -> bool {
        matches!(
            self,
            Fault::PatchWithoutTarget { .. }
                | Fault::NoSource { many: false, .. }
                | Fault::NoField { .. }
                | Fault::NoReplicas { .. }
                | Fault::BadGenerator { .. }
        )
    }
}

/// A directory in words: the empty path is the current one.
fn directory(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NoKustomization { path } => {
                write!(f, "there is no kustomization in {}", directory(path))
            }
            Fault::ManyKustomizations { path } => {
                write!(f, "there is more than one kustomization in {}", directory(path))
            }
            Fault::Empty => write!(f, "the kustomization is empty"),
            Fault::MissingFile { path } => write!(f, "{path} does not exist"),
            Fault::OutsideRoot { path } => write!(f, "{path} is outside the directory of the kustomization"),
            Fault::Cycle { path } => write!(f, "{} leads back to this kustomization", directory(path)),
            Fault::TooDeep { path } => {
                write!(f, "too many kustomizations stand on each other below {}", directory(path))
            }
            Fault::Template => write!(f, "this is a template that was not rendered"),
            Fault::Yaml(fault) => write!(f, "the YAML cannot be read: {fault:?}"),
            Fault::NotAnObject { missing } => write!(f, "this is not an object: it has no {missing}"),
            Fault::UnknownField { field } => write!(f, "a kustomization has no field {field}"),
            Fault::WrongType { field, expected } => write!(f, "{field} has to be {expected}"),
            Fault::BadValue { field, expected } => write!(f, "{field} has to be {expected}"),
            Fault::IdTwice { id } => write!(f, "{id} is there twice"),
            Fault::PatchWithoutTarget { id } => write!(f, "there is no {id} to patch"),
            Fault::AmbiguousPatch { id } => write!(f, "there is more than one {id} to patch"),
            Fault::BadPatch { why } => write!(f, "this is not a patch: {why}"),
            Fault::OperationFailed { path, id, why } => write!(f, "{path} of {id} cannot be patched: {why}"),
            Fault::MergeFailed { field, id } => write!(f, "the patch does not fit {field} of {id}"),
            Fault::BadPattern { text } => write!(f, "{text} is not a valid pattern"),
            Fault::BadGenerator { why } => write!(f, "nothing can be generated: {why}"),
            Fault::KeyTwice { key } => write!(f, "the key {key} is there twice"),
            Fault::NoSource { what, many: false } => write!(f, "there is no {what} to take a value from"),
            Fault::NoSource { what, many: true } => {
                write!(f, "there is more than one {what} to take a value from")
            }
            Fault::NoField { path, id } => write!(f, "{id} has no field {path}"),
            Fault::NoReplicas { name } => write!(f, "nothing named {name} has replicas"),
            Fault::AmbiguousReference { name } => write!(f, "{name} may be more than one object"),
            Fault::UnfitField { path, id } => write!(f, "{path} of {id} is not what kustomize expects"),
            Fault::VarTwice { name } => write!(f, "there are two vars {name}"),
            Fault::Conflict { path } => write!(f, "the configuration of {path} contradicts another one"),
            Fault::TooLarge { what } => write!(f, "{what} would be too large"),
        }
    }
}

/// Something that cannot be had without running programs or asking the network. What it would bring is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// A resource, base or component of another repository or server.
    Remote {
        /// Its address as written.
        address: Arc<str>,
    },
    /// A Helm chart.
    Chart {
        /// Its name.
        name: Arc<str>,
    },
    /// A generator, transformer or validator that is a program.
    Plugin {
        /// Its kind.
        kind: Arc<str>,
    },
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unavailable::Remote { address } => write!(f, "{address} is not fetched"),
            Unavailable::Chart { name } => write!(f, "the chart {name} is not rendered"),
            Unavailable::Plugin { kind } => write!(f, "the plugin {kind} is not run"),
        }
    }
}
