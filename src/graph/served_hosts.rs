//! The hosts that a Gateway serves.

use rustc_hash::FxHashMap;

use super::directory::Directory;
use super::host_set::HostSet;
use super::{Mesh, WorkOut};
use crate::model::{Gateway, OrEmpty};
use crate::source::{Location, ObjectId};
use crate::text::host;

/// A host of a Gateway's server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServedHost<'m> {
    /// The namespace whose VirtualServices may use it; `*` for all.
    pub scope: &'m str,
    /// The host, without its namespace.
    pub host: &'m str,
    /// Where it is written.
    pub location: Location,
}

impl ServedHost<'_> {
    /// Whether VirtualServices of a namespace may use it.
    pub fn admits(&self, namespace: &str) -> bool {
        self.scope == "*" || self.scope == namespace
    }
}

/// All hosts of a Gateway.
#[derive(Debug)]
pub struct ServedHosts<'m> {
    set: HostSet<ServedHost<'m>>,
    by_name: Directory<'m, Location>,
}

impl<'m> ServedHosts<'m> {
    fn of(mesh: &Mesh<'m>, gateway: ObjectId) -> Option<ServedHosts<'m>> {
        let gateway = mesh.resource::<Gateway>(gateway)?;
        let hosts = gateway.spec.servers.items().iter().flat_map(|server| server.hosts.items());
        let mut by_name = Directory::default();
        let served: Vec<_> = hosts
            .map(|written| {
                let (scope, host) = host::server_host(&written.value, gateway.namespace());
                let location = gateway.at(written.span);
                by_name.add(host, location);
                (host, ServedHost { scope, host, location })
            })
            .collect();
        Some(ServedHosts { set: HostSet::new(served), by_name })
    }

    /// The hosts that have a name in common with this one.
    pub fn overlapping(&self, host: &str) -> impl Iterator<Item = &ServedHost<'m>> {
        self.set.overlapping(host)
    }

    /// All hosts by name, with their places.
    pub fn by_name(&self) -> &Directory<'m, Location> {
        &self.by_name
    }
}

/// The hosts of all Istio Gateways.
#[derive(Debug)]
pub(super) struct AllServedHosts<'m>(FxHashMap<ObjectId, ServedHosts<'m>>);

impl<'m> WorkOut<'m> for AllServedHosts<'m> {
    fn work_out(mesh: &Mesh<'m>) -> AllServedHosts<'m> {
        let gateways = mesh.all::<Gateway>();
        AllServedHosts(gateways.filter_map(|it| Some((it.id, ServedHosts::of(mesh, it.id)?))).collect())
    }
}

impl<'m> Mesh<'m> {
    /// The hosts that an Istio Gateway serves; `None` for a Kubernetes Gateway.
    pub fn served_hosts(&self, gateway: ObjectId) -> Option<&ServedHosts<'m>> {
        self.ask::<AllServedHosts<'m>>().0.get(&gateway)
    }
}
