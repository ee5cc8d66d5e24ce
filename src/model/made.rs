//! What the input makes without writing it: gateways of IstioOperators, of the Gateway API, and the stock
//! ingress gateway of a whole mesh.

use rustc_hash::FxHashMap;

use super::{
    GatewayClass, GatewayComponent, IntOrText, IstioOperator, KubernetesGateway, Labels, ListenerSet, Map,
    Model, Object, ObjectId, OrEmpty, ParentRef, PodTemplate, Resource, ServicePort, ServiceSpec, Spanned,
    Text, TextField,
};

/// A gateway workload and its Service, as a controller makes them.
#[derive(Debug)]
pub struct MadeGateway {
    /// What it is made from; `None` for the stock ingress gateway.
    pub object: Option<ObjectId>,
    /// Namespace of both.
    pub namespace: String,
    /// Name of the Deployment.
    pub workload: String,
    /// Labels of its pods, which the Service selects.
    pub labels: Vec<(String, String)>,
    /// Whether the pods are written, and only the Service is made.
    pub has_written_pods: bool,
    /// Name of the Service; `None` where one is written.
    pub service: Option<String>,
    /// Ports of the Service.
    pub ports: Vec<MadePort>,
}

/// A port of a made Service.
#[derive(Clone, Debug, PartialEq)]
pub struct MadePort {
    /// Name.
    pub name: String,
    /// Number.
    pub number: i64,
    /// Port of the pods.
    pub target: i64,
}

fn port(name: &str, number: i64, target: i64) -> MadePort {
    MadePort { name: name.into(), number, target }
}

/// All gateways that are made, and whether some could not be told.
pub(super) fn gateways(model: &Model, complete: bool) -> (Vec<MadeGateway>, bool) {
    let mut made = Vec::new();
    let mut unknown_profile = false;
    // Settings alone come on top of a file that says what is installed, which may be elsewhere.
    let operators: Vec<_> = model.all::<IstioOperator>().collect();
    unknown_profile |= operators.iter().any(|operator| operator.spec.is_layer());
    for operator in operators.into_iter().filter(|operator| !operator.spec.is_layer()) {
        let root = model.settings.root_namespace();
        unknown_profile |= from_operator(operator.id, operator.spec, root, &mut made);
    }
    let classes: Classes<'_> =
        model.all::<GatewayClass>().map(|class| (class.name(), class.spec.controller_name.text())).collect();
    let sets: Vec<_> = model.all::<ListenerSet>().collect();
    for gateway in model.all::<KubernetesGateway>() {
        made.extend(from_gateway_api(gateway, &sets, &classes));
    }
    if complete && !model.settings.ingress_controller_off() {
        made.extend(stock(model, &made));
    }
    (made, unknown_profile)
}

/// The gateways of the known profiles: ingress, egress. `None` for a profile of someone's own.
fn profile(name: &str) -> Option<(bool, bool)> {
    match name {
        "" | "default" | "openshift" => Some((true, false)),
        "demo" => Some((true, true)),
        "minimal" | "empty" | "remote" | "ambient" | "openshift-ambient" | "preview" | "external" => {
            Some((false, false))
        }
        _ => None,
    }
}

/// The ports of the ingress gateway of profile `demo`.
const DEMO_PORTS: &[(&str, i64, i64)] = &[
    ("status-port", 15021, 15021),
    ("http2", 80, 8080),
    ("https", 443, 8443),
    ("tcp", 31400, 31400),
    ("tls", 15443, 15443),
];

struct Stock {
    name: &'static str,
    istio: &'static str,
    ports: &'static [(&'static str, i64, i64)],
}

const INGRESS: Stock = Stock {
    name: "istio-ingressgateway",
    istio: "ingressgateway",
    ports: &[("status-port", 15021, 15021), ("http2", 80, 8080), ("https", 443, 8443)],
};

const EGRESS: Stock = Stock {
    name: "istio-egressgateway",
    istio: "egressgateway",
    ports: &[("http2", 80, 8080), ("https", 443, 8443)],
};

