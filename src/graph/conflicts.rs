//! VirtualServices that want the same thing.

use rustc_hash::{FxHashMap, FxHashSet};

use super::revision::seen_together;
use super::routing::{Bound, Routes};
use super::{ExportTo, Mesh};
use crate::model::{OrEmpty, VirtualService};
use crate::source::{ObjectId, Span};

/// Two VirtualServices with one host for the sidecars of some namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct HostConflict {
    /// The VirtualService.
    pub of: ObjectId,
    /// Its host.
    pub span: Span,
    /// The full name of the host.
    pub host: String,
    /// The other VirtualService.
    pub other: ObjectId,
    /// The host of the other.
    pub other_span: Span,
}

/// A VirtualService and routes of the Gateway API with one host for the sidecars of a namespace.
#[derive(Debug)]
pub struct MixedConflict<'r, 'm> {
    /// The host.
    pub host: &'r str,
    /// The namespace of the clients.
    pub namespace: &'m str,
    /// The one that counts there.
    pub winner: &'r Routes<'m>,
    /// The one that does not.
    pub loser: &'r Routes<'m>,
}

/// A VirtualService that has a host for sidecars.
#[derive(Clone)]
struct Claim<'m> {
    by: ObjectId,
    span: Span,
    export: ExportTo<'m>,
}

impl<'m> Mesh<'m> {
    /// Hosts for which sidecars have both a VirtualService and routes of the Gateway API: for clients of the
    /// namespace of either. Each host once.
    pub fn mixed_conflicts(&self) -> Vec<MixedConflict<'_, 'm>> {
        let mut first: FxHashMap<(&str, bool), &Routes<'m>> = FxHashMap::default();
        let mut found = Vec::new();
        let mut known: FxHashSet<&str> = FxHashSet::default();
        for routes in self.route_table().bound_to(&Bound::Mesh) {
            for host in &routes.hosts {
                let Some(&other) = first.get(&(host.as_str(), !routes.is_gateway_api)) else {
                    first.entry((host.as_str(), routes.is_gateway_api)).or_insert(routes);
                    continue;
                };
                let namespaces = [&*other.object.namespace, &*routes.object.namespace];
                // The table is in the order of age: the other is the older one.
                let order = |namespace: &&str| Some((other.rank(namespace)?, routes.rank(namespace)?));
                let meeting =
                    namespaces.into_iter().find_map(|namespace| Some((namespace, order(&namespace)?)));
                let Some((namespace, (elder, younger))) = meeting.filter(|_| known.insert(host)) else {
                    continue;
                };
                let (winner, loser) = if elder <= younger { (other, routes) } else { (routes, other) };
                found.push(MixedConflict { host, namespace, winner, loser });
            }
        }
        found
    }

    /// All VirtualServices that share a host with another one for the sidecars of one namespace, each
    /// once. Delegates have no host and never conflict; one that has a host under two names does not
    /// conflict with itself.
    pub fn mesh_host_conflicts(&self) -> Vec<HostConflict> {
        let copies: FxHashSet<ObjectId> =
            self.duplicates().iter().flat_map(|duplicate| duplicate.copies()).copied().collect();
        let mut by_host: FxHashMap<String, Vec<Claim<'_>>> = FxHashMap::default();
        for routes in self.all::<VirtualService>().filter(|routes| !copies.contains(&routes.id)) {
            if !routes.spec.is_for_mesh() {
                continue;
            }
            for item in routes.spec.hosts.items() {
                let full = self.full_host(&item.value, routes.namespace());
                let claims = by_host.entry(full.to_ascii_lowercase()).or_default();
                // A host that is written twice, short and in full, comes twice in a row.
                if claims.last().is_none_or(|last| last.by != routes.id) {
                    let export = self.exported_to(routes.object);
                    claims.push(Claim { by: routes.id, span: item.span, export });
                }
            }
        }
        let mut hosts: Vec<_> = by_host.into_iter().filter(|(_, claims)| claims.len() > 1).collect();
        hosts.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut reported = FxHashSet::default();
        let mut conflicts = Vec::new();
        for (host, claims) in hosts {
            for claims in seen_together(claims, |claim| self.revision_of(claim.by)) {
                for (claim, rival) in rivals(&claims) {
                    if reported.insert(claim.by) {
                        let (of, span, other, other_span) = (claim.by, claim.span, rival.by, rival.span);
                        conflicts.push(HostConflict { of, span, host: host.clone(), other, other_span });
                    }
                }
            }
        }
        conflicts
    }
}

/// Each claim with the first other one that reaches a namespace which it reaches. Linear in the number
/// of claims and namespaces, since a host that every tenant has for itself is common.
fn rivals<'c, 'm>(claims: &'c [Claim<'m>]) -> Vec<(&'c Claim<'m>, &'c Claim<'m>)> {
    let mut everywhere = Vec::new();
    let mut by_namespace: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, claim) in claims.iter().enumerate() {
        match &claim.export {
            ExportTo::All => everywhere.push(index),
            ExportTo::Only(namespaces) => {
                namespaces.iter().for_each(|name| by_namespace.entry(name).or_default().push(index));
            }
        }
    }
    let first_other = |list: &[usize], own: usize| list.iter().copied().find(|index| *index != own);
    let rival = |own: usize| match &claims[own].export {
        ExportTo::All => (0..claims.len()).find(|index| *index != own),
        ExportTo::Only(namespaces) => {
            let in_namespace = |name: &&str| first_other(&by_namespace[name], own);
            first_other(&everywhere, own).or_else(|| namespaces.iter().find_map(in_namespace))
        }
    };
    (0..claims.len()).filter_map(|own| Some((&claims[own], &claims[rival(own)?]))).collect()
}
