//! The report of texts that a terminal or a width would not bear.

use super::*;

#[test]
fn hostile_and_wide_text() {
    let text = "# \u{1b}]0;title\u{7}\n\tname: \u{202e}世界 👩\u{200d}👧 x\u{1b}[31m\u{9b}\u{200b} y # end\r\nnext: 1\r\n";
    let mut case = Case::new(&[("a\u{1b}[2J.yaml", text)]);
    let [wide, y] = ["世界", "y #"].map(|words| case.find(0, words));
    case.add(wide, "\u{1b}[31mred\nline \u{202e}")
        .help("do\r\nthis\u{7}")
        .related(y, "here \u{1b}[0m\n::error::");
    insta::assert_snapshot!(case.excerpt(), @r"
    error[IST0101] referenced-resource-not-found: ␛[31mred␊line �
       ╭─[a␛[2J.yaml:2:9]
     1 │ # ␛]0;title␇
     2 │     name: �世界 👩👧 x␛[31m�� y # end
       ·            ──┬─               ─┬─
       ·              │                 ╰── here ␛[0m␊::error::
       ·              ╰── here
     3 │ next: 1
       ╰─ help: do␍␊this␇
    ");
}

#[test]
fn long_lines() {
    let long =
        format!("key: {}\nmiddle: {}HERE{}\n", "a".repeat(20_000), "b ".repeat(5_000), "世".repeat(5_000));
    let mut case = Case::new(&[("long.yaml", &long)]);
    case.style.width = 60;
    let key = location(0, 5, 20_005);
    let here = case.find(0, "HERE");
    let end = case.find(0, "世\n");
    let break_at = location(0, 20_005, 20_005);
    for place in [key, here, end, break_at] {
        case.add(place, "x");
    }
    let text = case.excerpt();
    assert!(text.lines().all(|line| sanitize::width(line) <= 60), "{text}");
    insta::assert_snapshot!(text, @r"
    error[IST0101] referenced-resource-not-found: x
       ╭─[long.yaml:1:6]
     1 │ key: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
       ·      ─────────────────────────────────────────────────
     2 │ middle: b b b b b b b b b b b b b b b b b b b b b b b…
       ╰────

    error[IST0101] referenced-resource-not-found: x
       ╭─[long.yaml:2:10009]
     1 │ key: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
     2 │ … b b b b b b b b b b b b HERE世世世世世世世世世世世世…
       ·                           ────
       ╰────

    error[IST0101] referenced-resource-not-found: x
       ╭─[long.yaml:2:15012]
     1 │ key: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
     2 │ …世世世世世世世世世世世世世世世世世世世世世世世世世世
       ·                                                    ──
       ╰────

    error[IST0101] referenced-resource-not-found: x
       ╭─[long.yaml:1:20006]
     1 │ …aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
       ·                                                       ▲
     2 │ middle: b b b b b b b b b b b b b b b b b b b b b b b…
       ╰────
    ");
}

#[test]
fn places_at_the_end() {
    let mut case = Case::new(&[("a.yaml", "kind: X\r\n"), ("b.yaml", "kind: X"), ("c.yaml", "")]);
    for place in
        [location(0, 9, 9), location(1, 7, 7), location(1, 5, 99), location(1, 70, 99), location(2, 0, 0)]
    {
        case.add(place, "x");
    }
    insta::assert_snapshot!(case.excerpt(), @r"
    error[IST0101] referenced-resource-not-found: x
       ╭─[a.yaml:2:1]
     1 │ kind: X
     2 │
       · ▲
       ╰────

    error[IST0101] referenced-resource-not-found: x
       ╭─[b.yaml:1:8]
     1 │ kind: X
       ·        ▲
       ╰────

    error[IST0101] referenced-resource-not-found: x
       ╭─[b.yaml:1:6]
     1 │ kind: X
       ·      ──
       ╰────

    error[IST0101] referenced-resource-not-found: x
       ╭─[b.yaml:1:8]
     1 │ kind: X
       ·        ▲
       ╰────

    error[IST0101] referenced-resource-not-found: x
       ╭─[c.yaml]
       ╰────
    ");
}

#[test]
fn places_on_several_lines_are_marked_on_the_first() {
    let mut case = Case::new(&[("a.yaml", "\u{feff}kind: X\nspec:\n  a: 1\n")]);
    case.add(location(0, 0, 999), "x");
    insta::assert_snapshot!(case.excerpt(), @r"
    error[IST0101] referenced-resource-not-found: x
       ╭─[a.yaml:1:1]
     1 │ kind: X
       · ───────
     2 │ spec:
       ╰────
    ");
}

#[test]
fn every_place_in_any_text_can_be_shown() {
    let text = "\u{feff}a: \t世\r\n\r\n\u{1b}👩\u{200d}👧\u{fe0f}\n---\n\re\u{301}";
    for tail in ["", "\n", "\r\n"] {
        let text = format!("{text}{tail}");
        let mut case = Case::new(&[("a.yaml", &text)]);
        for width in [0, 24, 100] {
            case.style.width = width;
            for start in 0..=text.len() + 2 {
                for end in start..=text.len() + 2 {
                    case.found.clear();
                    let middle = location(0, start / 2, (start + end) / 2);
                    case.add(location(0, start, end), "x")
                        .related(middle, "y")
                        .related(location(0, end, end), "z");
                    let written = case.written();
                    // The middle may share a row with another place, but each line is marked below.
                    let marked = written.lines().filter(|row| row.starts_with("   · ")).count();
                    assert!(marked >= 3, "{written}");
                    assert!(!written.contains("Failed"), "{written}");
                }
            }
        }
    }
}

#[test]
fn a_thousand_findings_in_a_large_file_take_no_time() {
    let text = SERVICE.repeat(8_000);
    let mut case = Case::new(&[("a.yaml", &text)]);
    for index in 0..1_000 {
        let place = text.len() / 1_000 * index;
        case.add(location(0, place, place + 3), "x");
    }
    case.written();
    let start = std::time::Instant::now();
    assert!(case.written().len() > 100_000);
    // 15 ms with optimisation; rescanning the file takes 10 s.
    assert!(start.elapsed().as_millis() < 2_000, "{:?}", start.elapsed());
}
