//! What a rule is called, and how it is explained.

use std::fmt;

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

/// What a rule is called, and how it is explained.
pub struct RuleInfo {
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
}

impl RuleInfo {
    /// Where the page of the rule stands on the web.
    pub fn url(&self) -> String {
        let folder = format!("{}/{}", self.group.name(), self.name);
        format!("https://github.com/meshlint/meshlint/blob/main/rules/{folder}/README.md")
    }

    /// Whether the rule runs when nothing is said about it.
    pub fn is_on_by_default(&self) -> bool {
        self.group != Group::Pedantic
    }

    /// Whether the rule has this code, alias or name, in any case.
    pub fn is_called(&self, name: &str) -> bool {
        let all = [self.code, self.name].into_iter().chain(self.aliases.iter().copied());
        all.into_iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

impl fmt::Debug for RuleInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.name)
    }
}

impl PartialEq for RuleInfo {
    fn eq(&self, other: &RuleInfo) -> bool {
        self.name == other.name
    }
}
