//! Writing what was found.

pub mod concise;
pub mod diff;
pub mod field_path;
pub mod fingerprint;
mod format;
pub mod github;
pub mod gitlab;
pub mod istioctl;
pub mod json;
pub mod jsonl;
pub mod junit;
mod place;
pub(crate) mod sanitize;
pub mod sarif;
pub mod statistics;
pub mod text;
pub mod trace;
mod view;

pub use format::Format;
pub use place::Place;
pub use view::{Resolved, Style, View};
