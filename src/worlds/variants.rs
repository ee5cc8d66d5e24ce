//! Folders that are variants of one another.
//!
//! Two folders side by side are variants if they hold the same object and are called as environments are, or
//! lie in a folder that is called as a collection of them is; or else if they hold at least two objects in
//! common, and more than half of what the smaller one holds. So one object that stands in two folders by
//! accident makes no worlds, and neither does a folder of manifests that are applied over those of another one.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::homes::Leaf;
use super::names;

/// Folders that are variants of one another: the label of each, and its leaves.
struct Family {
    members: Vec<(String, Vec<usize>)>,
}

/// Variants within variants are followed to this depth.
const DEEPEST: usize = 6;

/// The worlds: name and leaves of each. A single one where there are no variants.
pub(super) fn split(leaves: &[Leaf]) -> Vec<(String, Vec<usize>)> {
    let (homes, held) = by_home(leaves);
    let all: Vec<usize> = (0..homes.len()).collect();
    let mut worlds = divide(&homes, all, &[], DEEPEST);
    worlds.sort();
    let names: Vec<Vec<String>> = worlds.iter().map(|(parts, _)| parts.clone()).collect();
    worlds.iter_mut().for_each(|(parts, _)| *parts = shortened(parts, &names));
    let of_homes = |(parts, members): (Vec<String>, Vec<usize>)| {
        let mut members: Vec<usize> = members.into_iter().flat_map(|home| held[home].clone()).collect();
        members.sort_unstable();
        (parts.join("/"), members)
    };
    worlds.into_iter().map(of_homes).collect()
}

/// A name has at most so many characters, unless it needs more to be told from all others.
const LONGEST: usize = 40;

/// The end of a name that no other one has, if the name is long.
fn shortened(parts: &[String], all: &[Vec<String>]) -> Vec<String> {
    if parts.iter().map(|part| part.len() + 1).sum::<usize>() <= LONGEST + 1 {
        return parts.to_vec();
    }
    let is_own = |start: &usize| all.iter().filter(|other| other.ends_with(&parts[*start..])).count() == 1;
    let start = (0..parts.len()).rev().find(is_own).unwrap_or(0);
    parts[start..].to_vec()
}

/// The leaves of one folder as one, since they go together, and which they are.
fn by_home(leaves: &[Leaf]) -> (Vec<Leaf>, Vec<Vec<usize>>) {
    let (mut homes, mut held): (Vec<Leaf>, Vec<Vec<usize>>) = (Vec::new(), Vec::new());
    let mut known: FxHashMap<(&[String], bool), usize> = FxHashMap::default();
    for (index, leaf) in leaves.iter().enumerate() {
        let home = *known.entry((&leaf.folders, leaf.is_context)).or_insert(homes.len());
        if home == homes.len() {
            homes.push(leaf.clone());
            held.push(vec![index]);
            continue;
        }
        homes[home].keys.extend(&leaf.keys);
        homes[home].is_built |= leaf.is_built;
        held[home].push(index);
    }
    let mut holders: FxHashMap<u32, u32> = FxHashMap::default();
    for home in &mut homes {
        home.keys.sort_unstable();
        home.keys.dedup();
        home.keys.iter().for_each(|&key| *holders.entry(key).or_default() += 1);
    }
    // What one home alone holds is shared by nobody: that it is there is all that counts.
    for home in &mut homes {
        let all = home.keys.len();
        home.keys.retain(|key| holders[key] > 1);
        home.own = all - home.keys.len();
    }
    (homes, held)
}

