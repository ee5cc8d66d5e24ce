//! Parts of a picture.

use rustc_hash::FxHashSet;

use super::{Picture, State};
use crate::graph::Mesh;
use crate::model::Object;
use crate::source::Location;

/// What a picture is centred on: kind, namespace and name of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Center {
    /// Kind, in any case.
    pub kind: String,
    /// Namespace, `""` for an object of the cluster.
    pub namespace: String,
    /// Name.
    pub name: String,
}

impl Center {
    /// The words for an object.
    pub fn of(object: &Object) -> Center {
        let (kind, namespace) = (object.kind_name.to_string(), object.namespace.to_string());
        Center { kind, namespace, name: object.name().to_owned() }
    }
}

impl std::fmt::Display for Center {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.namespace.as_str() {
            "" => write!(out, "{}/{}", self.kind, self.name),
            namespace => write!(out, "{}/{namespace}/{}", self.kind, self.name),
        }
    }
}

impl std::str::FromStr for Center {
    type Err = String;

    fn from_str(text: &str) -> Result<Center, String> {
        let parts: Vec<&str> = text.split('/').collect();
        let (kind, namespace, name) = match parts.as_slice() {
            [kind, namespace, name] => (*kind, *namespace, *name),
            [kind, name] => (*kind, "", *name),
            _ => return Err("write KIND/NAMESPACE/NAME, such as VirtualService/shop/reviews".to_owned()),
        };
        Ok(Center { kind: kind.to_owned(), namespace: namespace.to_owned(), name: name.to_owned() })
    }
}

/// The nodes with these indexes, in this order, and the edges between them.
pub(super) fn keep<'r>(picture: Picture<'r>, order: &[usize]) -> Picture<'r> {
    let mut renamed = vec![None; picture.nodes.len()];
    order.iter().enumerate().for_each(|(new, &old)| renamed[old] = Some(new));
    let nodes = order.iter().map(|&index| picture.nodes[index].clone()).collect();
    let edges = picture.edges.into_iter().filter_map(|mut link| {
        (link.from, link.to) = (renamed[link.from]?, renamed[link.to]?);
        Some(link)
    });
    let mut edges: Vec<_> = edges.collect();
    edges.sort_by_key(|link| (link.from, link.to, link.label));
    Picture { nodes, edges }
}

impl<'r> Picture<'r> {
    /// What leads to an object, and what it leads to, over any number of edges. `None` where there is no
    /// such object.
    pub fn around(self, center: &Center) -> Option<Picture<'r>> {
        let is_it = |node: &super::Item<'_>| {
            node.state != State::Missing
                && node.kind.eq_ignore_ascii_case(&center.kind)
                && node.namespace == center.namespace
                && node.name == center.name
        };
        let start = self.nodes.iter().position(is_it)?;
        let mut kept = self.reached(start, |from, to| (from, to));
        for (kept, leads_here) in kept.iter_mut().zip(self.reached(start, |from, to| (to, from))) {
            *kept |= leads_here;
        }
        Some(self.only(&kept))
    }

    /// An object, and what a change of it concerns: all that leads to it over any number of references. `None`
    /// where there is no such object.
    pub fn depending_on(self, mesh: &Mesh<'_>, center: &Center) -> Option<Picture<'r>> {
        let start = mesh.object_named(&center.kind, &center.namespace, &center.name)?;
        let dependents = mesh.impact(start).into_iter().map(|dependent| dependent.object);
        let places: FxHashSet<Location> =
            dependents.chain([start]).map(|id| mesh.object(id).name_location()).collect();
        let is_kept = |place: &Option<Location>| place.is_some_and(|place| places.contains(&place));
        let kept: Vec<bool> = self.nodes.iter().map(|node| is_kept(&node.location)).collect();
        Some(self.only(&kept))
    }

    /// The objects of a namespace, what they lead to and what leads to them.
    pub fn of_namespace(self, namespace: &str) -> Picture<'r> {
        let is_inside = |index: usize| self.nodes[index].namespace == namespace;
        let mut kept: Vec<bool> = (0..self.nodes.len()).map(is_inside).collect();
        for link in &self.edges {
            if is_inside(link.from) || is_inside(link.to) {
                (kept[link.from], kept[link.to]) = (true, true);
            }
        }
        self.only(&kept)
    }

    fn only(self, kept: &[bool]) -> Picture<'r> {
        let order: Vec<usize> = (0..self.nodes.len()).filter(|&index| kept[index]).collect();
        keep(self, &order)
    }

    /// Which nodes can be reached from one, along edges in the direction that `turn` gives them.
    fn reached(&self, start: usize, turn: impl Fn(usize, usize) -> (usize, usize)) -> Vec<bool> {
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for link in &self.edges {
            let (from, to) = turn(link.from, link.to);
            next[from].push(to);
        }
        let mut reached = vec![false; self.nodes.len()];
        let mut waiting = vec![start];
        while let Some(node) = waiting.pop() {
            if !std::mem::replace(&mut reached[node], true) {
                waiting.extend(&next[node]);
            }
        }
        reached
    }
}
