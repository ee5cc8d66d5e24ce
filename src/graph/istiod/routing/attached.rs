//! Routes of the Gateway API at the listeners and hosts that they are attached to.

use std::borrow::Cow;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::admission::{is_named, refusal};
use super::gateway_api::{self, ApiRule};
use super::http::{HttpRule, RulePlace};
use super::stream::StreamRule;
use super::table::{Routes, Rules};
use super::{ApiListener, Bound, StreamCondition};
use crate::graph::{ExportTo, Mesh, Origin};
use crate::model::{
    GrpcRouteSpec, HttpRouteSpec, Kind, KubernetesGateway, ListenerSet, Object, OrEmpty, ParentKind,
    ParentRef, Resource, TcpRouteSpec, TextField, TlsRouteSpec,
};
use crate::source::ObjectId;

/// What one route of the Gateway API is attached to.
enum Parent<'m> {
    /// A listener, with all listeners beside it.
    Listener(ApiListener<'m>, Rc<[ApiListener<'m>]>),
    Host {
        host: String,
        namespace: &'m str,
        port: Option<i64>,
    },
}

/// Rules by what istiod makes of them: requests of one listener (or namespace and port) and hostname are put together,
/// those of HTTPRoutes and GRPCRoutes alike (`mergeHTTPRoutes`); streams are kept apart by their routes.
#[derive(Default)]
struct Groups<'m> {
    index: FxHashMap<GroupKey<'m>, usize>,
    members: Vec<(GroupKey<'m>, Group<'m>)>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct GroupKey<'m> {
    bound: Bound<'m>,
    host: String,
    /// The only namespace that sees it, if it is one.
    only: Option<&'m str>,
    port: Option<i64>,
    /// Kind, namespace and name of the route, of streams.
    route: Option<(Kind, &'m str, &'m str)>,
}

#[derive(Default)]
struct Group<'m> {
    object: Option<(ObjectId, &'m Object)>,
    /// The name of the VirtualService that istiod makes.
    name: String,
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

/// All routes of the Gateway API, as istiod puts them together, with the names of the VirtualServices that it makes.
pub(super) fn from_gateway_api<'m>(mesh: &Mesh<'m>) -> Vec<(String, Routes<'m>)> {
    let mut groups = Groups::default();
    let kinds =
        [Kind::HttpRouteResource, Kind::GrpcRouteResource, Kind::TlsRouteResource, Kind::TcpRouteResource];
    let mut objects: Vec<(ObjectId, &'m Object)> =
        kinds.into_iter().flat_map(|kind| mesh.of_kind(kind)).collect();
    objects.sort_by_key(|(_, object)| {
        let (is_new, created, name, namespace) = object.seniority();
        (is_new, created, namespace, name)
    });
    for (id, object) in objects {
        attach(mesh, id, object, &mut groups);
    }
    let mut found = Vec::new();
    for (key, mut group) in groups.members {
        let Some((id, object)) = group.object else { continue };
        let export = key.only.map_or(ExportTo::All, |namespace| ExportTo::Only(vec![namespace]));
        group.http.sort_by_key(|rule| gateway_api::rank(rule.condition.as_ref()));
        let rules = Rules::Api { http: group.http, tls: group.tls, tcp: group.tcp };
        let routes = Routes {
            object,
            id,
            hosts: vec![key.host],
            bound: vec![key.bound],
            export,
            is_gateway_api: true,
            rules,
        };
        found.push((group.name, routes));
    }
    found
}

/// Adds the rules of one route to all groups that it belongs to.
fn attach<'m>(mesh: &Mesh<'m>, id: ObjectId, object: &'m Object, groups: &mut Groups<'m>) {
    let hostnames = object.route_hostnames();
    let is_http = matches!(object.kind, Kind::HttpRouteResource | Kind::GrpcRouteResource);
    let mut count = 0;
    for parent in object.route_parents().iter().flat_map(|parent| parents_of(mesh, object, &parent.value)) {
        let hosts: Vec<String> = match &parent {
            Parent::Host { host, .. } => vec![host.clone()],
            Parent::Listener(..) if hostnames.is_empty() => vec!["*".to_owned()],
            Parent::Listener(..) => hostnames.iter().map(|host| host.value.to_ascii_lowercase()).collect(),
        };
        let own = &*object.namespace;
        let (bound, only, port) = match &parent {
            Parent::Listener(listener, _) => (listener.bound(), None, None),
            // A route for a Service of another namespace is for clients of its own one.
            Parent::Host { namespace, port, .. } => (Bound::Mesh, (*namespace != own).then_some(own), *port),
        };
        for host in hosts {
            let host = match &parent {
                Parent::Listener(listener, all) if is_http && listener.leaves(&host, all) => None,
                Parent::Listener(listener, _) if object.kind == Kind::TlsRouteResource => {
                    listener.narrowed(&host)
                }
                _ => Some(host),
            };
            let Some(host) = host else { continue };
            let key = GroupKey {
                bound: bound.clone(),
                host: host.clone(),
                only,
                port: port.filter(|_| is_http),
                route: (!is_http).then_some((object.kind, own, object.name())),
            };
            let name = match (&bound, is_http) {
                (Bound::Gateway(gateway), true) => {
                    format!("{}~{}~{host}", gateway.namespace, gateway.name)
                }
                (Bound::Mesh, true) => {
                    let port = port.map_or(String::new(), |port| format!("~{port}"));
                    format!("{own}{port}~{host}")
                }
                (_, false) => {
                    let kind = if object.kind == Kind::TlsRouteResource { "tls" } else { "tcp" };
                    format!("{}~{kind}~{count}~istio-autogenerated-k8s-gateway", object.name())
                }
            };
            count += 1;
            let group = groups.of(key);
            if group.object.is_none() {
                group.object = Some((id, object));
                group.name = name;
            }
            add_rules(mesh, (id, object), &host, port, &parent, group);
        }
    }
}

