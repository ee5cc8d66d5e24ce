//! What a rule is: what it is called, and what finds its violations.

use std::fmt;
use std::ops::Deref;

use super::SuppressionFault;
use crate::finding::{Findings, RuleInfo};
use crate::graph::Mesh;
use crate::inspect::Subject;
use crate::model::Model;
use crate::problem::Problem;

/// A rule: what it is called, how it is explained, and what finds its violations.
pub struct Rule {
    /// What it is called, and how it is explained.
    pub info: RuleInfo,
    /// Finds the violations.
    pub check: Check,
}

/// What a rule needs to see, and the function that finds its violations. `meshlint validate` runs those that
/// judge what was read or each object by itself, `meshlint check` runs all.
#[derive(Clone, Copy)]
pub enum Check {
    /// Each thing that was found wrong while the input was read.
    Fault(fn(&Problem, &Model, &mut Findings<'_>)),
    /// Each object by itself, at the places that are named.
    Object(&'static [Subject]),
    /// The same, for what becomes of an object that the webhook has let in: `meshlint validate` leaves it out.
    Deployed(&'static [Subject]),
    /// The mesh as a whole, with every reference resolved.
    Mesh(fn(&Mesh<'_>, &mut Findings<'_>)),
    /// Each object by itself, once more in the words of Istio's webhook: what other rules say better with the
    /// mesh at hand. Only `meshlint validate` runs these.
    Webhook(fn(&Model, &mut Findings<'_>)),
    /// What became of the suppressions, when all other rules have run.
    Suppressions(fn(&[SuppressionFault], &mut Findings<'_>)),
}

impl Deref for Rule {
    type Target = RuleInfo;

    fn deref(&self) -> &RuleInfo {
        &self.info
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.info.fmt(f)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.info == other.info
    }
}
