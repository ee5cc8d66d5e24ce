//! Names of folders that tell environments apart.

/// Words for environments.
const ENVIRONMENTS: [&str; 41] = [
    "acc",
    "acceptance",
    "canary",
    "ci",
    "demo",
    "dev",
    "devel",
    "develop",
    "development",
    "dr",
    "e2e",
    "green",
    "blue",
    "int",
    "integration",
    "live",
    "local",
    "nonprod",
    "perf",
    "performance",
    "pre",
    "preprod",
    "preproduction",
    "preview",
    "prd",
    "prod",
    "production",
    "qa",
    "sandbox",
    "sbx",
    "stable",
    "stage",
    "staging",
    "stg",
    "test",
    "testing",
    "tst",
    "uat",
    "lab",
    "load",
    "trial",
];

/// Words for places.
const REGIONS: [&str; 16] = [
    "africa", "ap", "apac", "asia", "ca", "central", "east", "emea", "eu", "europe", "north", "sa", "south",
    "uk", "us", "west",
];

/// Folders whose folders are variants of one another.
const COLLECTIONS: [&str; 22] = [
    "cluster",
    "clusters",
    "deployment-targets",
    "env",
    "environment",
    "environments",
    "envs",
    "example",
    "examples",
    "landscapes",
    "overlay",
    "overlays",
    "profiles",
    "region",
    "regions",
    "sample",
    "samples",
    "sites",
    "stages",
    "targets",
    "variants",
    "worlds",
];

/// Whether the folders in this one are variants of one another.
pub(super) fn is_collection(folder: &str) -> bool {
    COLLECTIONS.contains(&folder.to_ascii_lowercase().as_str())
}

/// Whether a folder is called like an environment or a region.
pub(super) fn is_environment(folder: &str) -> bool {
    words(folder).any(|word| is_word(&word, &ENVIRONMENTS) || is_word(&word, &REGIONS))
}

/// The word for the environment in the name of a folder, if there is one alone.
pub(super) fn environment(folder: &str) -> Option<String> {
    let mut found = words(folder).filter(|word| is_word(word, &ENVIRONMENTS));
    let first = found.next()?;
    let has_region = words(folder).any(|word| is_word(&word, &REGIONS));
    (found.next().is_none() && !has_region).then_some(first)
}

fn words(folder: &str) -> impl Iterator<Item = String> {
    folder.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_lowercase)
}

fn is_word(word: &str, list: &[&str]) -> bool {
    let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
    list.contains(&word) || list.contains(&stem)
}
