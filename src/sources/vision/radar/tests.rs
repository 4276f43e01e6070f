use super::*;

/// The complaints as `line:column: message`, each cut to what matters.
fn said(read: &Read) -> Vec<String> {
    let said = read.complaints.iter().map(|complaint| {
        let Position { line, column } = complaint.at;
        let sort = if complaint.is_error { "error" } else { "odd" };
        format!("{line}:{column} {sort}: {}", complaint.message)
    });
    said.collect()
}

fn titles(read: &Read) -> Vec<&str> {
    let technologies = read.radar.technologies.iter();
    technologies.map(|technology| technology.title.as_str()).collect()
}

#[test]
fn html_becomes_text() {
    for (html, text) in [
        (
            "<p>One <b>bold</b>&amp; brave</p><p>Two</p>",
            "One bold& brave\nTwo",
        ),
        ("a < b && c > d", "a < b && c > d"),
        ("<ul><li>x</li><li>y</li></ul>", "• x\n• y"),
        ("before<!-- not this -->after", "beforeafter"),
        ("<script>alert('x')</script>safe", "safe"),
        ("<script>never closed", ""),
        ("&#233;&#xe9;&nbsp;&unknown;", "éé &unknown;"),
        ("<a href=\"x\">link", "link"),
        ("", ""),
    ] {
        assert_eq!(super::html::text(html), text);
    }
}

#[test]
fn json_tells_where_it_breaks_and_keeps_what_came_before() {
    for (text, expected) in [
        (
            "{",
            "1:2 error: this is not JSON: a key in quotes should stand here",
        ),
        (
            "[1, tru]",
            "1:5 error: this is not JSON: `tru` is no value; texts stand in quotes",
        ),
        (
            "[\n  \"a\n]",
            "2:3 error: this is not JSON: this text has no closing quote on its line",
        ),
        ("[] x", "1:4 error: this is not JSON: there is more after the end"),
        (
            "[\"\\x\"]",
            "1:3 error: this is not JSON: this is no escape that JSON knows",
        ),
        (
            "{\"a\" 1}",
            "1:6 error: this is not JSON: `:` should stand here, after the key `a`",
        ),
    ] {
        let read = parse("radar.json", text);
        let said = said(&read);
        assert!(
            said.iter().any(|line| line.starts_with(expected)),
            "{text}: {said:#?}"
        );
    }
    let cut = r#"[{"name": "Go", "ring": "adopt", "quadrant": "languages"}, {"name": "Ru"#;
    let read = parse("radar.json", cut);
    assert_eq!(titles(&read), ["Go"]);
    assert_eq!(read.complaints.len(), 1);
    let deep = parse("deep.json", &"[".repeat(100_000)).complaints;
    assert!(deep.iter().any(|complaint| complaint.message.contains("nested")));
}

#[test]
fn json_is_read_over_what_people_leave_in_it() {
    let text = "// ours\n[{\"name\": \"Caf\\u00e9 \\ud83d\\ude00\", \"ring\": \"Adopt\", \"quadrant\": \"Tools\",},\n]";
    let read = parse("radar.json", text);
    assert_eq!(titles(&read), ["Café 😀"]);
    insta::assert_debug_snapshot!(said(&read), @r#"
    [
        "1:1 odd: JSON has no comments; this one was read over",
        "2:73 odd: there is a comma before `}`; it was read over",
        "2:75 odd: there is a comma before `]`; it was read over",
    ]
    "#);
}

#[test]
fn what_is_no_radar_says_so() {
    for (text, expected) in [
        ("", "the file is empty"),
        ("<html>", "this is a page"),
        ("hello", "this is neither JSON nor a table"),
        ("{\"name\": \"x\"}", "there is no list `entries` here"),
        ("[1]", "no entry of this list has"),
    ] {
        let read = parse("radar", text);
        assert!(
            read.complaints[0].message.starts_with(expected),
            "{text}: {:?}",
            read.complaints
        );
        assert!(read.radar.technologies.is_empty());
    }
}