/// Adds the gateways of an operator; tells whether its profile is unknown.
fn from_operator(id: ObjectId, operator: &IstioOperator, root: &str, made: &mut Vec<MadeGateway>) -> bool {
    let profile_name = operator.profile();
    let profile = profile(profile_name);
    let (ingress, egress) = profile.unwrap_or((false, false));
    let values = operator.values.as_ref().and_then(|values| values.value.global.as_ref());
    let istio_namespace = values.map_or("", |global| global.value.istio_namespace.text());
    let home = [istio_namespace, operator.namespace.text(), root].into_iter().find(|name| !name.is_empty());
    let components = operator.components.as_ref();
    let listed = |list: fn(&super::OperatorComponents) -> &[super::Spanned<GatewayComponent>]| {
        components.map_or(&[][..], |components| list(&components.value))
    };
    let of_profile = match profile_name {
        "demo" => Stock { ports: DEMO_PORTS, ..INGRESS },
        _ => INGRESS,
    };
    let kinds = [
        (of_profile, ingress, listed(|components| components.ingress_gateways.items())),
        (EGRESS, egress, listed(|components| components.egress_gateways.items())),
    ];
    for (stock, in_profile, components) in kinds {
        let ports = operator.ports_of(stock.name);
        let is_stock = |component: &GatewayComponent| component.name.text() == stock.name;
        if in_profile && !components.iter().any(|component| is_stock(component)) {
            made.push(component(id, &GatewayComponent::default(), &stock, ports, home.unwrap_or_default()));
        }
        for listed in components {
            let enabled = listed.enabled.as_ref().map(|field| field.value);
            if enabled.unwrap_or(in_profile && is_stock(listed)) {
                made.push(component(id, listed, &stock, ports, home.unwrap_or_default()));
            }
        }
    }
    profile.is_none()
}

fn component(
    id: ObjectId,
    component: &GatewayComponent,
    stock: &Stock,
    of_values: &[Spanned<ServicePort>],
    home: &str,
) -> MadeGateway {
    let or = |text: &str, default: &str| if text.is_empty() { default.to_owned() } else { text.to_owned() };
    let name = or(component.name.text(), stock.name);
    let mut labels =
        vec![("app".to_owned(), stock.name.to_owned()), ("istio".to_owned(), stock.istio.to_owned())];
    overlay(&mut labels, component.label.as_ref().map(|field| &field.value));
    let service = component.k8s.as_ref().and_then(|settings| settings.value.service.as_ref());
    let ports = service.map_or(&[][..], |service| service.value.ports.items());
    let ports = if ports.is_empty() { of_values } else { ports };
    let mut written: Vec<MadePort> = ports.iter().filter_map(|port| made_port(port)).collect();
    if written.is_empty() {
        written = stock.ports.iter().map(|&(name, number, target)| port(name, number, target)).collect();
    }
    MadeGateway {
        object: Some(id),
        namespace: or(component.namespace.text(), home),
        workload: name.clone(),
        labels,
        has_written_pods: false,
        service: Some(name),
        ports: written,
    }
}

fn made_port(written: &super::ServicePort) -> Option<MadePort> {
    let number = written.port.as_ref()?.value;
    let target = match written.target_port.as_ref().map(|field| &field.value) {
        Some(IntOrText::Int(target)) => *target,
        Some(IntOrText::Text(_)) => 0,
        None => number,
    };
    Some(port(written.name.text(), number, target))
}

fn overlay(labels: &mut Vec<(String, String)>, more: Option<&Map<Text>>) {
    for pair in more.into_iter().flat_map(|map| map.iter()) {
        labels.retain(|(name, _)| **name != *pair.name);
        labels.push((pair.name.to_string(), pair.value.to_string()));
    }
}

/// Controllers of the GatewayClasses that the input holds, by class.
type Classes<'m> = FxHashMap<&'m str, &'m str>;

