//! Findings: what the rules say, and where.

mod finding;
mod page;
mod rule;
mod similar;
mod sink;
mod suppression;

pub use finding::{Finding, Findings, Related};
pub use page::Page;
pub use rule::{Check, Group, Rule, Severity};
pub use similar::{is_slip, nearest};
pub use sink::{FocusSummary, Outcome, Summary, run};
pub use suppression::{Means, Suppressed, SuppressionFault, SuppressionProblem, review};
