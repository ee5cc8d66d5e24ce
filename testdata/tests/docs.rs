//! What the pages show is what the program says.
//!
//! In a fenced block marked `console`, each line `$ meshlint …` is run by `sh` from the root of the
//! repository; the lines up to the next `$` are what it has to print, on both outputs, with `[..]` for
//! any text within a line. `MESHLINT_UPDATE_DOCS=1 cargo test --test docs` writes the blocks anew.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::CommandFactory;

#[test]
fn pages_show_what_the_program_prints() {
    let update = std::env::var_os("MESHLINT_UPDATE_DOCS").is_some();
    let mut stale = Vec::new();
    let mut commands = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let fresh = refresh(&text, |command, written| {
            commands += 1;
            let printed = run(command);
            if agree(written, &printed) {
                return written.to_owned();
            }
            let page = page.display();
            stale.push(format!("{page}: $ {command}\n--- shown\n{written}--- printed\n{printed}"));
            printed
        });
        if update && fresh != text {
            fs::write(&page, fresh).unwrap();
        }
    }
    assert!(commands > 0, "no page shows a command");
    let hint = "if what is printed is right, run MESHLINT_UPDATE_DOCS=1 cargo test --test docs";
    assert!(update || stale.is_empty(), "{}\n{hint}", stale.join("\n"));
}

/// The list of Kiali's codes is written from the rules; `MESHLINT_UPDATE_DOCS=1` writes it anew.
#[test]
fn codes_of_kiali_are_listed() {
    let mut rules_by_code: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for rule in meshlint::rules::ALL {
        let page = format!("../rules/{}/{}/README.md", rule.group.name(), rule.name);
        for code in rule.aliases.iter().filter(|code| code.starts_with("KIA")) {
            rules_by_code.entry(code).or_default().push(format!("[{}]({page})", rule.name));
        }
    }
    let mut table = String::from("\n| Code | Rules |\n|---|---|\n");
    for (code, rules) in &rules_by_code {
        table.push_str(&format!("| {code} | {} |\n", rules.join(", ")));
    }
    table.push('\n');
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/compared-with-istioctl-and-kiali.md");
    let text = fs::read_to_string(&page).unwrap();
    let (before, rest) = text.split_once("<!-- kiali codes -->\n").expect("the page has the mark");
    let (written, after) = rest.split_once("<!-- end -->").expect("the list has an end");
    if std::env::var_os("MESHLINT_UPDATE_DOCS").is_some() {
        fs::write(&page, format!("{before}<!-- kiali codes -->\n{table}<!-- end -->{after}")).unwrap();
        return;
    }
    assert_eq!(written, table, "run MESHLINT_UPDATE_DOCS=1 cargo test --test docs");
}

/// README.md and everything in docs/.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    pages.push(root.join("README.md"));
    pages.sort();
    pages
}

/// The page with the output of each command replaced by what `output` makes of it.
fn refresh(text: &str, mut output: impl FnMut(&str, &str) -> String) -> String {
    let mut fresh = String::new();
    let mut fence: Option<&str> = None; // the marks that open the block
    let mut is_console = false;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        fresh.push_str(line);
        let marks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            None if marks.len() >= 3 => (fence, is_console) = (Some(marks), line.trim_end() == "```console"),
            Some(open) if line.trim_end() == open => fence = None,
            Some(open) if is_console && line.starts_with("$ meshlint ") => {
                let mut written = String::new();
                while let Some(next) =
                    lines.next_if(|next| next.trim_end() != open && !next.starts_with("$ "))
                {
                    written.push_str(next);
                }
                fresh.push_str(&output(line["$ ".len()..].trim_end(), &written));
            }
            _ => {}
        }
    }
    fresh
}

/// Both outputs of a command, with this build first on the path.
fn run(command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_meshlint")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("exec 2>&1\n{command}")).current_dir(env!("CARGO_MANIFEST_DIR"));
    shell.env_clear().env("PATH", format!("{}:{path}", program.display()));
    String::from_utf8(shell.output().unwrap().stdout).unwrap()
}

