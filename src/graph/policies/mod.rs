//! What can be proven of policies: rules that no request matches, and rules that let everything through.
//!
//! A value is dead where nothing that can come to the workloads of its policy matches it. A list of dead values is
//! dead, and with it the source, the operation or the rule that asks for it. Every answer is a proof from what the
//! input shows; where it does not tell, nothing is said. Which attributes a request has is what [`security`] looks
//! at for one request; here it is asked for all of them.
//!
//! [`security`]: crate::graph::security

mod accounts;
mod addresses;
mod allowing;
mod clause;
mod form;
mod judge;
mod known;
mod overlap;
mod preflight;
mod site;
mod tokens;
mod verdict;

pub use addresses::HiddenAddress;
pub use clause::{Attribute, Clause, PolicyRule};
pub use form::{FormFault, form_fault};
pub use overlap::{Overlap, RuleOverlap};
pub use preflight::RefusedPreflight;
pub use site::NoIdentity;
pub use tokens::{RemovedToken, Tokens};
pub use verdict::{Effect, Unmet, Verdict};

pub(super) use addresses::SentTo;
