use proptest::prelude::*;

use super::*;

fn tree(paths: &[&str]) -> Tree {
    let mut tree = Tree::default();
    for path in paths {
        tree.insert(path, TreeFile::text(path))
            .expect("a path that is fine");
    }
    tree
}

fn paths(tree: &Tree) -> Vec<&str> {
    tree.iter().map(|(path, _)| path).collect()
}

#[test]
fn only_paths_that_are_safe_everywhere_are_taken() {
    use PathFault::*;
    let long = "a".repeat(256);
    let deep = "a/".repeat(33);
    for (path, fault) in [
        ("", Empty),
        ("./", Empty),
        ("/etc/passwd", Absolute),
        ("\\\\host\\share", Absolute),
        ("..", Parent),
        ("a/../../b", Parent),
        (".git/hooks/pre-commit", Git),
        ("a/.GIT/config", Git),
        ("GIT~1/config", Git),
        (".git. /config", Git),
        ("a\0b", Hazard),
        ("a\nb", Hazard),
        ("a\u{202e}b", Hazard),
        (".g\u{200c}it/config", Hazard),
        ("cafe\u{301}", Decomposed),
        ("NUL", Windows),
        ("a/com7.txt", Windows),
        ("aux .txt", Windows),
        ("a:b", Windows),
        ("C:\\x", Windows),
        ("a./b", Windows),
        ("a ", Windows),
        (long.as_str(), TooLong),
        (deep.as_str(), TooDeep),
    ] {
        let refused = Tree::default().insert(path, TreeFile::default());
        assert!(
            matches!(&refused, Err(TreeError::Path { fault: found, .. }) if *found == fault),
            "{path:?}: {refused:?}"
        );
    }
    for (path, kept) in [
        ("./src//main.rs", "src/main.rs"),
        (".github/workflows/ci.yaml", ".github/workflows/ci.yaml"),
        (".gitignore", ".gitignore"),
        ("docs/café.md", "docs/café.md"),
        ("a..b/c", "a..b/c"),
        ("common.txt", "common.txt"),
    ] {
        assert_eq!(paths(&tree(&[path])), [kept]);
    }
}

#[test]
fn what_some_systems_take_for_the_same_is_refused() {
    let mut one = tree(&["README.md", "src/main.rs"]);
    for (path, sentence) in [
        (
            "readme.md",
            "`readme.md` differs from `README.md` only by its case, which some systems do not see",
        ),
        (
            "Src/lib.rs",
            "`Src/lib.rs` differs from `src` only by its case, which some systems do not see",
        ),
        ("src", "`src` would be both a file and a folder"),
        ("README.md/x", "`README.md` would be both a file and a folder"),
    ] {
        let before = one.clone();
        let refused = one.insert(path, TreeFile::default()).expect_err("a clash");
        assert_eq!(refused.to_string(), sentence);
        assert_eq!(one, before);
    }
    one.remove("README.md");
    one.insert("readme.md", TreeFile::default())
        .expect("the other one is gone");
}

#[test]
fn files_and_bytes_have_an_end() {
    let mut many = Tree::default();
    for n in 0..MOST_FILES {
        many.insert(&n.to_string(), TreeFile::default()).expect("room");
    }
    assert_eq!(
        many.insert("more", TreeFile::default()),
        Err(TreeError::TooManyFiles)
    );
    let file = |size: usize| TreeFile {
        bytes: vec![0; size].into(),
        executable: false,
    };
    let mut large = Tree::default();
    assert!(matches!(
        large.insert("a", file(MOST_FILE_BYTES + 1)),
        Err(TreeError::FileTooLarge { .. })
    ));
    let full = file(MOST_FILE_BYTES);
    for n in 0..MOST_BYTES / MOST_FILE_BYTES {
        large.insert(&n.to_string(), full.clone()).expect("room");
    }
    assert_eq!(large.insert("more", file(1)), Err(TreeError::TooLarge));
    large.insert("0", file(1)).expect("what is replaced makes room");
}

#[test]
fn files_and_folders_are_renamed_or_nothing_is() {
    let mut files = tree(&["a/x", "a/y", "ab", "b"]);
    assert_eq!(files.rename("a", "c/d", false), Ok(2));
    assert_eq!(paths(&files), ["ab", "b", "c/d/x", "c/d/y"]);
    assert_eq!(
        files.rename("b", "ab", false),
        Err(TreeError::Taken { path: "ab".into() })
    );
    assert_eq!(files.rename("b", "ab", true), Ok(1));
    assert_eq!(
        files.rename("c", "c/e", false),
        Err(TreeError::IntoItself { path: "c".into() })
    );
    assert_eq!(
        files.rename("no", "e", false),
        Err(TreeError::Missing { path: "no".into() })
    );
    assert_eq!(files.rename("ab", "AB", false), Ok(1));
    assert_eq!(paths(&files), ["AB", "c/d/x", "c/d/y"]);
}

