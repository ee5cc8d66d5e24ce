//! Service accounts that policies tell apart from others of their namespaces.

use super::clause::{Attribute, PolicyRule};
use crate::graph::security::Pattern;
use crate::graph::{Mesh, WorkloadId};
use crate::model::{AuthorizationPolicy, OrEmpty};
use crate::text;

impl Mesh<'_> {
    /// The service accounts, as `(namespace, account)`, that the AuthorizationPolicies of a workload name one by one:
    /// for all others of a namespace they decide alike. `None` where a pattern may tell any of them apart.
    pub fn accounts_told_apart(&self, workload: WorkloadId) -> Option<Vec<(String, String)>> {
        let mut accounts = Vec::new();
        for id in self.policies_for(workload) {
            let Some(policy) = self.resource::<AuthorizationPolicy>(id) else { continue };
            for rule in policy.spec.rules.items() {
                for clause in PolicyRule::of(rule).clauses() {
                    for value in clause.values {
                        match clause.attribute {
                            Attribute::Principal => accounts.extend(named(&value.value)?),
                            Attribute::ServiceAccount => {
                                let own = (policy.namespace(), &*value.value);
                                let (namespace, name) = value.value.split_once('/').unwrap_or(own);
                                accounts.push((namespace.to_owned(), name.to_owned()));
                            }
                            _ => {}
                        }
                    }
                }
            }
        }
        Some(accounts)
    }
}

/// The service account that a principal names, if it names one; `None` where it may tell any apart.
fn named(principal: &str) -> Option<Option<(String, String)>> {
    if text::placeholder::find(principal).is_some() {
        return None;
    }
    let account = |text: &str| {
        let (before, account) = text.rsplit_once("/sa/")?;
        let (_, namespace) =
            before.rsplit_once("/ns/").or_else(|| Some(("", before.strip_prefix("ns/")?)))?;
        Some((namespace.to_owned(), account.to_owned()))
    };
    match Pattern::of(principal) {
        Pattern::Present => Some(None),
        Pattern::Exact(text) => Some(account(text)),
        Pattern::Suffix(suffix) => account(suffix).map(Some),
        Pattern::Prefix(prefix) => match prefix.split_once("/sa/") {
            Some((_, "")) | None => Some(None),
            Some(_) => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn principals_name_accounts_or_whole_namespaces() {
        let one = |namespace: &str, name: &str| Some(Some((namespace.to_owned(), name.to_owned())));
        assert_eq!(named("cluster.local/ns/shop/sa/cart"), one("shop", "cart"));
        assert_eq!(named("*/ns/shop/sa/cart"), one("shop", "cart"));
        for of_all in ["*", "cluster.local/ns/shop/sa/*", "cluster.local/ns/sh*", "not-an-identity"] {
            assert_eq!(named(of_all), Some(None), "{of_all}");
        }
        for of_any in ["*/sa/cart", "*cart", "cluster.local/ns/shop/sa/ca*"] {
            assert_eq!(named(of_any), None, "{of_any}");
        }
    }
}
