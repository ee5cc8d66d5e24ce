//! What a CEL expression reads of its value, found by following the value through the expression.
//!
//! Sound, and simple rather than exact: where it is not certain that a part is not read, it counts as read.

use std::collections::BTreeMap;

use cel::Program;
use cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue};

/// What is read of a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reads {
    /// All of it.
    pub whole: bool,
    /// The value itself where it is a scalar; the number of entries (and the keys) where it is not.
    pub size: bool,
    /// Parts of an object, by the name of the field in the definition.
    pub fields: BTreeMap<String, Reads>,
    /// Parts of each item of a list or value of a map.
    pub items: Option<Box<Reads>>,
}

impl Reads {
    /// Adds what another expression reads.
    pub fn add(&mut self, other: &Reads) {
        self.whole |= other.whole;
        self.size |= other.size;
        for (name, reads) in &other.fields {
            self.fields.entry(name.clone()).or_default().add(reads);
        }
        if let Some(items) = &other.items {
            self.items.get_or_insert_default().add(items);
        }
    }

    /// As static data.
    pub fn text(&self) -> String {
        if self.whole {
            return "Reads { whole: true, ..Reads::PRESENCE }".to_owned();
        }
        let mut members = String::new();
        if self.size {
            members += "size: true, ";
        }
        if !self.fields.is_empty() {
            let field = |(name, reads): (&String, &Reads)| format!("({name:?}, {})", reads.text());
            let fields: Vec<_> = self.fields.iter().map(field).collect();
            members += &format!("fields: &[{}], ", fields.join(", "));
        }
        if let Some(items) = &self.items {
            members += &format!("items: Some(&{}), ", items.text());
        }
        if members.is_empty() {
            "Reads::PRESENCE".to_owned()
        } else {
            format!("Reads {{ {members}..Reads::PRESENCE }}")
        }
    }
}

/// A way from the value to a part of it.
type Path = Vec<Step>;

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Field(String),
    Items,
}

/// What an expression may stand for: parts of the value, or a list of such parts.
#[derive(Clone, Debug, Default)]
struct Parts {
    paths: Vec<Path>,
    /// The items, where it is a list that the expression itself makes.
    made_of: Vec<Path>,
}

/// What an expression reads.
pub fn of(expression: &str) -> Result<Reads, String> {
    let program = Program::compile(expression).map_err(|error| format!("{expression}: {error}"))?;
    let mut analysis = Analysis { reads: Reads::default(), variables: Vec::new() };
    let itself = Parts { paths: vec![Vec::new()], made_of: Vec::new() };
    analysis.variables.push(("self".to_owned(), itself));
    let result = analysis.visit(program.expression());
    analysis.whole(&result);
    Ok(analysis.reads)
}

struct Analysis {
    reads: Reads,
    variables: Vec<(String, Parts)>,
}

impl Analysis {
    fn mark(&mut self, path: &Path, mark: impl Fn(&mut Reads)) {
        let mut reads = &mut self.reads;
        for step in path {
            reads = match step {
                Step::Field(name) => reads.fields.entry(name.clone()).or_default(),
                Step::Items => reads.items.get_or_insert_default(),
            };
        }
        mark(reads);
    }

    fn whole(&mut self, parts: &Parts) {
        for path in parts.paths.iter().chain(&parts.made_of) {
            self.mark(path, |reads| reads.whole = true);
        }
    }

