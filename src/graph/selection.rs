//! Which workloads an object is for, and which objects are for the same ones.

use rustc_hash::FxHashMap;

use super::{Answer, Mesh, Role, Target, WorkloadId};
use crate::model::{
    AuthorizationPolicy, DestinationRule, EnvoyFilter, Kind, LabelsSelector, Map, OrEmpty, Pair,
    PeerAuthentication, ProxyConfig, RequestAuthentication, ServiceEntry, Sidecar, Telemetry, Text,
    TrafficExtension, WasmPlugin, WorkloadSelector,
};
use crate::source::{ObjectId, Span};

/// Where the workloads of a selection are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'m> {
    /// In one namespace.
    Namespace(&'m str),
    /// Anywhere: the policies of the root namespace.
    Mesh,
}

/// Which workloads an object is for.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'m> {
    /// Labels that the workloads have; none stands for all.
    pub selector: &'m [Pair<Text>],
    /// Where they are.
    pub scope: Scope<'m>,
    /// The selector as it is written; `None` where there is none.
    pub span: Option<Span>,
    /// Whether the object is attached to something by `targetRefs` as well, or instead.
    pub has_target: bool,
}

/// Two objects of one kind that are for the same workloads, where only one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rivalry {
    /// One of them.
    pub object: ObjectId,
    /// The other.
    pub rival: ObjectId,
    /// A workload that both select; `None` where both are for all that nothing else selects.
    pub workload: Option<WorkloadId>,
}

