//! Running the rules and collecting what they find.

use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::finding::{Finding, Findings, order};
use super::{Check, Rule, Severity, Suppressed};
use crate::baseline::BaselineSummary;
use crate::graph::Mesh;
use crate::load::Skipped;
use crate::model::Model;

/// All that a run found, sorted.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// References that could neither be confirmed nor refuted.
    pub unverified: Vec<Finding>,
    /// What was put aside.
    pub suppressed: Vec<Suppressed>,
    /// How long each rule took.
    pub timings: Vec<(&'static str, Duration)>,
}

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

/// Runs the rules over what was read and over its mesh, in parallel; without a mesh those that need one are
/// left out. Rules that judge objects by themselves have run while the model was loaded: what they said is
/// collected. What lies in texts that are context only is left out.
pub fn run(model: &Model, mesh: Option<&Mesh<'_>>, rules: &[&'static Rule]) -> Outcome {
    let objects = &model.objects;
    let check = |rule: &&'static Rule| {
        let start = Instant::now();
        let mut findings = Findings::new(rule, objects);
        match (rule.check, mesh) {
            (Check::Model(check), _) => check(model, &mut findings),
            (Check::Mesh(check), Some(mesh)) => check(mesh, &mut findings),
            (Check::Webhook(check), None) => check(model, &mut findings),
            (Check::Mesh(_), None) | (Check::Webhook(_), Some(_)) => {}
            (Check::Object(_) | Check::Suppressions(_), _) => {}
        }
        (findings, (rule.name, start.elapsed()))
    };
    let results: Vec<_> = if objects.len() < 200 {
        rules.iter().map(check).collect()
    } else {
        rules.par_iter().map(check).collect()
    };
    let mut outcome = Outcome::default();
    outcome.findings.extend(model.problems.iter().filter_map(Finding::of_remark));
    for (findings, timing) in results {
        outcome.findings.extend(findings.found);
        outcome.unverified.extend(findings.unverified);
        outcome.timings.push(timing);
    }
    for list in [&mut outcome.findings, &mut outcome.unverified] {
        list.retain(|finding| !model.sources[finding.location.source].context);
    }
    outcome.sort();
    outcome
}

impl Outcome {
    /// Puts everything into the order in which it is reported.
    pub fn sort(&mut self) {
        for list in [&mut self.findings, &mut self.unverified] {
            list.sort_by(|a, b| order(a).cmp(&order(b)));
            list.dedup_by(|a, b| order(a) == order(b));
        }
        self.suppressed.sort_by(|a, b| order(&a.finding).cmp(&order(&b.finding)));
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The highest severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}
