//! The rules: one folder each, which holds its code, its page, its examples and their expected output.
//!
//! To add one, write its folder and name it in the `mod.rs` of its group, twice. See docs/adding-a-rule.md.

use crate::diag::{Finding, Findings, Rule};
use crate::graph::{Absent, Answer, Mesh, Reference, Role};

pub mod admission;
pub mod injection;
pub mod input;
pub mod pedantic;
pub mod platform;
pub mod references;
pub mod schema;
pub mod security;
pub mod surprising;
pub mod traffic;

/// How many rules there are.
const COUNT: usize = {
    let mut count = 0;
    let mut group = 0;
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
};

/// The rules by group, in the order in which they are listed.
const GROUPS: &[&[&Rule]] = &[
    input::RULES,
    schema::RULES,
    admission::RULES,
    platform::RULES,
    references::RULES,
    traffic::RULES,
    surprising::RULES,
    injection::RULES,
    security::RULES,
    pedantic::RULES,
];

/// All rules, in the order in which they are listed.
pub static ALL: &[&Rule] = &{
    let mut all = [GROUPS[0][0]; COUNT];
    let (mut next, mut group) = (0, 0);
    while group < GROUPS.len() {
        let mut index = 0;
        while index < GROUPS[group].len() {
            all[next] = GROUPS[group][index];
            (next, index) = (next + 1, index + 1);
        }
        group += 1;
    }
    all
};

/// The rules that go by a code, alias or name; several rules may share a code.
pub fn named(name: &str) -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied().filter(move |rule| rule.is_called(name))
}

/// The index of all rules, in Markdown.
pub fn index() -> String {
    let mut text = String::from("| Code | Rule | Severity | What it finds |\n|---|---|---|---|\n");
    for rule in ALL {
        let page = format!("{}/{}/README.md", rule.group.name(), rule.name);
        let row =
            format!("| {} | [{}]({page}) | {} | {} |\n", rule.code, rule.name, rule.severity, rule.summary);
        text.push_str(&row);
    }
    text
}

/// The references of a role that lead nowhere, with what is known of what they want. Those that cannot be
/// verified are noted in passing; `what` says what they refer to.
fn missing<'r, 'm>(
    mesh: &'r Mesh<'m>,
    out: &mut Findings<'_>,
    role: Role,
    what: &str,
) -> Vec<(&'r Reference<'m>, &'r Absent)> {
    let mut missing = Vec::new();
    for reference in mesh.references(role) {
        match &reference.answer {
            Answer::Present(_) => {}
            Answer::Absent(absent) => missing.push((reference, &**absent)),
            Answer::Unverified(doubt) => {
                let message = format!("{what} `{}`: {}", reference.wanted, doubt.reason());
                out.unverified(reference.from, reference.span, message);
            }
        }
    }
    missing
}

/// Ends a finding on something that is missing: what was probably meant, or else what to do.
fn suggest(finding: &mut Finding, absent: &Absent, otherwise: &str) {
    match &absent.nearest {
        Some(near) => {
            finding.help(format!("did you mean `{}`?", near.name));
            finding.related_if(near.location, format!("`{}` is defined here", near.name));
        }
        None => {
            finding.help(otherwise);
        }
    }
}
