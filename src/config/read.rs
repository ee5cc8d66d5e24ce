//! From documents and flags to settings.

use std::path::PathBuf;

use super::error::{ConfigError, Fault};
use super::toml::{Entry, Node, Value};
use super::{
    Complete, ConfigFile, ExternalLists, Flags, Origin, PathPatterns, Profile, ResourcePattern, Selector,
    Setting, Settings, Suppress, Threshold, Worlds, worlds,
};
use crate::finding::Severity;
use crate::helm::Release;
use crate::intake::Exclude;
use crate::text::path::plain;

type Read<T> = Result<T, ConfigError>;

/// Settles everything: flags come before configurations, and those before defaults.
pub(super) fn settings(files: Vec<ConfigFile>, flags: &Flags) -> Read<Settings> {
    let reader = Reader { files: &files };
    let profile = reader.value(flags.profile, "profile", word)?;
    let profile = profile.unwrap_or(default(Profile::Default));
    let of_profile = |select: &[&str]| -> Vec<Setting<Selector>> {
        let parsed = select.iter().filter_map(|text| Selector::parse(text).ok());
        parsed.map(|value| Setting { value, origin: Origin::Profile }).collect()
    };
    let (select, fail_on, min_severity) = match profile.value {
        Profile::Default => (of_profile(&["default"]), Threshold::Warning, Severity::Warning),
        Profile::Strict => (of_profile(&["default", "pedantic"]), Threshold::Info, Severity::Info),
        Profile::Audit => (of_profile(&["default", "pedantic"]), Threshold::Warning, Severity::Info),
    };
    let by_profile = match profile.value {
        Profile::Default => Origin::Default,
        _ => Origin::Profile,
    };
    let fail_on = Setting { value: fail_on, origin: by_profile.clone() };
    let min_severity = Setting { value: min_severity, origin: by_profile };
    let external = |key: &str| reader.list(Some("external"), key, host_glob);
    Ok(Settings {
        select: match selectors_of_flags("--select", &flags.select)? {
            flags if !flags.is_empty() => flags,
            _ => reader.nearest_list("select", selector)?.unwrap_or(select),
        },
        ignore: with(selectors_of_flags("--ignore", &flags.ignore)?, reader.list(None, "ignore", selector)?),
        severity: reader.table("severity", |file, entry| {
            let rules = Selector::parse(&entry.key);
            let rules = rules.map_err(|unknown| {
                let help = Some(unknown.help());
                file.refuse(vec![Fault { span: entry.key_span, message: unknown.to_string(), help }])
            })?;
            Ok((rules, word(file, &entry.value)?))
        })?,
        fail_on: reader.value(flags.fail_on, "fail-on", word)?.unwrap_or(fail_on),
        min_severity: reader.value(flags.min_severity, "min-severity", word)?.unwrap_or(min_severity),
        profile,
        suppress: reader.list(None, "suppress", suppress)?,
        external: ExternalLists {
            hosts: external("hosts")?,
            services: external("services")?,
            namespaces: external("namespaces")?,
            gateways: external("gateways")?,
            credentials: external("credentials")?,
        },
        complete: {
            let flag = flags.complete.then_some(Complete::Whole(true));
            reader.value(flag, "complete", complete)?.unwrap_or(default(Complete::Whole(false)))
        },
        namespace: {
            let found = reader.value(flags.namespace.clone(), "namespace", text)?;
            found.unwrap_or(default("default".to_owned()))
        },
        root_namespace: reader.value(None, "root-namespace", text)?,
        cluster_domain: {
            let found = reader.value(None, "cluster-domain", text)?;
            found.unwrap_or(default("cluster.local".to_owned()))
        },
        required_version: reader.value(None, "required-version", text)?,
        istio_version: reader.value(None, "istio-version", version)?,
        revision: reader.value(flags.revision.clone(), "revision", text)?,
        platform: reader.value(flags.platform, "platform", word)?,
        mesh_config: reader.value(flags.mesh_config.clone(), "mesh-config", path)?,
        mesh_networks: reader.value(flags.mesh_networks.clone(), "mesh-networks", path)?,
        context: with(of_flags(&flags.context, PathBuf::clone), reader.list(None, "context", path)?),
        exclude: {
            let of_flag = |glob: &String| Exclude { glob: glob.clone(), folder: None };
            with(of_flags(&flags.exclude, of_flag), reader.list(None, "exclude", exclude)?)
        },
        baseline: reader.value(flags.baseline.clone(), "baseline", path)?,
        substitutions: reader
            .table("substitutions", |file, entry| Ok((entry.key.clone(), text(file, &entry.value)?)))?,
        helm: flags.helm.clone(),
        charts: reader.list(None, "chart", chart)?,
        worlds: {
            let single = flags.single_world.then_some(Worlds::Single);
            let flag = worlds::of_flags(&flags.clusters)?.or(single);
            reader.value(flag, "worlds", worlds::of_file)?.unwrap_or(default(Worlds::Auto))
        },
        files,
    })
}

