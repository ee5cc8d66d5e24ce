//! The same input gives the same output, byte for byte, on any number of threads, and exactly the faults that
//! were planted are found.

#[path = "../bench/mesh_generator.rs"]
mod mesh_generator;
#[path = "support/scratch.rs"]
mod scratch;
mod support;

use std::process::Output;

use mesh_generator::{Fault, GeneratedMesh, Shape, generate};
use scratch::Scratch;
use serde_json::Value;

fn mesh(documents: usize, faults: &[Fault]) -> GeneratedMesh {
    generate(&Shape { faults: faults.to_vec(), ..Shape::with_documents(documents) })
}

fn written(mesh: &GeneratedMesh) -> Scratch {
    let scratch = Scratch::new();
    mesh.write_to(scratch.path()).expect("the folder can be written");
    scratch
}

fn check(scratch: &Scratch, threads: &str, args: &[&str]) -> Output {
    let mut command = support::meshlint();
    command.current_dir(scratch.path()).env("RAYON_NUM_THREADS", threads).arg("check").args(args);
    command.output().expect("meshlint starts")
}

/// Rule, path, line, kind, namespace and name of all warnings and errors.
type Found = (String, String, u64, String, String, String);

fn found(document: &Value) -> Vec<Found> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = document["diagnostics"].as_array().expect("a list");
    let mut found: Vec<Found> = list
        .iter()
        .filter(|finding| finding["severity"] != "info")
        .map(|finding| {
            let resource = &finding["resource"];
            let [kind, namespace, name] = ["kind", "namespace", "name"].map(|key| text(&resource[key]));
            let line = finding["start"]["line"].as_u64().expect("a number");
            (text(&finding["rule"]), text(&finding["path"]), line, kind, namespace, name)
        })
        .collect();
    found.sort();
    found
}

fn planted(mesh: &GeneratedMesh) -> Vec<Found> {
    let mut planted: Vec<Found> = mesh
        .planted
        .iter()
        .map(|fault| {
            let (kind, namespace) = (fault.kind.to_owned(), fault.namespace.clone());
            (
                fault.rule.to_owned(),
                fault.path.clone(),
                fault.line as u64,
                kind,
                namespace,
                fault.name.clone(),
            )
        })
        .collect();
    planted.sort();
    planted
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let faults: Vec<Fault> = Fault::ALL.iter().flat_map(|&fault| [fault; 4]).collect();
    let mesh = mesh(3000, &faults);
    let scratch = written(&mesh);
    // Damage of every kind, so that problems of the input are among what has to keep its order.
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/mutation/corpus");
    for entry in std::fs::read_dir(corpus).expect("readable") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        scratch.write(&format!("corpus/{name}"), std::fs::read(&path).expect("readable"));
    }
    scratch.write("list.yaml", mesh.as_list());
    for format in ["text", "concise", "json"] {
        let args = ["--min-severity", "info", "--format", format, "."];
        let expected = check(&scratch, "1", &args);
        assert_eq!(expected.status.code(), Some(1));
        let text = String::from_utf8_lossy(&expected.stdout);
        for part in ["corpus/", "list.yaml", "MSL0207", "IST0101"] {
            assert!(text.contains(part), "{format} says nothing of {part}");
        }
        for threads in ["1", "2", "8"] {
            let output = check(&scratch, threads, &args);
            assert!(output.stdout == expected.stdout, "{format} differs with {threads} threads");
            assert!(output.stderr == expected.stderr, "{format} differs with {threads} threads on stderr");
        }
    }
}

#[test]
fn exactly_the_planted_faults_are_found() {
    for (documents, seed) in [(300, 1), (1000, 2), (3000, 3)] {
        let shape = Shape { seed, faults: Fault::ALL.to_vec(), ..Shape::with_documents(documents) };
        let mesh = generate(&shape);
        let scratch = written(&mesh);
        let output = check(&scratch, "2", &["--format", "json", "."]);
        let document = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(found(&document), planted(&mesh), "{documents} documents, seed {seed}");
    }
}

#[test]
fn nothing_is_found_in_a_mesh_without_faults() {
    for documents in [100, 3000] {
        let mesh = mesh(documents, &[]);
        let scratch = written(&mesh);
        let output = check(&scratch, "2", &["--format", "json", "."]);
        let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!((found(&document), output.status.code()), (Vec::new(), Some(0)));
        assert_eq!(document["summary"]["resources"], mesh.documents);
        assert_eq!(document["summary"]["skipped"], Value::Array(Vec::new()));
        // The certificates are kept elsewhere: only they are missing where this is all there is.
        let output = check(&scratch, "2", &["--complete", "--format", "json", "."]);
        let document = serde_json::from_slice(&output.stdout).expect("JSON");
        let others: Vec<_> =
            found(&document).into_iter().filter(|(rule, ..)| rule != "credential-not-found").collect();
        assert_eq!(others, []);
    }
}

#[test]
fn a_list_on_standard_input_gives_the_same() {
    let mesh = mesh(3000, &Fault::ALL);
    let run = support::check_stdin(mesh.as_list().as_bytes(), &[]);
    let mut found: Vec<(&str, &str)> = run
        .findings
        .iter()
        .filter(|finding| finding.severity != "info")
        .map(|finding| (finding.rule.as_str(), finding.name.as_str()))
        .collect();
    let mut expected: Vec<(&str, &str)> =
        mesh.planted.iter().map(|fault| (fault.rule, fault.name.as_str())).collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!((run.status, run.summary["resources"].as_u64()), (1, Some(mesh.documents as u64)));
    assert!(run.findings.iter().all(|finding| finding.path == "-"));
}