fn agree(written: &str, printed: &str) -> bool {
    let line = |(written, printed): (&str, &str)| {
        let mut parts = written.split("[..]");
        let Some(mut rest) = printed.strip_prefix(parts.next().unwrap_or_default()) else { return false };
        let parts: Vec<&str> = parts.collect();
        let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
        for part in middle {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last)
    };
    written.lines().count() == printed.lines().count() && written.lines().zip(printed.lines()).all(line)
}

#[test]
fn example_mesh_has_five_mistakes_and_its_mended_copy_none() {
    for flags in ["", "--complete"] {
        let check = |mesh| {
            run(&format!("meshlint check testdata/meshes/{mesh} --format concise {flags} 2>/dev/null"))
        };
        let found = check("bookshop");
        let place = |line: &str| line.split(": error[").next().unwrap_or_default().to_owned();
        let places: Vec<String> = found.lines().map(place).collect();
        let mistakes = [
            "cart/destination-rule.yaml:13:7",
            "catalog/virtual-service.yaml:19:17",
            "payments/virtual-service.yaml:14:19",
            "storefront/deployment.yaml:37:18",
            "storefront/virtual-service.yaml:10:5",
        ];
        assert_eq!(places, mistakes.map(|place| format!("testdata/meshes/bookshop/{place}")), "{found}");
        assert_eq!(check("bookshop-fixed"), "");
    }
}

#[test]
fn wildcards_stand_within_a_line() {
    for written in ["a 12 b\n", "a [..] b\n", "[..]b\n", "a[..]\n", "[..]1[..]b\n"] {
        assert!(agree(written, "a 12 b\n"), "{written}");
    }
    for written in ["a [..] c\n", "a 1\n", "", "a [..]\nb\n"] {
        assert!(!agree(written, "a 12 b\n"), "{written}");
    }
}

#[test]
fn finds_commands_in_console_blocks_only() {
    let page = "$ meshlint a\n````md\n```console\n$ meshlint b\n```\n````\n```console\n$ meshlint c\n1\n$ ls\n2\n\
                $ meshlint d\n```\n$ meshlint e\n";
    let mut seen = Vec::new();
    let fresh = refresh(page, |command, written| {
        seen.push((command.to_owned(), written.to_owned()));
        "new\n".to_owned()
    });
    let pair = |command: &str, written: &str| (command.to_owned(), written.to_owned());
    assert_eq!(seen, [pair("meshlint c", "1\n"), pair("meshlint d", "")]);
    assert!(fresh.contains("$ meshlint c\nnew\n$ ls\n2\n$ meshlint d\nnew\n```\n"), "{fresh}");
}

/// The fenced blocks of a page: what they are marked with, and what they hold.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        let start = line.trim_start();
        let marks: String = start.chars().take_while(|&character| character == '`').collect();
        match &open {
            None if marks.len() >= 3 => {
                blocks.push((start[marks.len()..].trim().to_owned(), String::new()));
                open = Some(marks);
            }
            Some(marks) if start.trim_end() == marks => open = None,
            Some(_) => blocks.last_mut().expect("one is open").1.push_str(&format!("{line}\n")),
            None => {}
        }
    }
    blocks
}

