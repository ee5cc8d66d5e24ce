//! The wire format of Protobuf, as far as descriptors need it.

/// One field of a message.
#[derive(Clone, Debug)]
pub enum Value<'b> {
    /// A whole number, or what is written as one.
    Number(u64),
    /// A text, bytes or a message.
    Bytes(&'b [u8]),
    /// A float of four or eight bytes.
    Float(f64),
}

impl<'b> Value<'b> {
    /// The number, 0 for anything else.
    pub fn number(&self) -> u64 {
        match self {
            Value::Number(number) => *number,
            _ => 0,
        }
    }

    /// The bytes, none for anything else.
    pub fn bytes(&self) -> &'b [u8] {
        match self {
            Value::Bytes(bytes) => bytes,
            _ => &[],
        }
    }

    /// The text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.bytes()).into_owned()
    }
}

/// The fields of a message in the order in which they are written, by number.
pub fn fields(mut rest: &[u8]) -> Result<Vec<(u32, Value<'_>)>, String> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let tag = varint(&mut rest)?;
        let number = u32::try_from(tag >> 3).map_err(|_| "a field number is too large")?;
        let value = match tag & 7 {
            0 => Value::Number(varint(&mut rest)?),
            1 => Value::Float(f64::from_le_bytes(taken(&mut rest)?)),
            2 => {
                let length = usize::try_from(varint(&mut rest)?).map_err(|_| "a length is too large")?;
                let (bytes, after) = rest.split_at_checked(length).ok_or("a message ends too early")?;
                rest = after;
                Value::Bytes(bytes)
            }
            5 => Value::Float(f32::from_le_bytes(taken(&mut rest)?).into()),
            other => return Err(format!("wire type {other} is not known")),
        };
        found.push((number, value));
    }
    Ok(found)
}

fn varint(rest: &mut &[u8]) -> Result<u64, String> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let [byte] = taken(rest)?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err("a number is too long".to_owned())
}

fn taken<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], String> {
    let (bytes, after) = rest.split_first_chunk().ok_or("a message ends too early")?;
    *rest = after;
    Ok(*bytes)
}
