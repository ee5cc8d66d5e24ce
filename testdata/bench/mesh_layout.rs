//! Who is in the mesh and who calls whom: names, roles, callers and the objects that carry a fault.

use std::{fmt::Display, ops::Range};

use super::{Fault, MARK, Shape};

#[rustfmt::skip]
const TEAMS: [&str; 20] = [
    "payments", "shipping", "checkout", "identity", "loyalty", "fraud", "search", "media", "pricing",
    "support", "returns", "catalog", "marketing", "partners", "reporting", "logistics", "messaging",
    "booking", "insurance", "treasury",
];
const REGIONS: [&str; 6] = ["eu", "us", "apac", "latam", "core", "edge"];
#[rustfmt::skip]
const SERVICES: [&str; 32] = [
    "accounts", "invoices", "ledger", "orders", "baskets", "products", "stock", "quotes", "discounts",
    "customers", "addresses", "sessions", "tokens", "devices", "notifications", "templates", "images",
    "reviews", "ratings", "recommendations", "history", "audits", "exports", "imports", "schedules",
    "workflows", "documents", "contracts", "refunds", "vouchers", "tracking", "routing",
];

const NAMESPACES_PER_INGRESS: usize = 40;
const DOCUMENTS_OF_A_SERVICE: usize = 7;
const DOCUMENTS_OF_A_NAMESPACE: usize = 3 + 4 + 4;
const DOCUMENTS_OF_AN_INGRESS: usize = 4;
const DOCUMENTS_OF_THE_ROOT: usize = 2;

/// How many documents a mesh without faults has.
pub fn document_count(services: usize, services_per_namespace: usize) -> usize {
    let namespaces = services.div_ceil(services_per_namespace);
    DOCUMENTS_OF_A_SERVICE * services
        + DOCUMENTS_OF_A_NAMESPACE * namespaces
        + DOCUMENTS_OF_AN_INGRESS * namespaces.div_ceil(NAMESPACES_PER_INGRESS)
        + DOCUMENTS_OF_THE_ROOT
}

/// The `splitmix64` generator of pseudo-random numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        usize::try_from(z % bound as u64).expect("less than a usize")
    }
}

/// Which gateways the `VirtualService` of a service is bound to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    Ingress,
    MeshAndIngress,
    Mesh,
}

pub struct Service {
    pub name: String,
    pub namespace: usize,
    pub binding: Binding,
    pub calls: Option<usize>,
    pub callers: Vec<usize>,
    pub http_port: u16,
    pub grpc_port: u16,
    pub named_target_ports: bool,
    /// Whether its routes name it by its short name.
    pub short_host: bool,
    pub replicas: usize,
    pub timeout_seconds: usize,
    pub fault: Option<Fault>,
}

pub struct Namespace {
    pub name: String,
    pub team: &'static str,
    pub services: Range<usize>,
    pub ingress: usize,
    /// The other namespaces that its routes lead to.
    pub reaches: Vec<usize>,
}

pub struct Ingress {
    pub namespace: String,
    pub name: String,
    pub label: String,
}

pub struct Gateway {
    pub name: String,
    pub ingress: usize,
    pub hosts: Vec<String>,
    /// Whether virtual services are bound to it.
    pub in_use: bool,
    pub fault: Option<Fault>,
}

/// The whole mesh before it is written down.
pub struct Layout {
    pub services: Vec<Service>,
    pub namespaces: Vec<Namespace>,
    pub ingresses: Vec<Ingress>,
    pub gateways: Vec<Gateway>,
    /// The names of the namespaces with both injection labels.
    pub sandboxes: Vec<String>,
}

impl Layout {
    pub fn new(shape: &Shape) -> Layout {
        let mut random = Random(shape.seed);
        let per_namespace = shape.services_per_namespace.max(1);
        let count = shape.services.div_ceil(per_namespace);
        let mut layout = Layout {
            services: Vec::new(),
            namespaces: Vec::new(),
            ingresses: (0..count.div_ceil(NAMESPACES_PER_INGRESS)).map(ingress).collect(),
            gateways: Vec::new(),
            sandboxes: Vec::new(),
        };
        for index in 0..count {
            let first = index * per_namespace;
            let services = first..(first + per_namespace).min(shape.services);
            let rotation = random.below(SERVICES.len());
            for place in 0..services.len() {
                layout.services.push(service(index, place, rotation, &mut random));
            }
            let (name, team) = (namespace_name(index), TEAMS[index % TEAMS.len()]);
            let ingress = index / NAMESPACES_PER_INGRESS;
            layout.namespaces.push(Namespace { name, team, services, ingress, reaches: Vec::new() });
        }
        layout.connect(per_namespace, &mut random);
        layout.add_gateways();
        layout.place_faults(&shape.faults, &mut random);
        layout
    }

