//! Figures of edits: 10,000 entity files changed and journaled, and one.
//!
//! `cargo bench --bench edit`; `MUSTER_BENCH_SIZES=1000,10000` chooses how many files. Prints a table in Markdown.

#[path = "support/figures.rs"]
mod figures;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use figures::{Row, median, print_table, thousands};
use muster::config::{FoundBy, Workspace};
use muster::engine::CatalogReader;
use muster::engine::edit::{Edit, Edits};
use muster::model::catalog::edit::{Change, change};
use muster::store::Journal;

fn main() {
    let wanted = std::env::var("MUSTER_BENCH_SIZES").unwrap_or_else(|_| "1000,10000".to_owned());
    let sizes = wanted.split(',').filter_map(|size| size.trim().parse().ok());
    let columns: Vec<(usize, Vec<Row>)> = sizes.map(|size| (size, measure(size))).collect();
    print_table("edit", &columns);
}

fn measure(size: usize) -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("work");
    write(&root, size);
    let workspace = Workspace::open(&root, FoundBy::Program).expect("a workspace");
    let data = folder.path().join("data");
    let journal = Journal::open(&data.join("journal.db"), &data).expect("a journal");
    let catalog = CatalogReader::new(workspace.scope(), None).current().catalog;
    let edits = Edits {
        workspace: &workspace,
        catalog: &catalog,
        actor: "user:default/ana",
    };
    let deputy = |at: usize| Edit {
        entity: format!("component:default/part-{at}"),
        changes: vec![Change::annotation("muster/deputy", Some("user:default/ana"))],
        reason: "measured".to_owned(),
    };
    let one = timed(|| assert!(edits.write(&[deputy(0)], &journal).expect("a journal")[0].is_ok()));
    let all: Vec<Edit> = (1..size).map(deputy).collect();
    let preview = timed(|| assert!(edits.preview(&all).0.iter().all(Result::is_ok)));
    let written = timed(|| {
        let outcomes = edits.write(&all, &journal).expect("a journal");
        assert!(
            outcomes.iter().all(Result::is_ok),
            "{:?}",
            outcomes.iter().find(|outcome| outcome.is_err())
        );
    });
    let text = document(7);
    let there = [Change::annotation("muster/deputy", Some("user:default/ana"))];
    let in_memory = median(500, || change(&text, 0, &there).map(|text| text.len()));
    vec![
        Row::new("files", thousands(size)),
        Row::new("one document changed, in memory", format!("{in_memory:.2?}")),
        Row::new("one file written and journaled", format!("{one:.2?}")),
        Row::new("all previewed", format!("{preview:.2?}")),
        Row::new("all written and journaled", format!("{written:.2?}")),
    ]
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// A file for each entity, in folders of a hundred.
fn write(root: &Path, size: usize) {
    let catalog = root.join("catalog");
    for at in 0..size {
        let folder = catalog.join(format!("{}", at / 100));
        if at % 100 == 0 {
            fs::create_dir_all(&folder).expect("a folder");
        }
        fs::write(folder.join(format!("part-{at}.yaml")), document(at)).expect("a file");
    }
    fs::write(root.join("muster.toml"), "[catalog]\nlocations = [\"catalog\"]\n").expect("a file");
}

fn document(at: usize) -> String {
    format!(
        "# Part {at} of the whole.\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: part-{at}\n  title: \"Part {at}\"\n  description: >-\n    It does what the others do not,\n    and nothing else.\n  annotations:\n    github.com/project-slug: acme/part-{at} # here\n    pagerduty.com/service-id: 'P{at}'\n  # by which it is found\n  tags: [java, part]\nspec:\n  type: service\n  lifecycle: production\n  owner: team-{}\n  dependsOn:\n    - component:part-{}\n    - resource:default/store-{}\n",
        at % 50,
        at / 2,
        at % 300
    )
}
