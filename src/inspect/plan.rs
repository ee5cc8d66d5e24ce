//! The paths of all rules for one kind, as one tree.

use super::Cursor;

/// Where some lists of paths lead to. Node 0 is the object itself.
pub(super) struct Plan {
    nodes: Vec<Node>,
}

/// A step from a value to those in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the value of a field.
    Field(&'static str),
    /// To each item of a list.
    Items,
    /// To each value of a mapping.
    Values,
}

/// The ways that a path of a [`super::Subject`] stands for, one for each choice of what is in its braces.
pub fn ways(path: &'static str) -> Vec<Vec<Way>> {
    Plan::of([&[path][..]].into_iter()).routes()
}

#[derive(Default)]
struct Node {
    /// Numbers of the lists of which a path ends here.
    ends: Vec<usize>,
    fields: Vec<(&'static str, usize)>,
    items: Option<usize>,
    values: Option<usize>,
}

impl Plan {
    /// The plan for several lists of paths.
    pub(super) fn of<'l>(lists: impl Iterator<Item = &'l [&'static str]>) -> Plan {
        let mut plan = Plan { nodes: vec![Node::default()] };
        for (number, paths) in lists.enumerate() {
            for end in paths.iter().flat_map(|path| plan.ends(0, path)).collect::<Vec<_>>() {
                if !plan.nodes[end].ends.contains(&number) {
                    plan.nodes[end].ends.push(number);
                }
            }
        }
        plan
    }

    /// The nodes that a path leads to from a node; they are made where they are not there.
    fn ends(&mut self, from: usize, path: &'static str) -> Vec<usize> {
        if path.is_empty() {
            return vec![from];
        }
        if let Some(rest) = path.strip_prefix('.') {
            return self.ends(from, rest);
        }
        if let Some(rest) = path.strip_prefix("[]") {
            let next = self.nodes[from].items.unwrap_or(self.nodes.len());
            self.nodes[from].items = Some(next);
            return self.follow(next, rest);
        }
        if let Some(rest) = path.strip_prefix("{}") {
            let next = self.nodes[from].values.unwrap_or(self.nodes.len());
            self.nodes[from].values = Some(next);
            return self.follow(next, rest);
        }
        if let Some(rest) = path.strip_prefix('(') {
            let (choices, rest) = split_group(rest);
            let starts: Vec<usize> = choices.into_iter().flat_map(|choice| self.ends(from, choice)).collect();
            return starts.into_iter().flat_map(|start| self.ends(start, rest)).collect();
        }
        let end = path.find(['.', '[', '{', '(']).unwrap_or(path.len());
        let (name, rest) = path.split_at(end);
        let known = self.nodes[from].fields.iter().find(|(field, _)| *field == name).map(|(_, next)| *next);
        let next = known.unwrap_or(self.nodes.len());
        if known.is_none() {
            self.nodes[from].fields.push((name, next));
        }
        self.follow(next, rest)
    }

    fn follow(&mut self, next: usize, rest: &'static str) -> Vec<usize> {
        if next == self.nodes.len() {
            self.nodes.push(Node::default());
        }
        self.ends(next, rest)
    }

    /// The ways from the object to the ends of all paths.
    fn routes(&self) -> Vec<Vec<Way>> {
        let mut found = Vec::new();
        let mut open = vec![(0, Vec::new())];
        while let Some((at, way)) = open.pop() {
            let node = &self.nodes[at];
            if !node.ends.is_empty() {
                found.push(way.clone());
            }
            let fields = node.fields.iter().map(|(name, next)| (Way::Field(name), *next));
            let items = node.items.map(|next| (Way::Items, next));
            let values = node.values.map(|next| (Way::Values, next));
            let steps = fields.chain(items).chain(values);
            open.extend(steps.map(|(step, next)| (next, [&*way, &[step]].concat())));
        }
        found
    }

    /// Calls `look` for each value that a path leads to, with the number of the list that the path is in.
    pub(super) fn walk(&self, cursor: &Cursor<'_>, look: &mut impl FnMut(usize, &Cursor<'_>)) {
        self.visit(0, cursor, look);
    }

    fn visit(&self, at: usize, cursor: &Cursor<'_>, look: &mut impl FnMut(usize, &Cursor<'_>)) {
        let node = &self.nodes[at];
        for &number in &node.ends {
            look(number, cursor);
        }
        if let Some(items) = node.items {
            cursor.items().for_each(|item| self.visit(items, &item, look));
        }
        if node.fields.is_empty() && node.values.is_none() {
            return;
        }
        for (key, value) in cursor.node.entries() {
            if value.is_null() {
                continue;
            }
            let name = key.as_str();
            let field = node.fields.iter().find(|(field, _)| Some(*field) == name).map(|(_, next)| *next);
            for next in field.into_iter().chain(node.values) {
                self.visit(next, &cursor.step_to_key(key, value), look);
            }
        }
    }
}

/// The alternatives of a group whose opening brace has been read, and what follows the group.
fn split_group(path: &'static str) -> (Vec<&'static str>, &'static str) {
    let (mut depth, mut start, mut choices) = (0, 0, Vec::new());
    for (index, byte) in path.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => {
                choices.push(&path[start..index]);
                return (choices, &path[index + 1..]);
            }
            b')' => depth -= 1,
            b'|' if depth == 0 => {
                choices.push(&path[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    choices.push(&path[start..]);
    (choices, "")
}
