//! Schemas with equal ones stored once.

use std::collections::HashMap;

/// Index of a [`Shape`] in [`Shapes`].
pub type Id = usize;

/// What the table keeps of one schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Variant of `Type`.
    pub kind: &'static str,
    /// Variant of `Reader`; empty for the API server.
    pub reader: &'static str,
    /// Sorted by name.
    pub properties: Vec<(String, Id)>,
    pub items: Option<Id>,
    pub additional: Option<Id>,
    pub required: Vec<String>,
    pub values: Vec<String>,
    pub minimum: Option<i64>,
    pub maximum: Option<i64>,
    pub preserve: bool,
    /// Whether only some of the fields that it keeps are known.
    pub in_part: bool,
    pub nullable: bool,
    /// What is asked beyond the type, which few values have.
    pub checks: Checks,
}

/// What is asked of a value beyond its type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Checks {
    pub pattern: Option<String>,
    /// Variant of `Format`.
    pub format: Option<&'static str>,
    /// Lengths of texts, lists and maps, by the name of the limit.
    pub limits: Vec<(&'static str, u64)>,
    /// The keys by which items of a list are told apart.
    pub list_keys: Vec<String>,
    /// Whether a list is a set.
    pub is_set: bool,
    /// Groups of fields of which at most one may be there.
    pub exclusive: Vec<Vec<String>>,
    /// Schemas of which exactly one, and of which at least one, has to fit.
    pub one_of: Vec<Id>,
    pub any_of: Vec<Id>,
    pub not: Option<Id>,
    /// The value of an absent field, as JSON.
    pub default: Option<String>,
    /// CEL expressions with their messages.
    pub rules: Vec<(String, String)>,
}

impl Shape {
    /// Everything below, each with the piece that it adds to a name.
    pub fn children(&self) -> impl Iterator<Item = (&str, Id)> {
        let properties = self.properties.iter().map(|(name, id)| (name.as_str(), *id));
        let values =
            self.items.map(|id| ("item", id)).into_iter().chain(self.additional.map(|id| ("value", id)));
        let checks = &self.checks;
        let alternatives = checks.one_of.iter().chain(&checks.any_of).chain(&checks.not);
        properties.chain(values).chain(alternatives.map(|&id| ("alternative", id)))
    }

    /// Whether nothing lies below and no list of strings belongs to it.
    pub fn is_plain(&self) -> bool {
        let is_leaf = self.children().next().is_none();
        is_leaf && self.required.is_empty() && self.values.is_empty() && self.checks == Checks::default()
    }
}

/// All shapes; a shape has a higher index than everything below it.
#[derive(Default)]
pub struct Shapes {
    list: Vec<Shape>,
    ids: HashMap<Shape, Id>,
}

impl Shapes {
    pub fn intern(&mut self, shape: Shape) -> Id {
        if let Some(&id) = self.ids.get(&shape) {
            return id;
        }
        self.list.push(shape.clone());
        self.ids.insert(shape, self.list.len() - 1);
        self.list.len() - 1
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }
}

impl std::ops::Index<Id> for Shapes {
    type Output = Shape;

    fn index(&self, id: Id) -> &Shape {
        &self.list[id]
    }
}
