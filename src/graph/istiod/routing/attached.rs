//! Routes of the Gateway API at the listeners and hosts that they are attached to.

use rustc_hash::FxHashMap;

use super::admission::{is_named, refusal};
use super::gateway_api::{self, ApiRule};
use super::http::{HttpRule, RulePlace};
use super::stream::StreamRule;
use super::table::{Routes, Rules};
use super::{Bound, StreamCondition};
use crate::graph::{ExportTo, Mesh, Origin};
use crate::model::{
    GrpcRouteSpec, HttpRouteSpec, Kind, KubernetesGateway, Object, OrEmpty, ParentKind, ParentRef,
    TcpRouteSpec, TextField, TlsRouteSpec,
};
use crate::source::ObjectId;

/// What one route of the Gateway API is attached to.
enum Parent<'m> {
    Listener { bound: Bound<'m>, is_tls: bool },
    Host { host: String, namespace: &'m str, port: Option<i64> },
}

/// Routes by what they are attached to, their host, and the only namespace that sees them, if it is one;
/// istiod keeps GRPCRoutes apart from all others (`GRPCRouteCollection`).
#[derive(Default)]
struct Groups<'m> {
    index: FxHashMap<GroupKey<'m>, usize>,
    members: Vec<(GroupKey<'m>, Group<'m>)>,
}

type GroupKey<'m> = (Bound<'m>, String, Option<&'m str>, bool);

#[derive(Default)]
struct Group<'m> {
    object: Option<(ObjectId, &'m Object)>,
    http: Vec<HttpRule<'m>>,
    tls: Vec<StreamRule<'m>>,
    tcp: Vec<StreamRule<'m>>,
}

impl<'m> Groups<'m> {
    fn of(&mut self, key: GroupKey<'m>) -> &mut Group<'m> {
        let index = *self.index.entry(key.clone()).or_insert(self.members.len());
        if index == self.members.len() {
            self.members.push((key, Group::default()));
        }
        &mut self.members[index].1
    }
}

/// All routes of the Gateway API, as istiod puts them together.
pub(super) fn from_gateway_api<'m>(mesh: &Mesh<'m>) -> Vec<Routes<'m>> {
    let mut groups = Groups::default();
    let kinds =
        [Kind::HttpRouteResource, Kind::GrpcRouteResource, Kind::TlsRouteResource, Kind::TcpRouteResource];
    let mut objects: Vec<(ObjectId, &'m Object)> =
        kinds.into_iter().flat_map(|kind| mesh.of_kind(kind)).collect();
    objects.sort_by_key(|(_, object)| object.seniority());
    for (id, object) in objects {
        attach(mesh, id, object, &mut groups);
    }
    let mut found = Vec::new();
    for ((bound, host, only, _), mut group) in groups.members {
        let Some((id, object)) = group.object else { continue };
        let export = only.map_or(ExportTo::All, |namespace| ExportTo::Only(vec![namespace]));
        group.http.sort_by_key(|rule| gateway_api::rank(rule.condition.as_ref()));
        let rules = Rules::Api { http: group.http, tls: group.tls, tcp: group.tcp };
        found.push(Routes {
            object,
            id,
            hosts: vec![host],
            bound: vec![bound],
            export,
            is_gateway_api: true,
            rules,
        });
    }
    found
}

/// Adds the rules of one route to all groups that it belongs to.
fn attach<'m>(mesh: &Mesh<'m>, id: ObjectId, object: &'m Object, groups: &mut Groups<'m>) {
    let hostnames = object.route_hostnames();
    for parent in object.route_parents().iter().flat_map(|parent| parents_of(mesh, object, &parent.value)) {
        let hosts: Vec<String> = match &parent {
            Parent::Host { host, .. } => vec![host.clone()],
            Parent::Listener { .. } if hostnames.is_empty() => vec!["*".to_owned()],
            Parent::Listener { .. } => hostnames.iter().map(|host| host.value.to_ascii_lowercase()).collect(),
        };
        let own = &*object.namespace;
        let (bound, only, port) = match &parent {
            Parent::Listener { bound, .. } => (bound.clone(), None, None),
            // A route for a Service of another namespace is for clients of its own one.
            Parent::Host { namespace, port, .. } => (Bound::Mesh, (*namespace != own).then_some(own), *port),
        };
        for host in hosts {
            let group =
                groups.of((bound.clone(), host.clone(), only, object.kind == Kind::GrpcRouteResource));
            group.object.get_or_insert((id, object));
            add_rules(mesh, object, &host, port, &parent, group);
        }
    }
}

