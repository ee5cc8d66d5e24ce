//! The settings as a configuration that says the same, each value with where it came from.

use std::fmt::Write;

use super::{Complete, Origin, Setting, Settings, Worlds};

/// The settings as TOML.
pub fn show(settings: &Settings) -> String {
    let mut page = Page { settings, text: String::new() };
    page.head();
    let s = settings;
    page.text("required-version", s.required_version.as_ref());
    page.one("profile", word(&s.profile.value), &s.profile.origin);
    page.list("select", s.select.iter().map(|it| (quoted(it.value.text()), &it.origin)));
    page.list("ignore", s.ignore.iter().map(|it| (quoted(it.value.text()), &it.origin)));
    page.one("fail-on", word(&s.fail_on.value), &s.fail_on.origin);
    page.one("min-severity", quoted(&s.min_severity.value.to_string()), &s.min_severity.origin);
    match &s.complete.value {
        Complete::Whole(value) => page.one("complete", value.to_string(), &s.complete.origin),
        Complete::Namespaces(list) => page.one("complete", list_of(list), &s.complete.origin),
    }
    page.text("namespace", Some(&s.namespace));
    page.text("root-namespace", s.root_namespace.as_ref());
    page.text("cluster-domain", Some(&s.cluster_domain));
    page.text("istio-version", s.istio_version.as_ref());
    page.text("revision", s.revision.as_ref());
    match &s.platform {
        Some(platform) => page.one("platform", word(&platform.value), &platform.origin),
        None => page.unset("platform"),
    }
    let path = |path: &std::path::PathBuf| quoted(&super::find::shown(path));
    for (key, value) in
        [("mesh-config", &s.mesh_config), ("mesh-networks", &s.mesh_networks), ("baseline", &s.baseline)]
    {
        match value {
            Some(value) => page.one(key, path(&value.value), &value.origin),
            None => page.unset(key),
        }
    }
    page.list("context", s.context.iter().map(|it| (path(&it.value), &it.origin)));
    page.list("exclude", s.exclude.iter().map(|it| (quoted(&it.value.glob), &it.origin)));
    let external = &s.external;
    for (key, list) in [
        ("hosts", &external.hosts),
        ("services", &external.services),
        ("namespaces", &external.namespaces),
        ("gateways", &external.gateways),
        ("credentials", &external.credentials),
    ] {
        page.list(&format!("external.{key}"), list.iter().map(|it| (quoted(&it.value), &it.origin)));
    }
    if s.severity.is_empty() {
        page.unset("severity");
    }
    for setting in &s.severity {
        let (rules, severity) = &setting.value;
        page.one(&format!("severity.{}", rules.text()), quoted(&severity.to_string()), &setting.origin);
    }
    if s.substitutions.is_empty() {
        page.unset("substitutions");
    }
    for setting in &s.substitutions {
        let (name, value) = &setting.value;
        page.one(&format!("substitutions.{}", quoted(name)), quoted(value), &setting.origin);
    }
    page.list("chart", s.charts.iter().map(|it| (chart(&it.value), &it.origin)));
    match &s.worlds.value {
        Worlds::Auto => page.one("worlds", quoted("auto"), &s.worlds.origin),
        Worlds::Single => page.one("worlds", quoted("single"), &s.worlds.origin),
        Worlds::Named(worlds) | Worlds::Clusters(worlds) => {
            for (name, folders) in worlds {
                let folders: Vec<String> = folders.iter().map(|it| super::find::shown(it)).collect();
                page.one(&format!("worlds.{}", quoted(name)), list_of(&folders), &s.worlds.origin);
            }
        }
    }
    page.list("suppress", s.suppress.iter().map(|it| (table(&it.value), &it.origin)));
    page.text
}

fn table(entry: &super::Suppress) -> String {
    let rules: Vec<&str> = entry.rules.iter().map(|(rule, _)| rule.text()).collect();
    let resources: Vec<&str> = entry.resources.iter().map(|resource| resource.text.as_str()).collect();
    let paths = entry.paths.as_ref().map(|paths| paths.texts.as_slice()).unwrap_or_default();
    let mut parts = Vec::new();
    for (key, list) in
        [("rules", list_of(&rules)), ("paths", list_of(paths)), ("resources", list_of(&resources))]
    {
        if list != "[]" {
            parts.push(format!("{key} = {list}"));
        }
    }
    parts.push(format!("reason = {}", quoted(&entry.reason)));
    format!("{{ {} }}", parts.join(", "))
}

fn chart(release: &crate::helm::Release) -> String {
    let mut parts =
        vec![format!("path = {}", quoted(&release.chart)), format!("release = {}", quoted(&release.name))];
    parts.extend(release.namespace.as_ref().map(|namespace| format!("namespace = {}", quoted(namespace))));
    if !release.value_files.is_empty() {
        parts.push(format!("values = {}", list_of(&release.value_files)));
    }
    format!("{{ {} }}", parts.join(", "))
}

/// A word of an enumeration.
fn word(value: &impl clap::ValueEnum) -> String {
    quoted(value.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned()).as_str())
}

/// A text as TOML has it; JSON has the same escapes.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn list_of(texts: &[impl AsRef<str>]) -> String {
    let all: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", all.join(", "))
}

struct Page<'s> {
    settings: &'s Settings,
    text: String,
}

/// Writing to a `String` cannot fail.
impl Page<'_> {
    fn head(&mut self) {
        match self.settings.files.as_slice() {
            [] => self.text.push_str("# no meshlint.toml\n"),
            [file, extended @ ..] => {
                let _ = writeln!(self.text, "# {}", file.path);
                for file in extended {
                    let _ = writeln!(self.text, "# extends {}", file.path);
                }
            }
        }
    }

    fn one(&mut self, key: &str, value: String, origin: &Origin) {
        let _ = writeln!(self.text, "{:<50} # {}", format!("{key} = {value}"), self.place(origin));
    }

    fn text(&mut self, key: &str, setting: Option<&Setting<String>>) {
        match setting {
            Some(setting) => self.one(key, quoted(&setting.value), &setting.origin),
            None => self.unset(key),
        }
    }

    fn unset(&mut self, key: &str) {
        let _ = writeln!(self.text, "# {key} is not set");
    }

    fn list<'o>(&mut self, key: &str, items: impl Iterator<Item = (String, &'o Origin)>) {
        let items: Vec<_> = items.collect();
        if items.is_empty() {
            return self.one(key, "[]".to_owned(), &Origin::Default);
        }
        let _ = writeln!(self.text, "{key} = [");
        for (item, origin) in items {
            let _ = writeln!(self.text, "{:<50} # {}", format!("  {item},"), self.place(origin));
        }
        self.text.push_str("]\n");
    }

    fn place(&self, origin: &Origin) -> String {
        match origin {
            Origin::Default => "by default".to_owned(),
            Origin::Profile => "by profile".to_owned(),
            Origin::Flag => "from the command line".to_owned(),
            Origin::File(index, span) => {
                let Some(file) = self.settings.files.get(*index) else { return String::new() };
                let line =
                    1 + file.text.bytes().take(span.start as usize).filter(|&byte| byte == b'\n').count();
                format!("{}:{line}", file.path)
            }
        }
    }
}