fn divide(
    leaves: &[Leaf],
    members: Vec<usize>,
    chosen: &[String],
    depth: usize,
) -> Vec<(Vec<String>, Vec<usize>)> {
    let mut families = Vec::new();
    if depth > 0 {
        let own: Vec<usize> = members.iter().copied().filter(|&leaf| !leaves[leaf].is_context).collect();
        collect(leaves, &own, 0, &BTreeSet::new(), &mut families);
        // Where `dev` and `prod` are told apart, another `prod` is a part of that one, even if it holds
        // no variant of anything.
        let known: BTreeSet<String> =
            families.iter().flat_map(|family| &family.members).map(|(label, _)| label.clone()).collect();
        if !known.is_empty() {
            families.clear();
            collect(leaves, &own, 0, &known, &mut families);
        }
    }
    if families.is_empty() {
        return vec![(Vec::new(), members)];
    }
    let varying: FxHashSet<usize> = families
        .iter()
        .flat_map(|family| family.members.iter().flat_map(|(_, leaves)| leaves))
        .copied()
        .collect();
    let shared: Vec<usize> = members.into_iter().filter(|leaf| !varying.contains(leaf)).collect();
    let axes = axes(&families, chosen);
    // Families that have no label in common vary on their own. Each of their variants is in some world,
    // and no world has two of them; all combinations would be too many.
    let count = axes.iter().map(|axis| axis.labels.len()).max().unwrap_or(1);
    // A label of the axis with most of them tells one world from the others.
    let is_of_environments = |axis: &Axis| axis.labels.iter().all(|label| names::is_environment(label));
    let longest = axes.iter().filter(|axis| axis.labels.len() == count && count > 1);
    let naming = longest.rev().max_by_key(|axis| is_of_environments(axis));
    let mut worlds = Vec::new();
    for index in 0..count {
        let mut members = shared.clone();
        let mut labels = chosen.to_vec();
        for axis in &axes {
            let label = &axis.labels[index % axis.labels.len()];
            for &family in &axis.families {
                let own = families[family].members.iter().filter(|(own, _)| own == label);
                members.extend(own.flat_map(|(_, leaves)| leaves));
            }
            labels.push(label.clone());
        }
        members.sort_unstable();
        let name = naming.map(|axis| axis.labels[index].clone());
        for (parts, members) in divide(leaves, members, &labels, depth - 1) {
            worlds.push((name.iter().cloned().chain(parts).collect(), members));
        }
    }
    without_repeated(leaves.len(), worlds)
}

/// Worlds without those of which every leaf is in another one as well: what varies within two variants alike would be
/// multiplied by them otherwise.
fn without_repeated(
    count: usize,
    mut worlds: Vec<(Vec<String>, Vec<usize>)>,
) -> Vec<(Vec<String>, Vec<usize>)> {
    let mut holders = vec![0_u32; count];
    worlds.iter().flat_map(|(_, members)| members).for_each(|&leaf| holders[leaf] += 1);
    // From the end, so that the first of all that are alike stays.
    for index in (0..worlds.len()).rev() {
        let (_, members) = &worlds[index];
        if worlds.len() > 1 && members.iter().all(|&leaf| holders[leaf] > 1) {
            members.iter().for_each(|&leaf| holders[leaf] -= 1);
            worlds.remove(index);
        }
    }
    worlds
}

/// Families whose labels have something in common, which vary together.
struct Axis {
    labels: Vec<String>,
    families: Vec<usize>,
}

fn axes(families: &[Family], chosen: &[String]) -> Vec<Axis> {
    let mut axes: Vec<(BTreeSet<&str>, Vec<usize>)> = Vec::new();
    for (index, family) in families.iter().enumerate() {
        let mut labels: BTreeSet<&str> = family.members.iter().map(|(label, _)| label.as_str()).collect();
        let mut joined = vec![index];
        axes.retain_mut(|(others, families)| {
            let is_apart = others.is_disjoint(&labels);
            if !is_apart {
                labels.extend(others.iter());
                joined.append(families);
            }
            is_apart
        });
        axes.push((labels, joined));
    }
    let axis = |(labels, families): (BTreeSet<&str>, Vec<usize>)| {
        // Within `dev` nothing but the `dev` of another family belongs.
        let known: Vec<String> = labels
            .iter()
            .filter(|label| chosen.iter().any(|it| it == *label))
            .map(|it| it.to_string())
            .collect();
        let labels = match known.is_empty() {
            true => labels.into_iter().map(str::to_owned).collect(),
            false => known[..1].to_vec(),
        };
        Axis { labels, families }
    };
    axes.into_iter().map(axis).collect()
}

