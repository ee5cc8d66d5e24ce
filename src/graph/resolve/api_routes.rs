//! What routes of the Gateway API refer to: Gateways and their listeners, Services and their ports.
//! <https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#parentreference>

use super::hosts::{host_answer, is_elsewhere};
use super::judge::{Question, candidates};
use crate::graph::{
    Absent, Answer, BackendPlace, Doubt, Mesh, Nearest, Neighbour, Proof, Reference, Role, ServiceId, Sought,
    Target, Wanted,
};
use crate::model::{
    BackendKind, BackendRef, Field, KubernetesGateway, OrEmpty, ParentKind, ParentRef, Resource, Spanned,
    Text,
};
use crate::source::{ObjectId, Span};

/// A backend in another namespace that nothing allows.
#[derive(Clone, Copy, Debug)]
pub struct Ungranted<'m> {
    /// The route.
    pub route: ObjectId,
    /// Where the backend is named.
    pub span: Span,
    /// The backend.
    pub at: Neighbour<'m>,
    /// In which part of the route it is named.
    pub place: BackendPlace,
}

impl<'m> Mesh<'m> {
    /// Services of other namespaces that routes send to without a ReferenceGrant. Left out are Services that
    /// the input does not hold: their grants would be beside them. Routes of the mesh need none (istiod:
    /// `enforceRefGrant`).
    /// <https://gateway-api.sigs.k8s.io/api-types/referencegrant/>
    pub fn ungranted_backends(&self) -> Vec<Ungranted<'m>> {
        let mut found = Vec::new();
        for reference in self.references(Role::RouteService) {
            let Wanted::Backend { kind: BackendKind::Service, at, place } = reference.to else { continue };
            let is_there = matches!(reference.answer, Answer::Present(_));
            if !is_there || !at.is_elsewhere || place == BackendPlace::Parent {
                continue;
            }
            let route = self.object(reference.from);
            let is_of_mesh = |parent: &Spanned<ParentRef>| {
                matches!(parent.parent_kind(), Some(ParentKind::Service | ParentKind::ServiceEntry))
            };
            let parents = route.route_parents();
            if !parents.is_empty() && parents.iter().all(is_of_mesh) {
                continue;
            }
            if !self.is_granted(route, at.namespace, "", "Service", at.name) {
                found.push(Ungranted { route: reference.from, span: reference.span, at, place });
            }
        }
        found
    }
}

pub(super) fn resolve<'m>(mesh: &Mesh<'m>, id: ObjectId, found: &mut Vec<Reference<'m>>) {
    let object = mesh.object(id);
    let mut resolver = Resolver { mesh, id, own: &object.namespace, found };
    for parent in object.route_parents() {
        resolver.parent(&parent.value);
    }
    for (backend, is_mirror) in object.route_backends() {
        resolver.backend(backend, if is_mirror { BackendPlace::Mirror } else { BackendPlace::Backend });
    }
}

/// The class of a Gateway.
pub(super) fn class<'m>(
    mesh: &Mesh<'m>,
    gateway: Resource<'m, KubernetesGateway>,
    found: &mut Vec<Reference<'m>>,
) {
    let Some(class) = gateway.spec.gateway_class_name.as_ref().filter(|name| !name.value.is_empty()) else {
        return;
    };
    let defined = || mesh.all::<crate::model::GatewayClass>();
    let known = defined().find(|own| own.name() == &*class.value);
    let answer = match known {
        Some(known) => Answer::present([Target::Object(known.id)]),
        None if crate::model::GatewayClass::OF_ISTIO.contains(&&*class.value) => Answer::given(),
        None => {
            let mut candidates: Vec<_> =
                defined().map(|own| (own.name().to_owned(), Some(own.object.name_location()))).collect();
            candidates.extend(crate::model::GatewayClass::OF_ISTIO.map(|name| (name.to_owned(), None)));
            Question::of(&class.value, Err(Doubt::OfController)).judge(mesh, &candidates)
        }
    };
    let to = Wanted::Class(&class.value);
    found.push(Reference { from: gateway.id, role: Role::GatewayClass, span: class.span, to, answer });
}

/// Whether a reference says in which namespace its target is.
fn names_namespace(written: &Option<Field<Text>>) -> bool {
    written.as_ref().is_some_and(|namespace| !namespace.value.is_empty())
}

struct Resolver<'r, 'm> {
    mesh: &'r Mesh<'m>,
    id: ObjectId,
    own: &'m str,
    found: &'r mut Vec<Reference<'m>>,
}

