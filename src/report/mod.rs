//! Writing what was found.

pub mod concise;
pub mod diff;
pub mod field_path;
pub mod fingerprint;
pub mod json;
pub(crate) mod sanitize;
pub mod text;
pub mod trace;
mod view;

pub use view::{Style, View};
