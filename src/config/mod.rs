//! What a run is to do: from the command line, from `meshlint.toml`, from what that extends, and by default.
//!
//! The nearest `meshlint.toml` upward from the paths that are checked counts, and no other one unless it
//! names it in `extends`. Every value knows where it came from.

mod check;
mod error;
mod find;
mod patterns;
mod read;
mod required;
mod selection;
mod selector;
mod show;
mod toml;
mod worlds;

use std::path::PathBuf;

use crate::finding::Severity;
use crate::helm::{Charts, Release};
use crate::intake::{Exclude, Input, Request};
use crate::model::{External, ExternalGlobs, Options};
use crate::platform::Platform;
use crate::source::Span;

pub use check::SCHEMA;
pub use error::{ConfigError, Fault};
pub use find::{ConfigFile, FILE_NAME};
pub use patterns::{PathPatterns, ResourcePattern, Suppress};
pub use selection::RuleSelection;
pub use selector::{Selector, TOPICS, UnknownRule, topic};
pub use show::show;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nothing was said.
    Default,
    /// The profile.
    Profile,
    /// The command line.
    Flag,
    /// A configuration: which of [`Settings::files`], and where in it.
    File(usize, Span),
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

/// How much is reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// Likely mistakes
    #[default]
    Default,
    /// Pedantic rules and infos, too, and infos fail the run
    Strict,
    /// As strict, with suppressed findings shown; warnings and errors fail the run
    Audit,
}

/// The severity for which a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Threshold {
    /// Errors alone
    Error,
    /// Warnings and errors
    Warning,
    /// Any finding
    Info,
    /// Nothing
    Never,
}

impl Threshold {
    /// Whether a run fails whose worst finding is this.
    pub fn is_reached(self, worst: Option<Severity>) -> bool {
        match (self, worst) {
            (Threshold::Never, _) | (_, None) => false,
            (Threshold::Error, Some(worst)) => worst >= Severity::Error,
            (Threshold::Warning, Some(worst)) => worst >= Severity::Warning,
            (Threshold::Info, Some(_)) => true,
        }
    }
}

/// Whether what the input does not hold is missing.
#[derive(Clone, Debug, PartialEq)]
pub enum Complete {
    /// In the whole mesh, or nowhere.
    Whole(bool),
    /// In the namespaces that these globs match.
    Namespaces(Vec<String>),
}

/// Which meshes the input holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Worlds {
    /// Overlays and environments are told apart.
    Auto,
    /// One.
    Single,
    /// These, by name, with their folders.
    Named(Vec<(String, Vec<PathBuf>)>),
    /// The clusters of one mesh, by name, with their folders: each with an istiod that reads its configuration,
    /// and the Services and workloads of all.
    Clusters(Vec<(String, Vec<PathBuf>)>),
}

/// What exists although the input does not hold it: globs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExternalLists {
    /// Host names.
    pub hosts: Vec<Setting<String>>,
    /// Services.
    pub services: Vec<Setting<String>>,
    /// Namespaces.
    pub namespaces: Vec<Setting<String>>,
    /// Gateways.
    pub gateways: Vec<Setting<String>>,
    /// Secrets.
    pub credentials: Vec<Setting<String>>,
}

