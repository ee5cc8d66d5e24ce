//! From the mesh to its picture.

use rustc_hash::FxHashMap;

use super::{Item, Link, Picture, State};
use crate::finding::Finding;
use crate::graph::{Answer, Mesh, Reference, Role, Target};
use crate::model::{DestinationRule, TextField};
use crate::source::{Location, ObjectId, SourceId, Span};

/// The picture of a whole mesh: every object that leads somewhere, is led to, or has a finding.
pub fn of<'r>(mesh: &'r Mesh<'_>, findings: &'r [Finding]) -> Picture<'r> {
    let mut builder = Builder {
        mesh,
        picture: Picture::default(),
        places: FxHashMap::default(),
        links: FxHashMap::default(),
    };
    let mut on_objects: FxHashMap<ObjectId, Vec<&'r Finding>> = FxHashMap::default();
    for finding in findings {
        if let Some(object) = finding.object {
            on_objects.entry(object).or_default().push(finding);
        }
    }
    for (id, service) in mesh.services.iter() {
        let node = builder.target(Target::Service(id));
        for workload in service
            .selector
            .iter()
            .flat_map(|selector| mesh.workloads.selected(*selector, Some(service.namespace)))
        {
            let workload = builder.target(Target::Workload(workload));
            builder.link(node, workload, "selects", None);
        }
    }
    for rule in mesh.all::<DestinationRule>() {
        let full = mesh.full_host(rule.spec.host.text(), rule.namespace());
        for &service in mesh.services.exactly(&full) {
            let (from, to) = (builder.node(Place::Object(rule.id)), builder.target(Target::Service(service)));
            let location = rule.spec.host.as_ref().map(|host| rule.at(host.span));
            builder.link(from, to, "sets the policy for", location);
        }
    }
    for role in Role::ALL {
        for reference in mesh.references(role) {
            builder.reference(reference, role);
        }
    }
    builder.mark(on_objects);
    builder.finish()
}

/// What a node stands for.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Place {
    Object(ObjectId),
    /// A Service or workload that is nowhere written: its kind, namespace and name.
    Made(&'static str, String, String),
    /// Something that a reference leads to in vain: its kind and how it is written.
    Absent(&'static str, String, bool),
}

struct Builder<'r, 'm> {
    mesh: &'r Mesh<'m>,
    picture: Picture<'r>,
    places: FxHashMap<Place, usize>,
    /// Edges by their ends and label.
    links: FxHashMap<(usize, usize, &'static str), usize>,
}

impl<'r> Builder<'r, '_> {
    fn node(&mut self, place: Place) -> usize {
        if let Some(&index) = self.places.get(&place) {
            return index;
        }
        let blank = Item {
            kind: String::new(),
            api_version: String::new(),
            namespace: String::new(),
            name: String::new(),
            state: State::Made,
            location: None,
            findings: Vec::new(),
            count: 1,
        };
        let item = match &place {
            Place::Object(id) => {
                let object = self.mesh.object(*id);
                Item {
                    kind: object.kind_name.to_string(),
                    api_version: object.api_version.to_string(),
                    namespace: object.namespace.to_string(),
                    name: object.name().to_owned(),
                    state: State::Written,
                    location: Some(object.name_location()),
                    ..blank
                }
            }
            Place::Made(kind, namespace, name) => {
                Item { kind: (*kind).to_owned(), namespace: namespace.clone(), name: name.clone(), ..blank }
            }
            Place::Absent(kind, name, is_missing) => {
                let state = if *is_missing { State::Missing } else { State::Unverified };
                Item { kind: (*kind).to_owned(), name: name.clone(), state, ..blank }
            }
        };
        let index = self.picture.nodes.len();
        self.picture.nodes.push(item);
        self.places.insert(place, index);
        index
    }

    /// A Service stands for its object, and pods for what makes them.
    fn target(&mut self, target: Target) -> usize {
        let place = match target {
            Target::Object(id) => Place::Object(id),
            Target::Service(id) => {
                let service = self.mesh.services.get(id);
                match service.object() {
                    Some(object) if !matches!(service.origin, crate::graph::Origin::Made(_)) => {
                        Place::Object(object)
                    }
                    _ => Place::Made("Service", service.namespace.to_owned(), service.name.to_owned()),
                }
            }
            Target::Workload(id) => {
                let workload = self.mesh.workloads.get(id);
                match workload.object {
                    Some(object) if workload.template.is_some() => Place::Object(object),
                    _ => Place::Made("Deployment", workload.namespace.to_owned(), workload.name.to_owned()),
                }
            }
        };
        self.node(place)
    }

    fn link(&mut self, from: usize, to: usize, label: &'static str, location: Option<Location>) -> usize {
        let next = self.picture.edges.len();
        let index = *self.links.entry((from, to, label)).or_insert(next);
        if index == next {
            self.picture.edges.push(Link { from, to, label, location, findings: Vec::new(), count: 1 });
        }
        index
    }

    fn reference(&mut self, reference: &Reference<'_>, role: Role) {
        let Some(label) = role.label() else { return };
        let location = Some(self.mesh.object(reference.from).at(reference.span));
        let absent = |is_missing| Place::Absent(role.kind(), reference.to.to_string(), is_missing);
        let targets: Vec<usize> = match &reference.answer {
            Answer::Present(targets) => targets.iter().map(|target| self.target(*target)).collect(),
            Answer::Absent(_) => vec![self.node(absent(true))],
            Answer::Expected(_) | Answer::Unverified(_) => vec![self.node(absent(false))],
        };
        for to in targets {
            let from = self.node(Place::Object(reference.from));
            if from != to {
                self.link(from, to, label, location);
            }
        }
    }

    /// Marks findings on the edges whose value they point at, and the others on the object.
    fn mark(&mut self, on_objects: FxHashMap<ObjectId, Vec<&'r Finding>>) {
        let mut by_place: FxHashMap<(SourceId, Span), usize> = FxHashMap::default();
        for (index, link) in self.picture.edges.iter().enumerate() {
            if let Some(Location { source, span }) = link.location {
                by_place.entry((source, span)).or_insert(index);
            }
        }
        for (object, findings) in on_objects {
            let node = self.node(Place::Object(object));
            for finding in findings {
                let Location { source, span } = finding.location;
                match by_place.get(&(source, span)) {
                    Some(&link) => self.picture.edges[link].findings.push(finding),
                    None => self.picture.nodes[node].findings.push(finding),
                }
            }
        }
    }

    /// The picture, with its nodes in the order of the input.
    fn finish(self) -> Picture<'r> {
        let Picture { nodes, edges } = self.picture;
        let mut used = vec![false; nodes.len()];
        edges.iter().for_each(|link| [link.from, link.to].into_iter().for_each(|end| used[end] = true));
        let mut order: Vec<usize> =
            (0..nodes.len()).filter(|&index| used[index] || !nodes[index].findings.is_empty()).collect();
        let rank = |index: &usize| {
            let node = &nodes[*index];
            let place = node.location.map(|Location { source, span: Span { start, .. } }| (source, start));
            (place.is_none(), place, node.kind.clone(), node.namespace.clone(), node.name.clone())
        };
        order.sort_by_key(rank);
        super::center::keep(Picture { nodes, edges }, &order)
    }
}
