use muster::sources::{cache, files};
use std::time::Instant;
fn main() {
    let dir = std::path::PathBuf::from(std::env::args().nth(1).unwrap())
        .canonicalize()
        .unwrap();
    let scope = files::Scope::folder(&dir);
    let t = Instant::now();
    let reading = files::read(&scope, None);
    let s = reading.snapshot.unwrap();
    println!(
        "cold {:?} entities {} files {} problems {} edges {} folders {}",
        t.elapsed(),
        s.catalog.len(),
        s.catalog.file_count(),
        s.catalog.problem_count(),
        s.catalog.edge_count(),
        reading.folders.len()
    );
    let p = std::path::Path::new("/tmp/probe.cache");
    let t = Instant::now();
    cache::save(p, &s).unwrap();
    println!(
        "save {:?} {} bytes",
        t.elapsed(),
        std::fs::metadata(p).unwrap().len()
    );
    let t = Instant::now();
    let l = cache::load(p).unwrap();
    println!("load {:?}", t.elapsed());
    assert_eq!(l, s);
    let t = Instant::now();
    let again = files::read(&scope, Some(&l));
    println!("again {:?} changed {}", t.elapsed(), again.snapshot.is_some());
    let mut by = std::collections::BTreeMap::new();
    for p in s.catalog.problems() {
        by.entry((p.severity(), p.code().name()))
            .or_insert((0, String::new()));
        let e = by.get_mut(&(p.severity(), p.code().name())).unwrap();
        e.0 += 1;
        e.1 = format!("{}:{}:{} {}", p.file(), p.at().line, p.at().column, p.message());
    }
    for (k, v) in by {
        println!("{:?} {v:?}", k);
    }
    if let Some(r) = std::env::args().nth(2) {
        let id = s.catalog.find(&r).unwrap();
        let a = muster::model::ownership::answers(&s.catalog, id);
        println!(
            "{:?} {:?} {:?}",
            a.accountable,
            a.path,
            a.belongs_to
                .iter()
                .map(|n| s.catalog.node_ref(*n))
                .collect::<Vec<_>>()
        );
    }
}
