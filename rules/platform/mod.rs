//! What a platform refuses or ignores.

use crate::diag::Rule;

/// The rules of the group, in the order in which they are listed.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
];