impl<'m> Resolver<'_, 'm> {
    fn push(&mut self, role: Role, span: Span, to: Wanted<'m>, answer: Answer) {
        self.found.push(Reference { from: self.id, role, span, to, answer });
    }

    fn neighbour(&self, namespace: &'m str, name: &'m str) -> Neighbour<'m> {
        Neighbour { namespace, name, is_elsewhere: namespace != self.own }
    }

    fn namespace(&self, written: &'m Option<Field<Text>>) -> &'m str {
        written.as_ref().map(|field| &*field.value).filter(|it| !it.is_empty()).unwrap_or(self.own)
    }

    fn parent(&mut self, parent: &'m ParentRef) {
        let Some(name) = parent.name.as_ref().filter(|name| !name.value.is_empty()) else { return };
        let namespace = self.namespace(&parent.namespace);
        match parent.parent_kind() {
            Some(ParentKind::Gateway) => self.gateway(parent, name, namespace),
            Some(ParentKind::Service) => {
                self.service(name, &parent.namespace, parent.port.as_ref(), BackendPlace::Parent);
            }
            Some(ParentKind::ListenerSet | ParentKind::ServiceEntry) | None => {}
        }
    }

    fn gateway(&mut self, parent: &'m ParentRef, name: &'m Field<Text>, namespace: &'m str) {
        let mesh = self.mesh;
        let gateways = mesh.gateways.in_namespace(namespace);
        let is_one = |id: &ObjectId| mesh.resource::<KubernetesGateway>(*id).is_some();
        let there: Vec<ObjectId> = gateways.named(&name.value).filter(is_one).collect();
        let wanted = Wanted::ParentGateway(self.neighbour(namespace, &name.value));
        if there.is_empty() {
            let answer = match mesh.model.options.external.has_gateway(namespace, &name.value) {
                true => Answer::given(),
                false => self.missing_gateway(&name.value, namespace, names_namespace(&parent.namespace)),
            };
            return self.push(Role::ParentGateway, name.span, wanted, answer);
        }
        let targets = there.iter().copied().map(Target::Object);
        self.push(Role::ParentGateway, name.span, wanted, Answer::present(targets.clone()));
        let all = there.iter().filter_map(|&id| mesh.resource::<KubernetesGateway>(id));
        let listeners: Vec<_> = all
            .flat_map(|gateway| gateway.spec.listeners.items().iter().map(move |it| (gateway, it)))
            .collect();
        // A ListenerSet of another object may add what is looked for, where the Gateway lets it.
        let is_open = there
            .iter()
            .filter_map(|&id| mesh.resource::<KubernetesGateway>(id))
            .any(|gateway| gateway.spec.allowed_listeners.is_some());
        if let Some(section) = parent.section_name.as_ref().filter(|name| !name.value.is_empty())
            && !is_open
        {
            let known = listeners.iter().filter_map(|(gateway, listener)| {
                let name = listener.name.as_ref()?;
                Some((name.value.to_string(), Some(gateway.at(name.span))))
            });
            let known: Vec<_> = known.collect();
            let answer = match known.iter().any(|(name, _)| **name == *section.value) {
                true => Answer::present(targets.clone()),
                false => self.lacking(&section.value, &known, targets.clone()),
            };
            self.push(Role::Listener, section.span, Wanted::Section(&section.value), answer);
        }
        if let Some(port) = parent.port.as_ref().filter(|_| !is_open) {
            let known = listeners.iter().filter_map(|(gateway, listener)| {
                let port = listener.port.as_ref()?;
                Some((port.value.to_string(), Some(gateway.at(port.span))))
            });
            let (known, wanted): (Vec<_>, _) = (known.collect(), port.value.to_string());
            let answer = match known.iter().any(|(port, _)| *port == wanted) {
                true => Answer::present(targets),
                false => self.lacking(&wanted, &known, targets),
            };
            self.push(Role::Listener, port.span, Wanted::Port(port.value), answer);
        }
    }

    /// What is not among the parts of something that is there.
    fn lacking(
        &self,
        wanted: &str,
        known: &[(String, Option<crate::source::Location>)],
        within: impl Iterator<Item = Target>,
    ) -> Answer {
        let near = crate::text::nearest(wanted, known.iter().map(|(name, _)| name.as_str()));
        let only = match known {
            [(name, _)] => Some(name.as_str()),
            _ => None,
        };
        let location = |near| known.iter().find(|(name, _)| name == near).and_then(|(_, location)| *location);
        let nearest = near.or(only).map(|near| Nearest::named(near, location(near)));
        Answer::Absent(Box::new(Absent {
            proof: Proof::Part,
            nearest,
            within: within.collect(),
            assumed: None,
        }))
    }

    fn missing_gateway(&self, name: &str, namespace: &str, names_namespace: bool) -> Answer {
        let mesh = self.mesh;
        let is_one = |id: ObjectId| mesh.resource::<KubernetesGateway>(id).is_some();
        let place = |id| Some(mesh.object(id).name_location());
        let there = mesh.gateways.in_namespace(namespace);
        let own: Vec<_> = candidates(there, name, |id| if is_one(id) { place(id) } else { None });
        let own: Vec<_> = own.into_iter().filter(|(_, location)| location.is_some()).collect();
        let question = Question::in_namespace(mesh, Sought::ApiGateway, namespace, name).asked_by(
            mesh,
            mesh.object(self.id),
            names_namespace,
        );
        // The commonest slip: the Gateway is in another namespace, and the reference names none.
        let elsewhere = || {
            let mut others = mesh.gateways.named(name).entries().iter().filter(|(_, id)| is_one(*id));
            let &(space, id) = others.next()?;
            Some(Nearest { text: name.to_owned(), namespace: Some(space.to_owned()), location: place(id) })
        };
        question.judge(mesh, &own).or_nearest(elsewhere)
    }

    fn backend(&mut self, backend: &'m BackendRef, place: BackendPlace) {
        let Some(name) = backend.name.as_ref().filter(|name| !name.value.is_empty()) else { return };
        match backend.backend_kind() {
            Some(BackendKind::Service) => {
                self.service(name, &backend.namespace, backend.port.as_ref(), place);
            }
            Some(BackendKind::Hostname) => {
                let mesh = self.mesh;
                let full = name.value.to_ascii_lowercase();
                let services = mesh.services.with_host(&full);
                let answer = host_answer(mesh, None, &name.value, &full, services);
                let at = self.neighbour(self.own, &name.value);
                let to = Wanted::Backend { kind: BackendKind::Hostname, at, place };
                self.push(Role::RouteService, name.span, to, answer);
            }
            None => {}
        }
    }

    fn service(
        &mut self,
        name: &'m Field<Text>,
        written: &'m Option<Field<Text>>,
        port: Option<&'m Field<i64>>,
        place: BackendPlace,
    ) {
        let mesh = self.mesh;
        let namespace = self.namespace(written);
        let at = self.neighbour(namespace, &name.value);
        let wanted = Wanted::Backend { kind: BackendKind::Service, at, place };
        let full = mesh.service_host(&name.value, namespace);
        let services = mesh.services.with_host(&full);
        if services.is_empty() {
            let answer = match is_elsewhere(mesh, &name.value, &full) {
                true => Answer::given(),
                false => self.missing_service(&name.value, namespace, names_namespace(written)),
            };
            return self.push(Role::RouteService, name.span, wanted, answer);
        }
        let within = services.iter().copied().map(Target::Service);
        self.push(Role::RouteService, name.span, wanted, Answer::present(within.clone()));
        let ports: Vec<(String, _)> = services
            .iter()
            .map(|&id| mesh.services.get(id))
            .flat_map(|service| service.ports.iter().map(move |port| (service, port)))
            .map(|(service, port)| {
                let place = service.object().zip(port.span).map(|(id, span)| mesh.object(id).at(span));
                (port.number.to_string(), place)
            })
            .collect();
        let Some(port) = port.filter(|_| !ports.is_empty()) else { return };
        let number = port.value.to_string();
        let answer = match ports.iter().any(|(own, _)| *own == number) {
            true => Answer::present(within),
            false => self.lacking(&number, &ports, within),
        };
        let to = Wanted::BackendPort { number: port.value, place };
        self.push(Role::RoutePort, port.span, to, answer);
    }

    fn missing_service(&self, name: &str, namespace: &str, names_namespace: bool) -> Answer {
        let mesh = self.mesh;
        let place = |id: ServiceId| mesh.location(Target::Service(id));
        let there = mesh.services.in_namespace(namespace);
        let known = candidates(there, name, place);
        let question = Question::in_namespace(mesh, Sought::Service, namespace, name).asked_by(
            mesh,
            mesh.object(self.id),
            names_namespace,
        );
        let elsewhere = || match mesh.services.named(name).entries() {
            &[(space, only)] => Some(Nearest {
                text: name.to_owned(),
                namespace: Some(space.to_owned()),
                location: place(only),
            }),
            _ => None,
        };
        question.judge(mesh, &known).or_nearest(elsewhere)
    }
}
