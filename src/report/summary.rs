//! What a run looked at.

use std::collections::BTreeMap;
use std::fmt;

use crate::baseline::BaselineSummary;
use crate::model::Skipped;

/// What a run looked at.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Summary {
    /// Files that hold at least one object.
    pub files: usize,
    /// Objects.
    pub resources: usize,
    /// Objects that were left out because they are for another revision of the control plane.
    #[serde(rename = "ofOtherRevisions", skip_serializing_if = "is_zero")]
    pub of_other_revisions: usize,
    /// Those of Istio and of the Gateway API.
    #[serde(rename = "meshResources")]
    pub mesh_resources: usize,
    /// What was not checked, and why.
    pub skipped: Vec<Skipped>,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// References that could neither be confirmed nor refuted.
    pub unverified: usize,
    /// Values that hold placeholders, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholders: Option<PlaceholderSummary>,
    /// What would be applied and cannot be had without running programs or asking the network.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unavailable: Vec<UnavailablePart>,
    /// Objects that name no namespace, if there are any and nobody said where they go.
    #[serde(rename = "assumedNamespace", skip_serializing_if = "Option::is_none")]
    pub assumed_namespace: Option<AssumedNamespaceSummary>,
    /// Findings that were put aside.
    pub suppressed: usize,
    /// What the report is about, where it is about a part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<FocusSummary>,
    /// The meshes that the input holds, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub worlds: Vec<String>,
    /// The clusters of one mesh, where they were named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<String>,
    /// What was fixed, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixes: Option<FixSummary>,
    /// What a baseline did to the run, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineSummary>,
}

/// What became of the findings where they were to be fixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct FixSummary {
    /// Findings that are gone.
    pub fixed: usize,
    /// Findings that are left.
    pub left: usize,
    /// Those of them for which there is a fix that is not safe.
    #[serde(rename = "unsafe")]
    pub with_unsafe_fix: usize,
}

impl fmt::Display for FixSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} fixed, {} left", self.fixed, self.left)?;
        match self.with_unsafe_fix {
            0 => Ok(()),
            more => write!(f, ", {more} more with --unsafe-fixes"),
        }
    }
}

/// Values that are filled in later, and were not judged.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlaceholderSummary {
    /// How many.
    pub values: usize,
    /// The placeholder that most of them hold, such as `${DOMAIN}`.
    #[serde(rename = "suchAs")]
    pub such_as: String,
}

impl PlaceholderSummary {
    /// The summary of values, by the first placeholder in each; none where there are no values.
    pub fn of<'p>(marks: impl Iterator<Item = &'p str>) -> Option<PlaceholderSummary> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let values = marks.map(|mark| *counts.entry(mark).or_default() += 1).count();
        let most = counts.values().copied().max()?;
        let such_as = counts.iter().find(|(_, count)| **count == most)?.0;
        Some(PlaceholderSummary { values, such_as: (*such_as).to_owned() })
    }
}

/// A part of what would be applied that the input does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct UnavailablePart {
    /// What it is.
    pub kind: UnavailableKind,
    /// The folder of a chart of the input, the name of another chart, the address of a remote resource, the kind of a
    /// plugin.
    pub name: String,
    /// The file that asks for it; of a chart of the input its folder.
    pub path: String,
    /// The line there, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// What a part is that cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UnavailableKind {
    /// A Helm chart, which would have to be rendered.
    Chart,
    /// A resource of another repository or server, which would have to be fetched.
    Remote,
    /// A plugin of kustomize, which would have to be run.
    Plugin,
}

impl fmt::Display for UnavailablePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match self.kind {
            UnavailableKind::Chart => write!(f, "the chart {name} is not rendered"),
            UnavailableKind::Remote => write!(f, "{name} is not fetched"),
            UnavailableKind::Plugin => write!(f, "the plugin {name} is not run"),
        }
    }
}

/// Objects that name no namespace, where neither a flag nor the configuration says which one is theirs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AssumedNamespaceSummary {
    /// The namespace that they are taken to be in.
    pub namespace: String,
    /// How many they are: of Istio, of the Gateway API, Services and workloads.
    pub objects: usize,
    /// References that could not be verified because of it.
    pub references: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// What a report is about, where it is about a part of what was found.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct FocusSummary {
    /// Which part, in words.
    pub on: String,
    /// Findings that are left out.
    pub hidden: usize,
}
