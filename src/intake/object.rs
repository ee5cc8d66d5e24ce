//! From one object as written to what it is: its structure is checked, the rules that judge one object by itself
//! look at it, and it is typed.

use super::metadata;
use crate::finding::{Finding, Severity};
use crate::inspect::{Identity, Inspector, Standing};
use crate::model::{Kind, Object, Options, Placeholder};
use crate::problem::{DocumentFault, Fault};
use crate::schema;
use crate::source::Span;
use crate::text::{group_of, nearest};
use crate::yaml::NodeRef;

/// An object of the input, as long as its document is in memory.
#[derive(Clone, Copy)]
pub(super) struct RawObject<'tree> {
    /// The object.
    pub node: NodeRef<'tree>,
    /// `apiVersion`, its own or that of the typed list it is in.
    pub api_version: &'tree str,
    /// `kind`, its own or that of the typed list it is in.
    pub kind: &'tree str,
    /// Where `kind` is written; the first character of the object where it is not.
    pub kind_span: Span,
    /// The text it stands in; spans are offsets in it.
    pub text: &'tree str,
}

/// What looks at objects one by one: the rules, and what they need to know.
#[derive(Clone, Copy)]
pub(super) struct Judge<'run> {
    pub options: &'run Options,
    pub inspector: &'run Inspector,
}

/// What is wrong with an object.
#[derive(Default)]
pub(super) struct Judged {
    pub problems: Vec<(Span, Fault)>,
    pub findings: Vec<Finding>,
    /// Values that are filled in later, in texts that the object holds.
    pub placeholders: Vec<Placeholder>,
}

impl Judged {
    /// Adds what rules say, unless something is said already of the same place: the API server looks at the
    /// structure first, and what it refuses there, the webhook never sees.
    pub fn add(&mut self, findings: Vec<Finding>) {
        let known = self.findings.len();
        for finding in findings {
            let span = finding.location.span;
            let is_said = self.problems.iter().any(|(place, _)| *place == span)
                || self.findings[..known].iter().any(|other| other.location.span == span);
            if !is_said {
                self.findings.push(finding);
            }
        }
    }
}

impl Judge<'_> {
    /// Checks the structure of an object, and types it. Its text is the only one that is known here.
    pub fn object(self, raw: RawObject<'_>, place: Standing) -> (Object, Judged) {
        let RawObject { node, api_version, kind, kind_span, text } = raw;
        let Judge { options, inspector } = self;
        let version = api_version.rsplit('/').next().unwrap_or_default();
        let schema = schema::find(group_of(api_version), version, kind);
        let mut judged = Judged::default();
        judged.problems.extend(schema::check(node, schema, text).into_iter().map(Fault::of_schema));
        let mut object = Object::of(
            node,
            place.source,
            &options.default_namespace,
            api_version,
            kind,
            kind_span,
            options.alone,
        );
        let is_cluster_scoped = schema.is_some_and(|schema| !schema.namespaced);
        // A kind that nobody knows here may be one without namespaces.
        let is_plain = matches!(object.kind, Kind::Other | Kind::ControlPlane);
        let is_unknown = is_plain && !schema::knows(object.group(), kind);
        if is_cluster_scoped || is_unknown && object.namespace_field.is_none() {
            object.namespace = Box::default();
        }
        let identity = Identity {
            group: object.group(),
            kind,
            namespace: &object.namespace,
            name: object.name(),
            platform: options.platform,
            istio: options.istio(),
        };
        let findings = inspector.inspect(node, identity, place);
        // Where a rule of the definition and the webhook say the same, the webhook's rule has a name of its own.
        judged
            .problems
            .retain(|(span, fault)| !findings.iter().any(|finding| is_said_by(*span, fault, finding)));
        judged.add(findings);
        self.settings_of(&object, node, text, place, &mut judged);
        judged.problems.extend(faults_of_identity(raw, &object, schema.is_some()));
        judged.problems.extend(metadata::faults(&object, schema.is_some()));
        judged.placeholders.extend(metadata::placeholders(&object));
        if schema.is_some_and(|schema| schema.deprecated) {
            let place = node.get("apiVersion").map_or(kind_span, |version| version.span());
            let newest = schema::versions(object.group(), kind).next();
            judged.problems.push((place, Fault::Document(DocumentFault::DeprecatedVersion { newest })));
        }
        (object, judged)
    }
}

/// Whether a finding is about the same as a rule of the definition: the same value, or the same fields.
fn is_said_by(span: Span, fault: &Fault, finding: &Finding) -> bool {
    let Fault::Schema { fault: schema::Fault::BrokenRule { others, .. }, .. } = fault else { return false };
    finding.severity == Severity::Error
        && (finding.location.span == span
            || finding.related.iter().any(|related| related.location.span == span)
            || others.iter().any(|(_, other)| *other == finding.location.span))
}

/// What is wrong with the type and the name of an object.
fn faults_of_identity(raw: RawObject<'_>, object: &Object, is_known: bool) -> Option<(Span, Fault)> {
    let metadata = raw.node.get("metadata");
    let written = metadata.and_then(|metadata| metadata.get("name"));
    let is_nameless = match written {
        Some(name) => name.is_null() || name.as_str() == Some(""),
        None => !object.is_generated,
    };
    // What istioctl reads is never applied, and so needs no name.
    let needs_name = schema::knows(object.group(), &object.kind_name) && object.group() != "install.istio.io";
    if is_nameless && needs_name {
        let place = written.filter(|name| !name.is_null()).map_or(raw.kind_span, |name| name.span());
        return Some((place, Fault::Document(DocumentFault::MissingName)));
    }
    if is_known {
        return None;
    }
    let group = object.group();
    // Groups that are served by what this tool is about, or by Kubernetes itself: of any other nothing can be said.
    let is_ours =
        group.ends_with(".istio.io") && group != "install.istio.io" || group == "gateway.networking.k8s.io";
    let known: Vec<_> = schema::versions(group, &object.kind_name).collect();
    if !known.is_empty() && (is_ours || schema::BUILT_IN_GROUPS.contains(&group)) {
        let place = raw.node.get("apiVersion").map_or(raw.kind_span, |version| version.span());
        return Some((place, Fault::Document(DocumentFault::UnknownVersion { known })));
    }
    if !known.is_empty() {
        return None;
    }
    let homes = schema::homes(group, &object.kind_name);
    if !homes.is_empty() {
        let place = raw.node.get("apiVersion").map_or(raw.kind_span, |version| version.span());
        return Some((place, Fault::Document(DocumentFault::UnknownKind { nearest: None, homes })));
    }
    if !is_ours {
        return None;
    }
    let kinds: Vec<_> = schema::kinds(group).collect();
    let near = nearest(&object.kind_name, kinds.iter().copied());
    let nearest = kinds.into_iter().find(|kind| Some(*kind) == near);
    Some((raw.kind_span, Fault::Document(DocumentFault::UnknownKind { nearest, homes: Vec::new() })))
}
