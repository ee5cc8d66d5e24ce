//! What a rule is.

use std::fmt;

use super::{Findings, SuppressionFault};
use crate::graph::Mesh;
use crate::inspect::Subject;
use crate::model::Model;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably not what was meant.
    Warning,
    /// Does not work, or is refused.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

/// What a rule is about; also the folder under `rules/` that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// How the files are read: encoding, YAML, documents.
    Input,
    /// Whether each object has the structure that the API server wants.
    Schema,
    /// Whether Istio's webhook accepts each object.
    Admission,
    /// Whether the platform that was named accepts and honours each object.
    Platform,
    /// Whether what is referred to is there.
    References,
    /// Where traffic goes.
    Traffic,
    /// What Istio does, and hardly anybody expects.
    Surprising,
    /// Which pods get a proxy, and from which control plane.
    Injection,
    /// Who may talk to whom, and how it is secured.
    Security,
    /// Whether what steers this tool is in order: suppressions, configuration.
    Hygiene,
    /// What is worth a thought; off unless it is asked for.
    Pedantic,
}

impl Group {
    /// The name, as in the folder under `rules/`.
    pub fn name(self) -> &'static str {
        match self {
            Group::Input => "input",
            Group::Schema => "schema",
            Group::Admission => "admission",
            Group::Platform => "platform",
            Group::References => "references",
            Group::Traffic => "traffic",
            Group::Surprising => "surprising",
            Group::Injection => "injection",
            Group::Security => "security",
            Group::Hygiene => "hygiene",
            Group::Pedantic => "pedantic",
        }
    }
}

/// A rule: what it is called, how it is explained, and what finds its violations.
pub struct Rule {
    /// istioctl's code where it has one, else `MSL` and four digits.
    pub code: &'static str,
    /// Unique name in kebab case; also the folder of the rule.
    pub name: &'static str,
    /// Codes under which Kiali or others know it.
    pub aliases: &'static [&'static str],
    /// How bad its findings are, unless one says otherwise.
    pub severity: Severity,
    /// What it is about.
    pub group: Group,
    /// One line: what is wrong when the rule speaks.
    pub summary: &'static str,
    /// The page that explains it, in Markdown.
    pub doc: &'static str,
    /// Finds the violations.
    pub check: Check,
}

/// What a rule needs to see, and the function that finds its violations. `meshlint validate` runs those that
/// judge what was read or each object by itself, `meshlint check` runs all.
#[derive(Clone, Copy)]
pub enum Check {
    /// What was found wrong while the input was read.
    Model(fn(&Model, &mut Findings<'_>)),
    /// Each object by itself, at the places that are named.
    Object(&'static [Subject]),
    /// The mesh as a whole, with every reference resolved.
    Mesh(fn(&Mesh<'_>, &mut Findings<'_>)),
    /// Each object by itself, once more in the words of Istio's webhook: what other rules say better with the
    /// mesh at hand. Only `meshlint validate` runs these.
    Webhook(fn(&Model, &mut Findings<'_>)),
    /// What became of the suppressions, when all other rules have run.
    Suppressions(fn(&[SuppressionFault], &mut Findings<'_>)),
}

impl Rule {
    /// Where the page of the rule stands on the web.
    pub fn url(&self) -> String {
        let folder = format!("{}/{}", self.group.name(), self.name);
        format!("https://github.com/meshlint/meshlint/blob/main/rules/{folder}/README.md")
    }

    /// Whether the rule runs when nothing is said about it.
    pub fn is_on_by_default(&self) -> bool {
        self.group != Group::Pedantic
    }

    /// Whether the rule goes by this code, alias or name, in any case.
    pub fn is_called(&self, name: &str) -> bool {
        let all = [self.code, self.name].into_iter().chain(self.aliases.iter().copied());
        all.into_iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.name)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.name == other.name
    }
}
