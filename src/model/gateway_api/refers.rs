//! What routes name, whichever kind of route they are.

use super::{BackendRef, GrpcRouteSpec, HttpRouteSpec, ParentRef, RouteFilter, TcpRouteSpec, TlsRouteSpec};
use crate::model::{Field, List, Object, OrEmpty, Spanned, Text};

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
