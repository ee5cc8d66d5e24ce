//! What depends on an object.

use std::collections::VecDeque;

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashSet;

use super::{Edge, Mesh, Node};
use crate::source::ObjectId;

/// An object that refers to another one, by itself or through others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependent {
    /// The object.
    pub object: ObjectId,
    /// Over how many references: 1 where it refers to the other object itself.
    pub distance: usize,
}

impl Mesh<'_> {
    /// The objects that a change of an object concerns: those that refer to it, or to a service or pods that it
    /// defines, and those that refer to them in turn. The nearest first, and those of one distance in the order of the
    /// input.
    pub fn impact(&self, object: ObjectId) -> Vec<Dependent> {
        let graph = self.graph();
        let mut settled: FxHashSet<NodeIndex> = FxHashSet::default();
        let mut waiting = VecDeque::from([(NodeIndex::new(object.0 as usize), 0)]);
        let mut dependents = Vec::new();
        while let Some((node, distance)) = waiting.pop_front() {
            if !settled.insert(node) {
                continue;
            }
            if let Node::Object(id) = graph[node]
                && id != object
            {
                dependents.push(Dependent { object: id, distance });
            }
            for edge in graph.edges_directed(node, Incoming) {
                match edge.weight() {
                    // What an object defines changes with it: no step, and so before all that is a step away.
                    Edge::Defines => waiting.push_front((edge.source(), distance)),
                    Edge::Refers(..) | Edge::Selects => waiting.push_back((edge.source(), distance + 1)),
                }
            }
            let defined = graph.edges_directed(node, Outgoing).filter(|edge| *edge.weight() == Edge::Defines);
            defined.for_each(|edge| waiting.push_front((edge.target(), distance)));
        }
        dependents.sort_unstable_by_key(|dependent| (dependent.distance, dependent.object));
        dependents
    }
}
