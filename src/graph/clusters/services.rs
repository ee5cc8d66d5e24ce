//! Services that differ between clusters.

use rustc_hash::FxHashMap;

use crate::graph::Mesh;
use crate::model::{IntOrText, OrEmpty, Resource, ServicePort, ServiceSpec, TextField};
use crate::source::{Location, ObjectId, Span};
use crate::text::host;

/// A Service that is another one in a cluster that was named before.
#[derive(Clone, Debug)]
pub struct ServiceDifference<'m> {
    /// The Service in its own cluster.
    pub of: ObjectId,
    /// The one in the other cluster.
    pub other: ObjectId,
    /// The name of the other cluster.
    pub cluster: &'m str,
    /// What differs.
    pub parts: Vec<DifferingPart>,
}

/// A part of a Service in which it differs.
#[derive(Clone, Debug)]
pub struct DifferingPart {
    /// What it is here, and what there, in words.
    pub words: String,
    /// Where it is written here.
    pub span: Span,
    /// Where it is written there.
    pub other: Location,
    /// Whether istiod makes something else of it, and not only the load balancer or the nodes.
    pub matters: bool,
}

impl<'m> Mesh<'m> {
    /// The Services that differ from those of the same name in the first cluster before that has one. istiod
    /// makes one service of all with one name.
    pub fn service_differences(&self) -> Vec<ServiceDifference<'m>> {
        let mut before: FxHashMap<(&str, &str), (ObjectId, &'m str)> = FxHashMap::default();
        for cluster in self.model.other_clusters.iter().filter(|cluster| cluster.is_before) {
            for id in cluster.objects.clone().map(ObjectId) {
                if let Some(service) = self.resource::<ServiceSpec>(id) {
                    before.entry((service.namespace(), service.name())).or_insert((id, &cluster.name));
                }
            }
        }
        let own = self.all::<ServiceSpec>().take_while(|service| !self.model.is_foreign(service.id));
        let own = own.filter(|service| !self.is_cluster_local(service.namespace(), service.name()));
        let difference = |service: Resource<'m, ServiceSpec>| {
            let &(id, cluster) = before.get(&(service.namespace(), service.name()))?;
            let other = self.resource::<ServiceSpec>(id)?;
            let parts = differing(service, other);
            (!parts.is_empty()).then_some(ServiceDifference { of: service.id, other: id, cluster, parts })
        };
        own.filter_map(difference).collect()
    }
}

impl Mesh<'_> {
    /// Whether a Service is kept to each cluster by itself: the mesh configuration says so, or it is one of
    /// Kubernetes and nothing says otherwise. The narrowest host counts (istiod: `ClusterLocalHosts`).
    fn is_cluster_local(&self, namespace: &str, name: &str) -> bool {
        let host = self.service_host(name, namespace);
        let settings = self.model.settings.find(|config| config.service_settings.as_ref());
        let settings = settings.map_or(&[][..], |(_, settings)| settings.value.as_slice());
        let hosts = settings.iter().flat_map(|own| {
            let is_local = own.settings.as_ref().and_then(|it| it.value.cluster_local.as_ref());
            own.hosts.items().iter().map(move |item| (&*item.value, is_local.is_some_and(|it| it.value)))
        });
        let fitting = hosts.filter(|(own, _)| host::is_within(&host, own));
        match fitting.max_by_key(|(own, _)| (!own.starts_with('*'), own.len())) {
            Some((_, is_local)) => is_local,
            None => namespace == "kube-system" || (namespace, name) == ("default", "kubernetes"),
        }
    }
}

type Of<'m> = Resource<'m, ServiceSpec>;

