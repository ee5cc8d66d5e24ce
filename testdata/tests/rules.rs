//! Every rule's folder: its code, its page, its examples and what they give.
//!
//! An entry of `bad/` or `good/`, a file or a folder, is one example. A folder may hold a file
//! `args.txt` with flags for `meshlint check`. Each example is a trial, as is each page and what the bad
//! examples of a rule print: `cargo test --test rules gateway-not-found` runs those of one rule.

#[path = "rules/catalogue.rs"]
mod catalogue;
#[path = "rules/example.rs"]
mod example;
#[path = "rules/fields.rs"]
mod fields;
#[path = "rules/fixes.rs"]
mod fixes;
#[path = "rules/istioctl.rs"]
mod istioctl;
#[path = "rules/limits.rs"]
mod limits;
#[path = "rules/paths.rs"]
mod paths;
#[path = "support/scratch.rs"]
mod scratch;
mod support;

use std::process::ExitCode;
use std::sync::Arc;

use clap::ValueEnum;
use example::{Example, folder};
use libtest_mimic::{Arguments, Failed, Trial};
use meshlint::engine::{Check, Rule};
use meshlint::finding::{Group, Severity};
use meshlint::platform::Platform;
use meshlint::rules;

fn main() -> ExitCode {
    // Where it is not the root of the repository already, nothing has been started that would mind.
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).expect("the repository is there");
    let mut trials = vec![
        trial("folders_and_list_agree", catalogue::folders_and_list_agree),
        trial("names_and_codes_are_well_formed", catalogue::names_and_codes_are_well_formed),
        trial("index_is_up_to_date", catalogue::index_is_up_to_date),
        trial("rules_with_fixes_are_listed", fixes::are_listed),
        trial("public_codes", public_codes),
        trial("table_of_istioctl_is_up_to_date", istioctl::table_of_istioctl_is_up_to_date),
        trial("complaints_are_named_on_the_pages", istioctl::complaints_are_named_on_the_pages),
        trial("paths_that_lead_nowhere_are_found", paths::that_lead_nowhere_are_found),
        trial("program_says_the_same", program_says_the_same),
    ];
    let mut of_platforms = Vec::new();
    for &rule in rules::ALL {
        let [bad, good] = ["bad", "good"].map(|kind| {
            let examples = Example::all(rule, kind);
            examples.into_iter().map(Arc::new).collect::<Vec<_>>()
        });
        for example in &bad {
            let example = Arc::clone(example);
            let name = format!("{}/bad/{}", rule.name, example.name);
            trials.push(trial(name, move || bad_example_is_found(&example)));
        }
        for example in &good {
            let example = Arc::clone(example);
            let name = format!("{}/good/{}", rule.name, example.name);
            trials.push(trial(name, move || good_example_is_clean(&example)));
        }
        let all: Vec<Arc<Example>> = bad.iter().chain(&good).cloned().collect();
        if rule.group == Group::Platform {
            of_platforms.extend(all.iter().cloned());
        }
        let shown = bad.clone();
        trials.push(trial(format!("{}/fix", rule.name), move || fixes::are_as_shown(rule, &shown)));
        let has_both = !bad.is_empty() && !good.is_empty();
        trials.push(trial(format!("{}/expected", rule.name), move || {
            assert!(has_both, "it lacks bad examples, or good ones");
            bad_examples_print_what_is_expected(rule, &bad);
        }));
        trials.push(trial(format!("{}/page", rule.name), || page_is_complete(rule)));
        if let Check::Object(subjects) | Check::Deployed(subjects) = rule.check {
            trials.push(trial(format!("{}/paths", rule.name), || paths::of_subjects_exist(subjects)));
            trials.push(trial(format!("{}/fields", rule.name), move || {
                fields::are_in_examples(rule, subjects, &all)
            }));
        }
    }
    for &platform in Platform::value_variants() {
        let name = limits::name(platform);
        trials.push(trial(format!("platform/{name}/paths"), move || paths::of_limits_exist(platform)));
        let examples = of_platforms.clone();
        trials.push(trial(format!("platform/{name}/limits"), move || {
            limits::have_examples(platform, &examples)
        }));
    }
    let mut args = Arguments::from_args();
    let is_rule = |filter: &mut String| rules::ALL.iter().any(|rule| rule.name == filter);
    if let Some(name) = args.filter.take_if(is_rule) {
        // Of `gateway-not-found` those of `route-gateway-not-found` are not meant.
        trials.retain(|trial| trial.name().split('/').next() == Some(&name));
    }
    libtest_mimic::run(&args, trials).exit_code()
}

