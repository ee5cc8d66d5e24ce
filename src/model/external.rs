//! What exists although the input does not hold it, as the user says.

use globset::{Glob, GlobSet, GlobSetBuilder};

/// Globs of things that are kept elsewhere: neither missing nor in doubt.
#[derive(Clone, Debug, Default)]
pub struct External {
    hosts: GlobSet,
    services: GlobSet,
    namespaces: GlobSet,
    gateways: GlobSet,
    credentials: GlobSet,
    complete: GlobSet,
}

/// The globs of [`External`].
#[derive(Clone, Debug, Default)]
pub struct ExternalGlobs<'g> {
    /// Host names that resolve.
    pub hosts: Vec<&'g str>,
    /// Services, as `namespace/name`.
    pub services: Vec<&'g str>,
    /// Namespaces, with all that is in them.
    pub namespaces: Vec<&'g str>,
    /// Gateways, as `namespace/name`.
    pub gateways: Vec<&'g str>,
    /// Secrets, as `namespace/name` or `name`.
    pub credentials: Vec<&'g str>,
    /// Namespaces of which the input holds everything.
    pub complete: Vec<&'g str>,
}

impl External {
    /// Compiles the globs.
    ///
    /// # Errors
    ///
    /// Where one is malformed.
    pub fn new(globs: &ExternalGlobs<'_>) -> Result<External, globset::Error> {
        let set = |globs: &[&str]| {
            let mut set = GlobSetBuilder::new();
            for glob in globs {
                set.add(Glob::new(glob)?);
            }
            set.build()
        };
        Ok(External {
            hosts: set(&globs.hosts)?,
            services: set(&globs.services)?,
            namespaces: set(&globs.namespaces)?,
            gateways: set(&globs.gateways)?,
            credentials: set(&globs.credentials)?,
            complete: set(&globs.complete)?,
        })
    }

    /// Whether a host resolves elsewhere, written in short or in full.
    pub fn has_host(&self, written: &str, full_name: &str) -> bool {
        !self.hosts.is_empty() && (self.hosts.is_match(written) || self.hosts.is_match(full_name))
    }

    /// Whether a Service is kept elsewhere.
    pub fn has_service(&self, namespace: &str, name: &str) -> bool {
        self.has_namespace(namespace) || has(&self.services, namespace, name)
    }

    /// Whether a namespace is kept elsewhere.
    pub fn has_namespace(&self, name: &str) -> bool {
        !self.namespaces.is_empty() && self.namespaces.is_match(name)
    }

    /// Whether a Gateway is kept elsewhere.
    pub fn has_gateway(&self, namespace: &str, name: &str) -> bool {
        self.has_namespace(namespace) || has(&self.gateways, namespace, name)
    }

    /// Whether a Secret for `credentialName` is kept elsewhere.
    pub fn has_credential(&self, namespace: &str, name: &str) -> bool {
        self.has_namespace(namespace)
            || has(&self.credentials, namespace, name)
            || !self.credentials.is_empty() && self.credentials.is_match(name)
    }

    /// Whether the input is said to hold everything of a namespace.
    pub fn is_complete(&self, namespace: &str) -> bool {
        !self.complete.is_empty() && self.complete.is_match(namespace)
    }
}

fn has(globs: &GlobSet, namespace: &str, name: &str) -> bool {
    !globs.is_empty() && globs.is_match(format!("{namespace}/{name}"))
}