/// What the command line says; nothing where it is silent.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--no-config`.
    pub no_config: bool,
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--profile`.
    pub profile: Option<Profile>,
    /// `--select`.
    pub select: Vec<String>,
    /// `--ignore`.
    pub ignore: Vec<String>,
    /// `--fail-on`.
    pub fail_on: Option<Threshold>,
    /// `--min-severity`.
    pub min_severity: Option<Severity>,
    /// `--complete`.
    pub complete: bool,
    /// `--namespace`.
    pub namespace: Option<String>,
    /// `--mesh-config`.
    pub mesh_config: Option<PathBuf>,
    /// `--mesh-networks`.
    pub mesh_networks: Option<PathBuf>,
    /// `--revision`.
    pub revision: Option<String>,
    /// `--platform`.
    pub platform: Option<Platform>,
    /// `--context`.
    pub context: Vec<PathBuf>,
    /// `--exclude`.
    pub exclude: Vec<String>,
    /// `--baseline`.
    pub baseline: Option<PathBuf>,
    /// `--cluster`.
    pub clusters: Vec<(String, PathBuf)>,
    /// `--single-world`.
    pub single_world: bool,
    /// `--helm`: the program.
    pub helm: Option<PathBuf>,
}

/// All that a run needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The configurations that were read: the one that counts first, then what it extends.
    pub files: Vec<ConfigFile>,
    /// The versions of meshlint that they are for.
    pub required_version: Option<Setting<String>>,
    /// How much is reported.
    pub profile: Setting<Profile>,
    /// Rules that run.
    pub select: Vec<Setting<Selector>>,
    /// Rules that do not run.
    pub ignore: Vec<Setting<Selector>>,
    /// Severities of rules.
    pub severity: Vec<Setting<(Selector, Severity)>>,
    /// The severity for which the run fails.
    pub fail_on: Setting<Threshold>,
    /// The lowest severity that is shown.
    pub min_severity: Setting<Severity>,
    /// Findings to put aside.
    pub suppress: Vec<Setting<Suppress>>,
    /// What exists elsewhere.
    pub external: ExternalLists,
    /// Whether what is absent is missing.
    pub complete: Setting<Complete>,
    /// Namespace of objects that name none.
    pub namespace: Setting<String>,
    /// Root namespace.
    pub root_namespace: Option<Setting<String>>,
    /// Domain of the names of Services.
    pub cluster_domain: Setting<String>,
    /// Version of Istio.
    pub istio_version: Option<Setting<String>>,
    /// Revision of the control plane that the input is read for.
    pub revision: Option<Setting<String>>,
    /// Platform.
    pub platform: Option<Setting<Platform>>,
    /// File with the mesh configuration.
    pub mesh_config: Option<Setting<PathBuf>>,
    /// File with the mesh networks.
    pub mesh_networks: Option<Setting<PathBuf>>,
    /// Manifests that are context only.
    pub context: Vec<Setting<PathBuf>>,
    /// Paths to leave out.
    pub exclude: Vec<Setting<Exclude>>,
    /// File with the findings that were there before.
    pub baseline: Option<Setting<PathBuf>>,
    /// What is filled in for variables, by name.
    pub substitutions: Vec<Setting<(String, String)>>,
    /// The program that renders charts; absent where only those of `charts` are rendered.
    pub helm: Option<PathBuf>,
    /// Charts to render.
    pub charts: Vec<Setting<Release>>,
    /// Which meshes the input holds.
    pub worlds: Setting<Worlds>,
}

impl Settings {
    /// Settles what a run over some paths is to do.
    ///
    /// # Errors
    ///
    /// Where a configuration cannot be read or says what it cannot say, or a flag does.
    pub fn of(paths: &[PathBuf], flags: &Flags) -> Result<Settings, ConfigError> {
        let files = match &flags.config {
            Some(file) => find::with_extended(file)?,
            None if flags.no_config => Vec::new(),
            None => find::nearest(paths)?,
        };
        read::settings(files, flags)
    }

    /// What to read.
    pub fn request(&self, paths: &[PathBuf]) -> Request {
        let input = |path: &PathBuf, context| Input { path: path.clone(), context };
        let context = self.context.iter().map(|path| input(&path.value, true));
        Request {
            inputs: paths.iter().map(|path| input(path, false)).chain(context).collect(),
            exclude: self.exclude.iter().map(|exclude| exclude.value.clone()).collect(),
            charts: self.charts_to_render(),
            ..Request::default()
        }
    }

    fn charts_to_render(&self) -> Option<Charts> {
        let program = self.helm.clone();
        (program.is_some() || !self.charts.is_empty()).then(|| Charts {
            all: program.is_some(),
            program: program.unwrap_or_else(|| PathBuf::from("helm")),
            named: self.charts.iter().map(|chart| chart.value.clone()).collect(),
        })
    }

    /// As what to read it.
    pub fn options(&self) -> Options {
        let texts = |list: &'_ [Setting<String>]| list.iter().map(|it| it.value.clone()).collect::<Vec<_>>();
        let external = &self.external;
        let lists = [
            &external.hosts,
            &external.services,
            &external.namespaces,
            &external.gateways,
            &external.credentials,
        ]
        .map(|list| texts(list));
        let complete = match &self.complete.value {
            Complete::Whole(_) => Vec::new(),
            Complete::Namespaces(globs) => globs.clone(),
        };
        fn all(list: &[String]) -> Vec<&str> {
            list.iter().map(String::as_str).collect()
        }
        let [hosts, services, namespaces, gateways, credentials] = lists.each_ref().map(|list| all(list));
        let globs =
            ExternalGlobs { hosts, services, namespaces, gateways, credentials, complete: all(&complete) };
        fn value<T: Clone>(setting: &Option<Setting<T>>) -> Option<T> {
            setting.as_ref().map(|setting| setting.value.clone())
        }
        Options {
            default_namespace: self.namespace.value.clone(),
            namespace_is_given: self.namespace.origin != Origin::Default,
            mesh_config: value(&self.mesh_config),
            mesh_networks: value(&self.mesh_networks),
            complete: self.complete.value == Complete::Whole(true),
            platform: value(&self.platform),
            // Each glob has been compiled once when it was read.
            external: External::new(&globs).unwrap_or_default(),
            cluster_domain: self.cluster_domain.value.clone(),
            root_namespace: value(&self.root_namespace),
            istio_version: value(&self.istio_version),
            now: 0,
            revision: value(&self.revision),
            substitutions: self.substitutions.iter().map(|it| it.value.clone()).collect(),
            alone: false,
        }
    }

    /// The rules that run.
    pub fn selection(&self) -> RuleSelection {
        RuleSelection::of(&self.select, &self.ignore, &self.severity)
    }
}

#[cfg(test)]
mod tests;
