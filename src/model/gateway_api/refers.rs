//! What routes name, whichever kind of route they are.

use super::{BackendRef, GrpcRouteSpec, HttpRouteSpec, ParentRef, RouteFilter, TcpRouteSpec, TlsRouteSpec};
use crate::model::{Field, List, Object, OrEmpty, Spanned, Text, TextField};

/// The group of the Gateway API.
pub const GATEWAY_API: &str = "gateway.networking.k8s.io";

/// What a route of the Gateway API may be attached to (istiod: `allowedParentReferences`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParentKind {
    /// A Gateway of the Gateway API.
    Gateway,
    /// A ListenerSet, which adds listeners to a Gateway.
    ListenerSet,
    /// A Service: the route is for sidecars and waypoints.
    Service,
    /// A ServiceEntry, likewise.
    ServiceEntry,
}

/// What a route of the Gateway API may send to (istiod: `buildDestination`; InferencePool, ServiceImport and
/// XBackend aside).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BackendKind {
    /// A Service.
    Service,
    /// A host that the mesh knows, by its name.
    Hostname,
}

impl ParentRef {
    /// What kind of object it is; `None` where istiod takes no heed of it. The core group is the empty one
    /// alone: `core` is the name of no group (istiod: `NormalizeReference`).
    pub fn parent_kind(&self) -> Option<ParentKind> {
        let group = self.group.as_ref().map_or(GATEWAY_API, |group| &group.value);
        match (group, self.kind.text()) {
            (GATEWAY_API, "" | "Gateway") => Some(ParentKind::Gateway),
            (GATEWAY_API, "ListenerSet") => Some(ParentKind::ListenerSet),
            ("", "Service") => Some(ParentKind::Service),
            ("networking.istio.io", "ServiceEntry") => Some(ParentKind::ServiceEntry),
            _ => None,
        }
    }

    /// The namespace that it is in, for a route of namespace `own`.
    pub fn namespace_or<'r>(&'r self, own: &'r str) -> &'r str {
        or_own(&self.namespace, own)
    }
}

impl BackendRef {
    /// What kind of thing it is; `None` where istiod refuses it, and the route answers with 500.
    pub fn backend_kind(&self) -> Option<BackendKind> {
        match (self.group.text(), self.kind.text()) {
            ("", "" | "Service") => Some(BackendKind::Service),
            ("networking.istio.io", "Hostname") => Some(BackendKind::Hostname),
            _ => None,
        }
    }

    /// The namespace that it is in, for a route of namespace `own`.
    pub fn namespace_or<'r>(&'r self, own: &'r str) -> &'r str {
        or_own(&self.namespace, own)
    }
}

fn or_own<'r>(written: &'r Option<Field<Text>>, own: &'r str) -> &'r str {
    written.as_ref().map(|field| &*field.value).filter(|name| !name.is_empty()).unwrap_or(own)
}

impl Object {
    /// What a route of the Gateway API attaches to; nothing for any other object.
    pub fn route_parents(&self) -> &[Spanned<ParentRef>] {
        let http = || self.spec::<HttpRouteSpec>().map(|spec| &spec.parent_refs);
        let grpc = || self.spec::<GrpcRouteSpec>().map(|spec| &spec.parent_refs);
        let tls = || self.spec::<TlsRouteSpec>().map(|spec| &spec.parent_refs);
        let tcp = || self.spec::<TcpRouteSpec>().map(|spec| &spec.parent_refs);
        let parents: Option<&Option<Field<List<ParentRef>>>> = http().or_else(grpc).or_else(tls).or_else(tcp);
        parents.map_or(&[], OrEmpty::items)
    }

    /// The hostnames of a route of the Gateway API; nothing where it takes those of the listener, and for any
    /// other object.
    pub fn route_hostnames(&self) -> &[Spanned<Text>] {
        let http = || self.spec::<HttpRouteSpec>().map(|spec| &spec.hostnames);
        let grpc = || self.spec::<GrpcRouteSpec>().map(|spec| &spec.hostnames);
        let tls = || self.spec::<TlsRouteSpec>().map(|spec| &spec.hostnames);
        http().or_else(grpc).or_else(tls).map_or(&[], OrEmpty::items)
    }

    /// All backends that a route of the Gateway API sends to, and whether that is a mirror; nothing for any
    /// other object.
    pub fn route_backends(&self) -> Vec<(&BackendRef, bool)> {
        let mut found = Vec::new();
        if let Some(spec) = self.spec::<HttpRouteSpec>() {
            for rule in spec.rules.items() {
                of_rule(rule.backend_refs.items(), rule.filters.items(), &mut found);
            }
        } else if let Some(spec) = self.spec::<GrpcRouteSpec>() {
            for rule in spec.rules.items() {
                of_rule(rule.backend_refs.items(), rule.filters.items(), &mut found);
            }
        } else {
            let tls = self.spec::<TlsRouteSpec>().map(|spec| &spec.rules);
            let rules = tls.or_else(|| self.spec::<TcpRouteSpec>().map(|spec| &spec.rules));
            for rule in rules.map_or(&[][..], OrEmpty::items) {
                of_rule(rule.backend_refs.items(), &[], &mut found);
            }
        }
        found
    }
}

fn of_rule<'o>(
    backends: &'o [Spanned<BackendRef>],
    filters: &'o [Spanned<RouteFilter>],
    found: &mut Vec<(&'o BackendRef, bool)>,
) {
    let nested = backends.iter().flat_map(|backend| backend.value.filters.items());
    let mirrors = filters.iter().chain(nested).filter_map(|filter| {
        let to = filter.request_mirror.as_ref()?.value.backend_ref.as_ref()?;
        Some((&*to.value, true))
    });
    found.extend(backends.iter().map(|backend| (&backend.value, false)).chain(mirrors));
}