fn default<T>(value: T) -> Setting<T> {
    Setting { value, origin: Origin::Default }
}

fn with<T>(mut first: Vec<T>, then: Vec<T>) -> Vec<T> {
    first.extend(then);
    first
}

fn of_flags<F, T>(flags: &[F], value: impl Fn(&F) -> T) -> Vec<Setting<T>> {
    flags.iter().map(|flag| Setting { value: value(flag), origin: Origin::Flag }).collect()
}

fn selectors_of_flags(flag: &str, texts: &[String]) -> Read<Vec<Setting<Selector>>> {
    let parse = |text: &String| match Selector::parse(text) {
        Ok(value) => Ok(Setting { value, origin: Origin::Flag }),
        Err(unknown) => Err(ConfigError::Flag(format!("{flag}: {unknown}: {}", unknown.help()))),
    };
    texts.iter().map(parse).collect()
}

struct Reader<'f> {
    files: &'f [ConfigFile],
}

impl Reader<'_> {
    /// What the command line says, or else the first configuration that says something.
    fn value<T>(
        &self,
        flag: Option<T>,
        key: &str,
        read: impl Fn(&ConfigFile, &Node) -> Read<T>,
    ) -> Read<Option<Setting<T>>> {
        if let Some(value) = flag {
            return Ok(Some(Setting { value, origin: Origin::Flag }));
        }
        for (index, file) in self.files.iter().enumerate() {
            if let Some(node) = file.document.get(key) {
                let value = read(file, node)?;
                return Ok(Some(Setting { value, origin: Origin::File(index, node.span) }));
            }
        }
        Ok(None)
    }

    /// The list of the first configuration that has it.
    fn nearest_list<T>(
        &self,
        key: &str,
        read: impl Fn(&ConfigFile, &Node) -> Read<T>,
    ) -> Read<Option<Vec<Setting<T>>>> {
        let index = self.files.iter().position(|file| file.document.get(key).is_some());
        index.map(|index| self.items(index, self.files[index].document.get(key), &read)).transpose()
    }

    /// The lists of all configurations together.
    fn list<T>(
        &self,
        table: Option<&str>,
        key: &str,
        read: impl Fn(&ConfigFile, &Node) -> Read<T>,
    ) -> Read<Vec<Setting<T>>> {
        let mut all = Vec::new();
        for (index, file) in self.files.iter().enumerate() {
            let table = match table {
                Some(table) => file.document.get(table),
                None => Some(&file.document),
            };
            all.extend(self.items(index, table.and_then(|table| table.get(key)), &read)?);
        }
        Ok(all)
    }

    fn items<T>(
        &self,
        index: usize,
        list: Option<&Node>,
        read: &impl Fn(&ConfigFile, &Node) -> Read<T>,
    ) -> Read<Vec<Setting<T>>> {
        let item = |node: &Node| {
            let value = read(&self.files[index], node)?;
            Ok(Setting { value, origin: Origin::File(index, node.span) })
        };
        list.into_iter().flat_map(Node::items).map(item).collect()
    }

    /// The entries of a table of all configurations; of two with the same key the first.
    fn table<T>(&self, key: &str, read: impl Fn(&ConfigFile, &Entry) -> Read<T>) -> Read<Vec<Setting<T>>> {
        let mut seen: Vec<&str> = Vec::new();
        let mut all = Vec::new();
        for (index, file) in self.files.iter().enumerate() {
            for entry in file.document.get(key).map(Node::entries).unwrap_or_default() {
                if !seen.contains(&entry.key.as_str()) {
                    seen.push(&entry.key);
                    let origin = Origin::File(index, entry.value.span);
                    all.push(Setting { value: read(file, entry)?, origin });
                }
            }
        }
        Ok(all)
    }
}

fn refuse(file: &ConfigFile, node: &Node, message: String) -> ConfigError {
    file.refuse(vec![Fault { span: node.span, message, help: None }])
}

fn text(_: &ConfigFile, node: &Node) -> Read<String> {
    Ok(node.text().unwrap_or_default().to_owned())
}

/// One of the words of an enumeration; the schema has seen to it that it is one.
fn word<T: clap::ValueEnum>(file: &ConfigFile, node: &Node) -> Read<T> {
    let text = node.text().unwrap_or_default();
    T::from_str(text, false).map_err(|reason| refuse(file, node, reason))
}

