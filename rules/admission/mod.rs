//! What Istio's webhook refuses or warns about.

use crate::diag::Rule;

/// The rules of the group, in the order in which they are listed.
pub const RULES: &[&Rule] = &[];
