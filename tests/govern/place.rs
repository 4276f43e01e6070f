//! Files of the workspace, read whole or not at all.

use muster::providers::catalog::place::Place;

use crate::files::Stage;

#[test]
fn a_file_that_is_too_large_is_left_alone_and_never_cut() {
    let stage = Stage::new();
    let place = Place::open(stage.root()).unwrap();
    let most = "ö".repeat(5 * 1024 * 1024);
    stage.write("catalog/most.yaml", &most);
    assert!(place.read("catalog/most.yaml").unwrap().as_deref() == Some(most.as_str()));
    let more = format!("{most}ö");
    stage.write("catalog/more.yaml", &more);
    let why = place.read("catalog/more.yaml").unwrap_err();
    assert!(why.message.contains("is larger than 10 MiB"), "{why}");
    let outcomes = place.replace_all(&[("catalog/more.yaml", most.as_str(), "cut")]);
    assert!(outcomes.iter().all(Result::is_err), "{outcomes:?}");
    assert!(stage.read("catalog/more.yaml") == more);
}