impl<'m> Mesh<'m> {
    /// Which workloads an object is for, where it is of a kind that has a selector.
    ///
    /// Policies of the root namespace are for the whole mesh. A Sidecar, Telemetry or ProxyConfig there
    /// is so only without a selector; with one it is for the root namespace's own workloads. (istiod:
    /// `PolicyMatcher`, `getSidecarScope`, `Telemetries.applicableTelemetries`.)
    pub fn selection(&self, id: ObjectId) -> Option<Selection<'m>> {
        let object = self.object(id);
        let of = |selector: Option<(Span, &'m [Pair<Text>])>, has_target, spans_mesh: bool| {
            let is_root = &*object.namespace == self.root_namespace();
            Selection {
                selector: selector.map_or(&[], |(_, labels)| labels),
                scope: match is_root && spans_mesh {
                    true => Scope::Mesh,
                    false => Scope::Namespace(&object.namespace),
                },
                span: selector.map(|(span, _)| span),
                has_target,
            }
        };
        macro_rules! policy {
            ($kind:ty, $spans_mesh:expr) => {{
                let spec = self.resource::<$kind>(id)?.spec;
                let has_target = spec.target_ref.is_some() || !spec.target_refs.items().is_empty();
                of(match_labels(&spec.selector), has_target, $spans_mesh)
            }};
        }
        macro_rules! labels {
            ($kind:ty, $spans_mesh:expr) => {{
                let spec = self.resource::<$kind>(id)?.spec;
                of(labels(&spec.workload_selector), false, $spans_mesh)
            }};
        }
        Some(match object.kind {
            Kind::AuthorizationPolicy => policy!(AuthorizationPolicy, true),
            Kind::RequestAuthentication => policy!(RequestAuthentication, true),
            Kind::WasmPlugin => policy!(WasmPlugin, true),
            Kind::Telemetry => policy!(Telemetry, false),
            Kind::PeerAuthentication => {
                of(match_labels(&self.resource::<PeerAuthentication>(id)?.spec.selector), false, false)
            }
            Kind::Sidecar => labels!(Sidecar, false),
            Kind::EnvoyFilter => labels!(EnvoyFilter, true),
            Kind::ServiceEntry => labels!(ServiceEntry, false),
            Kind::ProxyConfig => {
                of(match_labels(&self.resource::<ProxyConfig>(id)?.spec.selector), false, false)
            }
            Kind::DestinationRule => {
                let spec = self.resource::<DestinationRule>(id)?.spec;
                of(match_labels(&spec.workload_selector), false, false)
            }
            Kind::TrafficExtension => {
                let spec = self.resource::<TrafficExtension>(id)?.spec;
                of(match_labels(&spec.selector), !spec.target_refs.items().is_empty(), true)
            }
            _ => return None,
        })
    }

    /// Objects of a kind that select one workload, of which istiod takes one. For each object that has a
    /// rival the first one.
    pub fn rivals_by_selector(&self, kind: Kind) -> Vec<Rivalry> {
        let mut by_workload: FxHashMap<WorkloadId, Vec<ObjectId>> = FxHashMap::default();
        for (id, _) in self.of_kind(kind) {
            for workload in self.selected_by(id) {
                // A look at a few of them will do: those that share a workload are rivals of each other.
                let candidates = by_workload.entry(workload).or_default();
                if candidates.len() < RIVALS {
                    candidates.push(id);
                }
            }
        }
        let rival = |(object, _): (ObjectId, &crate::model::Object)| {
            self.selected_by(object).find_map(|workload| {
                let mut others = by_workload.get(&workload)?.iter().copied();
                let rival = others.find(|&other| self.contend(object, other))?;
                Some(Rivalry { object, rival, workload: Some(workload) })
            })
        };
        self.of_kind(kind).filter_map(rival).collect()
    }

    /// Objects of a kind that are for all workloads of one namespace, of which istiod takes one. For each
    /// object that has a rival the first one.
    pub fn rivals_by_default(&self, kind: Kind) -> Vec<Rivalry> {
        let is_default = |id| {
            self.selection(id).is_some_and(|selection| selection.selector.is_empty() && !selection.has_target)
        };
        let mut by_namespace: FxHashMap<&str, Vec<ObjectId>> = FxHashMap::default();
        let defaults = || self.of_kind(kind).filter(|(id, _)| is_default(*id));
        defaults().for_each(|(id, object)| by_namespace.entry(&*object.namespace).or_default().push(id));
        let rival = |(object, own): (ObjectId, &crate::model::Object)| {
            let mut others = by_namespace[&*own.namespace].iter().take(RIVALS).copied();
            let rival = others.find(|&other| self.contend(object, other))?;
            Some(Rivalry { object, rival, workload: None })
        };
        defaults().filter_map(rival).collect()
    }

    /// The workloads that the selector of an object selects.
    pub fn selected_by(&self, id: ObjectId) -> impl Iterator<Item = WorkloadId> + '_ {
        let targets = self.references_of(id, Role::WorkloadSelector).iter().flat_map(|reference| {
            match &reference.answer {
                Answer::Present(targets) => &**targets,
                _ => &[],
            }
        });
        targets.filter_map(|target| match target {
            Target::Workload(id) => Some(*id),
            _ => None,
        })
    }

    /// Whether one control plane sees both objects, and they are two: a revision label hides an object
    /// from all others, and one name twice is one object.
    fn contend(&self, one: ObjectId, other: ObjectId) -> bool {
        let is_seen = match (self.revision_of(one), self.revision_of(other)) {
            (Some(own), Some(others)) => own == others,
            _ => true,
        };
        let (one, other) = (self.object(one), self.object(other));
        is_seen && one.name() != other.name() && !self.may_be_apart(one, other)
    }
}

/// How many candidates for a rival are looked at.
const RIVALS: usize = 64;

type Written<'m> = Option<(Span, &'m [Pair<Text>])>;

fn match_labels(selector: &Option<crate::model::Field<WorkloadSelector>>) -> Written<'_> {
    selector.as_ref().map(|selector| (selector.span, pairs(&selector.value.match_labels)))
}

fn labels(selector: &Option<crate::model::Field<LabelsSelector>>) -> Written<'_> {
    selector.as_ref().map(|selector| (selector.span, pairs(&selector.value.labels)))
}

fn pairs(labels: &Option<crate::model::Field<Map<Text>>>) -> &[Pair<Text>] {
    labels.items()
}
