//! Problems: what is seen at which size, and what keys do.

#[path = "support/company.rs"]
mod company;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;
#[path = "support/screen.rs"]
#[allow(dead_code)]
mod screen;
#[path = "support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use std::sync::Arc;

use company::{Answers, payments};
use muster::app::geometry::Size;
use muster::runtime::headless::Headless;
use muster::ui::theme::Charset;
use program::{screens, state};
use screen::{PATIENCE, picture};
use termprofile::TermProfile;
use workspace::Workspace;

const SIZES: [(u16, u16); 3] = [(140, 45), (80, 24), (60, 15)];

/// The company, a file that does not parse, one for another program, and a repeated key.
fn flawed() -> Arc<Answers> {
    let workspace = Workspace::new(&[
        ("payments/catalog-info.yaml", &payments()),
        ("shop/broken.yaml", "kind: Component\nmetadata:\n  name: [half\n"),
        (
            "shop/deployment.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\n",
        ),
        (
            "shop/支払い/catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: twice\n  name: twice\nspec:\n  type: openapi\n  lifecycle: x\n  owner: team-shop\n  definition: x\n",
        ),
    ]);
    Arc::new(Answers(workspace.read().catalog.into()))
}

fn open(services: Arc<Answers>, size: (u16, u16), depth: TermProfile, charset: Charset) -> Headless {
    let size = Size::new(size.0, size.1);
    let mut program = Headless::start(state(true), screens(depth, charset), services, size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    press(&mut program, &["9"]);
    program
}

fn press(program: &mut Headless, keys: &[&str]) {
    for key in keys {
        program.press(key).unwrap();
        program.wait_idle(PATIENCE).unwrap();
    }
}

fn seen(name: &str, keys: &[&str]) {
    let services = flawed();
    for size in SIZES {
        let mut program = open(services.clone(), size, TermProfile::TrueColor, Charset::Unicode);
        press(&mut program, keys);
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), picture(&program));
    }
}

#[test]
fn opened() {
    seen("opened", &["j"]);
}

#[test]
fn by_code() {
    seen("by_code", &["b", "j", "j", "j"]);
}

#[test]
fn by_person() {
    seen("by_person", &["b", "b", "I"]);
}

#[test]
fn filtered() {
    seen("filtered", &["/", "c", "i", "r"]);
}
