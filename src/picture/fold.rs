//! Large pictures: one node for each namespace.

use rustc_hash::FxHashMap;

use super::{Item, Link, Picture, State};

/// Pictures with more nodes than this are folded.
const LARGE: usize = 120;

impl<'r> Picture<'r> {
    /// Whether nobody could read it.
    pub fn is_large(&self) -> bool {
        self.nodes.len() > LARGE
    }

    /// The same with one node for each namespace. What has no namespace, and what is missing, stays with
    /// the node that leads to it.
    pub fn folded(&self) -> Picture<'r> {
        let mut index_of: FxHashMap<&str, usize> = FxHashMap::default();
        let mut folded = Picture::default();
        for node in self.nodes.iter().filter(|node| is_in_a_namespace(node)) {
            let next = folded.nodes.len();
            let index = *index_of.entry(&node.namespace).or_insert(next);
            if index == next {
                folded.nodes.push(Item {
                    kind: "Namespace".to_owned(),
                    api_version: "v1".to_owned(),
                    namespace: String::new(),
                    name: node.namespace.clone(),
                    state: State::Made,
                    location: None,
                    findings: Vec::new(),
                    count: 0,
                });
            }
            folded.nodes[index].count += 1;
            folded.nodes[index].findings.extend(&node.findings);
        }
        let of = |index: usize| {
            let node = &self.nodes[index];
            is_in_a_namespace(node).then(|| index_of[&*node.namespace])
        };
        let mut links: FxHashMap<(usize, usize, &str), usize> = FxHashMap::default();
        for link in &self.edges {
            let (Some(from), to) = (of(link.from), of(link.to)) else { continue };
            let Some(to) = to.filter(|&to| to != from) else {
                folded.nodes[from].findings.extend(&link.findings);
                continue;
            };
            let next = folded.edges.len();
            let index = *links.entry((from, to, link.label)).or_insert(next);
            if index == next {
                folded.edges.push(Link {
                    from,
                    to,
                    location: None,
                    findings: Vec::new(),
                    count: 0,
                    ..link.clone()
                });
            }
            folded.edges[index].count += 1;
            folded.edges[index].findings.extend(&link.findings);
        }
        folded.edges.sort_by_key(|link| (link.from, link.to, link.label));
        folded
    }
}

fn is_in_a_namespace(node: &Item<'_>) -> bool {
    !node.namespace.is_empty()
}
