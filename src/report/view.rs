//! What a report shows.

use serde::Serialize;

use super::sanitize;
use crate::engine::Suppressed;
use crate::finding::{Finding, Severity};
use crate::fingerprint::identify;
use crate::fix::Editor;
use crate::model::{Object, Settings};
use crate::report::Summary;
use crate::source::{Location, ObjectId, Sources};

/// All that a report may show of a run.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The texts that the findings point into.
    pub sources: &'a Sources,
    /// All findings, sorted.
    pub all: &'a [Finding],
    /// What is to be shown of them: filtered by severity.
    pub findings: &'a [&'a Finding],
    /// How many warnings are not shown.
    pub hidden_warnings: usize,
    /// How many findings of severity info were filtered out.
    pub hidden_infos: usize,
    /// References that could neither be confirmed nor refuted.
    pub unverified: &'a [Finding],
    /// All that was put aside.
    pub all_suppressed: &'a [Suppressed],
    /// What was put aside, where it is to be shown.
    pub suppressed: &'a [Suppressed],
    /// What each reference leads to, where it is to be shown.
    pub references: &'a [Resolved],
    /// What the run looked at.
    pub summary: &'a Summary,
    /// The objects that the findings speak of.
    pub objects: &'a [Object],
    /// The settings of the mesh, of which findings may speak as well.
    pub settings: Option<&'a Settings>,
}

/// What a finding speaks of: an object, or the settings of the mesh.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resource<'a> {
    pub api_version: &'a str,
    pub kind: &'a str,
    pub namespace: &'a str,
    pub name: &'a str,
}

impl<'a> View<'a> {
    /// What makes edits of the fixes of its findings.
    pub(super) fn editor(&self) -> Editor<'a> {
        Editor::of(self.sources, self.objects)
    }

    /// What a finding speaks of.
    pub(super) fn resource(&self, finding: &Finding) -> Option<Resource<'a>> {
        let of_object = |id: ObjectId| {
            let object = self.objects.get(id.0 as usize)?;
            Some(Resource {
                api_version: &object.api_version,
                kind: &object.kind_name,
                namespace: &object.namespace,
                name: object.name(),
            })
        };
        // What rules say of the settings of the mesh belongs to no object.
        let of_settings = || {
            let settings = self.settings?;
            let kind = settings.kind_at(finding.location)?;
            let name = if kind == "MeshNetworks" { "meshnetworks" } else { "meshconfig" };
            let namespace = settings.root_namespace();
            Some(Resource { api_version: "istio.mesh.v1alpha1", kind, namespace, name })
        };
        finding.object.and_then(of_object).or_else(of_settings)
    }

    /// What that is called: kind, namespace and name.
    pub(super) fn subject(&self, finding: &Finding) -> Option<String> {
        self.resource(finding).map(|resource| name_of(resource.kind, resource.namespace, resource.name))
    }

    /// The template that the place of a finding was rendered from, as far as that is said.
    pub(super) fn template(&self, finding: &Finding) -> Option<&'a str> {
        self.sources[finding.location.source].template_at(finding.location.span.start)
    }

    /// The fingerprint of each finding shown, and how many before it and with it have the same one.
    pub(super) fn fingerprints(&self) -> Vec<(String, usize)> {
        let mut seen = rustc_hash::FxHashMap::<String, usize>::default();
        let identities = identify(self.sources, self.objects, self.findings.iter().copied());
        let numbered = identities.into_iter().map(|identity| {
            let count = seen.entry(identity.fingerprint.clone()).or_default();
            *count += 1;
            (identity.fingerprint, *count)
        });
        numbered.collect()
    }

    /// How many of the findings shown have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// `Kind namespace/name`, as far as there are any.
pub(super) fn name_of(kind: &str, namespace: &str, name: &str) -> String {
    let [kind, namespace, name] = [kind, namespace, name].map(sanitize::line);
    match (&*namespace, &*name) {
        (_, "") => kind.into_owned(),
        ("", name) => format!("{kind} {name}"),
        (namespace, name) => format!("{kind} {namespace}/{name}"),
    }
}

/// A reference that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resolved {
    /// The value that refers.
    pub location: Location,
    /// What it leads to.
    pub message: String,
}

/// How a report for people looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colours.
    pub color: bool,
    /// Whether codes link to the page of their rule.
    pub hyperlinks: bool,
    /// Whether to draw with more than ASCII.
    pub unicode: bool,
    /// How many columns a line may take.
    pub width: usize,
    /// Whether the summary is left out.
    pub quiet: bool,
    /// Whether everything is listed: what was resolved, what was not verified, all that was skipped.
    pub verbose: bool,
    /// How long the run took, where it is to be shown.
    pub elapsed: Option<std::time::Duration>,
}

impl Default for Style {
    /// As for a pipe: no colours, no links, 100 columns.
    fn default() -> Style {
        Style {
            color: false,
            hyperlinks: false,
            unicode: true,
            width: 100,
            quiet: false,
            verbose: false,
            elapsed: None,
        }
    }
}
