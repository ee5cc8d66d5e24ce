//! Schemas with equal ones stored once.

use std::collections::HashMap;

/// Index of a [`Shape`] in [`Shapes`].
pub type Id = usize;

/// What the table keeps of one schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Variant of `Type`.
    pub kind: &'static str,
    /// Sorted by name.
    pub properties: Vec<(String, Id)>,
    pub items: Option<Id>,
    pub additional: Option<Id>,
    pub required: Vec<String>,
    pub values: Vec<String>,
    pub minimum: Option<i64>,
    pub maximum: Option<i64>,
    pub preserve: bool,
    pub nullable: bool,
}

impl Shape {
    /// Everything below, each with the piece that it adds to a name.
    pub fn children(&self) -> impl Iterator<Item = (&str, Id)> {
        let properties = self.properties.iter().map(|(name, id)| (name.as_str(), *id));
        properties.chain(self.items.map(|id| ("item", id))).chain(self.additional.map(|id| ("value", id)))
    }

    /// Whether nothing lies below and no list of strings belongs to it.
    pub fn is_plain(&self) -> bool {
        self.children().next().is_none() && self.required.is_empty() && self.values.is_empty()
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
