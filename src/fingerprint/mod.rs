//! What a finding is, whatever line it stands in.
//!
//! A fingerprint says which finding of an earlier run is the same one: baselines match by it, and so do
//! the code scanning of GitHub (`partialFingerprints` of SARIF) and GitLab. It is made of
//!
//! 1. the name of the rule,
//! 2. the object at fault: group, kind, namespace and name; the path of the file where there is none,
//! 3. the field, without the positions in lists: `spec.http[].route[].destination.host`,
//! 4. the value that stands there, where it is a scalar,
//!
//! each ended by a NUL byte, hashed by FNV-1a with 128 bits, and written in 32 hexadecimal digits. There are
//! no lines and columns in it, and no words of the message. Two findings may have the same one: then they are
//! counted.

mod field_path;

use rustc_hash::FxHashMap;

use self::field_path::{FieldPath, Reader};
use crate::finding::Finding;
use crate::model::Object;
use crate::source::Sources;
use crate::text::path::relative;

/// What stands for a finding in other runs, and the field it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The fingerprint, in 32 hexadecimal digits.
    pub fingerprint: String,
    /// The field of the object, with positions in lists; empty where there is none.
    pub path: String,
}

/// Identifies one finding. To identify several, [`identify`] reads each object only once.
pub fn fingerprint(sources: &Sources, objects: &[Object], finding: &Finding) -> String {
    identify(sources, objects, [finding]).pop().unwrap_or_default().fingerprint
}

/// Identifies findings. Each object with findings is parsed once more, to tell which field is at fault.
pub fn identify<'a>(
    sources: &Sources,
    objects: &[Object],
    findings: impl IntoIterator<Item = &'a Finding>,
) -> Vec<Identity> {
    let findings: Vec<&Finding> = findings.into_iter().collect();
    let mut identities = vec![Identity::default(); findings.len()];
    let mut by_object: FxHashMap<Option<u32>, Vec<usize>> = FxHashMap::default();
    for (index, finding) in findings.iter().enumerate() {
        let object = finding.object.filter(|id| {
            let object = objects.get(id.0 as usize);
            object.is_some_and(|object| object.source == finding.place_in_object().source)
        });
        by_object.entry(object.map(|id| id.0)).or_default().push(index);
    }
    for (object, indices) in by_object {
        let object = object.map(|id| &objects[id as usize]);
        let reader = object.map(|object| Reader::of(sources, object));
        for index in indices {
            let finding = findings[index];
            // A place in another text than that of the object says nothing of its fields.
            let named = object.or_else(|| objects.get(finding.object?.0 as usize));
            let field = reader.as_ref().map(|reader| reader.field_at(finding.place_in_object().span));
            identities[index] = identity(sources, named, finding, field.unwrap_or_default());
        }
    }
    identities
}

fn identity(sources: &Sources, object: Option<&Object>, finding: &Finding, field: FieldPath) -> Identity {
    let mut hash = Hash::default();
    hash.part(finding.rule.name);
    match object {
        Some(object) => {
            for part in [object.group(), &object.kind_name, &object.namespace, object.name()] {
                hash.part(part);
            }
        }
        None => hash.part(&relative(&sources[finding.location.source].path)),
    }
    hash.part(&field.without_positions());
    hash.part(&field.value);
    Identity { fingerprint: hash.to_string(), path: field.to_string() }
}

/// FNV-1a, 128 bits. <http://www.isthe.com/chongo/tech/comp/fnv/>
struct Hash(u128);

impl Default for Hash {
    fn default() -> Self {
        Hash(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Hash {
    /// Adds a text and the NUL byte behind it.
    fn part(&mut self, text: &str) {
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(PRIME);
        }
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A known answer: FNV-1a of 128 bits of "a" and the NUL byte behind it, by the definition.
    #[test]
    fn hash_is_fnv_1a() {
        assert_eq!(Hash::default().to_string(), "6c62272e07bb014262b821756295c58d");
        let step =
            |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul((1u128 << 88) + (1 << 8) + 0x3b);
        let by_definition = step(step(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, b'a'), 0);
        let mut hash = Hash::default();
        hash.part("a");
        assert_eq!(hash.0, by_definition);
        // Published: the hash of "a" alone.
        assert_eq!(format!("{:032x}", step(Hash::default().0, b'a')), "d228cb696f1a8caf78912b704e4a8964");
    }
}
