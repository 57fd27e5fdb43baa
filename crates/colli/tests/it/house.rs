//! The rules of the house that a compiler does not know: who may use whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// The rows of ARCHITECTURE.md between `| crate | is | may use |` and the next blank line: crate → what it may use.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text
        .lines()
        .skip_while(|line| *line != "| crate | is | may use |")
        .skip(2);
    rows.take_while(|line| line.starts_with('|'))
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            let uses = cells[2]
                .split(", ")
                .filter(|name| *name != "–")
                .map(|name| format!("colli-{name}"))
                .collect();
            (cells[0].to_owned(), uses)
        })
        .collect()
}

/// The manifest of each crate below `crates/`.
fn manifests() -> BTreeMap<String, toml::Table> {
    let folders = fs::read_dir(root().join("crates")).unwrap();
    folders
        .map(|folder| {
            let text = fs::read_to_string(folder.unwrap().path().join("Cargo.toml")).unwrap();
            let manifest: toml::Table = text.parse().unwrap();
            (manifest["package"]["name"].as_str().unwrap().to_owned(), manifest)
        })
        .collect()
}

fn dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    let table = manifest.get("dependencies").and_then(toml::Value::as_table);
    table.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

#[test]
fn crates_use_only_what_the_table_of_the_architecture_allows() {
    let (allowed, manifests) = (allowed(), manifests());
    assert_eq!(
        allowed.keys().collect::<Vec<_>>(),
        manifests.keys().collect::<Vec<_>>(),
        "the table has one row for each crate"
    );
    for (name, manifest) in &manifests {
        let own: BTreeSet<String> = dependencies(manifest)
            .into_iter()
            .filter(|used| manifests.contains_key(used))
            .collect();
        let excess: Vec<_> = own.difference(&allowed[name]).collect();
        assert!(excess.is_empty(), "{name} may not use {excess:?}");
    }
}

#[test]
fn the_table_has_one_direction() {
    let mut open = allowed();
    while !open.is_empty() {
        let free: Vec<String> = open
            .iter()
            .filter(|(_, uses)| uses.iter().all(|used| !open.contains_key(used)))
            .map(|(name, _)| name.clone())
            .collect();
        assert!(!free.is_empty(), "a circle among {:?}", open.keys());
        open.retain(|name, _| !free.contains(name));
    }
}

#[test]
fn the_core_is_pure() {
    const IMPURE: [&str; 9] = [
        "axum",
        "hyper",
        "metrics",
        "rusqlite",
        "tempfile",
        "tokio",
        "tracing",
        "aws-lc-rs",
        "toml",
    ];
    let manifests = manifests();
    for name in ["colli-core", "colli-wire"] {
        let used = dependencies(&manifests[name]);
        let impure: Vec<_> = IMPURE.iter().filter(|impure| used.contains(**impure)).collect();
        assert!(impure.is_empty(), "{name} uses {impure:?}");
    }
}

/// Folders of colli-http that are shared by all dialects.
const SHARED: [&str; 5] = ["docs", "middleware", "server", "tools", "unified"];

/// The dialects: folders of colli-http that are not shared.
fn dialects() -> Vec<String> {
    let folders = fs::read_dir(root().join("crates/colli-http/src"))
        .unwrap()
        .map(Result::unwrap);
    let mut names: Vec<String> = folders
        .filter(|folder| folder.path().is_dir())
        .map(|folder| folder.file_name().into_string().unwrap())
        .filter(|name| !SHARED.contains(&name.as_str()))
        .collect();
    names.sort();
    names
}

/// The dialects that `source`, a file of the dialect `own`, imports.
fn imports<'a>(source: &str, own: &str, dialects: &'a [String]) -> Vec<&'a str> {
    // `crate::dhl_parcel` does not name `dhl`.
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let named = |name: &String| {
        let path = format!("crate::{name}");
        let mut after = source.split(&path).skip(1);
        after.any(ends)
            || source.contains(&format!("super::{name}::"))
            || source.contains("use crate::{") && source.contains(&format!(" {name}::"))
    };
    dialects
        .iter()
        .filter(|name| *name != own && named(name))
        .map(String::as_str)
        .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| sources(folder));
    files
        .into_iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs"))
        .chain(below)
        .collect()
}

#[test]
fn dialects_never_import_each_other() {
    let dialects = dialects();
    assert!(dialects.contains(&"dhl_parcel".to_owned()), "{dialects:?}");
    for own in &dialects {
        for path in sources(&root().join("crates/colli-http/src").join(own)) {
            let found = imports(&fs::read_to_string(&path).unwrap(), own, &dialects);
            assert!(found.is_empty(), "{} imports {found:?}", path.display());
        }
    }
}

#[test]
fn the_import_check_sees_every_way_to_write_an_import() {
    let dialects = ["shippo".to_owned(), "dhl_parcel".to_owned(), "dhl".to_owned()];
    assert_eq!(imports("use crate::dhl_parcel::x;", "dhl", &dialects), ["dhl_parcel"]);
    assert_eq!(imports("use crate::{docs, dhl::x};", "shippo", &dialects), ["dhl"]);
    for source in [
        "use crate::shippo::error;",
        "use super::super::shippo::x;",
        "use crate::{docs, shippo::auth};",
    ] {
        assert_eq!(imports(source, "dhl_parcel", &dialects), ["shippo"], "{source}");
    }
    assert!(
        imports(
            "use crate::middleware; use super::error; // as shippo does",
            "dhl_parcel",
            &dialects
        )
        .is_empty()
    );
}

#[test]
fn documents_keep_their_length() {
    for (file, lines_max) in [("ARCHITECTURE.md", 200), ("CONTRIBUTING.md", 150)] {
        let lines = fs::read_to_string(root().join(file)).unwrap().lines().count();
        assert!(lines <= lines_max, "{file} has {lines} lines, at most {lines_max}");
    }
}
