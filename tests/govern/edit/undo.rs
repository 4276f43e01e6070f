//! What becomes of an edit that cannot be taken back any more: it stays, and that is said.

use super::*;

#[test]
fn what_cannot_be_taken_back_is_not_said_to_be() {
    let done = || {
        let asked = asked();
        let id = asked.start();
        asked.approve(&id);
        assert_eq!(asked.program.drive(&id).unwrap().status, RunStatus::Succeeded);
        (asked, id)
    };
    let undo = |asked: &Asked, id: &str| {
        let steps = vec!["edit".to_owned()];
        asked.program.runs.act(id, RunAct::Undo { steps }).unwrap();
        let run = asked.program.drive(id).unwrap();
        assert_eq!(run.status, RunStatus::UndoFailed);
        assert_eq!(edits(&asked.stage).len(), 1, "the edit, and no other");
        run.step("edit").unwrap().failure.clone().unwrap().message
    };
    // What was before is kept on the machine that did it, and nowhere else.
    let (asked, id) = done();
    std::fs::remove_dir_all(asked.stage.root().join(".muster/notes")).unwrap();
    let why = undo(&asked, &id);
    assert!(
        why.contains("what catalog/cart.yaml said before is not kept"),
        "{why}"
    );
    assert_eq!(asked.stage.read(FILE), CART.replace(OLD[0], OLD[1]));
    // Somebody has saved it meanwhile.
    let (asked, id) = done();
    let theirs = format!("{}# Ours.\n", asked.stage.read(FILE));
    asked.stage.write(FILE, &theirs);
    let why = undo(&asked, &id);
    assert!(why.contains("was changed since"), "{why}");
    assert_eq!(asked.stage.read(FILE), theirs);
}
