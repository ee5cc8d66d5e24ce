//! How worlds are found among leaves.

use super::homes::Leaf;
use super::variants::split;
use crate::source::SourceId;

/// Leaves from folders and what they hold.
fn leaves(list: &[(&str, &[u32])]) -> Vec<Leaf> {
    let leaf = |(index, (folder, keys)): (usize, &(&str, &[u32]))| Leaf {
        folders: folder.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect(),
        source: SourceId(index as u32),
        keys: keys.to_vec(),
        own: 0,
        is_context: false,
        is_built: false,
    };
    list.iter().enumerate().map(leaf).collect()
}

fn worlds(list: &[(&str, &[u32])]) -> Vec<(String, Vec<usize>)> {
    split(&leaves(list))
}

fn named(name: &str, members: &[usize]) -> (String, Vec<usize>) {
    (name.to_owned(), members.to_vec())
}

#[test]
fn nothing_in_common_is_one_world() {
    assert_eq!(worlds(&[]), [named("", &[])]);
    assert_eq!(worlds(&[("dev", &[1]), ("prod", &[2]), ("", &[3])]), [named("", &[0, 1, 2])]);
}

#[test]
fn every_variant_is_in_a_world_and_no_world_has_two() {
    let list: &[(&str, &[u32])] = &[
        ("", &[9]),
        ("clusters/a", &[1]),
        ("clusters/b", &[1]),
        ("x/dev", &[2]),
        ("x/prod", &[2]),
        ("x/qa", &[2]),
    ];
    assert_eq!(worlds(list), [named("dev", &[0, 1, 3]), named("prod", &[0, 2, 4]), named("qa", &[0, 1, 5])]);
}

#[test]
fn what_varies_by_itself_is_not_multiplied() {
    let list: &[(&str, &[u32])] = &[
        ("clusters/a", &[1]),
        ("clusters/b", &[1]),
        ("clusters/c", &[1]),
        ("x/y/overlays/one/dev", &[2, 5]),
        ("x/y/overlays/one/qa", &[3, 5]),
        ("x/y/overlays/two", &[2]),
    ];
    let found = worlds(list);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a/qa", "b", "c/dev"], "`a/dev` and `c/qa` hold nothing that no other one does");
}

#[test]
fn many_folders_stay_linear() {
    let folders: Vec<String> = (0..5000).map(|index| format!("apps/app{index}")).collect();
    let keys: Vec<[u32; 2]> = (0..5000).map(|index| [0, index + 1]).collect();
    let list: Vec<(&str, &[u32])> =
        folders.iter().zip(&keys).map(|(folder, keys)| (folder.as_str(), &keys[..])).collect();
    assert_eq!(worlds(&list).len(), 1, "one object in all of them is an accident, or meant");
}

#[test]
fn nesting_is_followed_to_the_end() {
    let deep = ["dev/dev/dev/dev/dev/dev/dev/dev/dev", "prod/dev/dev/dev/dev/dev/dev/dev/dev"];
    let list: Vec<(&str, &[u32])> = deep.iter().map(|folder| (*folder, &[1][..])).collect();
    assert_eq!(worlds(&list), [named("dev", &[0]), named("prod", &[1])]);
}

#[test]
fn what_is_applied_over_another_folder_is_in_its_world() {
    let list: &[(&str, &[u32])] = &[("k8s", &[1, 2, 3, 6]), ("examples/big", &[2, 3]), ("istio", &[4])];
    assert_eq!(worlds(list), [named("", &[0, 1, 2])]);
    let list: &[(&str, &[u32])] = &[("k8s", &[1, 2, 3]), ("examples/big", &[2, 3, 5]), ("istio", &[4])];
    assert_eq!(worlds(list).len(), 2);
}

#[test]
fn long_names_are_cut_to_what_tells_them_apart() {
    let long = "a-long-name-of-an-environment/prod";
    let list: Vec<(String, &[u32])> = [
        (format!("overlays/{long}/overlays/one-of-several"), &[1, 2][..]),
        (format!("overlays/{long}/overlays/another-one"), &[1, 2][..]),
        ("overlays/dev".to_owned(), &[1][..]),
    ]
    .into();
    let list: Vec<(&str, &[u32])> = list.iter().map(|(folder, keys)| (folder.as_str(), *keys)).collect();
    let found = worlds(&list);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["another-one", "one-of-several", "dev"]);
}
