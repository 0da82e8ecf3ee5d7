//! What `build` writes, and what it never touches.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::sandbox::Sandbox;

fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).expect("bytes"));
            }
        }
    }
    found
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    let sandbox = Sandbox::quickstart();
    sandbox.ok(&["build", "-o", "one"]);
    let mut other = Sandbox::quickstart();
    other.set_env("RAYON_NUM_THREADS", "1");
    other.ok(&["build", "-o", "two"]);
    let one = tree(&sandbox.path().join("one"));
    assert_eq!(one, tree(&other.path().join("two")));
    assert!(one.keys().any(|name| name == "virginia/cluster.tf"));
    assert!(one.keys().any(|name| name.starts_with("helm/main/kueue/")));
    assert!(one.keys().any(|name| name.starts_with("kubernetes/main/search/")));
}

#[test]
fn a_line_above_changes_no_file() {
    let sandbox = Sandbox::quickstart();
    sandbox.ok(&["build", "-o", "b"]);
    let before = tree(&sandbox.path().join("b"));
    sandbox.edit("search.mlp.kdl", "tenant \"search\"", "// one more line\ntenant \"search\"");
    sandbox.ok(&["build", "-o", "b"]);
    assert_eq!(before, tree(&sandbox.path().join("b")));
}

#[test]
fn stale_files_go_and_foreign_ones_stay() {
    let sandbox = Sandbox::quickstart();
    sandbox.ok(&["build", "-o", "b"]);
    let foreign = sandbox.path().join("b/virginia/mine.tf");
    fs::write(&foreign, "# mine\n").expect("a file");
    let edited = sandbox.path().join("b/virginia/network.tf");
    fs::write(&edited, "# edited by hand\n").expect("a file");
    fs::remove_file(sandbox.path().join("ads.mlp.kdl")).expect("a tenant goes");
    sandbox.edit("search.mlp.kdl", "    grant \"clicks\" to=\"ads\" access=\"read\" until=\"2027-06-30\"\n", "");
    let ran = sandbox.run(&["build", "-o", "b"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("left alone") && ran.err.contains("network.tf"), "{}", ran.err);
    assert!(!sandbox.path().join("b/virginia/tenant-ads.tf").exists());
    assert!(!sandbox.path().join("b/kubernetes/main/ads").exists());
    assert_eq!(fs::read_to_string(foreign).expect("mine"), "# mine\n");
    assert_eq!(fs::read_to_string(edited).expect("edited"), "# edited by hand\n");
}

#[test]
fn a_build_of_one_part_leaves_the_others_alone() {
    let sandbox = Sandbox::quickstart();
    sandbox.ok(&["build", "-o", "b"]);
    let edited = sandbox.path().join("b/virginia/network.tf");
    fs::write(&edited, "# edited by hand\n").expect("a file");
    let before = tree(&sandbox.path().join("b"));
    for part in ["helm", "kubernetes"] {
        let ran = sandbox.ok(&["build", "-o", "b", "--only", part]);
        assert!(ran.err.contains("0 removed") && !ran.err.contains("left alone"), "{}", ran.err);
        assert_eq!(before, tree(&sandbox.path().join("b")), "{part}");
    }
    let ran = sandbox.run(&["build", "-o", "b", "--only", "terraform"]);
    assert!(ran.err.contains("network.tf (it was changed by hand since)"), "{}", ran.err);
    // What goes of the part itself is removed, and every file stays listed as what it is.
    fs::remove_file(sandbox.path().join("ads.mlp.kdl")).expect("a tenant goes");
    sandbox.edit("search.mlp.kdl", "    grant \"clicks\" to=\"ads\" access=\"read\" until=\"2027-06-30\"\n", "");
    sandbox.ok(&["build", "-o", "b", "--only", "kubernetes"]);
    assert!(!sandbox.path().join("b/kubernetes/main/ads").exists());
    assert!(sandbox.path().join("b/virginia/tenant-ads.tf").exists());
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_is_refused_before_anything_is_written() {
    let sandbox = Sandbox::quickstart();
    let outside = sandbox.path().join("outside");
    fs::create_dir_all(&outside).expect("a folder");
    fs::create_dir_all(sandbox.path().join("b")).expect("a folder");
    let link = sandbox.path().join("b/virginia");
    std::os::unix::fs::symlink(&outside, &link).expect("a link");
    let ran = sandbox.run(&["build", "-o", "b"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("virginia is a link that leads out of"), "{}", ran.err);
    assert_eq!(fs::read_dir(&outside).expect("a folder").count(), 0);
    assert!(!sandbox.path().join("b/kubernetes").exists());
    fs::remove_file(&link).expect("the link");
    let target = sandbox.path().join("precious.tf");
    fs::write(&target, "# precious\n").expect("a file");
    fs::create_dir_all(&link).expect("a folder");
    std::os::unix::fs::symlink(&target, link.join("network.tf")).expect("a link");
    let ran = sandbox.run(&["build", "-o", "b"]);
    assert_ne!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(fs::read_to_string(&target).expect("a file"), "# precious\n");
    // The folder itself may be reached through a link: that is the user's choice.
    std::os::unix::fs::symlink(sandbox.path().join("c"), sandbox.path().join("d")).expect("a link");
    fs::create_dir_all(sandbox.path().join("c")).expect("a folder");
    sandbox.ok(&["build", "-o", "d"]);
}
