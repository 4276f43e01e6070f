//! Expressions that mean harm end soon, with a sentence.

use muster::model::vision::cel::{Setting, Yield};

use super::{ask, catalog, wrong};

#[test]
fn what_is_too_deep_or_too_long_is_refused() {
    let repeat = |open: &str, inside: &str, close: &str, times: usize| {
        format!("{}{inside}{}", open.repeat(times), close.repeat(times))
    };
    for (source, said) in [
        (
            repeat("(", "true", ")", 200),
            "1:33 More than 32 brackets are open here; split the rule.",
        ),
        (
            repeat("[", "1", "]", 200),
            "1:33 More than 32 brackets are open here; split the rule.",
        ),
        (
            repeat("{1:", "1", "}", 1000),
            "1:97 More than 32 brackets are open here; split the rule.",
        ),
        (repeat("[1].map(x, ", "x", ")", 200), "1:"),
        (repeat("!", "true", "", 5000), "nothing"),
        (repeat("-", "1", " == 1", 1), "nothing"),
        (
            repeat("1 + ", "1", "", 1500),
            "1:1 The expression is nested too deeply; split the rule.",
        ),
        (repeat("true ? true : ", "true", "", 400), "1:"),
        (
            format!("entity.spec{}", ".a".repeat(3900)),
            "1:1 The expression is nested too deeply; split the rule.",
        ),
        (repeat("true && ", "true", "", 900), "nothing"),
        (
            format!("'{}' == ''", "x".repeat(20_000)),
            "1:8001 The expression is longer than 8000 bytes; split the rule.",
        ),
        (format!("entity.kind in [{}'']", "'a',".repeat(1500)), "nothing"),
        ("\"\\u{0}\u{202e}\u{feff}".to_owned(), "1:1"),
    ] {
        let given = wrong(&source, Setting::Entity, Yield::Bool);
        assert!(given.starts_with(said), "{given} and not {said}");
    }
}

#[test]
fn what_runs_away_is_stopped() {
    let catalog = catalog("{kind: Component, metadata: {name: a}, spec: {pattern: '(x+x+)+y'}}");
    let entity_ref = "component:default/a";
    let numbers = "[0,1,2,3,4,5,6,7,8,9]";
    let nested = |inside: &str, times: usize| {
        (0..times).fold(inside.to_owned(), |inside, depth| {
            format!("{numbers}.map(x{depth}, {inside})")
        })
    };
    let stopped = "The expression was stopped after 1000000 steps; make it simpler.";
    let doubling = (0..20).fold("['xxxxxxxx']".to_owned(), |list, _| {
        format!("[{list}.join()].map(x, x + x)")
    });
    let lists = (0..12).fold("[1]".to_owned(), |list, at| {
        format!("[{list}].map(v{at}, v{at} + v{at} + v{at} + v{at})[0]")
    });
    for source in [
        format!("{}.size() == 1", nested("1", 6)),
        format!("{}.all(x, false) || {} == []", nested("1", 6), nested("2", 6)),
        format!("{doubling}.join().size() > 1"),
        format!("{lists}.size() == 1"),
        format!("{numbers}.exists(x, {numbers}.exists(y, 'a'.matches(entity.spec.pattern + string(x + y))))"),
        format!("true || {}.size() == 1", nested("1", 6)).replacen("true ||", "false ||", 1),
    ] {
        assert_eq!(
            ask(&catalog, entity_ref, &source),
            Err(stopped.to_owned()),
            "{source}"
        );
    }
    // Linear, however it is written.
    let source = "('x' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx').matches('^(x+x+)+y$')";
    assert_eq!(ask(&catalog, entity_ref, source), Ok(false));
}
