//! What is wrong with the input itself, as facts: the rules under `rules/` put them into words.

use crate::source::{Location, ObjectId, Span};
use crate::{helm, kustomize, schema, yaml};

/// A fault of the input and its place.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Where it is.
    pub location: Location,
    /// The object that it lies in, if one could be read there.
    pub object: Option<ObjectId>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The file as a whole.
    File(FileFault),
    /// The YAML of one document.
    Yaml(yaml::Fault),
    /// A kustomization, or what it names.
    Kustomize(kustomize::Fault),
    /// A chart that helm does not render.
    Chart(helm::Failure),
    /// One document among those of its file.
    Document(DocumentFault),
    /// The structure of one object: the path of the field, and what is wrong with it.
    Schema {
        /// Path of the field in the object, such as `spec.servers[0].port`.
        path: String,
        /// What is wrong.
        fault: schema::Fault,
        /// Who reads the value.
        reader: schema::Reader,
    },
}

impl Fault {
    /// Whether no API server takes the object, whatever stands in it.
    pub fn refuses_object(&self) -> bool {
        let Fault::Document(fault) = self else { return false };
        matches!(fault, DocumentFault::UnknownKind { .. } | DocumentFault::UnknownVersion { .. })
    }

    /// A fault of the structure and its place.
    pub fn of_schema(problem: schema::Problem) -> (Span, Fault) {
        let schema::Problem { span, path, fault, reader } = problem;
        (span, Fault::Schema { path, fault, reader })
    }
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq)]
pub enum FileFault {
    /// It could not be read; the reason of the operating system.
    Unreadable(String),
    /// It is larger than the limit, in bytes.
    TooLarge {
        /// Size of the file.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// It begins as UTF-16 or UTF-32 does.
    WrongEncoding(&'static str),
    /// It holds bytes that are not UTF-8; the rest of it is read.
    NotUtf8,
    /// It holds NUL bytes, as only binary files do.
    Binary,
}

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentFault {
    /// Something else than a line `---` separates it from the document before: kubectl refuses the file, or
    /// (before 1.22) reads nothing of it up to the next `---`.
    Lost,
    /// It has a kind and metadata, but no apiVersion.
    MissingApiVersion,
    /// It has an apiVersion and metadata, but no kind.
    MissingKind,
    /// It has neither name nor generateName.
    MissingName,
    /// A name that is not valid; the span is the name.
    BadName {
        /// The field that holds it.
        field: &'static str,
        /// The form that it has to have.
        form: NameForm,
    },
    /// The key of a label or an annotation that is not valid; the span is the key.
    BadKey {
        /// `label` or `annotation`.
        of: &'static str,
    },
    /// The value of a label that is not valid; the span is the value.
    BadLabelValue,
    /// All annotations together are too large; the span is the key of the largest.
    LargeAnnotations {
        /// Their size in bytes.
        size: usize,
    },
    /// Its version is deprecated; the span is the version.
    DeprecatedVersion {
        /// The version that takes its place.
        newest: Option<&'static str>,
    },
    /// Its group is known, but holds no such kind.
    UnknownKind {
        /// The kind of the group that was probably meant.
        nearest: Option<&'static str>,
        /// The groups and versions in which there is such a kind, where one of them was probably meant.
        homes: Vec<String>,
    },
    /// Its kind is known, but not in this version.
    UnknownVersion {
        /// The versions there are.
        known: Vec<&'static str>,
    },
}

/// The form of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameForm {
    /// A label as RFC 1123 has it.
    Label,
    /// A label as RFC 1035 has it, which does not begin with a digit.
    ServiceLabel,
    /// A subdomain as RFC 1123 has it: labels joined by dots.
    Subdomain,
}
