//! An object of the input: its identity, its labels and its typed body.

use super::{Body, Field, FromNode, Kind, Map, Spec, Status, Text, is_cluster_scoped, kind};
use crate::source::{Location, ObjectId, SourceId, Span};
use crate::text::group_of;
use crate::yaml::NodeRef;

/// How it is known which namespace an object lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamespaceOrigin {
    /// The object names it, or its kind has none.
    Written,
    /// What deploys the object puts it there: a kustomization, an Application and the like.
    Deployed,
    /// It is not: the namespace of objects that name none is assumed.
    Assumed,
}

/// An object as written.
#[derive(Clone, Debug)]
pub struct Object {
    /// `apiVersion`.
    pub api_version: Text,
    /// `kind`, as written.
    pub kind_name: Text,
    /// The kind of its body.
    pub kind: Kind,
    /// `metadata.name`; absent where it is missing or not a text.
    pub name: Option<Field<Text>>,
    /// `metadata.namespace` as written.
    pub namespace_field: Option<Field<Text>>,
    /// The namespace it lives in, `""` for kinds that have none.
    pub namespace: Text,
    /// How that is known.
    pub namespace_origin: NamespaceOrigin,
    /// `metadata.labels`.
    pub labels: Map<Text>,
    /// `metadata.annotations`.
    pub annotations: Map<Text>,
    /// The text it stands in.
    pub source: SourceId,
    /// From its first to its last character.
    pub span: Span,
    /// Where `kind` is written: stands for the object as a whole in findings without a better place.
    pub kind_span: Span,
    /// Whether `metadata.generateName` stands in for the name.
    pub is_generated: bool,
    /// `metadata.creationTimestamp`; absent in what is yet to be created.
    pub created: Option<Text>,
    /// `status`, where it was read from a cluster.
    pub status: Option<Box<Status>>,
    /// The typed body.
    pub body: Body,
}

impl Object {
    /// Reads an object. `None` where it has no `apiVersion` or no `kind`.
    pub fn read(object: NodeRef<'_>, source: SourceId, default_namespace: &str) -> Option<Object> {
        let api_version = object.get("apiVersion")?.as_str()?;
        let kind_node = object.get("kind")?;
        let kind_name = kind_node.as_str()?;
        Some(Object::of(object, source, default_namespace, api_version, kind_name, kind_node.span(), false))
    }

    /// Reads an object whose type is known from elsewhere, such as an item of a typed list. Of objects that are
    /// judged `alone`, bodies that only a mesh needs are left out.
    pub fn of(
        object: NodeRef<'_>,
        source: SourceId,
        default_namespace: &str,
        api_version: &str,
        kind_name: &str,
        kind_span: Span,
        alone: bool,
    ) -> Object {
        let group = group_of(api_version);
        let (kind, body) = kind::read(group, kind_name, object, alone);
        let metadata = object.get("metadata");
        let namespace_field: Option<Field<Text>> = metadata.and_then(|node| Field::of(node, "namespace"));
        let map =
            |name| metadata.and_then(|node| node.get(name)).and_then(Map::from_node).unwrap_or_default();
        let (namespace, namespace_origin) = match &namespace_field {
            _ if is_cluster_scoped(kind_name) => ("", NamespaceOrigin::Written),
            Some(field) if !field.value.is_empty() => (&*field.value, NamespaceOrigin::Written),
            _ => (default_namespace, NamespaceOrigin::Assumed),
        };
        Object {
            api_version: api_version.into(),
            kind_name: kind_name.into(),
            kind,
            name: metadata.and_then(|node| Field::of(node, "name")),
            namespace: namespace.into(),
            namespace_origin,
            namespace_field,
            labels: map("labels"),
            annotations: map("annotations"),
            source,
            span: object.span(),
            kind_span,
            is_generated: metadata.is_some_and(|node| node.get("generateName").is_some()),
            created: metadata.and_then(|node| node.get("creationTimestamp")).and_then(Text::from_node),
            status: object.get("status").and_then(Box::from_node),
            body,
        }
    }

    /// Whether its kind is one of Istio or of the Gateway API.
    pub fn is_of_mesh(&self) -> bool {
        let group = self.group();
        group.ends_with(".istio.io")
            || group.starts_with("gateway.networking.")
            || group.starts_with("inference.networking.")
    }

    /// The API group, `""` for the core group.
    pub fn group(&self) -> &str {
        group_of(&self.api_version)
    }

    /// The API version without its group.
    pub fn version(&self) -> &str {
        self.api_version.rsplit('/').next().unwrap_or_default()
    }

    /// The name, `""` where there is none.
    pub fn name(&self) -> &str {
        self.name.as_ref().map_or("", |name| &name.value)
    }

    /// A place in the text of this object.
    pub fn at(&self, span: Span) -> Location {
        Location { source: self.source, span }
    }

    /// The place of its name, or of its kind where it has no name.
    pub fn name_location(&self) -> Location {
        self.at(self.name.as_ref().map_or(self.kind_span, |name| name.span))
    }

    /// How istiod orders objects that want the same thing: the oldest first, then by name and namespace.
    /// What has no creation time is yet to be created, and so the youngest.
    pub fn seniority(&self) -> (bool, &str, &str, &str) {
        (self.created.is_none(), self.created.as_deref().unwrap_or_default(), self.name(), &self.namespace)
    }

    /// The typed body, where it is of this kind.
    pub fn spec<T: Spec>(&self) -> Option<&T> {
        T::of(&self.body)
    }
}

/// An object together with its typed body.
#[derive(Debug)]
pub struct Resource<'m, T> {
    /// The object.
    pub object: &'m Object,
    /// Its id.
    pub id: ObjectId,
    /// Its body.
    pub spec: &'m T,
}

impl<T> Clone for Resource<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Resource<'_, T> {}

impl<'m, T> Resource<'m, T> {
    /// The namespace it lives in.
    pub fn namespace(&self) -> &'m str {
        &self.object.namespace
    }

    /// Its name.
    pub fn name(&self) -> &'m str {
        self.object.name()
    }

    /// A place in its text.
    pub fn at(&self, span: Span) -> Location {
        self.object.at(span)
    }
}
