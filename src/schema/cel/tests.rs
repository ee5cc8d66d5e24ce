//! Every expression of the table compiles, and is evaluated as the API server does.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use cel::Value;
use cel::objects::{Key, Map};

use super::super::tests::generate;
use super::super::{Node, table};
use super::{Expression, Outcome};
use generate::reads::Reads;

/// All expressions of the table, by their text.
fn expressions() -> BTreeMap<&'static str, &'static Expression> {
    let mut found = BTreeMap::new();
    for schema in table::SCHEMAS {
        collect(schema.root, &mut found);
    }
    found
}

fn collect(node: &'static Node, found: &mut BTreeMap<&'static str, &'static Expression>) {
    if let Some(rules) = node.checks.and_then(|checks| checks.rules) {
        found.extend(rules.list.iter().map(|rule| (rule.expression.text, rule.expression)));
    }
    node.properties.iter().for_each(|(_, child)| collect(child, found));
    node.items.into_iter().chain(node.additional).for_each(|child| collect(child, found));
}

#[test]
fn all_compile() {
    let expressions = expressions();
    // Of Istio and of the Gateway API one that everybody meets.
    for known in ["has(self.selector)", "self.type == 'RequestRedirect'"] {
        assert!(expressions.keys().any(|text| text.contains(known)), "{known} is in no rule");
    }
    for (text, expression) in &expressions {
        assert!(expression.program().is_some(), "{text}");
    }
}

/// Values made up from what an expression reads and from its own literals, always the same ones.
struct Maker {
    state: u64,
    words: Vec<String>,
}

impl Maker {
    fn new(expression: &str) -> Maker {
        let mut words: Vec<String> = expression.split(['\'', '"']).map(str::to_owned).collect();
        let more = [
            "", "a", "a.b", "*", "*.a", "a/b", "/a", "/a//b", "/a%2f", "/..", "10.0.0.1", "0s", "1s", "2h",
            "http://a", "80",
        ];
        words.extend(more.map(str::to_owned));
        words.extend(["a".repeat(300), format!("a/{}", "b".repeat(64)), "unix://a".to_owned()]);
        Maker { state: 1, words }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.state >> 33) as usize % limit
    }

    fn scalar(&mut self) -> Value {
        match self.below(4) {
            0 => Value::Int([-1, 0, 1, 2, 443, 70000][self.below(6)]),
            _ => {
                let word = self.below(self.words.len());
                Value::from(self.words[word].as_str())
            }
        }
    }

    fn list(&mut self, mut item: impl FnMut(&mut Maker) -> Value) -> Value {
        let length = if self.below(100) == 0 { 129 } else { self.below(4) };
        let mut items: Vec<Value> = (0..length).map(|_| item(self)).collect();
        if self.below(3) == 0 {
            let again = items.first().cloned();
            items.extend(again.map(|item| self.with_less(item)));
        }
        Value::List(Arc::new(items))
    }

    /// The same object, often without one of its fields.
    fn with_less(&mut self, value: Value) -> Value {
        let Value::Map(map) = &value else { return value };
        let mut names: Vec<&Key> = map.map.keys().collect();
        names.sort();
        let taken = self.below(names.len() + 2);
        let Some(taken) = names.get(taken).copied() else { return value };
        let mut rest = (*map.map).clone();
        rest.remove(taken);
        Value::Map(Map { map: Arc::new(rest) })
    }

    fn value(&mut self, reads: &Reads) -> Value {
        if !reads.fields.is_empty() {
            let mut map = HashMap::new();
            for (name, reads) in &reads.fields {
                if self.below(5) < 3 {
                    let name = super::project::escape(name);
                    map.insert(Key::from(name.as_str()), self.value(reads));
                }
            }
            return Value::Map(Map { map: Arc::new(map) });
        }
        let scalars = Reads { whole: true, ..Reads::default() };
        let items = reads.items.as_deref().unwrap_or(&scalars).clone();
        match self.below(if reads.items.is_some() { 6 } else { 12 }) {
            0..=2 if reads.items.is_some() => self.list(|maker| maker.value(&items)),
            0 | 1 => self.list(Maker::scalar),
            2 | 3 => {
                let length = self.below(3);
                let entry = |maker: &mut Maker| {
                    let word = maker.below(maker.words.len());
                    (Key::from(maker.words[word].as_str()), maker.scalar())
                };
                let map: HashMap<Key, Value> = (0..length).map(|_| entry(self)).collect();
                Value::Map(Map { map: Arc::new(map) })
            }
            _ => self.scalar(),
        }
    }
}

/// Every expression can be evaluated, and is true of some values and false of others.
#[test]
fn all_are_evaluated() {
    let mut missing = Vec::new();
    for (text, expression) in expressions() {
        let reads = generate::reads::of(text).unwrap();
        let mut maker = Maker::new(text);
        let mut seen = [false; 2];
        for _ in 0..20_000 {
            match expression.evaluate(&maker.value(&reads)) {
                Outcome::True => seen[0] = true,
                Outcome::False => seen[1] = true,
                Outcome::Error => {}
            }
            if seen == [true; 2] {
                break;
            }
        }
        if seen != [true; 2] {
            missing.push((text, seen));
        }
    }
    assert!(missing.is_empty(), "not both true and false: {missing:#?}");
}

#[test]
fn durations_are_those_of_go() {
    let rule = Expression::new("duration(self) >= duration('1ms')");
    let long = ["1ms", "1000us", "1000µs", "0.001s", "1.s", "+1h1m0.5s", "2562047h"];
    let short = ["0", "0s", "999us", "-1s"];
    let none = ["", "1", "1d", "5sec", "1s ", "1 s", "1e3s", "1sfoo", "2562048h", "1m1", "∞s"];
    let outcome = |text: &str| rule.evaluate(&Value::from(text));
    long.iter().for_each(|text| assert!(outcome(text) == Outcome::True, "{text}"));
    short.iter().for_each(|text| assert!(outcome(text) == Outcome::False, "{text}"));
    none.iter().for_each(|text| assert!(outcome(text) == Outcome::Error, "{text}"));
}
