//! What a rule is, running rules, and what a run gives.

mod once;
mod rule;
mod run;
mod suppression;

pub use rule::{Check, Rule};
pub use run::{Outcome, run};
pub use suppression::{Means, Suppressed, SuppressionFault, SuppressionProblem, review};

use crate::inspect::Inspector;

/// The inspector that runs those of `rules` that judge objects by themselves.
pub fn inspector(rules: &[&'static Rule]) -> Inspector {
    let of_objects = rules.iter().filter_map(|rule| match rule.check {
        Check::Object(subjects) | Check::Deployed(subjects) => Some((&rule.info, subjects)),
        _ => None,
    });
    Inspector::new(of_objects)
}
