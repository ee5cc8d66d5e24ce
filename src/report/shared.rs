//! Faults that several objects share, told once.
//!
//! Two Sidecars for one workload are a fault of both: rules report it at each of them, so that it is found by either
//! object. Who reads a report wants to be told once, with both places.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::finding::{Finding, Related};
use crate::source::Location;

/// So many places are added to a finding; of the rest the number is told.
const MOST_PLACES: usize = 5;

/// The findings, each as it is.
pub(crate) fn as_they_are(findings: Vec<&Finding>) -> Vec<Cow<'_, Finding>> {
    findings.into_iter().map(Cow::Borrowed).collect()
}

/// The findings without those that tell a fault of an earlier one again; that one has their places.
pub(crate) fn told_once(findings: Vec<&Finding>) -> Vec<Cow<'_, Finding>> {
    let mut told: Vec<Cow<'_, Finding>> = Vec::with_capacity(findings.len());
    let mut left_out: FxHashMap<usize, usize> = FxHashMap::default();
    // For each rule and place the finding that tells of it.
    let mut tellers: FxHashMap<(&str, Location), usize> = FxHashMap::default();
    for finding in findings {
        let Some(place) = &finding.shared else {
            told.push(Cow::Borrowed(finding));
            continue;
        };
        let rule = finding.rule.name;
        let places = || finding.related.iter().map(|related| related.location).chain([finding.location]);
        let teller = places().find_map(|place| tellers.get(&(rule, place)).copied());
        let index = teller.unwrap_or(told.len());
        for place in places() {
            tellers.entry((rule, place)).or_insert(index);
        }
        if teller.is_none() {
            told.push(Cow::Borrowed(finding));
            continue;
        }
        let has_place = |teller: &Finding| {
            let mut known = teller.related.iter().map(|related| related.location);
            teller.location == finding.location || known.any(|known| known == finding.location)
        };
        if has_place(&told[index]) {
            continue;
        }
        if told[index].related.len() < MOST_PLACES {
            let related = Related { location: finding.location, message: place.clone() };
            told[index].to_mut().related.push(related);
        } else {
            *left_out.entry(index).or_default() += 1;
        }
    }
    for (index, count) in left_out {
        let places = if count == 1 { "place" } else { "places" };
        told[index].to_mut().message.push_str(&format!(" (and so at {count} more {places})"));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::told_once;
    use crate::finding::Finding;
    use crate::report::text::tests::{Case, location};

    fn told(case: &Case) -> Vec<(String, usize)> {
        let told = told_once(case.findings());
        told.iter().map(|finding| (finding.message.clone(), finding.related.len())).collect()
    }

    #[test]
    fn a_pair_is_told_at_its_first_place() {
        let mut case = Case::new(&[("a.yaml", "one two three four")]);
        let [one, two, three] = [location(0, 0, 3), location(0, 4, 7), location(0, 8, 13)];
        case.add(one, "one").related(two, "the other").shared("another");
        case.add(two, "two").related(one, "the other").shared("another");
        case.add(three, "three").related(one, "the other").shared("another");
        assert_eq!(told(&case), [("one".to_owned(), 2)]);
    }

    #[test]
    fn what_is_not_shared_stays() {
        let mut case = Case::new(&[("a.yaml", "one two three four")]);
        let [one, two] = [location(0, 0, 3), location(0, 4, 7)];
        case.add(one, "one").related(two, "the other");
        case.add(two, "two").related(one, "the other");
        case.add(two, "alone").shared("another");
        let all: Vec<usize> = told(&case).into_iter().map(|(_, places)| places).collect();
        assert_eq!(all, [1, 1, 0]);
    }

    #[test]
    fn many_places_are_counted() {
        let mut case = Case::new(&[("a.yaml", "0123456789")]);
        let place = |index: usize| location(0, index, index + 1);
        for index in 0..10 {
            let finding: &mut Finding = case.add(place(index), "again");
            if index > 0 {
                finding.related(place(0), "the first");
            }
            finding.shared("another");
        }
        assert_eq!(told(&case), [("again (and so at 4 more places)".to_owned(), 5)]);
    }
}
