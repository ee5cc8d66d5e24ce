//! Subsets of DestinationRules that select no endpoint.

use super::routing::Members;
use super::{Mesh, Origin, Service};
use crate::model::{
    DestinationRule, Labels, NodeSpec, OrEmpty, Pair, Resource, Spanned, Subset, Text, TextField,
};
use crate::source::{Location, ObjectId};

/// A subset without endpoints.
#[derive(Clone, Copy, Debug)]
pub struct EmptySubset<'m> {
    /// The DestinationRule.
    pub rule: ObjectId,
    /// The subset.
    pub subset: &'m Spanned<Subset>,
    /// The label that no endpoint has, or else the first one.
    pub label: &'m Pair<Text>,
    /// The service of the host.
    pub service: super::ServiceId,
    /// Whether the input shows endpoints of the service, so that those of the subset are missing.
    pub is_certain: bool,
    /// The route that sends requests to the subset, if there is one.
    pub routed: Option<Location>,
}

/// Labels that istiod adds to endpoints, from their node, cluster and network.
const ADDED: [&str; 6] = [
    "kubernetes.io/hostname",
    "topology.istio.io/cluster",
    "topology.istio.io/network",
    "topology.istio.io/subzone",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
];

/// Endpoints of a service, as far as they are known.
enum Endpoints {
    /// Some have the labels of the subset.
    Fitting,
    /// None has; whether there are any others.
    Lacking { others: bool },
    /// The input does not tell.
    Unknown,
}

impl<'m> Mesh<'m> {
    /// Subsets with labels that no endpoint of their host has.
    pub fn empty_subsets(&self) -> Vec<EmptySubset<'m>> {
        let mut found = Vec::new();
        let routed = self.routed_subsets();
        for rule in self.all::<DestinationRule>() {
            let written = rule.spec.host.text();
            if written.contains('*') || rule.spec.subsets.items().is_empty() {
                continue;
            }
            let full = self.full_host(written, rule.namespace());
            let services = self.services.exactly(&full);
            let Some(&first) = services.first() else { continue };
            for subset in rule.spec.subsets.items() {
                let labels = subset.labels.items();
                if labels.is_empty() {
                    continue;
                }
                let mut is_certain = self.model.complete;
                let is_empty =
                    services.iter().all(|&id| match self.subset_endpoints(self.services.get(id), labels) {
                        Endpoints::Lacking { others } => {
                            is_certain |= others;
                            true
                        }
                        Endpoints::Fitting | Endpoints::Unknown => false,
                    });
                if is_empty && let Some(label) = self.label_at_fault(labels) {
                    let key = (full.to_ascii_lowercase(), subset.name.text());
                    let routed = routed.get(&key).copied();
                    found.push(EmptySubset {
                        rule: rule.id,
                        subset,
                        label,
                        service: first,
                        is_certain,
                        routed,
                    });
                }
            }
        }
        found
    }

    /// Whether a subset leaves out some endpoint of its host that the input shows; `None` where it shows none.
    pub(super) fn leaves_out(&self, full_host: &str, subset: &Subset) -> Option<bool> {
        let wanted = subset.labels.items();
        let lacks = |labels: Labels<'_>| wanted.iter().any(|pair| !self.has(labels, pair));
        let mut shown = false;
        for &id in self.services.exactly(full_host) {
            let service = self.services.get(id);
            let lacking = match self.members(service) {
                _ if matches!(service.origin, Origin::Made(_)) => continue,
                Members::Selected(list) if !list.is_empty() => {
                    list.iter().any(|&id| lacks(self.workloads.get(id).labels))
                }
                Members::Listed(list) => {
                    list.iter().any(|endpoint| lacks(Labels::of_field(&endpoint.labels)))
                }
                _ => continue,
            };
            if lacking {
                return Some(true);
            }
            shown = true;
        }
        shown.then_some(false)
    }

    fn label_at_fault(&self, labels: &'m [Pair<Text>]) -> Option<&'m Pair<Text>> {
        let is_unknown =
            |label: &&Pair<Text>| self.workloads.with_label(&label.name, &label.value).is_empty();
        labels.iter().find(is_unknown).or(labels.first())
    }

    fn subset_endpoints(&self, service: &Service<'m>, wanted: &[Pair<Text>]) -> Endpoints {
        let fits = |labels: Labels<'_>| wanted.iter().all(|pair| self.has(labels, pair));
        match self.members(service) {
            _ if matches!(service.origin, Origin::Made(_)) => Endpoints::Unknown,
            Members::Selected(list) => match list.iter().any(|&id| fits(self.workloads.get(id).labels)) {
                true => Endpoints::Fitting,
                false => Endpoints::Lacking { others: !list.is_empty() },
            },
            Members::Listed(list) => {
                let mut labels = list.iter().map(|endpoint| Labels::of_field(&endpoint.labels));
                match labels.any(fits) {
                    true => Endpoints::Fitting,
                    false => Endpoints::Lacking { others: true },
                }
            }
            Members::Names => Endpoints::Lacking { others: true },
            Members::Written | Members::Alias => Endpoints::Unknown,
            Members::Nobody => Endpoints::Lacking { others: false },
        }
    }

    /// Whether an endpoint with these labels has this one, or may have it from its node.
    fn has(&self, labels: Labels<'_>, wanted: &Pair<Text>) -> bool {
        if labels.get(&wanted.name) == Some(&*wanted.value) {
            return true;
        }
        if !ADDED.contains(&&*wanted.name) || wanted.value.is_empty() {
            return false; // nothing is added where a node's label is empty
        }
        let mut nodes = self.all::<NodeSpec>().peekable();
        let of_node = |node: Resource<'m, NodeSpec>| {
            node.object.labels.get(&wanted.name).is_some_and(|label| label.value == wanted.value)
        };
        nodes.peek().is_none() || !wanted.name.starts_with("topology.kubernetes.io/") || nodes.any(of_node)
    }
}
