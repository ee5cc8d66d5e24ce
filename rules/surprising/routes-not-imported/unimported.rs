//! Rules that a Sidecar does not import although it imports their host.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::Mesh;
use crate::graph::view::Import;
use crate::model::{Resource, Sidecar, VirtualService};
use crate::source::ObjectId;

/// Rules for a host that a Sidecar imports without them.
#[derive(Clone, Debug)]
pub(super) struct UnimportedRoutes<'m> {
    /// The Sidecar.
    pub sidecar: Resource<'m, Sidecar>,
    /// The entry that imports the host.
    pub import: Import<'m>,
    /// The VirtualService.
    pub routes: Resource<'m, VirtualService>,
    /// The full name of the host.
    pub host: String,
}

/// How many VirtualServices for the hosts of one namespace are compared with each Sidecar.
const COMPARED: usize = 64;

/// VirtualServices that live in another namespace than the service of their host, and that a Sidecar
/// which names the latter does not import.
pub(super) fn unimported_routes<'m>(mesh: &Mesh<'m>) -> Vec<UnimportedRoutes<'m>> {
    let mut by_namespace: FxHashMap<&str, Vec<(Resource<'m, VirtualService>, String)>> = FxHashMap::default();
    for routes in mesh.all::<VirtualService>().filter(|routes| routes.spec.is_for_mesh()) {
        for host in mesh.full_hosts(routes.object, routes.spec) {
            let Some(&id) = mesh.services.exactly(&host).first() else { continue };
            let namespace = mesh.services.get(id).namespace;
            if namespace != routes.namespace() {
                by_namespace.entry(namespace).or_default().push((routes, host.to_ascii_lowercase()));
            }
        }
    }
    let mut found = Vec::new();
    for scope in mesh.sidecars().iter() {
        let client = scope.resource.namespace();
        let mut known: FxHashSet<ObjectId> = FxHashSet::default();
        for listener in &scope.listeners {
            for import in listener.imports().iter().filter(|import| !import.excludes) {
                let namespace = if import.namespace == "." { client } else { import.namespace };
                let all = by_namespace.get(namespace).into_iter().flatten().take(COMPARED);
                for (routes, host) in all {
                    let is_imported = || {
                        let mut listeners = scope.listeners.iter();
                        listeners.any(|own| own.imports_routes(client, routes.namespace(), host, false))
                    };
                    if listener.imports_service(client, namespace, host)
                        && mesh.exported_to(routes.object).reaches(client)
                        && !is_imported()
                        && known.insert(routes.id)
                    {
                        found.push(UnimportedRoutes {
                            sidecar: scope.resource,
                            import: *import,
                            routes: *routes,
                            host: host.clone(),
                        });
                    }
                }
            }
        }
    }
    found
}
