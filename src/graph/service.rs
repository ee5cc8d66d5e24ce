//! The service registry: Services, ServiceEntries and the Services that controllers make.

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::directory::{Directories, Directory};
use crate::model::{IntOrText, Labels, Model, Object, OrEmpty, ServiceEntry, ServiceSpec, TextField};
use crate::source::{ObjectId, Span};
use crate::text::host;

/// Index of a service in its mesh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceId(pub u32);

/// Where a service of the registry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A Service object.
    Service(ObjectId),
    /// One host of a ServiceEntry.
    Entry(ObjectId),
    /// A Service that a controller makes from this object; `None` for the stock ingress gateway's.
    Made(Option<ObjectId>),
}

/// One host of the registry.
#[derive(Clone, Debug)]
pub struct Service<'m> {
    /// Full name, or a wildcard of a ServiceEntry.
    pub host: Cow<'m, str>,
    /// Name of the object.
    pub name: &'m str,
    /// Namespace of the object.
    pub namespace: &'m str,
    /// Where it comes from.
    pub origin: Origin,
    /// Its ports.
    pub ports: Vec<Port<'m>>,
    /// Labels of the workloads behind it; `None` where it selects none.
    pub selector: Option<Labels<'m>>,
}

/// A port of a service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Port<'m> {
    /// Number.
    pub number: i64,
    /// Name, `""` if it has none.
    pub name: &'m str,
    /// Protocol as written: `TCP`, `UDP` for Services, `HTTP` and so on for ServiceEntries.
    pub protocol: &'m str,
    /// Port of the workloads by number; `None` where it is a name.
    pub target: Option<i64>,
    /// Port of the workloads by name; `""` where it is a number.
    pub target_name: &'m str,
    /// Where the number is written.
    pub span: Option<Span>,
}

impl<'m> Service<'m> {
    /// The object it comes from.
    pub fn object(&self) -> Option<ObjectId> {
        match self.origin {
            Origin::Service(id) | Origin::Entry(id) => Some(id),
            Origin::Made(id) => id,
        }
    }

    /// Whether it is a Service of the cluster.
    pub fn is_in_cluster(&self) -> bool {
        !matches!(self.origin, Origin::Entry(_))
    }

    fn of_object(id: ObjectId, object: &'m Object, spec: &'m ServiceSpec, domain: &str) -> Service<'m> {
        let port = |port: &'m crate::model::Spanned<crate::model::ServicePort>| {
            let number = port.port.as_ref()?;
            Some(Port {
                number: number.value,
                name: port.name.text(),
                protocol: match port.protocol.text() {
                    "" => "TCP",
                    protocol => protocol,
                },
                target: match port.target_port.as_ref().map(|field| &field.value) {
                    None | Some(IntOrText::Int(0)) => Some(number.value),
                    Some(IntOrText::Int(target)) => Some(*target),
                    Some(IntOrText::Text(_)) => None,
                },
                target_name: match port.target_port.as_ref().map(|field| &field.value) {
                    Some(IntOrText::Text(name)) => name,
                    _ => "",
                },
                span: Some(number.span),
            })
        };
        let selector = spec.selector.as_ref().map(|field| Labels::of(Some(&field.value)));
        Service {
            host: Cow::Owned(host::of_service(object.name(), &object.namespace, domain)),
            name: object.name(),
            namespace: &object.namespace,
            origin: Origin::Service(id),
            ports: spec.ports.items().iter().filter_map(port).collect(),
            selector: selector.filter(|selector| !selector.is_empty()),
        }
    }

    fn of_entry(id: ObjectId, object: &'m Object, spec: &'m ServiceEntry, host: &'m str) -> Service<'m> {
        let port = |port: &'m crate::model::Spanned<crate::model::ServiceEntryPort>| {
            let number = port.number.as_ref()?;
            let target = port.target_port.as_ref().map_or(number.value, |field| field.value);
            Some(Port {
                number: number.value,
                name: port.name.text(),
                protocol: port.protocol.text(),
                target: Some(target),
                target_name: "",
                span: Some(number.span),
            })
        };
        let selector = spec.workload_selector.as_ref().and_then(|selector| selector.value.labels.as_ref());
        Service {
            host: Cow::Borrowed(host),
            name: object.name(),
            namespace: &object.namespace,
            origin: Origin::Entry(id),
            ports: spec.ports.items().iter().filter_map(port).collect(),
            selector: selector.map(|labels| Labels::of(Some(&labels.value))),
        }
    }
}

/// The whole registry, indexed by host and by the labels that are selected.
#[derive(Debug, Default)]
pub struct Services<'m> {
    all: Vec<Service<'m>>,
    /// Lower-case full names and wildcards.
    by_host: FxHashMap<String, Vec<ServiceId>>,
    by_namespace: Directories<'m, ServiceId>,
    by_name: Directories<'m, ServiceId>,
    /// Services by namespace and the label that the fewest of them select.
    by_selector: FxHashMap<(&'m str, &'m str, &'m str), Vec<ServiceId>>,
    entry_hosts: Directory<'m, ServiceId>,
    /// Services by the numbers of their ports, in order; made when first asked for.
    by_port: OnceLock<FxHashMap<i64, Vec<ServiceId>>>,
}