/// istiod makes a Deployment and a Service for each Gateway of one of its classes, unless the Gateway
/// names a Service of its own as its address.
fn from_gateway_api(
    gateway: Resource<'_, KubernetesGateway>,
    sets: &[Resource<'_, ListenerSet>],
    classes: &Classes<'_>,
) -> Option<MadeGateway> {
    let Resource { id, object, spec: gateway } = gateway;
    let class = gateway.gateway_class_name.text();
    let is_ours = super::GatewayClass::is_of_istio(class, classes.get(class).copied());
    if !is_ours || !gateway.addresses.items().is_empty() {
        return None;
    }
    let is_waypoint = class == "istio-waypoint";
    let name = if is_waypoint { object.name().to_owned() } else { format!("{}-{class}", object.name()) };
    let controller = match class {
        "istio-waypoint" => "istio.io-mesh-controller",
        "istio-east-west" => "istio.io-eastwest-controller",
        _ => "istio.io-gateway-controller",
    };
    let own = [
        ("gateway.networking.k8s.io/gateway-name", object.name()),
        ("gateway.networking.k8s.io/gateway-class-name", class),
        ("gateway.istio.io/managed", controller),
    ];
    let mut labels: Vec<_> = own.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let infrastructure = gateway.infrastructure.as_ref().and_then(|field| field.value.labels.as_ref());
    overlay(&mut labels, infrastructure.map(|field| &field.value));
    let listener = |listener: &super::Spanned<super::GatewayListener>| {
        let number = listener.port.as_ref()?.value;
        Some(port(listener.name.text(), number, number))
    };
    let of_sets = sets.iter().filter(|set| {
        let parent = set.spec.parent_ref.as_ref().map(|parent| &parent.value);
        let is_for_it = |parent: &ParentRef| {
            parent.name.text() == object.name() && parent.namespace_or(set.namespace()) == &*object.namespace
        };
        gateway.allowed_listeners.is_some() && parent.is_some_and(is_for_it)
    });
    let of_sets = of_sets.flat_map(|set| set.spec.listeners.items());
    let mut ports: Vec<MadePort> = Vec::new();
    for port in gateway.listeners.items().iter().chain(of_sets).filter_map(listener) {
        if !ports.iter().any(|known| known.number == port.number) {
            ports.push(port);
        }
    }
    ports.push(port("status-port", 15021, 15021));
    Some(MadeGateway {
        object: Some(id),
        namespace: object.namespace.to_string(),
        workload: name.clone(),
        labels,
        has_written_pods: false,
        service: Some(name),
        ports,
    })
}

/// istioctl takes it that every mesh has the stock ingress gateway; so does a complete input.
fn stock(model: &Model, made: &[MadeGateway]) -> Option<MadeGateway> {
    let root = model.settings.root_namespace();
    let label = [("istio".to_owned(), INGRESS.istio.to_owned())];
    let has_label = |labels: Labels<'_>| labels.get("istio") == Some(INGRESS.istio);
    let here = || model.objects.iter().filter(|object| &*object.namespace == root);
    let labels_of = |object: &'_ Object| {
        let metadata = object.spec::<PodTemplate>().and_then(|template| template.metadata.as_ref());
        metadata.is_some_and(|metadata| {
            has_label(Labels::of(metadata.value.labels.as_ref().map(|map| &map.value)))
        })
    };
    let made_here = made.iter().any(|made| made.namespace == root && made.labels.contains(&label[0]));
    let workload = made_here || here().any(labels_of);
    let selects = |object: &Object| {
        let selector = object.spec::<ServiceSpec>().and_then(|service| service.selector.as_ref());
        selector.is_some_and(|selector| {
            let own: Vec<_> = Labels::of(Some(&selector.value)).iter().collect();
            own == [("istio", INGRESS.istio)]
        })
    };
    let service = made_here || here().any(selects);
    if workload && service {
        return None;
    }
    let ports = [("http2", 80), ("https", 443), ("tcp", 31400), ("tls", 15443)];
    Some(MadeGateway {
        object: None,
        namespace: root.to_owned(),
        workload: format!("{}-dummypod", INGRESS.name),
        labels: label.to_vec(),
        has_written_pods: workload,
        service: (!service).then(|| INGRESS.name.to_owned()),
        ports: ports.into_iter().map(|(name, number)| port(name, number, number)).collect(),
    })
}
