use super::limits::{Certainty, Limit, of};
use super::{aks, ambient, csm, openshift};
use crate::finding::Severity;
use crate::platform::Platform;
use clap::ValueEnum;

fn all() -> impl Iterator<Item = &'static Limit> {
    [
        csm::MANAGED,
        csm::TRAFFIC_DIRECTOR,
        csm::ISTIOD,
        csm::IN_CLUSTER,
        openshift::LIMITS,
        aks::LIMITS,
        ambient::LIMITS,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn every_limit_has_a_source_and_says_what_to_do() {
    for limit in all() {
        assert!(limit.source.url().starts_with("https://"), "{:?}", limit.kinds);
        assert!(!limit.instead.is_empty() && !limit.kinds.is_empty(), "{:?}", limit.kinds);
        assert!(!limit.because.ends_with('.') && !limit.instead.ends_with('.'), "{}", limit.instead);
    }
}

#[test]
fn what_is_inferred_is_no_error() {
    assert!(all().any(|limit| limit.certainty == Certainty::Inferred));
    assert!(
        all()
            .filter(|limit| limit.certainty == Certainty::Inferred)
            .all(|limit| limit.severity() < Severity::Error)
    );
    assert!(all().any(|limit| limit.severity() == Severity::Error));
}

#[test]
fn every_platform_limits_something() {
    for platform in Platform::value_variants() {
        assert!(of(*platform, "EnvoyFilter").count() > 0, "{platform:?}");
        assert!(!platform.title().is_empty());
    }
}
