//! meshlint: an offline analyzer and linter for Istio and Kubernetes Gateway configuration.

pub mod access;
pub mod baseline;
pub mod cli;
pub mod compare;
pub mod config;
pub mod deploy;
pub mod engine;
pub mod finding;
pub mod fingerprint;
pub mod fix;
pub mod focus;
pub mod graph;
pub mod helm;
pub mod inspect;
pub mod intake;
pub mod kustomize;
pub mod lsp;
pub mod model;
pub mod picture;
pub mod platform;
pub mod problem;
pub mod report;
// The user-visible rules live in the top-level folder `rules/`, one folder each.
#[path = "../rules/mod.rs"]
pub mod rules;
pub mod schema;
pub mod source;
pub mod suppress;
pub mod text;
pub mod trace;
pub mod worlds;
pub mod yaml;
