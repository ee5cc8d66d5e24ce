//! Wildcard hosts of VirtualServices, and hosts within them that others have.

use rustc_hash::FxHashMap;

use super::{Mesh, MeshHost};
use crate::text::host;

impl<'m> Mesh<'m> {
    /// Hosts of VirtualServices for sidecars that lie within the wildcard of another one which somebody sees as well,
    /// each with the narrowest such wildcard: the wider one first. For a host the narrowest counts (istiod:
    /// `buildSidecarVirtualHostsForVirtualService`).
    pub fn narrowed_hosts(&self) -> Vec<(&MeshHost<'m>, &MeshHost<'m>)> {
        let hosts = self.mesh_hosts();
        let mut wildcards: FxHashMap<&str, Vec<&MeshHost<'m>>> = FxHashMap::default();
        for own in hosts.iter().filter(|own| own.host.starts_with('*')) {
            wildcards.entry(&own.host).or_default().push(own);
        }
        if wildcards.is_empty() {
            return Vec::new();
        }
        let wider = |narrow: &MeshHost<'m>| {
            let meets = |wide: &&&MeshHost<'m>| {
                let [a, b] = [*wide, narrow].map(|own| self.exported_to(own.routes.object));
                let revisions = [wide.routes.id, narrow.routes.id].map(|id| self.revision_of(id));
                let is_one = match revisions {
                    [Some(a), Some(b)] => a == b,
                    _ => true,
                };
                wide.routes.id != narrow.routes.id && is_one && a.meets(&b)
            };
            let names = host::wildcards(&narrow.host).map(|suffix| format!("*{suffix}"));
            let mut lists =
                names.filter(|name| *name != narrow.host).filter_map(|name| wildcards.get(&*name));
            lists.find_map(|list| list.iter().take(COMPARED).find(meets).copied())
        };
        hosts.iter().filter_map(|narrow| Some((wider(narrow)?, narrow))).collect()
    }
}

/// How many VirtualServices with one wildcard each host is compared with.
const COMPARED: usize = 32;
