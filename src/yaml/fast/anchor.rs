//! Names for scalars: anchors (`&name`) and aliases (`*name`).

use super::super::tree::NodeId;
use super::Reader;
use super::cursor::Column;

impl<'text> Reader<'text> {
    /// A scalar with a name, and on to the next content.
    pub(super) fn anchored(&mut self, around: Column) -> Option<NodeId> {
        let name = self.name()?;
        if self.cursor.peek() != b' ' {
            return None;
        }
        self.cursor.skip_spaces();
        // A collection with a name counts by its size wherever it stands, and an alias has no name.
        if matches!(self.cursor.peek(), b'[' | b'{' | b'&' | b'*') {
            return None;
        }
        let node = self.value(around)?;
        self.trunk.name(name, node);
        Some(node)
    }

    /// The scalar that an alias stands for.
    pub(super) fn alias(&mut self) -> Option<NodeId> {
        let name = self.name()?;
        self.trunk.named(name)
    }

    /// Goes over `&` or `*` and the name behind it. Names may hold more than letters, digits, `_` and `-`, but
    /// Kubernetes takes no others.
    fn name(&mut self) -> Option<&'text str> {
        self.cursor.skip(1);
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let length = self.cursor.rest().iter().take_while(|byte| is_part(byte)).count();
        let name = self.cursor.slice(self.cursor.at, self.cursor.at + length)?;
        self.cursor.skip(length);
        Some(name).filter(|name| !name.is_empty())
    }
}
