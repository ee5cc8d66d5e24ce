//! The paths of all rules for one kind, as one tree.

use super::{Cursor, Remark, Remarks, Subject};
use crate::diag::Rule;

/// What is looked at in objects of one kind. Node 0 is the object itself.
pub(super) struct Plan {
    nodes: Vec<Node>,
}

type Look = fn(&Cursor<'_>, &mut Remarks<'_>);

#[derive(Default)]
struct Node {
    checks: Vec<(&'static Rule, Look)>,
    fields: Vec<(&'static str, usize)>,
    items: Option<usize>,
    values: Option<usize>,
}

impl Plan {
    pub(super) fn of(subjects: &[(&'static Rule, &'static Subject)]) -> Plan {
        let mut plan = Plan { nodes: vec![Node::default()] };
        for (rule, subject) in subjects {
            for path in subject.paths {
                let mut ends = plan.ends(0, path);
                ends.sort_unstable();
                ends.dedup();
                for end in ends {
                    plan.nodes[end].checks.push((rule, subject.check));
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

    /// Calls what looks at the value of the cursor and at the values in it.
    pub(super) fn walk(&self, cursor: &Cursor<'_>, found: &mut Vec<Remark>) {
        self.visit(0, cursor, found);
    }

    fn visit(&self, at: usize, cursor: &Cursor<'_>, found: &mut Vec<Remark>) {
        let node = &self.nodes[at];
        for (rule, check) in &node.checks {
            check(cursor, &mut Remarks::new(rule, found));
        }
        if let Some(items) = node.items {
            cursor.items().for_each(|item| self.visit(items, &item, found));
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
                self.visit(next, &cursor.step_to_key(key, value), found);
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
