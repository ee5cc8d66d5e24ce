//! Writes what is asked beyond the type; patterns and CEL expressions are statics that all values share.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::reads::{self, Reads};
use super::shape::{Checks, Id, Shapes};

/// The statics, by what they hold.
pub struct Pools {
    patterns: BTreeMap<String, usize>,
    expressions: BTreeMap<String, usize>,
    reads: BTreeMap<String, Reads>,
}

impl Pools {
    /// What the shapes below these roots hold.
    pub fn of(shapes: &Shapes, roots: impl Iterator<Item = Id>) -> Result<Pools, String> {
        let mut patterns = BTreeSet::new();
        let mut expressions = BTreeSet::new();
        let mut rest: Vec<Id> = roots.collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = rest.pop() {
            if !seen.insert(id) {
                continue;
            }
            rest.extend(shapes[id].children().map(|(_, child)| child));
            let checks = &shapes[id].checks;
            patterns.extend(checks.pattern.clone());
            expressions.extend(checks.rules.iter().map(|(expression, _)| expression.clone()));
        }
        let mut reads = BTreeMap::new();
        for expression in &expressions {
            reads.insert(expression.clone(), reads::of(expression)?);
        }
        let number = |set: BTreeSet<String>| set.into_iter().zip(1..).collect();
        Ok(Pools { patterns: number(patterns), expressions: number(expressions), reads })
    }

    pub fn module(&self) -> String {
        let mut out = String::from("use super::super::{Expression, Pattern};\n");
        for (pattern, number) in &self.patterns {
            let _ = write!(out, "\npub static PATTERN_{number}: Pattern = Pattern::new({pattern:?});");
        }
        out.push('\n');
        for (expression, number) in &self.expressions {
            let _ = write!(
                out,
                "\npub static EXPRESSION_{number}: Expression = Expression::new({expression:?});"
            );
        }
        out.push('\n');
        out
    }

    /// The members of `Checks` that need no other node; `None` where nothing is asked.
    pub fn checks(&self, checks: &Checks) -> Option<String> {
        if *checks == Checks::default() {
            return None;
        }
        let mut out = String::new();
        if let Some(pattern) = &checks.pattern {
            let _ = write!(out, "pattern: Some(&PATTERN_{}), ", self.patterns[pattern]);
        }
        if let Some(format) = checks.format {
            let _ = write!(out, "format: Some(Format::{format}), ");
        }
        for (name, limit) in &checks.limits {
            let _ = write!(out, "{name}: {limit}, ");
        }
        if checks.is_set {
            out += "is_set: true, ";
        }
        if !checks.list_keys.is_empty() {
            let _ = write!(out, "list_keys: &{:?}, ", checks.list_keys);
        }
        if !checks.exclusive.is_empty() {
            let groups: Vec<_> = checks.exclusive.iter().map(|group| format!("&{group:?}")).collect();
            let _ = write!(out, "exclusive: &[{}], ", groups.join(", "));
        }
        if let Some(default) = checks.default.as_ref().and_then(|json| serde_json::from_str(json).ok()) {
            let _ = write!(out, "default: Some({}), ", literal(&default));
        }
        if !checks.rules.is_empty() {
            let rule = |(expression, message): &(String, String)| {
                let number = self.expressions[expression];
                format!("Rule {{ expression: &EXPRESSION_{number}, message: {message:?} }}")
            };
            let rules: Vec<_> = checks.rules.iter().map(rule).collect();
            let mut all = Reads::default();
            for (expression, _) in &checks.rules {
                all.add(&self.reads[expression]);
            }
            let (reads, rules) = (all.text(), rules.join(", "));
            let _ = write!(out, "rules: Some(&Rules {{ reads: {reads}, list: &[{rules}] }}), ");
        }
        Some(out)
    }
}

/// A JSON value as static data.
fn literal(value: &Value) -> String {
    match value {
        Value::Null => "Literal::Null".to_owned(),
        Value::Bool(value) => format!("Literal::Bool({value})"),
        Value::Number(number) if number.is_i64() => format!("Literal::Int({number})"),
        Value::Number(number) => format!("Literal::Float({number})"),
        Value::String(text) => format!("Literal::Str({text:?})"),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(literal).collect();
            format!("Literal::List(&[{}])", items.join(", "))
        }
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| format!("({key:?}, {})", literal(value));
            let entries: Vec<_> = entries.iter().map(entry).collect();
            format!("Literal::Map(&[{}])", entries.join(", "))
        }
    }
}