fn add_rules<'m>(
    mesh: &Mesh<'m>,
    (id, object): (ObjectId, &'m Object),
    host: &str,
    port: Option<i64>,
    parent: &Parent<'m>,
    group: &mut Group<'m>,
) {
    let mut http: Vec<HttpRule<'m>> = Vec::new();
    let is_mesh = matches!(parent, Parent::Host { .. });
    if let Some(spec) = object.spec::<HttpRouteSpec>() {
        for (index, rule) in spec.rules.items().iter().enumerate() {
            http.extend(ApiRule::http((id, object), index, rule, is_mesh));
        }
    } else if let Some(spec) = object.spec::<GrpcRouteSpec>() {
        for (index, rule) in spec.rules.items().iter().enumerate() {
            http.extend(ApiRule::grpc((id, object), index, rule, is_mesh));
        }
    }
    for rule in &mut http {
        if let Some(port) = port {
            rule.condition.get_or_insert_default().port = Some(port);
        }
    }
    group.http.append(&mut http);
    let place = |index, span| RulePlace { object, id, rule: index, matched: None, span, delegate: None };
    if let Some(spec) = object.spec::<TlsRouteSpec>() {
        for (index, rule) in spec.rules.items().iter().enumerate() {
            let sni_hosts: Vec<Cow<'m, str>> = match parent {
                Parent::Host { .. } => {
                    spec.hostnames.items().iter().map(|host| Cow::Borrowed(&*host.value)).collect()
                }
                Parent::Listener(..) => vec![Cow::Owned(host.to_owned())],
            };
            let condition = Some(StreamCondition { sni_hosts, port, ..StreamCondition::default() });
            let destinations = gateway_api::backends(mesh, rule.backend_refs.items(), object, is_mesh);
            let rule = StreamRule { place: place(index, rule.span), condition, destinations };
            match parent {
                Parent::Listener(of, _) if !of.listener.is_passthrough() => group.tcp.push(rule),
                _ => group.tls.push(rule),
            }
        }
    }
    if let Some(spec) = object.spec::<TcpRouteSpec>() {
        for (index, rule) in spec.rules.items().iter().enumerate() {
            let condition =
                port.map(|port| StreamCondition { port: Some(port), ..StreamCondition::default() });
            let destinations = gateway_api::backends(mesh, rule.backend_refs.items(), object, is_mesh);
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
            gateways.flat_map(|gateway| listeners_of(mesh, gateway, gateway.id, object, parent)).collect()
        }
        Some(ParentKind::ListenerSet) => {
            let mut sets = mesh.all::<ListenerSet>();
            let set = sets.find(|set| set.namespace() == namespace && set.name() == name);
            let gateway = set.and_then(|set| Some((mesh.gateway_of_set(set.id)?, set.id)));
            gateway.map_or_else(Vec::new, |(gateway, set)| listeners_of(mesh, gateway, set, object, parent))
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

/// The listeners of an owner, a Gateway or a ListenerSet for it, that take a route.
fn listeners_of<'m>(
    mesh: &Mesh<'m>,
    gateway: Resource<'m, KubernetesGateway>,
    owner: ObjectId,
    route: &'m Object,
    parent: &'m ParentRef,
) -> Vec<Parent<'m>> {
    let all: Rc<[ApiListener<'m>]> =
        mesh.api_listeners(gateway).into_iter().filter(|listener| listener.id == owner).collect();
    let takes = |of: &&ApiListener<'m>| {
        is_named(of.listener, parent) && refusal(mesh, &of.owner.namespace, of.listener, route).is_none()
    };
    all.iter().filter(takes).map(|listener| Parent::Listener(*listener, Rc::clone(&all))).collect()
}
