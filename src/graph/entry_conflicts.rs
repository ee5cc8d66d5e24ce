//! ServiceEntries that contradict each other.

use rustc_hash::{FxHashMap, FxHashSet};

use super::revision::seen_together;
use super::{ExportTo, Mesh, WorkOut};
use crate::model::{OrEmpty, ServiceEntry, TextField};
use crate::source::{ObjectId, Span};

/// A port of a ServiceEntry and the same port of the same host in another one.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryConflict {
    /// The host of both.
    pub host: String,
    /// The number of the port.
    pub port: i64,
    /// One of them.
    pub of: EntryPort,
    /// The other.
    pub other: EntryPort,
    /// Whether they have different protocols.
    pub differs: bool,
}

impl<'m> WorkOut<'m> for Vec<EntryConflict> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<EntryConflict> {
        mesh.entry_conflicts()
    }
}

/// A port of a ServiceEntry.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryPort {
    /// The ServiceEntry.
    pub object: ObjectId,
    /// The protocol in capitals, `""` where istiod has to guess it.
    pub protocol: String,
    /// Where the protocol is written, or else the number.
    pub span: Span,
}

/// What one ServiceEntry says of a port of a host.
#[derive(Clone)]
struct Claim<'m> {
    port: EntryPort,
    export: ExportTo<'m>,
}

/// The first two claims, and the first one with another protocol: enough to find a rival for each claim.
#[derive(Clone, Copy, Default)]
struct Firsts {
    first: Option<usize>,
    second: Option<usize>,
    differing: Option<usize>,
}

impl Firsts {
    fn add(&mut self, claims: &[Claim<'_>], index: usize) {
        match self.first {
            None => self.first = Some(index),
            Some(first) if self.second.is_none() && first != index => {
                self.second = Some(index);
                self.differing = differ(&claims[first], &claims[index]).then_some(index);
            }
            Some(first) if self.differing.is_none() && differ(&claims[first], &claims[index]) => {
                self.differing = Some(index);
            }
            Some(_) => {}
        }
    }

    /// One with another protocol, or else any other one.
    fn rival(&self, claims: &[Claim<'_>], own: usize) -> Option<usize> {
        let all = || [self.first, self.differing, self.second].into_iter().flatten();
        let differing = all().find(|index| differ(&claims[*index], &claims[own]));
        differing.or_else(|| all().find(|index| *index != own))
    }
}

impl Mesh<'_> {
    /// Ports of ServiceEntries to which another ServiceEntry that some namespace sees as well gives
    /// another protocol, each once. `HTTPS` and `TLS` are the same to istiod.
    pub fn entry_protocol_conflicts(&self) -> impl Iterator<Item = &EntryConflict> {
        self.ask::<Vec<EntryConflict>>().iter().filter(|conflict| conflict.differs)
    }

    /// Ports of ServiceEntries that another ServiceEntry which some namespace sees as well has with the same
    /// protocol, each once.
    pub fn repeated_entry_ports(&self) -> impl Iterator<Item = &EntryConflict> {
        self.ask::<Vec<EntryConflict>>().iter().filter(|conflict| !conflict.differs)
    }

    fn entry_conflicts(&self) -> Vec<EntryConflict> {
        let copies: FxHashSet<ObjectId> =
            self.duplicates().iter().flat_map(|duplicate| duplicate.copies()).copied().collect();
        let mut by_place: FxHashMap<(String, i64), Vec<Claim<'_>>> = FxHashMap::default();
        for entry in self.all::<ServiceEntry>().filter(|entry| !copies.contains(&entry.id)) {
            let export = self.exported_to(entry.object);
            for host in entry.spec.hosts.items() {
                for port in entry.spec.ports.items() {
                    let Some(number) = &port.number else { continue };
                    let claims = by_place.entry((host.value.to_ascii_lowercase(), number.value)).or_default();
                    // What one object says twice is refused, and not for this rule.
                    if claims.last().is_none_or(|last| last.port.object != entry.id) {
                        let span = port.protocol.as_ref().map_or(number.span, |protocol| protocol.span);
                        let protocol = port.protocol.text().to_ascii_uppercase();
                        let port = EntryPort { object: entry.id, protocol, span };
                        claims.push(Claim { port, export: export.clone() });
                    }
                }
            }
        }
        let mut places: Vec<_> = by_place.into_iter().filter(|(_, claims)| claims.len() > 1).collect();
        places.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut reported = FxHashSet::default();
        let mut conflicts = Vec::new();
        for ((host, port), claims) in places {
            for claims in seen_together(claims, |claim| self.revision_of(claim.port.object)) {
                for (claim, rival) in rivals(&claims) {
                    if reported.insert((claim.port.object, port)) {
                        let (of, other) = (claim.port.clone(), rival.port.clone());
                        let differs = differ(claim, rival);
                        conflicts.push(EntryConflict { host: host.clone(), port, of, other, differs });
                    }
                }
            }
        }
        conflicts
    }
}

/// What istiod treats alike counts as the same.
fn kind<'c>(claim: &'c Claim<'_>) -> &'c str {
    match &*claim.port.protocol {
        "TLS" => "HTTPS",
        protocol => protocol,
    }
}

fn differ(a: &Claim<'_>, b: &Claim<'_>) -> bool {
    kind(a) != kind(b)
}

/// Each claim with one that reaches a namespace which it reaches, one of another protocol if there is such. Linear in the
/// number of claims and namespaces.
fn rivals<'c, 'm>(claims: &'c [Claim<'m>]) -> Vec<(&'c Claim<'m>, &'c Claim<'m>)> {
    let (mut all, mut everywhere) = (Firsts::default(), Firsts::default());
    let mut by_namespace: FxHashMap<&str, Firsts> = FxHashMap::default();
    for (index, claim) in claims.iter().enumerate() {
        match &claim.export {
            ExportTo::All => {
                all.add(claims, index);
                everywhere.add(claims, index);
            }
            ExportTo::Only(namespaces) => {
                for namespace in namespaces {
                    all.add(claims, index);
                    by_namespace.entry(namespace).or_default().add(claims, index);
                }
            }
        }
    }
    let rival = |own: usize| match &claims[own].export {
        ExportTo::All => all.rival(claims, own),
        ExportTo::Only(namespaces) if namespaces.is_empty() => None,
        ExportTo::Only(namespaces) => {
            let of_names = namespaces.iter().filter_map(|name| by_namespace[name].rival(claims, own));
            let all = || everywhere.rival(claims, own).into_iter().chain(of_names.clone());
            let differing = all().find(|index| differ(&claims[*index], &claims[own]));
            differing.or_else(|| all().next())
        }
    };
    (0..claims.len()).filter_map(|own| Some((&claims[own], &claims[rival(own)?]))).collect()
}
