//! Where in an object the walk stands.

use std::fmt;

use super::Node;

/// A value of the object that is being walked, with the way to it. Lives on the stack, so that a path
/// is written out only for what is wrong.
pub(super) struct Place<'a> {
    pub above: Option<&'a Place<'a>>,
    pub step: Step<'a>,
    pub schema: &'static Node,
}

/// The last piece of a path.
pub(super) enum Step<'a> {
    Root,
    Field(&'a str),
    Item(usize),
}

impl<'a> Place<'a> {
    pub fn root(schema: &'static Node) -> Place<'static> {
        Place { above: None, step: Step::Root, schema }
    }

    pub fn field(&'a self, name: &'a str, schema: &'static Node) -> Place<'a> {
        Place { above: Some(self), step: Step::Field(name), schema }
    }

    pub fn item(&'a self, index: usize, schema: &'static Node) -> Place<'a> {
        Place { above: Some(self), step: Step::Item(index), schema }
    }

    /// The path of a field of this object.
    pub fn path_of(&self, field: &str) -> String {
        let mut path = self.to_string();
        push_field(&mut path, field);
        path
    }

    /// The places around this one, the closest first.
    pub fn ancestors(&self) -> impl Iterator<Item = &Place<'a>> {
        std::iter::successors(self.above, |place| place.above)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut path = String::new();
        let mut places: Vec<&Place<'_>> = std::iter::once(self).chain(self.ancestors()).collect();
        places.reverse();
        for place in places {
            match place.step {
                Step::Root => {}
                Step::Field(name) => push_field(&mut path, name),
                Step::Item(index) => path += &format!("[{index}]"),
            }
        }
        f.write_str(&path)
    }
}

/// Keys that hold dots, as those of labels do, are quoted.
pub(super) fn push_field(path: &mut String, name: &str) {
    let simple = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if name.is_empty() || !name.bytes().all(simple) {
        *path += &format!("[{name:?}]");
        return;
    }
    if !path.is_empty() {
        path.push('.');
    }
    *path += name;
}