    fn visit(&mut self, expression: &IdedExpr) -> Parts {
        match &expression.expr {
            Expr::Unspecified | Expr::Literal(_) => Parts::default(),
            Expr::Ident(name) => {
                let known = self.variables.iter().rev().find(|(variable, _)| variable == name);
                known.map(|(_, parts)| parts.clone()).unwrap_or_default()
            }
            Expr::Select(select) => {
                let from = self.visit(&select.operand);
                let field = Step::Field(unescape(&select.field));
                let paths: Vec<Path> = from
                    .paths
                    .iter()
                    .map(|path| [path.as_slice(), std::slice::from_ref(&field)].concat())
                    .collect();
                for path in &paths {
                    self.mark(path, |_| {}); // that it is there is read in any case
                }
                if select.test { Parts::default() } else { Parts { paths, made_of: Vec::new() } }
            }
            Expr::List(list) => {
                let mut made_of = Vec::new();
                for element in &list.elements {
                    let parts = self.visit(element);
                    made_of.extend(parts.paths);
                    made_of.extend(parts.made_of);
                }
                Parts { paths: Vec::new(), made_of }
            }
            Expr::Map(map) => self.entries(&map.entries.iter().map(|entry| &entry.expr).collect::<Vec<_>>()),
            Expr::Struct(object) => {
                self.entries(&object.entries.iter().map(|entry| &entry.expr).collect::<Vec<_>>())
            }
            Expr::Call(call) => {
                let target = call.target.as_deref().map(|target| self.visit(target));
                let arguments: Vec<Parts> = call.args.iter().map(|argument| self.visit(argument)).collect();
                self.call(&call.func_name, target, arguments, &call.args)
            }
            Expr::Comprehension(comprehension) => {
                let range = self.visit(&comprehension.iter_range);
                let mut items: Vec<Path> = Vec::new();
                for path in &range.paths {
                    let path = [path.as_slice(), &[Step::Items]].concat();
                    self.mark(&path, |_| {});
                    items.push(path);
                }
                items.extend(range.made_of);
                let item = Parts { paths: items, made_of: Vec::new() };
                let depth = self.variables.len();
                let start = self.visit(&comprehension.accu_init);
                self.variables.push((comprehension.iter_var.clone(), item.clone()));
                if let Some(second) = &comprehension.iter_var2 {
                    self.variables.push((second.clone(), item));
                }
                // Twice, since what a step leaves is what the next one finds.
                let mut result = start;
                for _ in 0..2 {
                    self.variables.push((comprehension.accu_var.clone(), result.clone()));
                    let condition = self.visit(&comprehension.loop_cond);
                    self.whole(&condition);
                    result = join(result, self.visit(&comprehension.loop_step));
                    self.variables.pop();
                }
                self.variables.push((comprehension.accu_var.clone(), result));
                let outcome = self.visit(&comprehension.result);
                self.variables.truncate(depth);
                outcome
            }
        }
    }

    fn entries(&mut self, entries: &[&EntryExpr]) -> Parts {
        for entry in entries {
            let values = match entry {
                EntryExpr::StructField(field) => vec![&field.value],
                EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
            };
            for value in values {
                let parts = self.visit(value);
                self.whole(&parts);
            }
        }
        Parts::default()
    }

    fn call(
        &mut self,
        name: &str,
        target: Option<Parts>,
        arguments: Vec<Parts>,
        written: &[IdedExpr],
    ) -> Parts {
        match (name, arguments.as_slice()) {
            ("_?_:_", [condition, yes, no]) => {
                self.whole(condition);
                join(yes.clone(), no.clone())
            }
            // Only how many there are counts.
            ("size", _) => {
                for parts in target.iter().chain(&arguments) {
                    for path in &parts.paths {
                        self.mark(path, |reads| reads.size = true);
                    }
                }
                Parts::default()
            }
            // A list that grows by an item holds both.
            ("_+_", [left, right]) if !(left.made_of.is_empty() && right.made_of.is_empty()) => {
                join(left.clone(), right.clone())
            }
            ("_[_]", [from, _]) => match written.get(1).map(|index| &index.expr) {
                Some(Expr::Literal(LiteralValue::String(field))) => {
                    let field = Step::Field(field.inner().to_owned());
                    let paths: Vec<Path> = from
                        .paths
                        .iter()
                        .map(|path| [path.as_slice(), std::slice::from_ref(&field)].concat())
                        .collect();
                    for path in &paths {
                        self.mark(path, |_| {});
                    }
                    Parts { paths, made_of: from.made_of.clone() }
                }
                Some(Expr::Literal(LiteralValue::Int(_))) => {
                    let item = |path: &Path| [path.as_slice(), &[Step::Items]].concat();
                    let mut paths: Vec<Path> = from.paths.iter().map(item).collect();
                    for path in &paths {
                        self.mark(path, |_| {});
                    }
                    paths.extend(from.made_of.iter().cloned());
                    Parts { paths, made_of: Vec::new() }
                }
                _ => self.consume(target, &arguments),
            },
            _ => self.consume(target, &arguments),
        }
    }

    fn consume(&mut self, target: Option<Parts>, arguments: &[Parts]) -> Parts {
        for parts in target.iter().chain(arguments) {
            self.whole(parts);
        }
        Parts::default()
    }
}

fn join(mut one: Parts, other: Parts) -> Parts {
    for path in other.paths {
        if !one.paths.contains(&path) {
            one.paths.push(path);
        }
    }
    for path in other.made_of {
        if !one.made_of.contains(&path) {
            one.made_of.push(path);
        }
    }
    one
}

/// The name of a property, of which CEL could not write some.
fn unescape(name: &str) -> String {
    let plain = name.replace("__dot__", ".").replace("__dash__", "-").replace("__slash__", "/");
    match plain.strip_prefix("__").and_then(|rest| rest.strip_suffix("__")) {
        Some("underscores") => "__".to_owned(),
        Some(keyword) => keyword.to_owned(),
        None => plain.replace("__underscores__", "__"),
    }
}
