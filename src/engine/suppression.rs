//! Findings that were put aside, and what is wrong with what puts them aside.

use super::{Check, Rule};
use crate::finding::{Finding, Findings};
use crate::model::Model;
use crate::source::{Location, ObjectId};

/// A finding that was put aside.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// What put it aside.
    pub by: Means,
    /// Why, as far as it was said.
    pub reason: Option<String>,
    /// Where that is written; none for a baseline.
    pub at: Option<Location>,
}

/// What puts findings aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// A comment in the manifest.
    Comment,
    /// An annotation of the object.
    Annotation,
    /// An entry of the configuration.
    Configuration,
    /// A baseline: it was there before.
    Baseline,
}

/// Something that is wrong with a suppression.
#[derive(Clone, Debug)]
pub struct SuppressionFault {
    /// Where it is written.
    pub at: Location,
    /// The object that carries it, for an annotation.
    pub object: Option<ObjectId>,
    /// The rules that it names, as written.
    pub rules: String,
    /// What is wrong.
    pub what: SuppressionProblem,
}

/// What is wrong with a suppression.
#[derive(Clone, Debug, PartialEq)]
pub enum SuppressionProblem {
    /// It suppresses nothing.
    Unused(Means),
    /// No rule is called so.
    Unknown {
        /// The rule that was probably meant.
        nearest: Option<String>,
    },
    /// It is not written as suppressions are; what is wrong, as the end of a sentence.
    Malformed(String),
}

/// What the rules on suppressions have to say.
pub fn review(model: &Model, faults: &[SuppressionFault], rules: &[&'static Rule]) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in rules {
        if let Check::Suppressions(check) = rule.check {
            let mut findings = Findings::of_all(&rule.info, model);
            check(faults, &mut findings);
            found.extend(findings.found);
        }
    }
    found.retain(|finding| !model.sources[finding.location.source].context);
    found
}