fn add_rules<'m>(
    mesh: &Mesh<'m>,
    object: &'m Object,
    host: &str,
    port: Option<i64>,
    parent: &Parent<'m>,
    group: &mut Group<'m>,
) {
    let mut http: Vec<HttpRule<'m>> = Vec::new();
    if let Some(spec) = object.spec::<HttpRouteSpec>() {
        for (index, rule) in spec.rules.items().iter().enumerate() {
            http.extend(ApiRule::http(object, index, rule));
        }
    } else if let Some(spec) = object.spec::<GrpcRouteSpec>() {
        for (index, rule) in spec.rules.items().iter().enumerate() {
            http.extend(ApiRule::grpc(object, index, rule));
        }
    }
    for rule in &mut http {
        if let (Some(port), Some(condition)) = (port, rule.condition.as_mut()) {
            condition.port = Some(port);
        }
    }
    group.http.append(&mut http);
    let place = |index, span| RulePlace { object, rule: index, matched: None, span, delegate: None };
    if let Some(spec) = object.spec::<TlsRouteSpec>() {
        let hosts: Vec<&'m str> = match spec.hostnames.items() {
            _ if host == "*" => vec!["*"],
            hosts => {
                hosts.iter().map(|host| &*host.value).filter(|own| own.eq_ignore_ascii_case(host)).collect()
            }
        };
        for (index, rule) in spec.rules.items().iter().enumerate() {
            let sni_hosts = match parent {
                Parent::Host { .. } => spec.hostnames.items().iter().map(|host| &*host.value).collect(),
                Parent::Listener { .. } => hosts.clone(),
            };
            let condition = Some(StreamCondition { sni_hosts, port, ..StreamCondition::default() });
            let destinations = gateway_api::backends(mesh, rule.backend_refs.items(), object);
            let rule = StreamRule { place: place(index, rule.span), condition, destinations };
            match parent {
                Parent::Listener { is_tls: false, .. } => group.tcp.push(rule),
                _ => group.tls.push(rule),
            }
        }
    }
    if let Some(spec) = object.spec::<TcpRouteSpec>() {
        for (index, rule) in spec.rules.items().iter().enumerate() {
            let condition =
                port.map(|port| StreamCondition { port: Some(port), ..StreamCondition::default() });
            let destinations = gateway_api::backends(mesh, rule.backend_refs.items(), object);
            group.tcp.push(StreamRule { place: place(index, rule.span), condition, destinations });
        }
    }
}

/// What a parentRef stands for: listeners that take the route, or a host in the mesh.
fn parents_of<'m>(mesh: &Mesh<'m>, object: &'m Object, parent: &'m ParentRef) -> Vec<Parent<'m>> {
    let namespace = parent.namespace_or(&object.namespace);
    let name = parent.name.text();
    let port = parent.port.as_ref().map(|port| port.value);
    match parent.parent_kind() {
        Some(ParentKind::Gateway) => {
            let gateways = mesh.gateways.in_namespace(namespace).named(name);
            let gateways = gateways.filter_map(|id| mesh.resource::<KubernetesGateway>(id));
            gateways
                .flat_map(|gateway| {
                    gateway.spec.listeners.items().iter().map(move |listener| (gateway, listener))
                })
                .filter(|(_, listener)| is_named(listener, parent))
                .filter(|(gateway, listener)| refusal(mesh, gateway.namespace(), listener, object).is_none())
                .map(|(gateway, listener)| Parent::Listener {
                    bound: Bound::listener(gateway.namespace(), gateway.name(), listener.name.text()),
                    is_tls: listener.is_passthrough(),
                })
                .collect()
        }
        Some(ParentKind::Service) => {
            let host = mesh.service_host(name, namespace).to_ascii_lowercase();
            vec![Parent::Host { host, namespace, port }]
        }
        Some(ParentKind::ServiceEntry) => {
            let of_entry = |(_, service): (_, &crate::graph::Service<'m>)| {
                let is_it = matches!(service.origin, Origin::Entry(_))
                    && service.name == name
                    && service.namespace == namespace;
                is_it.then(|| Parent::Host { host: service.host.to_ascii_lowercase(), namespace, port })
            };
            mesh.services.iter().filter_map(of_entry).collect()
        }
        None => Vec::new(),
    }
}
