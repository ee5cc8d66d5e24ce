//! What platforms refuse or ignore, as data with its source.

use super::{aks, ambient, csm, openshift};
use crate::finding::Severity;
use crate::inspect::Cursor;
use crate::platform::Platform;

pub use super::source::Source;

/// What a platform refuses or ignores in objects of a kind.
pub fn of(platform: Platform, kind: &str) -> impl Iterator<Item = &'static Limit> {
    all(platform).filter(move |limit| limit.kinds.iter().any(|known| *known == kind || *known == "*"))
}

/// All that a platform refuses or ignores.
pub fn all(platform: Platform) -> impl Iterator<Item = &'static Limit> {
    let tables: &[&'static [Limit]] = match platform {
        Platform::CsmTrafficDirector => &[csm::MANAGED, csm::TRAFFIC_DIRECTOR],
        Platform::CsmIstiod => &[csm::MANAGED, csm::ISTIOD],
        Platform::CsmInCluster => &[csm::IN_CLUSTER],
        Platform::Openshift => &[openshift::LIMITS],
        Platform::Aks => &[aks::LIMITS],
        Platform::Ambient => &[ambient::LIMITS],
    };
    tables.iter().copied().flatten()
}

/// Something that a platform refuses or ignores.
pub struct Limit {
    /// Kinds, as [`crate::inspect::Subject`] names them; `*` for any.
    pub kinds: &'static [&'static str],
    /// What of them.
    pub what: What,
    /// What becomes of it.
    pub effect: Effect,
    /// What that means, as the end of a sentence; may be empty.
    pub because: &'static str,
    /// What to use instead.
    pub instead: &'static str,
    /// Where the platform says so.
    pub source: Source,
    /// Whether it says so in words.
    pub certainty: Certainty,
}

/// What of an object a limit is about. Paths are those of [`crate::inspect::Subject`].
pub enum What {
    /// Objects of the kind at all.
    Kind,
    /// Fields that are there.
    Fields(&'static [&'static str]),
    /// Fields that have one of these values.
    Values(&'static [&'static str], &'static [&'static str]),
    /// Fields that have any value but these.
    OtherValues(&'static [&'static str], &'static [&'static str]),
    /// All fields of some mappings but these.
    OtherFields(&'static [&'static str], &'static [&'static str]),
    /// Values of which something holds.
    Cases(&'static [&'static str], fn(&Cursor<'_>) -> bool),
    /// Annotations with these keys; a trailing `*` stands for any rest.
    Annotations(&'static [&'static str]),
    /// A label, and its value where only that counts.
    Label(&'static str, Option<&'static str>),
}

/// What a platform does with what it does not support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Its webhook refuses the object.
    Refused,
    /// It is not supported: refused or ignored, whatever the release does.
    Unsupported,
    /// It is accepted and has no effect.
    Ignored,
    /// It works, and whoever runs the platform does not answer for it.
    BestEffort,
}

/// How sure a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// The source says it.
    Stated,
    /// It follows from the source, by analogy or by what is left out.
    Inferred,
}

impl Limit {
    /// How bad it is: what is inferred is at most a warning.
    pub fn severity(&self) -> Severity {
        match (self.effect, self.certainty) {
            (Effect::BestEffort, _) => Severity::Info,
            (Effect::Ignored, _) | (_, Certainty::Inferred) => Severity::Warning,
            (Effect::Refused | Effect::Unsupported, Certainty::Stated) => Severity::Error,
        }
    }
}
