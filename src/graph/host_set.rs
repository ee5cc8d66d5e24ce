//! Sets of hosts, some of them wildcards.

use rustc_hash::FxHashMap;

use crate::text::host;

/// Hosts with a value each, to be asked for one that overlaps another.
#[derive(Debug)]
pub struct HostSet<T> {
    by_host: FxHashMap<String, Vec<T>>,
    /// All hosts read backwards, sorted: those that end alike stand together.
    backwards: Vec<String>,
}

impl<T> HostSet<T> {
    /// Collects hosts; they compare without regard to case.
    pub fn new<'h>(hosts: impl IntoIterator<Item = (&'h str, T)>) -> HostSet<T> {
        let mut by_host: FxHashMap<String, Vec<T>> = FxHashMap::default();
        for (host, value) in hosts {
            by_host.entry(host.to_ascii_lowercase()).or_default().push(value);
        }
        let mut backwards: Vec<String> = by_host.keys().map(|host| host.chars().rev().collect()).collect();
        backwards.sort_unstable();
        HostSet { by_host, backwards }
    }

    /// The values of all hosts that have a name in common with this one (see [`host::overlap`]). The
    /// time depends on how many they are, not on the size of the set.
    pub fn overlapping<'s>(&'s self, host: &str) -> impl Iterator<Item = &'s T> + use<'s, T> {
        let host = host.to_ascii_lowercase();
        let mut found: Vec<&'s [T]> = Vec::new();
        found.extend(self.by_host.get(&host).map(Vec::as_slice));
        for suffix in host::wildcards(&host) {
            let wildcard = format!("*{suffix}");
            if wildcard != host {
                found.extend(self.by_host.get(&wildcard).map(Vec::as_slice));
            }
        }
        if let Some(suffix) = host.strip_prefix('*') {
            let ending: String = suffix.chars().rev().collect();
            let from = self.backwards.partition_point(|name| **name < *ending);
            let narrower = self.backwards[from..].iter().take_while(|name| name.starts_with(&ending));
            for name in narrower {
                let name: String = name.chars().rev().collect();
                // `*.b` itself, and `b` without anything before the dot, are not narrower names.
                if name != host && name.len() > suffix.len() {
                    found.extend(self.by_host.get(&name).map(Vec::as_slice));
                }
            }
        }
        found.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_overlap() {
        let hosts = ["*", "a.b", "*.b", "*.a.b", "b", "*.c", "x.a.b", "A.C"];
        let set = HostSet::new(hosts.iter().map(|host| (*host, *host)));
        for asked in ["*", "a.b", "*.b", "*.a.b", "c", "a.c", "q.a.b", "nothing"] {
            let mut found: Vec<&str> = set.overlapping(asked).copied().collect();
            let mut expected: Vec<&str> =
                hosts.into_iter().filter(|host| host::overlap(&host.to_ascii_lowercase(), asked)).collect();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "for {asked}");
        }
    }
}
