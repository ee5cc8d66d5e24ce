//! Writing what was found.

pub mod access;
pub mod concise;
pub mod diff;
mod format;
pub mod github;
pub mod gitlab;
pub mod impact;
pub mod istioctl;
pub mod json;
pub mod jsonl;
pub mod junit;
mod place;
pub(crate) mod sanitize;
pub mod sarif;
pub(crate) mod shared;
mod skip_reason;
pub mod statistics;
mod summary;
pub mod text;
pub mod trace;
mod view;

pub use format::Format;
pub use place::Place;
pub use summary::{AssumedNamespaceSummary, FixSummary, FocusSummary, PlaceholderSummary, Summary};
pub use summary::{UnavailableKind, UnavailablePart};
pub use view::{Resolved, Style, View};
