//! Which fields of a message are set, and which of them count.

use super::departure::{Fault, Reader};
use super::judge::{Step, Walk};
use super::table::{Field, Message};
use crate::source::Span;

/// A field that is set.
pub(super) struct Set<'n> {
    pub order: usize,
    pub field: &'static Field,
    pub name: &'n str,
    key: Span,
}

impl<'n> Set<'n> {
    pub fn of(name: &'n str, of: &'static Message, key: Span) -> Option<Set<'n>> {
        let (order, field) = of.field(name)?;
        Some(Set { order, field, name, key })
    }

    /// The place of the last member of the oneof of a field, of those that are set.
    pub fn last(set: &[Set<'n>], field: &Field) -> Option<usize> {
        let oneof = field.oneof?;
        set.iter().rfind(|other| other.field.oneof == Some(oneof)).map(|other| other.order)
    }
}

impl<'n> Walk<'n> {
    /// Fields of which only one counts. `jsonpb` sets the fields in the order of their definition, so that of a oneof
    /// the last one stays, and reads a field by its name in JSON last.
    pub fn displaced(&mut self, of: &'static Message, reader: Reader, set: &[Set<'n>]) {
        if reader == Reader::Envoy {
            return;
        }
        for (index, field) in set.iter().enumerate() {
            let next = set.get(index + 1);
            let same = next.filter(|other| other.order == field.order && other.name != field.name);
            let of_oneof = || {
                let last = Set::last(set, field.field).filter(|last| *last > field.order)?;
                set.iter().rfind(|other| other.order == last)
            };
            let Some(by) = same.or_else(of_oneof) else { continue };
            self.path.push(Step::Field(field.name));
            let fault = Fault::Displaced {
                field: field.name.to_owned(),
                by: by.name.to_owned(),
                by_span: by.key,
                is_same: same.is_some(),
            };
            self.report(field.key, of, reader, fault);
            self.path.pop();
        }
    }
}
