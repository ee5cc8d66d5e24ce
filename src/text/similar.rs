//! Names that are nearly the same.

/// Whether one name is a slip of the other: written in another case, or one edit away (two from eight
/// letters on). Names that differ in a trailing number, or in a last part of one letter, are meant to
/// differ: `shard-1` and `shard-2`, `team-y` and `team-z`; so are `ingressgateway` and `egressgateway`.
pub fn is_slip(wanted: &str, candidate: &str) -> bool {
    if wanted == candidate {
        return false;
    }
    if wanted.eq_ignore_ascii_case(candidate) {
        return true;
    }
    if is_sibling(wanted, candidate) {
        return false;
    }
    let limit = if wanted.chars().count() >= 8 { 2 } else { 1 };
    wanted.len().abs_diff(candidate.len()) <= 4 * limit && strsim::osa_distance(wanted, candidate) <= limit
}

/// What gateways are for, in the names that Istio's charts give them: three things, and never slips of one another.
const DIRECTIONS: [&str; 3] = ["ingress", "egress", "eastwest"];

fn direction(name: &str) -> Option<&'static str> {
    DIRECTIONS.into_iter().find(|direction| name.contains(direction))
}

/// Whether a candidate is for another direction than the name, or than the name was meant for: `ingresgateway` is
/// nearer to `ingressgateway` than to `egressgateway`.
fn is_for_another_direction(wanted: &str, candidate: &str) -> bool {
    let Some(own) = direction(candidate) else { return false };
    match direction(wanted) {
        Some(meant) => meant != own,
        None => {
            let distance = strsim::osa_distance(wanted, candidate);
            let others = DIRECTIONS.into_iter().filter(|other| *other != own);
            others
                .map(|other| candidate.replace(own, other))
                .any(|name| strsim::osa_distance(wanted, &name) < distance)
        }
    }
}

/// Whether two names are meant to differ, however alike they are.
pub fn is_sibling(a: &str, b: &str) -> bool {
    if is_for_another_direction(a, b) {
        return true;
    }
    let stem = |text: &'_ str| text.trim_end_matches(|character: char| character.is_ascii_digit()).len();
    let (stem_a, stem_b) = (stem(a), stem(b));
    if a[..stem_a] == b[..stem_b] && stem_a < a.len() && stem_b < b.len() {
        return true;
    }
    let separators = ['-', '.', '_', '/'];
    match (a.rsplit_once(separators), b.rsplit_once(separators)) {
        (Some((head_a, last_a)), Some((head_b, last_b))) => {
            let is_letter = |part: &str| part.len() == 1 && part.as_bytes()[0].is_ascii_alphabetic();
            head_a == head_b && is_letter(last_a) && is_letter(last_b)
        }
        _ => false,
    }
}

/// How many candidates are compared at most: a suggestion is not worth more in a mesh of any size.
const CANDIDATES: usize = 4096;

/// The candidate that was probably meant: the one with the fewest edits, the first of several; none
/// where more than a third of the name differs, or where it differs as names of a series do. Where a name of its own
/// series is nearer than all others, none of them was meant.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wanted.chars().count();
    let limit = (length / 3).clamp(1, 4);
    let distance = |candidate: &str| match wanted.eq_ignore_ascii_case(candidate) {
        true => 0,
        false => strsim::osa_distance(wanted, candidate),
    };
    candidates
        .into_iter()
        .filter(|candidate| *candidate != wanted)
        .filter(|candidate| candidate.len().abs_diff(wanted.len()) <= limit)
        .take(CANDIDATES)
        .map(|candidate| (distance(candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .map(|(distance, candidate)| (distance, is_sibling(wanted, candidate), candidate))
        .min_by_key(|(distance, is_sibling, _)| (*distance, *is_sibling))
        .filter(|(_, is_sibling, _)| !is_sibling)
        .map(|(.., candidate)| candidate)
}

/// The candidate that was probably meant, where it is one slip away.
pub fn nearest_slip<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(wanted, candidates).filter(|near| is_slip(wanted, near))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_slips_from_siblings() {
        for (a, b) in [("egres", "egress"), ("Gateway", "gateway"), ("egress-gatway", "egress-gateway")] {
            assert!(is_slip(a, b), "{a} {b}");
        }
        assert!(is_slip("ingressgatway", "ingressgateway"));
        assert!(is_slip("reveiws-service", "reviews-service"));
        let directions = [("egressgateway", "ingressgateway"), ("istio-ingress", "istio-egress")];
        let series = [("shard-1", "shard-2"), ("team-y", "team-z"), ("v1", "v2"), ("shop", "shape")];
        for (a, b) in directions.into_iter().chain(series) {
            assert!(!is_slip(a, b), "{a} {b}");
        }
    }

    #[test]
    fn finds_the_nearest() {
        assert_eq!(nearest("kialli", ["grafana", "kiali", "kali"]), Some("kiali"));
        assert_eq!(nearest("a", ["b"]), Some("b"));
        assert_eq!(nearest("payments", ["reviews"]), None);
        assert_eq!(nearest("v3", ["v1", "v2"]), None);
        assert_eq!(nearest("team-a-gateway-2", ["team-a-gateway-1", "team-b-gateway-22"]), None);
        assert_eq!(nearest("ingresgateway", ["egressgateway"]), None);
        assert_eq!(nearest("ingresgateway", ["egressgateway", "ingressgateway"]), Some("ingressgateway"));
    }
}
