//! The mesh as a graph of nodes and edges, for questions of paths, cycles and pictures.

use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use super::{Answer, Mesh, Role, ServiceId, Target, WorkOut, WorkloadId};
use crate::source::{ObjectId, Span};

/// A node of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// An object of the input. Its node has the index of the object.
    Object(ObjectId),
    /// A host of the registry.
    Service(ServiceId),
    /// Pods.
    Workload(WorkloadId),
}

/// An edge of the graph: what a field leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edge {
    /// A reference that resolves; the place is the value that refers.
    Refers(Role, Span),
    /// An object defines the service or the workload.
    Defines,
    /// A service sends to the workload.
    Selects,
}

/// The mesh as a graph: every object, and what it resolves to.
pub type Graph = DiGraph<Node, Edge>;

impl<'m> WorkOut<'m> for Graph {
    fn work_out(mesh: &Mesh<'m>) -> Graph {
        let objects = mesh.objects().len();
        let mut graph = DiGraph::with_capacity(
            objects + mesh.services.len() + mesh.workloads.len(),
            mesh.references.len() + mesh.services.len() + mesh.workloads.len(),
        );
        for index in 0..objects {
            graph.add_node(Node::Object(ObjectId(index as u32)));
        }
        let mut services: FxHashMap<ServiceId, NodeIndex> = FxHashMap::default();
        for (id, service) in mesh.services.iter() {
            let node = graph.add_node(Node::Service(id));
            services.insert(id, node);
            if let Some(object) = service.object() {
                graph.add_edge(NodeIndex::new(object.0 as usize), node, Edge::Defines);
            }
        }
        let mut workloads: FxHashMap<WorkloadId, NodeIndex> = FxHashMap::default();
        for (id, workload) in mesh.workloads.iter() {
            let node = graph.add_node(Node::Workload(id));
            workloads.insert(id, node);
            if let Some(object) = workload.object {
                graph.add_edge(NodeIndex::new(object.0 as usize), node, Edge::Defines);
            }
            for (service, _) in mesh.services.selecting(workload.namespace, workload.labels) {
                graph.add_edge(services[&service], node, Edge::Selects);
            }
        }
        for reference in &mesh.references {
            let Answer::Present(targets) = &reference.answer else { continue };
            for target in targets.iter() {
                let to = match target {
                    Target::Object(id) => NodeIndex::new(id.0 as usize),
                    Target::Service(id) => services[id],
                    Target::Workload(id) => workloads[id],
                };
                let edge = Edge::Refers(reference.role, reference.span);
                graph.add_edge(NodeIndex::new(reference.from.0 as usize), to, edge);
            }
        }
        graph
    }
}