/// A trial that fails by a panic, as a test does.
fn trial(name: impl Into<String>, run: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        run();
        Ok::<(), Failed>(())
    })
}

/// The public names of all rules: a change here is a change for users.
fn public_codes() {
    let list: Vec<String> =
        rules::ALL.iter().map(|rule| format!("{} {} {}", rule.code, rule.name, rule.severity)).collect();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("public_codes", list.join("\n"));
    });
}

/// Sections that every page has, in this order.
const SECTIONS: [&str; 5] =
    ["## Why it matters", "## Example", "## How to fix it", "## When to ignore it", "## Sources"];

fn page_is_complete(rule: &Rule) {
    let title = format!("# {} {}\n", rule.code, rule.name);
    assert!(rule.doc.starts_with(&title), "the page begins with {title:?}");
    let mut from = 0;
    for section in SECTIONS {
        let at = rule.doc[from..].find(&format!("\n{section}\n"));
        from += at.unwrap_or_else(|| panic!("the page lacks {section:?}, or has it elsewhere"));
    }
}

fn bad_example_is_found(example: &Example) {
    let run = example.run();
    assert!(run.findings.iter().any(|found| found.rule == &example.rule.info), "nothing is found");
    let others = run.lines(|found| {
        found.rule != &example.rule.info && found.severity.is_some_and(|severity| severity > Severity::Info)
    });
    assert!(others.is_empty(), "it has other faults, too: {others:#?}");
}

fn good_example_is_clean(example: &Example) {
    let faults = example.run().lines(|found| {
        let is_fault = |severity| found.rule == &example.rule.info || severity > Severity::Info;
        found.severity.is_some_and(is_fault)
    });
    assert!(faults.is_empty(), "it is not clean: {faults:#?}");
}

/// This module is named in the snapshots, so that it is the one that writes them.
fn bad_examples_print_what_is_expected(rule: &Rule, bad: &[Arc<Example>]) {
    let shown: Vec<String> =
        bad.iter().map(|example| format!("==> bad/{}\n{}\n", example.name, example.run().text)).collect();
    insta::with_settings!({
        snapshot_path => std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder(rule)),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("expected", shown.concat().trim_end());
    });
}

/// The program itself, started where an example is, prints what the trials of the example see.
fn program_says_the_same() {
    let told = [
        ("gateway-not-found", "the plain case"),
        ("service-differs-between-clusters", "paths in flags"),
        ("unused-suppression", "a configuration"),
        ("unreadable-file", "a path in a message"),
        ("file-too-large", "files that are skipped"),
        ("envoy-filter-in-use", "`meshlint validate`"),
    ];
    for (name, reason) in told {
        let rule = rules::named(name).next().expect("the rule is there");
        for example in Example::all(rule, "bad") {
            let args = example.args();
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let printed = support::judge(example.verb(), &example.path(), &args);
            assert_eq!(printed.text, example.run().text, "{reason}: {name}/bad/{}", example.name);
            let lines: Vec<&str> = printed.findings.iter().map(|found| &*found.line).collect();
            assert_eq!(lines, example.run().lines(|found| found.severity.is_some()), "{reason}");
        }
    }
}