/// The words of each command of this program in some lines of a shell.
fn commands(script: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for line in script.replace("\\\n", " ").lines() {
        let mut words: Vec<String> = Vec::new();
        let mut quote = None;
        let mut is_open = false;
        for character in line.chars() {
            let is_quote = quote.is_none() && ['"', '\''].contains(&character);
            match quote {
                Some(mark) if character == mark => quote = None,
                None if character == ' ' => is_open = false,
                _ => {
                    if !is_open {
                        words.push(String::new());
                    }
                    is_open = true;
                    match is_quote {
                        true => quote = Some(character),
                        false => words.last_mut().expect("one is open").push(character),
                    }
                }
            }
        }
        let ends = |word: &String| {
            word.starts_with('#')
                || word.ends_with(';')
                || ["|", "||", "&&", ">", "<", "2>"].contains(&&**word)
        };
        let mut is_first = true;
        let mut command: Option<Vec<String>> = None;
        for word in &words {
            if ends(word) {
                if let (Some(own), Some(last)) = (&mut command, word.strip_suffix(';')) {
                    own.push(last.to_owned());
                }
                found.extend(command.take());
                is_first = true;
                if word.starts_with('#') {
                    break;
                }
                continue;
            }
            match &mut command {
                Some(own) => own.push(word.clone()),
                None if is_first && word == "meshlint" => command = Some(Vec::new()),
                None => {}
            }
            is_first = false;
        }
        found.extend(command);
    }
    found
}

#[test]
fn commands_are_taken_out_of_scripts() {
    let script = "helm template a | meshlint check - --color 'a b' # meshlint no\necho meshlint\nmeshlint rules; meshlint explain \\\n  x > y\n";
    let expected = [vec!["check", "-", "--color", "a b"], vec!["rules"], vec!["explain", "x"]];
    assert_eq!(commands(script), expected);
}

/// Every command on the pages is one that the program understands. Those in blocks marked `console` are run, by
/// another test; these are only read, as they name files that are made up.
#[test]
fn commands_on_the_pages_are_understood() {
    let program = env!("CARGO_BIN_EXE_meshlint");
    let mut seen = std::collections::BTreeSet::new();
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let mut all = Vec::new();
        for (_, script) in blocks(&text).into_iter().filter(|(kind, _)| kind == "sh") {
            all.extend(commands(&script));
        }
        // In the text, words in capitals stand for something.
        let spans = text.split('`').skip(1).step_by(2).filter(|span| span.starts_with("meshlint "));
        let stands_for = |word: &str| {
            word.contains(['…', '[', '\\', '<'])
                || word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase())
        };
        let whole = spans.filter(|span| !span.contains('\n') && !span.split([' ', '=']).any(stands_for));
        all.extend(whole.flat_map(commands));
        for command in all {
            let mut run = Command::new(program);
            // These need no input, so that they can be run.
            let is_closed = matches!(command.first().map(String::as_str), Some("rules" | "version"))
                || command.len() > 1 && command[0] == "explain";
            let output = run.args(&command).args((!is_closed).then_some("--help")).output().unwrap();
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: meshlint {}\n{error}", page.display(), command.join(" "));
            seen.extend(command.first().cloned());
        }
    }
    let all = meshlint::cli::Cli::command();
    for command in all.get_subcommands().map(clap::Command::get_name) {
        // The one that is hidden, and the one for which `SHELL` stands for something.
        let is_left_out = ["man", "completions"].contains(&command);
        assert!(seen.contains(command) || is_left_out, "no page shows meshlint {command}");
    }
}

#[test]
fn configurations_on_the_pages_are_valid() {
    let scratch = std::env::temp_dir().join(format!("meshlint-docs-{}", std::process::id()));
    fs::create_dir_all(&scratch).unwrap();
    let (mut read, mut fences) = (Vec::new(), Vec::new());
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        fences.extend(text.lines().filter(|line| line.trim() == "```toml").map(|_| page.clone()));
        for (_, text) in blocks(&text).into_iter().filter(|(kind, _)| kind == "toml") {
            let file = scratch.join("meshlint.toml");
            let own: String = text
                .lines()
                .filter(|line| !line.starts_with("extends"))
                .map(|line| format!("{line}\n"))
                .collect();
            fs::write(&file, own).unwrap();
            let mut show = Command::new(env!("CARGO_BIN_EXE_meshlint"));
            let output = show.args(["config", "show", "--config"]).arg(&file).output().unwrap();
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}:\n{text}\n{error}", page.display());
            read.push(page.clone());
        }
    }
    fs::remove_dir_all(scratch).unwrap();
    assert_eq!(read, fences, "some are not read");
}