impl<'m> Services<'m> {
    pub(super) fn of(model: &'m Model, domain: &str) -> Services<'m> {
        let mut services = Services::default();
        for service in model.all::<ServiceSpec>() {
            let id = service.id;
            let service = Service::of_object(id, service.object, service.spec, domain);
            // One host in several clusters is one service, with the ports that the own cluster gives it.
            if !model.is_foreign(id) || services.exactly(&service.host).is_empty() {
                services.add(service);
            }
        }
        for entry in model.all::<ServiceEntry>() {
            for host in entry.spec.hosts.items() {
                services.add(Service::of_entry(entry.id, entry.object, entry.spec, &host.value));
            }
        }
        for made in &model.made {
            let Some(name) = &made.service else { continue };
            let port = |port: &'m crate::model::MadePort| Port {
                number: port.number,
                name: &port.name,
                protocol: "TCP",
                target: Some(port.target).filter(|target| *target != 0),
                target_name: "",
                span: None,
            };
            services.add(Service {
                host: Cow::Owned(host::of_service(name, &made.namespace, domain)),
                name,
                namespace: &made.namespace,
                origin: Origin::Made(made.object),
                ports: made.ports.iter().map(port).collect(),
                selector: Some(Labels::Made(&made.labels)),
            });
        }
        services.index_selectors();
        services
    }

    /// A label that all Services of a namespace select tells little: it would lead from each of its pods
    /// to each of them.
    fn index_selectors(&mut self) {
        let labels = |service: &Service<'m>| {
            let namespace = service.namespace;
            let pairs = service.selector.into_iter().flat_map(Labels::iter);
            pairs.map(move |(name, value)| (namespace, name, value))
        };
        let mut counts: FxHashMap<_, u32> = FxHashMap::default();
        self.all.iter().flat_map(labels).for_each(|label| *counts.entry(label).or_default() += 1);
        for (index, service) in self.all.iter().enumerate() {
            if let Some(rarest) = labels(service).min_by_key(|label| counts[label]) {
                self.by_selector.entry(rarest).or_default().push(ServiceId(index as u32));
            }
        }
    }

    fn add(&mut self, service: Service<'m>) {
        let id = ServiceId(self.all.len() as u32);
        self.by_host.entry(service.host.to_ascii_lowercase()).or_default().push(id);
        if service.is_in_cluster() {
            self.by_namespace.add(service.namespace, service.name, id);
            self.by_name.add(service.name, service.namespace, id);
        }
        if let (Origin::Entry(_), Cow::Borrowed(host)) = (service.origin, &service.host) {
            self.entry_hosts.add(host, id);
        }
        self.all.push(service);
    }

    /// The service with this id.
    pub fn get(&self, id: ServiceId) -> &Service<'m> {
        &self.all[id.0 as usize]
    }

    /// The services with a port of this number, or all, in order.
    pub fn with_port(&self, port: Option<i64>) -> impl Iterator<Item = (ServiceId, &Service<'m>)> {
        let by_port = || {
            let mut by_port: FxHashMap<i64, Vec<ServiceId>> = FxHashMap::default();
            for (id, service) in self.iter() {
                for port in &service.ports {
                    let ids = by_port.entry(port.number).or_default();
                    if ids.last() != Some(&id) {
                        ids.push(id);
                    }
                }
            }
            by_port
        };
        let of_port =
            port.map(|port| self.by_port.get_or_init(by_port).get(&port).map_or(&[][..], Vec::as_slice));
        let all = of_port.is_none().then(|| self.iter()).into_iter().flatten();
        all.chain(of_port.unwrap_or_default().iter().map(|id| (*id, self.get(*id))))
    }

    /// All services.
    pub fn iter(&self) -> impl Iterator<Item = (ServiceId, &Service<'m>)> {
        self.all.iter().enumerate().map(|(index, service)| (ServiceId(index as u32), service))
    }

    /// The Services of a namespace, by name.
    pub fn in_namespace(&self, namespace: &str) -> &Directory<'m, ServiceId> {
        self.by_namespace.of(namespace)
    }

    /// The Services of a name, by namespace.
    pub fn named(&self, name: &str) -> &Directory<'m, ServiceId> {
        self.by_name.of(name)
    }

    /// The services that a full name stands for: those of this very name, or else those of the narrowest
    /// wildcard that covers it. Which of them a client sees, [`Mesh::view`](super::Mesh::view) tells.
    pub fn with_host(&self, full_name: &str) -> &[ServiceId] {
        let name = lower(full_name);
        if let Some(ids) = self.by_host.get(&*name) {
            return ids;
        }
        let wildcard = |suffix: &str| self.by_host.get(&format!("*{suffix}"));
        host::wildcards(&name).find_map(wildcard).map_or(&[], Vec::as_slice)
    }

    /// The services with this very host, a full name or a wildcard.
    pub fn exactly(&self, host: &str) -> &[ServiceId] {
        self.by_host.get(&*lower(host)).map_or(&[], Vec::as_slice)
    }

    /// The Services of a namespace that select pods with these labels.
    pub fn selecting<'s>(
        &'s self,
        namespace: &'s str,
        labels: Labels<'s>,
    ) -> impl Iterator<Item = (ServiceId, &'s Service<'m>)> {
        let by_label = move |(name, value)| self.by_selector.get(&(namespace, name, value));
        let ids = labels.iter().filter_map(by_label).flatten().copied();
        ids.map(|id| (id, self.get(id)))
            .filter(move |(_, service)| service.selector.is_some_and(|selector| selector.select(labels)))
    }

    /// Hosts of ServiceEntries.
    pub fn entry_hosts(&self) -> &Directory<'m, ServiceId> {
        &self.entry_hosts
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

fn lower(host: &str) -> Cow<'_, str> {
    match host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(host.to_ascii_lowercase()),
        false => Cow::Borrowed(host),
    }
}
