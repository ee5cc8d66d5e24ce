//! What Istio does and hardly anybody expects.

use crate::diag::Rule;

/// The rules of the group, in the order in which they are listed.
pub const RULES: &[&Rule] = &[];
