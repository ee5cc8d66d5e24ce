use super::verdict::Verdict;
use super::*;

fn way(verdict: Verdict, hop: &str) -> Way {
    Way { hops: vec![hop.to_owned()], verdict, refusal: None, rule: None }
}

#[test]
fn what_a_change_is_called() {
    use Verdict::{Answered, Lost, PassedThrough, Refused};
    for (before, after, expected) in [
        (Answered, Answered, Change::Redirected),
        (Answered, Refused, Change::NewlyBlocked),
        (PassedThrough, Lost, Change::Removed),
        (Refused, Answered, Change::NewlyOpen),
        (Lost, PassedThrough, Change::Added),
        (Lost, Refused, Change::FailsDifferently),
    ] {
        let found = Change::between(&way(before, "a"), &way(after, "b"));
        assert_eq!(found, Some(expected), "{before:?} {after:?}");
        assert_eq!(Change::between(&way(before, "a"), &way(before, "a")), None);
    }
}

#[test]
fn a_rule_that_moves_and_does_the_same_is_no_change() {
    let before = Way { rule: Some("VirtualService shop/a [0]".to_owned()), ..way(Verdict::Answered, "a") };
    let after = Way { rule: Some("VirtualService shop/a [1]".to_owned()), ..way(Verdict::Answered, "a") };
    assert_eq!(Change::between(&before, &after), None);
}

#[test]
fn samples_meet_their_expressions() {
    for pattern in [
        "/api/v[0-9]+/.*",
        "^(?i)/shop$",
        "(a|b)c{3}",
        "[^/]+/x?",
        r"\d{4}-\d\d",
        ".*",
        "",
        r"/\p{Greek}",
        "(?:foo|bar)?baz",
    ] {
        let sample = sample::matching(pattern).unwrap_or_else(|| panic!("{pattern}"));
        assert!(crate::graph::routing::matches_whole(pattern, &sample), "{pattern}: {sample}");
    }
    assert_eq!(sample::matching("("), None);
    assert_eq!(sample::matching("a{999}b{999}"), None, "too long");
}
