//! What platforms refuse or ignore: each limit is shown by a bad example that it speaks of, and by a good one that
//! comes close.

use std::sync::Arc;

use clap::ValueEnum;
use meshlint::finding::Group;
use meshlint::inspect::{Way, ways};
use meshlint::platform::Platform;
use meshlint::rules::platform::limits::{Limit, What, all as limits_of};
use meshlint::yaml::{self, NodeRef};

use super::example::{Example, Found};

/// The name of a platform on the command line.
pub fn name(platform: Platform) -> String {
    platform.to_possible_value().expect("a platform can be named").get_name().to_owned()
}

/// Every limit of a platform has a bad example, for a platform that shares it, and a good one.
pub fn have_examples(platform: Platform, examples: &[Arc<Example>]) {
    let mut without = Vec::new();
    for (index, limit) in limits_of(platform).enumerate() {
        let mut lack = |what: String| without.push(format!("limit {index}, {:?}: {what}", limit.kinds));
        let bad = || examples.iter().filter(|example| example.kind == "bad");
        let shows = |found: &Found, kind: &str| {
            found.rule.group == Group::Platform
                && Platform::value_variants()
                    .iter()
                    .any(|other| has(*other, limit) && is_of(found, *other, limit, kind))
        };
        for kind in limit.kinds {
            // Of kinds that share fields one stands for all.
            let is_shown = bad().any(|example| {
                example.run().findings.iter().any(|found| match limit.what {
                    What::Kind => shows(found, kind),
                    _ => limit.kinds.iter().any(|kind| shows(found, kind)),
                })
            });
            if !is_shown {
                lack(format!("no bad example, {kind}"));
            }
        }
        let mut good = examples.iter().filter(|example| example.kind == "good");
        if !good.any(|example| comes_close(example, limit)) {
            lack("no good example".to_owned());
        }
    }
    assert!(without.is_empty(), "{}", without.join("\n"));
}

fn has(platform: Platform, limit: &Limit) -> bool {
    limits_of(platform).any(|other| std::ptr::eq(other, limit))
}

/// Whether a finding is that of a limit: by its words, and by what they name.
fn is_of(found: &Found, platform: Platform, limit: &Limit, kind: &str) -> bool {
    let Some((what, because)) = found.message.split_once(&format!(" {}: ", platform.title())) else {
        return false;
    };
    let is_same = (limit.because.is_empty() || because == limit.because)
        && found.help.starts_with(&format!("{} (see {}", limit.instead, limit.source.url()));
    let kind = kind.rsplit('/').next().unwrap_or_default();
    let named = what.rsplit('`').nth(1).unwrap_or_default();
    let is_named = |path: &&'static str| ways(path).iter().any(|way| leads_to(way, named));
    is_same
        && match limit.what {
            What::Kind => what.starts_with(&format!("{kind} `")),
            What::Fields(paths) | What::Values(paths, _) | What::OtherValues(paths, _) => {
                paths.iter().any(is_named)
            }
            What::Cases(paths, _) => paths.iter().any(is_named) || named == format!("this {kind}"),
            What::OtherFields(paths, _) => {
                let (within, _) = named.rsplit_once('.').unwrap_or(("", named));
                paths.iter().any(|path| ways(path).iter().any(|way| leads_to(way, within)))
            }
            What::Annotations(keys) => keys.iter().any(|key| match key.strip_suffix('*') {
                Some(start) => named.starts_with(start),
                None => named == *key,
            }),
            What::Label(key, _) => named == key,
        }
}

/// Whether a way leads to a path as a finding shows it, without the numbers of items.
fn leads_to(way: &[Way], path: &str) -> bool {
    let mut pattern: Vec<String> = Vec::new();
    for step in way {
        match step {
            Way::Field(name) => pattern.push((*name).to_owned()),
            Way::Items => pattern.last_mut().into_iter().for_each(|last| last.push_str("[]")),
            Way::Values => pattern.push("*".to_owned()),
        }
    }
    let parts: Vec<&str> = path.split('.').filter(|part| !part.is_empty()).collect();
    let is_same = |(wanted, part): (&String, &&str)| wanted == "*" || wanted == part;
    pattern.len() == parts.len() && pattern.iter().zip(&parts).all(is_same)
}

/// Whether an example holds what the limit is about, or the mapping around it, on a platform that has the limit. What
/// is refused altogether can be good elsewhere only.
fn comes_close(example: &Example, limit: &Limit) -> bool {
    let args = example.args().join(" ");
    let platform =
        Platform::value_variants().iter().find(|it| args.contains(&format!("--platform {}", name(**it))));
    let is_limited = platform.is_some_and(|platform| has(*platform, limit));
    let is_close = |object: NodeRef<'_>| match limit.what {
        What::Kind => true,
        What::Values(paths, _) | What::OtherValues(paths, _) | What::OtherFields(paths, _) => {
            paths.iter().any(|path| ways(path).iter().any(|way| stands(object, way)))
        }
        What::Fields(paths) | What::Cases(paths, _) => paths
            .iter()
            .any(|path| ways(path).iter().any(|way| stands(object, &way[..way.len().saturating_sub(1)]))),
        What::Annotations(_) => stands(object, &[Way::Field("metadata"), Way::Field("annotations")]),
        What::Label(..) => stands(object, &[Way::Field("metadata"), Way::Field("labels")]),
    };
    is_limited != matches!(limit.what, What::Kind)
        && example.texts().iter().any(|text| {
            let documents = yaml::parse(text, 0).documents;
            documents
                .iter()
                .map(|tree| tree.root())
                .any(|root| is_one_of(root, limit.kinds) && is_close(root))
        })
}

/// Whether something stands where a way leads.
fn stands(node: NodeRef<'_>, way: &[Way]) -> bool {
    let Some((step, rest)) = way.split_first() else { return !node.is_null() };
    match step {
        Way::Field(name) => node.get(name).is_some_and(|next| stands(next, rest)),
        Way::Items => node.items().any(|next| stands(next, rest)),
        Way::Values => node.entries().any(|(_, next)| stands(next, rest)),
    }
}

/// Whether an object, or a file with the settings of the mesh, is of one of these kinds.
fn is_one_of(object: NodeRef<'_>, kinds: &[&str]) -> bool {
    let text = |key: &str| object.get(key).and_then(NodeRef::as_str).unwrap_or_default();
    let (group, _) = text("apiVersion").split_once('/').unwrap_or(("", ""));
    kinds.iter().any(|known| match known.split_once('/') {
        _ if *known == "*" => true,
        Some(known) => known == (group, text("kind")),
        None if *known == "MeshConfig" => object.get("kind").is_none(),
        None => text("kind") == *known && group != "gateway.networking.k8s.io",
    })
}