fn differing(own: Of<'_>, other: Of<'_>) -> Vec<DifferingPart> {
    let place = |service: Of<'_>, span: Option<Span>| {
        span.unwrap_or_else(|| service.object.name.as_ref().map_or(service.object.kind_span, |it| it.span))
    };
    let part = |words: String, [span, there]: [Option<Span>; 2], matters| DifferingPart {
        words,
        span: place(own, span),
        other: other.at(place(other, there)),
        matters,
    };
    let mut parts = Vec::new();
    let both = [own, other];
    let [(here, here_span), (there, there_span)] = both.map(|service| headless(service.spec));
    if here != there {
        let word = |is_headless| if is_headless { "headless" } else { "not headless" };
        let words = format!("it is {} here and {} there", word(here), word(there));
        parts.push(part(words, [here_span, there_span], true));
    }
    let types = both.map(|service| service.spec.service_type.as_ref());
    let [here, there] = types.map(|it| it.map_or("ClusterIP", |field| &*field.value));
    if here != there {
        let words = format!("its type is {here} here and {there} there");
        parts.push(part(words, types.map(|it| it.map(|field| field.span)), true));
    }
    let [here, there] = both.map(|service| -> Vec<Port<'_>> {
        service.spec.ports.items().iter().filter_map(|port| Port::of(port)).collect()
    });
    for port in &here {
        match there.iter().find(|other| other.name == port.name) {
            Some(same) => {
                let spans = [Some(port.span), Some(same.span)];
                parts.extend(
                    port.against(same).into_iter().map(|(words, matters)| part(words, spans, matters)),
                );
            }
            None => {
                parts.push(part(format!("{} is only here", port.title()), [Some(port.span), None], true));
            }
        }
    }
    for port in there.iter().filter(|port| !here.iter().any(|own| own.name == port.name)) {
        parts.push(part(format!("{} is only there", port.title()), [None, Some(port.span)], true));
    }
    parts
}

fn headless(service: &ServiceSpec) -> (bool, Option<Span>) {
    let ip = service.cluster_ip.as_ref();
    (ip.is_some_and(|ip| &*ip.value == "None"), ip.map(|ip| ip.span))
}

/// A port with the defaults of the API server.
struct Port<'m> {
    name: &'m str,
    number: i64,
    protocol: &'m str,
    application: &'m str,
    target: String,
    span: Span,
}

impl<'m> Port<'m> {
    fn of(written: &'m ServicePort) -> Option<Port<'m>> {
        let number = written.port.as_ref()?;
        let or = |text: &'m str, default: &'m str| if text.is_empty() { default } else { text };
        Some(Port {
            name: written.name.text(),
            number: number.value,
            protocol: or(written.protocol.text(), "TCP"),
            application: written.app_protocol.text(),
            target: match written.target_port.as_ref().map(|field| &field.value) {
                Some(IntOrText::Text(name)) => name.to_string(),
                Some(IntOrText::Int(target)) if *target != 0 => target.to_string(),
                _ => number.value.to_string(),
            },
            span: number.span,
        })
    }

    fn title(&self) -> String {
        if self.name.is_empty() { format!("port {}", self.number) } else { format!("port `{}`", self.name) }
    }

    /// What it is here and there, in words, and whether that matters to istiod.
    fn against(&self, other: &Port<'_>) -> Vec<(String, bool)> {
        let title = self.title();
        let word = |protocol: &str| match protocol {
            "" => "none".to_owned(),
            protocol => format!("`{protocol}`"),
        };
        let mut parts = Vec::new();
        if self.number != other.number {
            parts.push((format!("{title} has number {} here and {} there", self.number, other.number), true));
        }
        if self.protocol != other.protocol {
            parts.push((format!("{title} is {} here and {} there", self.protocol, other.protocol), true));
        }
        if self.application != other.application {
            let (here, there) = (word(self.application), word(other.application));
            parts.push((format!("{title} has `appProtocol` {here} here and {there} there"), true));
        }
        if self.target != other.target && self.number == other.number {
            let (here, there) = (&self.target, &other.target);
            parts.push((format!("{title} leads to {here} here and to {there} there"), false));
        }
        parts
    }
}
