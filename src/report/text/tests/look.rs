//! The report of ordinary findings.

use super::*;
use crate::report::view::name_of;

const GATEWAY: &str = "kind: Gateway\nmetadata:\n  name: publik\n---\nkind: Gateway\n";

#[test]
fn a_simple_finding() {
    let mut case = Case::new(&[("apps/reviews.yaml", SERVICE)]);
    let place = case.find(0, "public");
    case.add(place, "gateway `public` does not exist, so that this route is served by no gateway at all: requests from outside get 404")
        .help("name one of the gateways of namespace bookinfo, or add `mesh` if only calls from inside the mesh are meant");
    insta::assert_snapshot!(case.written(), @r"
    error[IST0101] referenced-resource-not-found: gateway `public` does not exist, so that this route is
      served by no gateway at all: requests from outside get 404
       ╭─[apps/reviews.yaml:8:7]
     7 │   gateways:
     8 │     - public
       ·       ──────
     9 │   http:
       ╰─ help: name one of the gateways of namespace bookinfo, or add `mesh` if only calls from inside
                the mesh are meant

    1 error
    checked 42 resources in 12 files
    ");
}

#[test]
fn related_places() {
    let mut case = Case::new(&[("apps/reviews.yaml", SERVICE), ("infra/gateway.yaml", GATEWAY)]);
    let [place, near, far, other] = [(0, "public"), (0, "[reviews]"), (0, "v3"), (1, "publik")]
        .map(|(source, words)| case.find(source, words));
    case.add(place, "gateway `public` does not exist")
        .related(other, "a gateway with a similar name")
        .related(near, "these hosts are not served, so that requests for them get 404 from every gateway there is in the mesh")
        .related(far, "far away");
    insta::assert_snapshot!(case.excerpt(), @r"
    error[IST0101] referenced-resource-not-found: gateway `public` does not exist
        ╭─[apps/reviews.yaml:8:7]
      5 │ spec:
      6 │   hosts: [reviews]
        ·          ────┬────
        ·              ╰─┤ these hosts are not served, so that requests for them get 404 from every
        ·                │ gateway there is in the mesh
      7 │   gateways:
      8 │     - public
        ·       ──────
      9 │   http:
        ├─[infra/gateway.yaml:3:9]
      2 │ metadata:
      3 │   name: publik
        ·         ───┬──
        ·            ╰── a gateway with a similar name
        ├─[apps/reviews.yaml:13:21]
     12 │             host: reviews
     13 │             subset: v3
        ·                     ─┬
        ·                      ╰── far away
        ╰────
    ");
}

#[test]
fn places_on_one_line() {
    let text = "a: {host: reviews, subset: v3}\n";
    let mut case = Case::new(&[("a.yaml", text)]);
    let [place, right, around] = ["reviews", "v3", text.trim()].map(|words| case.find(0, words));
    case.add(place, "one").related(right, "beside").related(around, "around it").related(place, "the same");
    case.add(place, "two").related(place, "the same");
    insta::assert_snapshot!(case.excerpt(), @r"
    error[IST0101] referenced-resource-not-found: one
       ╭─[a.yaml:1:11]
     1 │ a: {host: reviews, subset: v3}
       ·           ───┬───          ─┬
       ·              │              ╰── beside
       ·              ╰── the same
       ├─[a.yaml:1:1]
     1 │ a: {host: reviews, subset: v3}
       · ───────────────┬──────────────
       ·                ╰── around it
       ╰────

    error[IST0101] referenced-resource-not-found: two
       ╭─[a.yaml:1:11]
     1 │ a: {host: reviews, subset: v3}
       ·           ───┬───
       ·              ╰── the same
       ╰────
    ");
}

#[test]
fn ascii_colours_and_links() {
    let mut case = Case::new(&[("a.yaml", "kind: X\n"), ("b.yaml", "kind: Y\n")]);
    let [x, y] = [case.find(0, "X"), case.find(1, "Y")];
    case.add(x, "wrong").help("right").related(y, "too");
    case.style = Style { unicode: false, ..Style::default() };
    assert!(case.written().is_ascii());
    insta::assert_snapshot!(case.excerpt(), @r"
    error[IST0101] referenced-resource-not-found: wrong
       ,-[a.yaml:1:7]
     1 | kind: X
       :       ^
       |-[b.yaml:1:7]
     1 | kind: Y
       :       |
       :       `-- too
       `- help: right
    ");
    case.style = Style { color: true, hyperlinks: true, ..Style::default() };
    insta::assert_snapshot!(case.excerpt().replace('\x1b', "^"), @r"
    ^[31;1merror[^]8;;https://github.com/meshlint/meshlint/blob/main/rules/references/referenced-resource-not-found/README.md^\IST0101^]8;;^\]^[0m ^[2mreferenced-resource-not-found:^[0m ^[1mwrong^[0m
       ╭─[a.yaml:1:7]
     ^[2m1^[0m │ kind: X
       · ^[31;1m      ─^[0m
       ├─[b.yaml:1:7]
     ^[2m1^[0m │ kind: Y
       · ^[34;1m      ┬^[0m
       ·       ^[34;1m╰── ^[34;1mtoo^[0m^[0m
       ╰─ ^[36mhelp:^[0m right
    ");
}

#[test]
fn many_related_places_are_counted() {
    let mut case = Case::new(&[("a.yaml", SERVICE)]);
    let place = case.find(0, "public");
    let finding = case.add(place, "x");
    for _ in 0..20 {
        finding.related(place, "again");
    }
    let text = case.excerpt();
    assert!(text.contains("├ and 12 more places (--format json lists all)"), "{text}");
}

#[test]
fn objects_are_named() {
    assert_eq!(name_of("Gateway", "infra", "pub\u{1b}lic"), "Gateway infra/pub␛lic");
    assert_eq!(name_of("Namespace", "", "infra"), "Namespace infra");
    assert_eq!(name_of("Gateway", "infra", ""), "Gateway");
}