#[test]
fn globs_match_files_and_whole_folders() {
    let files = tree(&["a.md", "docs/a.md", "docs/deep/b.md", "src/main.rs"]);
    for (glob, found) in [
        ("*.md", &["a.md"][..]),
        ("**/*.md", &["a.md", "docs/a.md", "docs/deep/b.md"]),
        ("docs", &["docs/a.md", "docs/deep/b.md"]),
        ("./docs/*/", &["docs/a.md", "docs/deep/b.md"]),
        ("{src,docs/deep}/**", &["docs/deep/b.md", "src/main.rs"]),
        ("../*", &[]),
    ] {
        assert_eq!(
            files.matching(&[glob.to_owned()]).expect("a glob"),
            found,
            "{glob}"
        );
    }
    assert!(files.matching(&["a[".to_owned()]).is_err());
}

#[test]
fn changes_show_text_and_tell_what_is_none_by_its_size() {
    let before = tree(&["gone", "same", "script"]);
    let mut after = tree(&["same", "script"]);
    after
        .insert(
            "image",
            TreeFile {
                bytes: [0, 255, 1][..].into(),
                executable: false,
            },
        )
        .expect("fine");
    after
        .insert(
            "script",
            TreeFile {
                bytes: b"script"[..].into(),
                executable: true,
            },
        )
        .expect("fine");
    let told: Vec<_> = after
        .changes_since(&before)
        .into_iter()
        .map(|c| (c.what, c.before, c.after))
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [
            ("gone".into(), some("gone"), None),
            ("image".into(), None, some("(no text, 3 bytes)")),
            ("script (executable)".into(), some("script"), some("script")),
        ]
    );
}

fn any_path() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-cA-C./]{1,8}",
        "([a-c]{1,2}/){0,3}[a-c]{1,2}",
        proptest::collection::vec(any::<char>(), 0..6).prop_map(String::from_iter),
    ]
}

proptest! {
    #[test]
    fn whatever_is_put_in_stays_below_and_is_consistent(paths in proptest::collection::vec(any_path(), 0..24)) {
        let mut files = Tree::default();
        for path in &paths {
            let before = files.clone();
            if files.insert(path, TreeFile::text(path)).is_err() {
                prop_assert_eq!(&files, &before);
            }
        }
        for (path, _) in files.iter() {
            prop_assert!(!path.starts_with('/') && !path.contains('\\') && !path.contains(':'));
            prop_assert!(path.split('/').all(|name| !matches!(name, "" | "." | "..") && !name.eq_ignore_ascii_case(".git")));
        }
        let mut again = Tree::default();
        let all: Vec<_> = files.iter().map(|(path, file)| (path.to_owned(), file.clone())).collect();
        for (path, file) in all.into_iter().rev() {
            prop_assert!(again.insert(&path, file).is_ok());
        }
        prop_assert_eq!(again.digest(), files.digest());
        prop_assert_eq!(&again, &files);
        for path in &paths {
            files.remove(path);
        }
        prop_assert_eq!(files, Tree::default());
    }

    #[test]
    fn different_trees_have_different_digests(a in "[ab]{0,3}", b in "[ab]{0,3}", executable: bool) {
        let one = |path: &str, text: &str| {
            let mut tree = Tree::default();
            let file = TreeFile { bytes: text.as_bytes().into(), executable };
            tree.insert(&format!("x{path}"), file).map(|()| tree)
        };
        let (left, right) = (one(&a, &b), one(&b, &a));
        if let (Ok(left), Ok(right)) = (left, right) {
            prop_assert_eq!(left.digest() == right.digest(), a == b);
        }
    }

    #[test]
    fn renaming_there_and_back_changes_nothing(paths in proptest::collection::btree_set("([a-c]/){0,2}[a-c]", 1..8)) {
        let mut files = Tree::default();
        for path in &paths {
            let _ = files.insert(path, TreeFile::text(path));
        }
        let before = files.clone();
        let first = files.iter().next().map(|(path, _)| path.to_owned()).unwrap_or_default();
        if files.rename(&first, "moved/away", false).is_ok() {
            prop_assert!(files.rename("moved/away", &first, false).is_ok());
        }
        prop_assert_eq!(files, before);
    }
}
