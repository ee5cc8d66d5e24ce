//! What is read, and as what.

use std::path::PathBuf;

use clap::Args;
use clap::builder::ArgPredicate;

use super::time::parse_time;
use crate::config::{Flags, Settings};
use crate::intake::Request;
use crate::platform::Platform;

/// What is read, and as what; shared by all commands that read manifests.
#[derive(Clone, Debug, Args)]
pub struct InputArgs {
    /// Files and directories to check; `-` reads standard input
    #[arg(
        default_value = ".",
        default_value_if("cluster", ArgPredicate::IsPresent, None),
        value_name = "PATH"
    )]
    pub paths: Vec<PathBuf>,

    /// Manifests of one cluster of several that share a mesh; other paths are for all clusters
    #[arg(long, value_name = "NAME=PATH", value_parser = parse_cluster, conflicts_with = "single_world")]
    pub cluster: Vec<(String, PathBuf)>,

    /// Manifests to resolve references against, without reporting on them
    #[arg(long, value_name = "PATH")]
    pub context: Vec<PathBuf>,

    /// Take the input as the whole mesh: what is referred to and absent is missing
    #[arg(long)]
    pub complete: bool,

    /// Namespace of objects that name none [default: default]
    #[arg(short, long, value_name = "NS")]
    pub namespace: Option<String>,

    /// File with the mesh configuration (MeshConfig)
    #[arg(long, value_name = "FILE")]
    pub mesh_config: Option<PathBuf>,

    /// File with the mesh networks (MeshNetworks)
    #[arg(long, value_name = "FILE")]
    pub mesh_networks: Option<PathBuf>,

    /// Revision of the control plane to check for: leave out what is for another one (label istio.io/rev)
    #[arg(short, long, value_name = "REV")]
    pub revision: Option<String>,

    /// Platform that the mesh is meant for: report what it refuses or ignores
    #[arg(long, value_enum, value_name = "PLATFORM")]
    pub platform: Option<Platform>,

    /// Configuration to use [default: the nearest meshlint.toml upward from the paths]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,

    /// Use no configuration
    #[arg(long)]
    pub no_config: bool,

    /// World to check, of several that the input holds: an overlay or environment by its name
    #[arg(long, value_name = "NAME")]
    pub world: Vec<String>,

    /// Take the input as one mesh, whatever its folders are called
    #[arg(long, conflicts_with = "world")]
    pub single_world: bool,

    /// Leave out paths in directories that match this glob, as in .gitignore
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// Check files that .gitignore and the like name, too
    #[arg(long)]
    pub no_ignore: bool,

    /// Size above which a file is not read, in MiB
    #[arg(long, default_value_t = 256, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub max_file_size: u64,

    /// Name of standard input in reports; it also tells where the nearest meshlint.toml is
    #[arg(long, value_name = "FILE")]
    pub stdin_filename: Option<PathBuf>,

    /// Render the charts of the input with helm, as HelmReleases and Applications install them, or else with their own values
    #[arg(long, value_name = "PROGRAM", num_args = 0..=1, require_equals = true, default_missing_value = "helm")]
    pub helm: Option<PathBuf>,

    /// The time by which dates are judged: seconds since 1970, or a date such as 2026-01-31
    #[arg(long, env = "SOURCE_DATE_EPOCH", value_name = "TIME", value_parser = parse_time)]
    pub now: Option<i64>,
}

/// Reads `NAME=PATH`.
fn parse_cluster(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.trim().is_empty() && !path.is_empty() && path != "-" => {
            Ok((name.to_owned(), PathBuf::from(path)))
        }
        _ => Err("give the name of the cluster and the path of its manifests: east=clusters/east".to_owned()),
    }
}

impl InputArgs {
    /// Takes the manifests of clusters for paths to read, like the others.
    pub fn add_clusters(&mut self) {
        self.paths.extend(self.cluster.iter().map(|(_, path)| path.clone()));
    }

    /// What the command line says.
    pub fn flags(&self) -> Flags {
        Flags {
            no_config: self.no_config,
            config: self.config.clone(),
            complete: self.complete,
            namespace: self.namespace.clone(),
            mesh_config: self.mesh_config.clone(),
            mesh_networks: self.mesh_networks.clone(),
            revision: self.revision.clone(),
            platform: self.platform,
            context: self.context.clone(),
            exclude: self.exclude.clone(),
            single_world: self.single_world,
            clusters: self.cluster.clone(),
            helm: self.helm.clone(),
            ..Flags::default()
        }
    }

    /// The paths, with the name of standard input.
    pub fn named_paths(&self) -> Vec<PathBuf> {
        let name = |path: &PathBuf| match &self.stdin_filename {
            Some(name) if path.as_os_str() == "-" => name.clone(),
            _ => path.clone(),
        };
        self.paths.iter().map(name).collect()
    }

    /// What to read.
    pub fn request(&self, settings: &Settings) -> Request {
        Request {
            respect_ignore_files: !self.no_ignore,
            max_file_size: self.max_file_size * 1024 * 1024,
            stdin_name: self.stdin_filename.clone(),
            ..settings.request(&self.paths)
        }
    }
}
