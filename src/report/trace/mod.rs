//! Writing a trace.

pub mod drawing;
pub mod json;
pub mod table;
pub mod text;