fn path(file: &ConfigFile, node: &Node) -> Read<PathBuf> {
    Ok(seen_from_here(&plain(&file.folder.join(node.text().unwrap_or_default()))))
}

fn chart(file: &ConfigFile, node: &Node) -> Read<Release> {
    let shown = |path: PathBuf| path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let text =
        |key: &str| node.get(key).and_then(Node::text).filter(|text| !text.is_empty()).map(str::to_owned);
    let Some(folder) = node.get("path") else {
        return Err(refuse(file, node, "a chart needs a `path`".to_owned()));
    };
    let chart = shown(path(file, folder)?);
    let files = node.get("values").map(Node::items).unwrap_or_default();
    Ok(Release {
        name: text("release").unwrap_or_else(|| chart.rsplit('/').next().unwrap_or_default().to_owned()),
        namespace: text("namespace"),
        value_files: files.iter().map(|item| path(file, item).map(shown)).collect::<Read<_>>()?,
        chart,
        ..Release::default()
    })
}

/// Paths of the input are shown as seen from the current folder, so those of a configuration are, too.
fn seen_from_here(path: &std::path::Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let inner = here.and_then(|here| path.strip_prefix(here).map(std::path::Path::to_path_buf).ok());
    match inner {
        Some(inner) if inner.as_os_str().is_empty() => PathBuf::from("."),
        Some(inner) => inner,
        None => path.to_path_buf(),
    }
}

fn selector(file: &ConfigFile, node: &Node) -> Read<Selector> {
    Selector::parse(node.text().unwrap_or_default()).map_err(|unknown| {
        let help = Some(unknown.help());
        file.refuse(vec![Fault { span: node.span, message: unknown.to_string(), help }])
    })
}

fn texts(node: &Node) -> Vec<String> {
    node.items().iter().filter_map(Node::text).map(str::to_owned).collect()
}

fn host_glob(file: &ConfigFile, node: &Node) -> Read<String> {
    let glob = node.text().unwrap_or_default();
    globset::Glob::new(glob).map_err(|error| refuse(file, node, error.kind().to_string()))?;
    Ok(glob.to_owned())
}

fn complete(file: &ConfigFile, node: &Node) -> Read<Complete> {
    Ok(match &node.value {
        Value::Bool(value) => Complete::Whole(*value),
        _ => {
            Complete::Namespaces(node.items().iter().map(|item| host_glob(file, item)).collect::<Read<_>>()?)
        }
    })
}

fn exclude(file: &ConfigFile, node: &Node) -> Read<Exclude> {
    let glob = node.text().unwrap_or_default().to_owned();
    crate::intake::check_glob(&glob).map_err(|reason| refuse(file, node, reason))?;
    Ok(Exclude { glob, folder: Some(file.folder.clone()) })
}

/// `1.27`, `1.27.3` or either with a suffix.
fn version(file: &ConfigFile, node: &Node) -> Read<String> {
    let text = node.text().unwrap_or_default();
    let numbers = text.split('-').next().unwrap_or_default();
    let parts: Vec<&str> = numbers.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(is_number) {
        let message = format!("`{text}` is not a version of Istio: write it as `1.27` or `1.27.3`");
        return Err(refuse(file, node, message));
    }
    Ok(text.to_owned())
}

fn suppress(file: &ConfigFile, node: &Node) -> Read<Suppress> {
    let items = |key: &str| node.get(key).map(Node::items).unwrap_or_default();
    let rules = items("rules").iter().map(|rule| Ok((selector(file, rule)?, rule.span)));
    let resource = |item: &Node| {
        let text = item.text().unwrap_or_default();
        ResourcePattern::parse(text).map_err(|reason| refuse(file, item, format!("`{text}`: {reason}")))
    };
    let reason = node.get("reason");
    let Some(words) = reason.and_then(Node::text).filter(|words| !words.trim().is_empty()) else {
        return Err(refuse(file, reason.unwrap_or(node), "`reason` is empty: say why".to_owned()));
    };
    if ["rules", "paths", "resources"].iter().all(|key| items(key).is_empty()) {
        let message = "this would put all findings aside: name `rules`, `paths` or `resources`";
        return Err(refuse(file, node, message.to_owned()));
    }
    let paths = node.get("paths").map(|list| {
        PathPatterns::new(&texts(list), file.folder.clone())
            .map_err(|(index, reason)| refuse(file, list.items().get(index).unwrap_or(list), reason))
    });
    Ok(Suppress {
        rules: rules.collect::<Read<_>>()?,
        paths: paths.transpose()?,
        resources: items("resources").iter().map(resource).collect::<Read<_>>()?,
        reason: words.to_owned(),
    })
}
