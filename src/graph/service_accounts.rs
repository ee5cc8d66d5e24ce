//! Which service accounts there are.

use std::collections::BTreeSet;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::{Mesh, WorkOut};
use crate::model::Kind;

/// Names of service accounts by namespace.
#[derive(Debug, Default)]
pub(super) struct ServiceAccounts<'m>(FxHashMap<&'m str, BTreeSet<&'m str>>);

impl<'m> WorkOut<'m> for ServiceAccounts<'m> {
    fn work_out(mesh: &Mesh<'m>) -> ServiceAccounts<'m> {
        let mut found = ServiceAccounts::default();
        for (_, account) in mesh.of_kind(Kind::ServiceAccount) {
            found.0.entry(&account.namespace).or_default().insert(account.name());
        }
        // Those that pods use exist as well, wherever they are defined.
        for (_, workload) in mesh.workloads.iter() {
            if let Some(known) = found.0.get_mut(workload.namespace) {
                known.insert(mesh.service_account(workload));
            }
        }
        found
    }
}

impl<'m> Mesh<'m> {
    /// The service accounts of a namespace: those that are written, and if there are any those that pods use. Every
    /// namespace has `default` besides.
    pub fn service_accounts(&self, namespace: &str) -> &BTreeSet<&'m str> {
        static NONE: BTreeSet<&str> = BTreeSet::new();
        self.ask::<ServiceAccounts<'m>>().0.get(namespace).unwrap_or(&NONE)
    }

    /// Whether some service account of the input has an identity like this text, in which each `*` stands for
    /// anything.
    pub fn has_identity_like(&self, text: &str) -> bool {
        let parts: Vec<String> = text.split('*').map(regex::escape).collect();
        let Ok(pattern) = Regex::new(&format!("^{}$", parts.join(".*"))) else { return false };
        let domain = self.trust_domains()[0];
        let accounts = &self.ask::<ServiceAccounts<'m>>().0;
        accounts.iter().any(|(namespace, names)| {
            names.iter().any(|name| pattern.is_match(&format!("{domain}/ns/{namespace}/sa/{name}")))
        })
    }
}
