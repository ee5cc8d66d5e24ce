//! What is read, and as what.

use std::path::PathBuf;

use clap::Args;

use super::time::parse_time;
use crate::load::{Input, Request};
use crate::model::Options;
use crate::platform::Platform;

/// What is read, and as what; shared by all commands that read manifests.
#[derive(Clone, Debug, Args)]
pub struct InputArgs {
    /// Files and directories to check; `-` reads standard input
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Manifests to resolve references against, without reporting on them
    #[arg(long, value_name = "PATH")]
    pub context: Vec<PathBuf>,

    /// Take the input as the whole mesh: what is referred to and absent is missing
    #[arg(long)]
    pub complete: bool,

    /// Namespace of objects that name none
    #[arg(short, long, default_value = "default", value_name = "NS")]
    pub namespace: String,

    /// File with the mesh configuration (MeshConfig)
    #[arg(long, value_name = "FILE")]
    pub mesh_config: Option<PathBuf>,

    /// File with the mesh networks (MeshNetworks)
    #[arg(long, value_name = "FILE")]
    pub mesh_networks: Option<PathBuf>,

    /// Platform that the mesh is meant for: report what it refuses or ignores
    #[arg(long, value_enum, value_name = "PLATFORM")]
    pub platform: Option<Platform>,

    /// Leave out paths in directories that match this glob, as in .gitignore
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// Check files that .gitignore and the like name, too
    #[arg(long)]
    pub no_ignore: bool,

    /// Size above which a file is not read, in MiB
    #[arg(long, default_value_t = 256, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub max_file_size: u64,

    /// The time by which dates are judged: seconds since 1970, or a date such as 2026-01-31
    #[arg(long, env = "SOURCE_DATE_EPOCH", value_name = "TIME", value_parser = parse_time)]
    pub now: Option<i64>,
}

impl InputArgs {
    /// What to read.
    pub fn request(&self) -> Request {
        let input = |path: &PathBuf, context| Input { path: path.clone(), context };
        Request {
            inputs: self
                .paths
                .iter()
                .map(|path| input(path, false))
                .chain(self.context.iter().map(|path| input(path, true)))
                .collect(),
            exclude: self.exclude.clone(),
            respect_ignore_files: !self.no_ignore,
            max_file_size: self.max_file_size * 1024 * 1024,
        }
    }

    /// As what to read it.
    pub fn options(&self) -> Options {
        Options {
            default_namespace: self.namespace.clone(),
            mesh_config: self.mesh_config.clone(),
            mesh_networks: self.mesh_networks.clone(),
            complete: self.complete,
            platform: self.platform,
        }
    }
}
