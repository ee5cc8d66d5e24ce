//! Rules that judge one object by itself: what the API server or Istio's webhook would say of it.
//!
//! They run while the document of the object is in memory, on the thread that parsed it, so that the typed
//! model need not keep what only they read. A rule names the places it is about ([`Subject`]); the places
//! of all rules of a kind become one `plan::Plan`, and each object is walked once.

mod cursor;
mod plan;
mod repeated;

use std::cell::Cell;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::finding::{Finding, Findings, RuleInfo};
use crate::source::{ObjectId, SourceId};
use crate::yaml::NodeRef;

pub use cursor::{Cursor, Identity};
pub use plan::{Way, ways};
pub use repeated::repeated;

/// Places in objects of some kinds, and what looks at them.
pub struct Subject {
    /// Kinds of Istio and of Kubernetes itself by name (`VirtualService`, `Service`), others with their
    /// group (`gateway.networking.k8s.io/Gateway`); `*` stands for any. `MeshConfig`, its part
    /// `MeshProxyConfig` (what is under `defaultConfig`) and `MeshNetworks` (the networks by name) stand for
    /// the settings of the mesh, wherever they are written.
    pub kinds: &'static [&'static str],
    /// Paths of the values to look at, such as `spec.http[].match[].uri`. `[]` stands for every item of a
    /// list, `{}` for every value of a mapping, `""` for the object. Of several paths in braces any one is
    /// meant: `spec.(tls|tcp)[].route[]`; an empty one among them leaves the braces out: `spec.(a.|)b`.
    pub paths: &'static [&'static str],
    /// Looks at one value. It is called for values that are there: never for null.
    pub check: fn(&Cursor<'_>, &mut Findings<'_>),
}

/// Where an object stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The text.
    pub source: SourceId,
    /// Its number; none for settings that are not objects.
    pub object: Option<ObjectId>,
}

/// All rules that judge objects by themselves, by the kinds that they look at.
#[derive(Default)]
pub struct Inspector {
    by_kind: FxHashMap<&'static str, Kind>,
    any: Kind,
}

/// What is looked at in one kind; made when the first object of the kind comes by.
#[derive(Default)]
struct Kind {
    subjects: Vec<(&'static RuleInfo, &'static Subject)>,
    plan: OnceLock<plan::Plan>,
}

impl Inspector {
    /// The inspector that runs these rules.
    pub fn new(rules: impl IntoIterator<Item = (&'static RuleInfo, &'static [Subject])>) -> Inspector {
        let (mut by_kind, mut any): (FxHashMap<&'static str, Kind>, Kind) = Default::default();
        for (rule, subjects) in rules {
            for subject in subjects {
                for kind in subject.kinds {
                    let kind = if *kind == "*" { &mut any } else { by_kind.entry(kind).or_default() };
                    kind.subjects.push((rule, subject));
                }
            }
        }
        Inspector { by_kind, any }
    }

    /// What the rules have to say of one object.
    pub fn inspect(&self, object: NodeRef<'_>, identity: Identity<'_>, place: Standing) -> Vec<Finding> {
        self.look(object, identity, place, self.kind(identity).into_iter().chain([&self.any]))
    }

    /// What the rules for a kind of settings have to say, which are not objects but may stand in one.
    pub fn inspect_settings(
        &self,
        settings: NodeRef<'_>,
        identity: Identity<'_>,
        place: Standing,
        kind: &'static str,
    ) -> Vec<Finding> {
        self.look(settings, identity, place, self.by_kind.get(kind).into_iter())
    }

    fn look<'i>(
        &'i self,
        object: NodeRef<'_>,
        identity: Identity<'_>,
        place: Standing,
        kinds: impl Iterator<Item = &'i Kind>,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        for kind in kinds {
            let plan = kind
                .plan
                .get_or_init(|| plan::Plan::of(kind.subjects.iter().map(|(_, subject)| subject.paths)));
            let doubt = Cell::new(false);
            plan.walk(&Cursor::root(object, &identity, &doubt), &mut |number, cursor| {
                let (rule, subject) = kind.subjects[number];
                let mut findings = Findings::of_one(rule, place.source, place.object);
                doubt.set(false);
                (subject.check)(cursor, &mut findings);
                if doubt.get() {
                    return;
                }
                found.append(&mut findings.found);
            });
        }
        found
    }

    fn kind(&self, identity: Identity<'_>) -> Option<&Kind> {
        let Identity { group, kind, .. } = identity;
        let is_common = group.ends_with(".istio.io") || matches!(group, "" | "apps" | "batch");
        let plain = || self.by_kind.get(kind).filter(|_| is_common);
        // Only where rules name a group is it worth to put the name together.
        let full = || self.by_kind.get(&*format!("{group}/{kind}"));
        if is_common { plain() } else { full() }
    }
}

impl std::fmt::Debug for Inspector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.by_kind.keys()).finish()
    }
}

#[cfg(test)]
mod tests;