    /// Gives every third place of a namespace and each frontend a service to call that calls nobody itself.
    fn connect(&mut self, per_namespace: usize, random: &mut Random) {
        for index in 0..self.namespaces.len() {
            let count = self.namespaces.len();
            let near = [index, (index + 1) % count, random.below(count), random.below(count)];
            for caller in self.namespaces[index].services.clone() {
                let target = near[random.below(near.len())];
                let leaves: Vec<usize> = self.namespaces[target]
                    .services
                    .clone()
                    .filter(|&service| !calls_others(service % per_namespace))
                    .collect();
                if !calls_others(caller % per_namespace) || leaves.is_empty() {
                    continue;
                }
                let callee = leaves[random.below(leaves.len())];
                self.services[caller].calls = Some(callee);
                self.services[callee].callers.push(caller);
                if target != index && !self.namespaces[index].reaches.contains(&target) {
                    self.namespaces[index].reaches.push(target);
                }
            }
            self.namespaces[index].reaches.sort_unstable();
        }
    }

    /// Adds for each namespace a gateway that lists its public hosts and one that is not in use yet.
    fn add_gateways(&mut self) {
        for (index, namespace) in self.namespaces.iter().enumerate() {
            let qualifier = if index % 2 == 0 { String::new() } else { format!("{}/", namespace.name) };
            let public = self.services[namespace.services.clone()]
                .iter()
                .filter(|service| service.binding != Binding::Mesh)
                .map(|service| format!("{qualifier}{}-{}.example.com", service.name, namespace.name))
                .collect();
            let partner = vec![format!("partner-{}.example.com", namespace.name)];
            for (role, hosts, in_use) in [("public", public, true), ("partner", partner, false)] {
                let name = format!("{}-{role}", namespace.name);
                let ingress = namespace.ingress;
                self.gateways.push(Gateway { name, ingress, hosts, in_use, fault: None });
            }
        }
    }

    /// Spreads the faults over objects that can carry them, one per object.
    fn place_faults(&mut self, faults: &[Fault], random: &mut Random) {
        for (rank, &fault) in faults.iter().enumerate() {
            let start = |length: usize, random: &mut Random| {
                length * rank / faults.len() + random.below(length / faults.len() + 1)
            };
            let slot = match fault {
                Fault::BothInjectionLabels => {
                    self.sandboxes.push(format!("sandbox-{}", self.sandboxes.len() + 1));
                    continue;
                }
                Fault::SelectorTypo | Fault::PortNotOnGatewayService | Fault::CredentialMissing => {
                    let start = start(self.gateways.len(), random);
                    first_from(&mut self.gateways, start, |gateway| {
                        gateway.fault.is_none() && gateway.in_use == (fault != Fault::SelectorTypo)
                    })
                    .map(|gateway| &mut gateway.fault)
                }
                _ => {
                    let start = start(self.services.len(), random);
                    first_from(&mut self.services, start, |service| {
                        service.fault.is_none() && service.can_carry(fault)
                    })
                    .map(|service| &mut service.fault)
                }
            };
            *slot.unwrap_or_else(|| panic!("the mesh is too small for one more {fault:?}")) = Some(fault);
        }
    }
}

impl Service {
    fn can_carry(&self, fault: Fault) -> bool {
        match fault {
            Fault::GatewayNameTypo => self.binding == Binding::MeshAndIngress,
            Fault::HostNotOnGateway => self.binding == Binding::Ingress,
            Fault::HostTypo | Fault::PortMissing => self.calls.is_some(),
            _ => true,
        }
    }
}

fn first_from<T>(items: &mut [T], start: usize, fits: impl Fn(&T) -> bool) -> Option<&mut T> {
    let length = items.len();
    let index = (start..start + length).map(|i| i % length).find(|&i| fits(&items[i]))?;
    Some(&mut items[index])
}

fn calls_others(place: usize) -> bool {
    matches!(place % 6, 0 | 2 | 5)
}

fn namespace_name(index: usize) -> String {
    let base = format!("{}-{}", TEAMS[index % TEAMS.len()], REGIONS[index / TEAMS.len() % REGIONS.len()]);
    numbered(&base, index / (TEAMS.len() * REGIONS.len()))
}

fn numbered(base: &str, round: usize) -> String {
    if round == 0 { base.to_owned() } else { format!("{base}-{}", round + 1) }
}

fn ingress(index: usize) -> Ingress {
    Ingress {
        namespace: numbered("istio-ingress", index),
        name: numbered("istio-ingressgateway", index),
        label: numbered("ingressgateway", index),
    }
}

fn service(namespace: usize, place: usize, rotation: usize, random: &mut Random) -> Service {
    Service {
        name: numbered(SERVICES[(place + rotation) % SERVICES.len()], place / SERVICES.len()),
        namespace,
        binding: match place % 6 {
            0 => Binding::Ingress,
            1 => Binding::MeshAndIngress,
            _ => Binding::Mesh,
        },
        calls: None,
        callers: Vec::new(),
        http_port: [8080, 8000, 80][random.below(3)],
        grpc_port: [9090, 50051][random.below(2)],
        named_target_ports: random.below(2) == 0,
        short_host: random.below(4) > 0,
        replicas: 2 + random.below(4),
        timeout_seconds: 8 + random.below(8),
        fault: None,
    }
}

/// `faulty`, marked, where the object carries the `planted` fault; else `clean`.
pub fn either(carried: Option<Fault>, planted: Fault, clean: impl Display, faulty: impl Display) -> String {
    if carried == Some(planted) { format!("{faulty}{MARK}") } else { clean.to_string() }
}

/// The word without its third letter.
pub fn misspelt(word: &str) -> String {
    format!("{}{}", &word[..2], &word[3..])
}
