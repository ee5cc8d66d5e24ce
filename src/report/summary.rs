//! What a run looked at.

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
    /// What a baseline did to the run, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineSummary>,
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
