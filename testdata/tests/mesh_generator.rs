//! Tests of the benchmark's mesh generator itself.

#[path = "../bench/mesh_generator.rs"]
mod mesh_generator;

use std::collections::HashSet;

use mesh_generator::{Fault, GeneratedMesh, Planted, Shape, generate};

fn with_every_fault(documents: usize, seed: u64) -> GeneratedMesh {
    generate(&Shape { seed, faults: Fault::ALL.to_vec(), ..Shape::with_documents(documents) })
}

/// The line of the mesh that a planted fault points at, without the white space around it.
fn line_at<'a>(mesh: &'a GeneratedMesh, planted: &Planted) -> &'a str {
    let file = mesh.files.iter().find(|file| file.path == planted.path).expect("the file is there");
    file.text.lines().nth(planted.line - 1).expect("the line is there").trim()
}

#[test]
fn the_same_shape_gives_the_same_mesh() {
    assert_eq!(with_every_fault(2000, 7), with_every_fault(2000, 7));
    assert_ne!(with_every_fault(2000, 7), with_every_fault(2000, 8));
}

#[test]
fn the_mesh_has_about_as_many_documents_as_asked_for() {
    for wanted in [500, 1000, 2_000, 5_000, 18_600] {
        let mesh = generate(&Shape::with_documents(wanted));
        assert!(mesh.documents.abs_diff(wanted) * 50 <= wanted, "{} for {wanted}", mesh.documents);
    }
}

#[test]
fn a_mesh_without_faults_has_nothing_planted() {
    let mesh = generate(&Shape::with_documents(1000));
    assert!(mesh.planted.is_empty());
    assert!(mesh.files.iter().all(|file| !file.text.contains('\u{1}')));
}

#[test]
fn every_fault_is_planted_once_in_an_object_of_its_own() {
    for (documents, seed) in [(300, 1), (300, 2), (1000, 3), (5000, 4)] {
        let mesh = with_every_fault(documents, seed);
        let faults: HashSet<Fault> = mesh.planted.iter().map(|planted| planted.fault).collect();
        let paths: HashSet<&str> = mesh.planted.iter().map(|planted| planted.path.as_str()).collect();
        assert_eq!(faults, HashSet::from_iter(Fault::ALL));
        assert_eq!((mesh.planted.len(), paths.len()), (Fault::ALL.len(), Fault::ALL.len()));
    }
}

#[test]
fn a_fault_named_twice_is_planted_twice() {
    let faults = Fault::ALL.iter().flat_map(|&fault| [fault, fault]).collect();
    let mesh = generate(&Shape { faults, ..Shape::with_documents(2000) });
    let paths: HashSet<&str> = mesh.planted.iter().map(|planted| planted.path.as_str()).collect();
    for fault in Fault::ALL {
        let times = mesh.planted.iter().filter(|planted| planted.fault == fault).count();
        assert_eq!(times, 2, "{fault:?}");
    }
    assert_eq!(paths.len(), mesh.planted.len(), "each in an object of its own");
}

#[test]
fn each_line_holds_the_planted_text() {
    for seed in 0..6 {
        let mesh = with_every_fault(1000, seed);
        let clean = generate(&Shape { seed, ..Shape::with_documents(1000) });
        for planted in &mesh.planted {
            let line = line_at(&mesh, planted);
            let (namespace, name) = (&planted.namespace, &planted.name);
            let start = match planted.fault {
                Fault::GatewayNameTypo => "- istio-ingress/".to_owned(),
                Fault::SubsetTypo => "subset: v3".to_owned(),
                Fault::SelectorTypo => "istio: inressgateway".to_owned(),
                Fault::HostTypo => "host: ".to_owned(),
                Fault::PortMissing => "number: 8081".to_owned(),
                Fault::HostNotOnGateway => format!("- {}{}-{namespace}.", &name[..2], &name[3..]),
                Fault::DuplicateResource => format!("name: {name}"),
                Fault::BothInjectionLabels => "istio.io/rev: default".to_owned(),
                Fault::UnknownField => "timeot: ".to_owned(),
                Fault::WrongType => "number: \"".to_owned(),
                Fault::DuplicateKey => format!("app: {}", name.trim_end_matches("-v1")),
                Fault::PortNotOnGatewayService => "number: 8443".to_owned(),
                Fault::CredentialMissing => "credentialName: ".to_owned(),
            };
            assert!(line.starts_with(&start), "{planted:?}: {line}");
            let unseen = clean.files.iter().all(|file| file.text.lines().all(|clean| clean.trim() != line));
            let repeats = matches!(planted.fault, Fault::DuplicateResource | Fault::DuplicateKey);
            assert!(unseen || repeats, "{line} stands in the clean mesh too");
        }
    }
}

#[test]
fn the_list_holds_every_document() {
    let mesh = generate(&Shape::with_documents(500));
    let items = mesh.as_list().lines().filter(|line| line.starts_with("- apiVersion: ")).count();
    assert_eq!(items, mesh.documents);
}

#[test]
fn the_mesh_is_written_as_its_files() {
    let dir = std::env::temp_dir().join(format!("meshlint-generator-{}", std::process::id()));
    let mesh = generate(&Shape::with_documents(100));
    mesh.write_to(&dir).expect("the folder can be written");
    let same = mesh
        .files
        .iter()
        .all(|file| std::fs::read_to_string(dir.join(&file.path)).is_ok_and(|written| written == file.text));
    std::fs::remove_dir_all(&dir).expect("the folder can be removed");
    assert!(same);
}