/// Finds the outermost families below a folder, which all leaves have in common.
fn collect(
    leaves: &[Leaf],
    members: &[usize],
    depth: usize,
    known: &BTreeSet<String>,
    families: &mut Vec<Family>,
) {
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &leaf in members {
        if let Some(folder) = leaves[leaf].folders.get(depth) {
            folders.entry(folder).or_default().push(leaf);
        }
    }
    let names: Vec<&str> = folders.keys().copied().collect();
    let parent = members.first().and_then(|&leaf| leaves[leaf].folders.get(depth.wrapping_sub(1)));
    let parent = parent.map_or("", String::as_str);
    let known_label = |folder: &str| {
        let is_named = names::is_environment(folder) || names::is_collection(parent);
        let short = names::environment(folder).filter(|label| known.contains(label));
        short.or_else(|| known.get(folder).cloned()).filter(|_| is_named)
    };
    let labels: Vec<Option<String>> = names.iter().map(|name| known_label(name)).collect();
    let mut joined = variants(leaves, &folders, parent);
    let mut labelled = (0..names.len()).filter(|&index| labels[index].is_some());
    if let Some(first) = labelled.next() {
        for other in labelled {
            let (a, b) = (root(&joined, first), root(&joined, other));
            joined[a.max(b)] = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in 0..names.len() {
        groups.entry(root(&joined, index)).or_default().push(index);
    }
    for group in groups.into_values() {
        match group.as_slice() {
            [alone] => match &labels[*alone] {
                Some(label) => {
                    let members = vec![(label.clone(), folders[names[*alone]].clone())];
                    families.push(Family { members });
                }
                None => collect(leaves, &folders[names[*alone]], depth + 1, known, families),
            },
            several => {
                let short: Vec<Option<String>> =
                    several.iter().map(|&index| names::environment(names[index])).collect();
                let distinct: BTreeSet<&String> = short.iter().flatten().collect();
                let all_known = several.iter().all(|&index| labels[index].is_some());
                let is_short = distinct.len() == several.len() || all_known;
                let label = |(position, &index): (usize, &usize)| {
                    let short = short[position].clone().filter(|_| is_short);
                    (short.unwrap_or_else(|| names[index].to_owned()), folders[names[index]].clone())
                };
                families.push(Family { members: several.iter().enumerate().map(label).collect() });
            }
        }
    }
}

/// Which folders are variants: for each the index of another one of its family, or its own.
fn variants(leaves: &[Leaf], folders: &BTreeMap<&str, Vec<usize>>, parent: &str) -> Vec<usize> {
    let mut joined: Vec<usize> = (0..folders.len()).collect();
    if folders.len() < 2 {
        return joined;
    }
    let of_folder = |(index, members): (usize, &Vec<usize>)| {
        let keys = members.iter().flat_map(|&leaf| &leaves[leaf].keys);
        keys.map(|&key| (key, index)).collect::<Vec<_>>()
    };
    let mut holders: Vec<(u32, usize)> = folders.values().enumerate().flat_map(of_folder).collect();
    holders.sort_unstable();
    holders.dedup();
    let own = |members: &Vec<usize>| members.iter().map(|&leaf| leaves[leaf].own).sum();
    let mut sizes: Vec<usize> = folders.values().map(own).collect();
    holders.iter().for_each(|&(_, index)| sizes[index] += 1);
    let mut shared: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    for holders in holders.chunk_by(|a, b| a.0 == b.0).filter(|holders| holders.len() > 1) {
        let holders: Vec<usize> = holders.iter().map(|&(_, index)| index).collect();
        // All pairs of many folders would be many; a chain joins the same folders.
        let pairs: Vec<(usize, usize)> = match holders.len() {
            ..=16 => {
                let pair = |(at, &a): (usize, &usize)| {
                    holders[at + 1..].iter().map(move |&b| (a, b)).collect::<Vec<_>>()
                };
                holders.iter().enumerate().flat_map(pair).collect()
            }
            _ => holders.windows(2).map(|pair| (pair[0], pair[1])).collect(),
        };
        for pair in pairs {
            *shared.entry(pair).or_default() += 1;
        }
    }
    let names: Vec<&str> = folders.keys().copied().collect();
    let is_plain: Vec<bool> =
        folders.values().map(|members| members.iter().all(|&leaf| !leaves[leaf].is_built)).collect();
    for (&(a, b), &count) in &shared {
        let is_named = names::is_collection(parent)
            || names::is_environment(names[a]) && names::is_environment(names[b]);
        let (smaller, larger) = (sizes[a].min(sizes[b]), sizes[a].max(sizes[b]));
        let is_alike = count > 1 && 2 * count > smaller;
        // A small part of the other, and nothing more, is applied over it.
        let is_over = count == smaller && 2 * smaller <= larger && is_plain[a] && is_plain[b];
        if is_named || is_alike && !is_over {
            let (a, b) = (root(&joined, a), root(&joined, b));
            joined[a.max(b)] = a.min(b);
        }
    }
    joined
}

fn root(joined: &[usize], mut index: usize) -> usize {
    while joined[index] != index {
        index = joined[index];
    }
    index
}