#[test]
fn features_are_proved_by_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    for folder in ["src", "rules", "testdata/tests"] {
        let walk = ignore::WalkBuilder::new(root.join(folder)).build();
        for entry in
            walk.filter_map(Result::ok).filter(|it| it.path().extension().is_some_and(|it| it == "rs"))
        {
            sources.push_str(&fs::read_to_string(entry.path()).unwrap());
        }
    }
    let page = fs::read_to_string(root.join("docs/features.md")).unwrap();
    let rows: Vec<&str> =
        page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| #")).collect();
    for (index, row) in rows.iter().enumerate() {
        assert!(row.starts_with(&format!("| {} |", index + 1)), "rows are numbered from 1: {row}");
        let proofs = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let tests: Vec<&str> = proofs.split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty() || row.contains("not yet"), "nothing proves: {row}");
        for test in tests {
            let is_there = match test {
                "consumers" => root.join(".ci/consumers").is_file(),
                // A trial of the rules, or a part of its name that all trials of this sort have.
                trial if sources.contains(&format!("trial(\"{trial}\", ")) => true,
                part if part.contains('/') => sources.contains(&format!("format!(\"{{}}{part}")),
                test => {
                    sources.contains(&format!("#[test]\n    fn {test}()"))
                        || sources.contains(&format!("#[test]\nfn {test}()"))
                }
            };
            assert!(is_there, "there is no test {test}: {row}");
        }
    }
}

/// What `docs/style.md` says not to write: the first column of its first table.
fn discouraged() -> Vec<String> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/style.md")).unwrap();
    let table = page.split("| Instead of |").nth(1).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let phrases = rows.map(|row| row.split('`').nth(1).unwrap().to_owned());
    phrases.collect()
}

/// Whether a line has a phrase as words of its own. That there is none of something is plain English.
fn says(line: &str, phrase: &str) -> bool {
    let is_plain = |(at, _): &(usize, &str)| {
        let (before, after) = (&line[..*at], &line[at + phrase.len()..]);
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let is_whole = !before.ends_with(is_word) && !after.starts_with(is_word);
        let is_verb = phrase.starts_with("is ") || phrase.starts_with("are ");
        let is_fine = before.trim_end().to_ascii_lowercase().ends_with("there")
            || after.starts_with(" longer")
            || after.starts_with(" more");
        is_whole && !(is_verb && is_fine)
    };
    line.match_indices(phrase).any(|found| is_plain(&found))
}

#[test]
fn pages_and_messages_keep_to_the_style() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let phrases = discouraged();
    assert!(phrases.len() > 10, "{phrases:?}");
    let mut files: Vec<PathBuf> = pages().into_iter().filter(|page| !page.ends_with("style.md")).collect();
    for folder in ["src", "rules"] {
        let walk = ignore::WalkBuilder::new(root.join(folder)).build().filter_map(Result::ok);
        let is_read = |path: &Path| {
            let ending = path.extension().unwrap_or_default();
            (ending == "rs" || ending == "md") && !path.starts_with(root.join("src/schema/table"))
        };
        files.extend(walk.map(ignore::DirEntry::into_path).filter(|path| is_read(path)));
    }
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for (index, line) in text.lines().enumerate() {
            for phrase in phrases.iter().filter(|phrase| says(line, phrase)) {
                found.push(format!("{}:{}: `{phrase}`: {}", file.display(), index + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "docs/style.md says what to write instead:\n{}", found.join("\n"));
}

#[test]
fn phrases_are_words_of_their_own() {
    assert!(says("`x` is no port", "is no"));
    assert!(says("is none", "is none"));
    for line in ["there is no port", "it is no longer there", "this note", "is not a port"] {
        assert!(!says(line, "is no"), "{line}");
    }
    assert!(!says("recommend", "mend") && !says("mended", "mend") && says("mend it", "mend"));
}
