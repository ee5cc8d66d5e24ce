//! The language server: what `check` finds, while one types.
//!
//! One thread speaks with the editor (`server`), another one works (`worker`): it keeps unsaved texts (`documents`), has
//! each root checked as `meshlint check` would with these texts in the place of the files, and answers from what came of
//! that. The server writes no file: edits are offered to the editor. How a root is checked comes from outside
//! ([`Analyse`]), so that there is one way from paths to findings.

mod actions;
mod analysis;
mod diagnostics;
mod documents;
mod navigate;
mod position;
mod rename;
mod server;
mod symbols;
mod uri;
mod worker;

pub use analysis::{Analyse, Analysis, Link};
pub use server::{Served, serve};
