//! Writing what was found.

pub mod concise;
pub mod json;
mod sanitize;
pub mod text;
mod view;

pub use view::{Style, View};
