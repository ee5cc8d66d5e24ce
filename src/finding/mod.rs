//! What a finding is: the place, the words, what else matters, and what would fix it.
//!
//! Rules of every kind report in the same way, whether they judge one object or the whole mesh.

mod findings;
mod fix;
mod info;
mod page;

pub use findings::{Finding, Findings, ObjectSources, Related};
pub use fix::{Applicability, Change, Fix, To, Written};
pub use info::{Group, RuleInfo, Severity};
pub use page::Page;
