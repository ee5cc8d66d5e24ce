//! Hostile input, one test each: whatever is fed to the tool, it ends soon, within bounded memory, says what
//! is wrong and where, and still checks what stands beside it.

#[path = "support/limited.rs"]
mod limited;
#[path = "support/scratch.rs"]
mod scratch;
mod support;

#[path = "hostile/encodings.rs"]
mod encodings;
#[path = "hostile/files.rs"]
mod files;
#[path = "hostile/fragments.rs"]
mod fragments;
#[path = "hostile/large.rs"]
mod large;
#[path = "hostile/lists.rs"]
mod lists;
#[path = "hostile/nesting.rs"]
mod nesting;

use std::path::Path;

use limited::Ended;
use scratch::Scratch;

/// The beginning of an object whose end is hostile: five lines with the last one empty.
const HEAD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: hostile\n";

/// A good object, but for one unknown field at 6:3: where that is found, the object was checked.
const GOOD: &str = "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata:\n  {name: good, namespace: good}\nspec:\n  bogus: 1\n";

/// Memory that any run may take, besides a multiple of its input.
const MEMORY: u64 = 256 << 20;

/// Runs `meshlint check` with arguments, in a folder.
fn meshlint(folder: &Path, args: &[&str]) -> Ended {
    limited::run(support::meshlint().current_dir(folder).arg("check").args(args))
}

/// What a run on one hostile file gave.
struct Outcome {
    ended: Ended,
    /// Rule, line and column of all findings but those that prove the good object to be checked.
    findings: Vec<(String, u64, u64)>,
}

impl Outcome {
    /// The rules that spoke, each once.
    fn rules(&self) -> Vec<&str> {
        let mut rules: Vec<&str> = self.findings.iter().map(|(rule, ..)| rule.as_str()).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// How often a rule spoke.
    fn count(&self, rule: &str) -> usize {
        self.findings.iter().filter(|(found, ..)| found == rule).count()
    }

    /// Asserts that there is one finding, of this rule at this place.
    fn is_only(&self, rule: &str, line: u64, column: u64) {
        assert_eq!(self.findings, [(rule.to_owned(), line, column)]);
    }
}

/// Checks a hostile text with a good document behind it and a good file beside it.
fn check(hostile: impl AsRef<[u8]>) -> Outcome {
    let separator = "\n---\n";
    let mut text = hostile.as_ref().to_vec();
    let breaks = text.iter().filter(|&&byte| byte == b'\n').count() as u64;
    text.extend_from_slice(separator.as_bytes());
    text.extend_from_slice(GOOD.as_bytes());
    let behind = breaks + 2 + 6;
    check_file(&text, Some(behind))
}

/// Checks a file beside a good one; where it has a good document, too, its unknown field is in this line.
fn check_file(text: &[u8], good_line: Option<u64>) -> Outcome {
    let scratch = Scratch::new();
    scratch.write("hostile.yaml", text);
    scratch.write("neighbour.yaml", GOOD.replace("good", "neighbour"));
    let ended = meshlint(scratch.path(), &["--format", "json", "."]);
    let mut findings = ended.findings();
    let mut expect = |path: &str, line: u64| {
        let proof = ("unknown-field".to_owned(), path.to_owned(), line, 3);
        let at = findings.iter().position(|finding| *finding == proof);
        let at = at.unwrap_or_else(|| {
            panic!("{path} lost its good document: {:?}", &findings[..findings.len().min(9)])
        });
        findings.remove(at);
    };
    expect("neighbour.yaml", 6);
    if let Some(line) = good_line {
        expect("hostile.yaml", line);
    }
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    let bound = MEMORY + 16 * text.len() as u64;
    assert!(ended.peak < bound, "{} MiB for {} bytes", ended.peak >> 20, text.len());
    assert!(findings.iter().all(|(_, path, ..)| path == "hostile.yaml"));
    let findings: Vec<_> = findings.into_iter().map(|(rule, _, line, column)| (rule, line, column)).collect();
    // Excerpts and summaries are hostile ground of their own; what is said often is shown alike.
    if findings.len() < 1000 {
        for format in ["text", "concise"] {
            let shown = meshlint(scratch.path(), &["--format", format, "."]);
            assert_eq!(shown.status, ended.status, "{format}");
            assert!(shown.peak < bound, "{format}: {} MiB for {} bytes", shown.peak >> 20, text.len());
            assert!(shown.stdout.len() < 1 << 20, "{format} shows {} bytes", shown.stdout.len());
        }
    }
    Outcome { ended, findings }
}
