//! What depends on an object.

use std::collections::VecDeque;

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashSet;

use super::{Answer, Edge, Mesh, Node, Reference, Role, Target};
use crate::source::{ObjectId, Span};

/// An object that refers to another one, by itself or through others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependent {
    /// The object.
    pub object: ObjectId,
    /// Over how many references: 1 where it refers to the other object itself.
    pub distance: usize,
    /// The object that it refers to, which is one reference nearer.
    pub to: ObjectId,
    /// How, and with which value; `None` for a Service that selects pods.
    pub by: Option<(Role, Span)>,
}

/// A node that is to be looked at, and how it was come by.
#[derive(Clone, Copy)]
struct Step {
    node: NodeIndex,
    distance: usize,
    to: ObjectId,
    by: Option<(Role, Span)>,
}

impl<'m> Mesh<'m> {
    /// The objects that a change of an object concerns: those that refer to it, or to a service or pods that it
    /// defines, and those that refer to them in turn. The nearest first, and those of one distance in the order of the
    /// input; each with the first reference that leads there.
    pub fn impact(&self, object: ObjectId) -> Vec<Dependent> {
        let graph = self.graph();
        let mut settled: FxHashSet<NodeIndex> = FxHashSet::default();
        let first = Step { node: NodeIndex::new(object.0 as usize), distance: 0, to: object, by: None };
        let mut waiting = VecDeque::from([first]);
        let mut dependents = Vec::new();
        while let Some(step) = waiting.pop_front() {
            if !settled.insert(step.node) {
                continue;
            }
            let Step { distance, to, by, .. } = step;
            let mut reached = to;
            if let Node::Object(id) = graph[step.node] {
                reached = id;
                if id != object {
                    dependents.push(Dependent { object: id, distance, to, by });
                }
            }
            for edge in graph.edges_directed(step.node, Incoming) {
                let node = edge.source();
                match edge.weight() {
                    // What an object defines changes with it: no step, and so before all that is a step away.
                    Edge::Defines => waiting.push_front(Step { node, ..step }),
                    Edge::Refers(role, span) => {
                        let by = Some((*role, *span));
                        waiting.push_back(Step { node, distance: distance + 1, to: reached, by });
                    }
                    Edge::Selects => {
                        waiting.push_back(Step { node, distance: distance + 1, to: reached, by: None });
                    }
                }
            }
            let defined = graph.edges_directed(step.node, Outgoing);
            for edge in defined.filter(|edge| *edge.weight() == Edge::Defines) {
                waiting.push_front(Step { node: edge.target(), distance, to: reached, by });
            }
        }
        dependents.sort_unstable_by_key(|dependent| (dependent.distance, dependent.object));
        dependents
    }

    /// The references that lead to an object, or to the service or the pods that it defines, and to nothing else.
    pub fn references_only_to(&self, object: ObjectId) -> Vec<&Reference<'m>> {
        let is_of_it = |target: &Target| match *target {
            Target::Object(id) => id == object,
            Target::Service(id) => self.services.get(id).object() == Some(object),
            Target::Workload(id) => self.workloads.get(id).object == Some(object),
        };
        let leads_only_there = |reference: &&Reference<'m>| match &reference.answer {
            Answer::Present(targets) => !targets.is_empty() && targets.iter().all(is_of_it),
            _ => false,
        };
        let mut found: Vec<&Reference<'m>> = self.references.iter().filter(leads_only_there).collect();
        found.retain(|reference| reference.from != object);
        found.sort_unstable_by_key(|reference| (reference.from, reference.span, reference.role));
        found
    }

    /// The first object of a kind, in any case, with this name.
    pub fn object_named(&self, kind: &str, namespace: &str, name: &str) -> Option<ObjectId> {
        let is_it = |object: &crate::model::Object| {
            object.kind_name.eq_ignore_ascii_case(kind)
                && *object.namespace == *namespace
                && object.name() == name
        };
        let index = self.objects().iter().position(is_it)?;
        Some(ObjectId(index as u32))
    }
}
