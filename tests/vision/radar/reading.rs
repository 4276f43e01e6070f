use super::*;

/// Title, quadrant, timeline and description, a line each; then what is wrong.
fn told(read: &Read) -> String {
    let radar = &read.radar;
    let names = |names: Vec<&str>| names.join(" | ");
    let mut out = format!(
        "quadrants: {}\nrings: {}\n",
        names(
            radar
                .quadrants
                .iter()
                .map(|quadrant| quadrant.name.as_str())
                .collect()
        ),
        names(radar.rings.iter().map(|ring| ring.name.as_str()).collect()),
    );
    for technology in &radar.technologies {
        let stages = technology.timeline.iter().map(|stage| {
            let date = stage.date.map_or("-".to_owned(), |date| date.to_string());
            format!("{date} {} {}", radar.rings[stage.ring].id, stage.moved.name())
        });
        let stages: Vec<String> = stages.collect();
        let quadrant = &radar.quadrants[technology.quadrant].id;
        out.push_str(&format!(
            "{} [{}] {quadrant}: {}",
            technology.id,
            technology.title,
            stages.join(", ")
        ));
        for link in &technology.links {
            out.push_str(&format!(" <{}>", link.url));
        }
        if let Some(description) = &technology.description {
            out.push_str(&format!(" {description:?}"));
        }
        out.push('\n');
    }
    for complaint in &read.complaints {
        let sort = if complaint.is_error { "error" } else { "odd" };
        out.push_str(&format!(
            "{}:{} {sort}: {}\n",
            complaint.at.line, complaint.at.column, complaint.message
        ));
    }
    out
}

#[test]
fn backstage() {
    let text = r##"{
  "quadrants": [{"id": "infra", "name": "Infrastructure"}, {"id": "lang", "name": "Languages"}],
  "rings": [
    {"id": "use", "name": "USE", "color": "#5BA300"},
    {"id": "trial", "name": "TRIAL", "color": "#009EB0", "description": "Look closely."},
    {"id": "stop", "name": "STOP", "color": "#fff"}
  ],
  "entries": [
    {"id": "plain", "key": "plain", "title": "Plain", "quadrant": "lang", "timeline": [{"ringId": "use", "date": "2020-08-06T00:00:00.000Z"}]},
    {"id": "newest-first", "title": "Newest first", "quadrant": "infra", "url": "#",
     "timeline": [{"ringId": "use", "date": "2021-02-01"}, {"ringId": "trial", "date": "2020-02-01 00:00:00"}]},
    {"id": "oldest-first", "title": "Oldest first", "quadrant": "infra", "description": "Some **words**",
     "timeline": [{"ringId": "use", "date": "2019-01-01"}, {"ringId": "stop", "date": "2020-01-01"}, {"ringId": "TRIAL", "date": "2021-06-01"}]},
    {"id": "told", "title": "Told", "quadrant": "Languages", "links": [{"url": "https://example.com", "title": "More"}],
     "timeline": [{"moved": -1, "ringId": "use", "date": "2021-02-01"}]},
    {"id": "elsewhere", "title": "Elsewhere", "quadrant": "lnag", "timeline": [{"ringId": "use"}]},
    {"id": "half", "title": "Half", "quadrant": "lang", "timeline": [{"ringId": "hold", "date": "2021-02-01"}, {"ringId": "trial", "date": "soon", "moved": 7}]},
    {"id": "empty", "title": "Empty", "quadrant": "lang", "timeline": []},
    {"title": "No id", "quadrant": "lang", "timeline": [{"ringId": "use", "date": null}]},
    {"id": "plain", "title": "Again", "quadrant": "lang", "timeline": [{"ringId": "use"}]},
    "not an entry"
  ]
}"##;
    insta::assert_snapshot!(told(&parse("radar.json", text)), @"");
}

#[test]
fn zalando() {
    let text = r##"{
  "date": "2026.05",
  "entries": [
    {"quadrant": 3, "ring": 0, "label": "Kafka", "active": true, "moved": 0, "link": "https://example.com/kafka"},
    {"quadrant": 2, "ring": 1, "label": "Presto", "moved": 1},
    {"quadrant": 0, "ring": 3, "label": "OpenAPI (Swagger)", "active": true, "moved": 2},
    {"quadrant": "1", "ring": "hold", "label": "Consul", "active": true, "moved": -1},
    {"quadrant": 1, "ring": 7, "label": "Lost", "active": true, "moved": 0},
    {"quadrant": 1, "ring": 0, "label": "Gone", "active": false, "moved": 0},
    {"quadrant": 1, "ring": 0, "active": true, "moved": 0},
    {"quadrant": 1, "ring": 1, "label": "Odd", "active": true, "moved": 5}
  ]
}"##;
    insta::assert_snapshot!(told(&parse("config.json", text)), @"");
}

#[test]
fn zalando_with_names() {
    let text = r#"{"quadrants": [{"name": "Languages"}, {"name": "Tooling"}], "rings": [{"name": "ADOPT", "color": "x"}, {"name": "REDUCE"}],
 "entries": [{"quadrant": 1, "ring": 1, "label": "Gradle", "moved": 0}, {"quadrant": "languages", "ring": "adopt", "label": "Go"}, {"quadrant": 2, "ring": 0, "label": "Far"}]}"#;
    insta::assert_snapshot!(told(&parse("config.json", text)), @"");
}

#[test]
fn thoughtworks_csv() {
    let text = "\u{feff}\"Name\", ring ,QUADRANT,isNew,description,status\r\n\
        Hexagons,hold,Techniques,FALSE,\"<p>First <b>line</b></p>\n<p>second, with \"\"quotes\"\" &amp; more</p>\",\r\n\
        Kafka,ADOPT,platforms,TRUE,,\r\n\
        \r\n\
        Nomad,Trial,Platforms,,,Moved In\r\n\
        Vault,assess,platforms,false,,moved out\r\n\
        Odd,adopt,platforms,maybe,,sideways\r\n\
        ,adopt,platforms,,,\r\n\
        NoRing,,platforms,,,\r\n\
        Short,adopt\r\n\
        kafka,adopt,platforms,,,\r\n\
        Wide,retire,platforms,no,one, two, three";
    insta::assert_snapshot!(told(&parse("radar.csv", text)), @"");
}

#[test]
fn thoughtworks_with_other_separators_and_its_own_rings() {
    let text = "name;ring;quadrant;isNew;description\nEn;Ta i bruk;Analyse;TRUE;Tekst, med komma\nTo;Prøv ut;Analyse;FALSE;\n";
    insta::assert_snapshot!(told(&parse("radar.csv", text)), @"");
    let open = "name,ring,quadrant,description\nGo,adopt,languages,\"never closed\nRust,trial,languages,x\n";
    insta::assert_snapshot!(told(&parse("radar.csv", open)), @"");
}

#[test]
fn thoughtworks_json() {
    let text = r#"[
  {"name": "Babel", "ring": "Hold", "quadrant": "tools", "isNew": "TRUE", "description": "<p>x</p>"},
  {"Name ": "Kafka", "ring": "trial", "Quadrant": "languages & frameworks", "isNew": false},
  {"name": "Vault", "ring": "adopt", "quadrant": "Tools", "status": "No Change", "isNew": true},
  {"name": "Lost", "quadrant": "Tools"},
  7
]"#;
    insta::assert_snapshot!(told(&parse("radar.json", text)), @"");
}

#[test]
fn the_same_as_yaml() {
    let text = "entries:\n  - {id: go, title: Go, quadrant: languages, timeline: [{ringId: adopt, date: 2024-01-01}]}\n";
    insta::assert_snapshot!(told(&parse("radar.yaml", text)), @"");
}

proptest! {
    #[test]
    fn whatever_it_is_it_is_read(text in "[\\[\\]{}\",:;a-z0-9<>&\\\\\n\r -]{0,200}") {
        let read = parse("radar", &text);
        for technology in &read.radar.technologies {
            prop_assert!(technology.quadrant < read.radar.quadrants.len());
            prop_assert!(!technology.timeline.is_empty());
            prop_assert!(technology.timeline.iter().all(|stage| stage.ring < read.radar.rings.len()));
        }
    }

    #[test]
    fn tables_lose_nothing(rows in proptest::collection::vec(("[A-Za-z]{1,8}", 0usize..4, "[ -~\n]{0,30}"), 1..20)) {
        let rings = ["adopt", "trial", "assess", "hold"];
        let mut text = "name,ring,quadrant,description\n".to_owned();
        for (at, (name, ring, description)) in rows.iter().enumerate() {
            let description = description.replace('"', "\"\"");
            text.push_str(&format!("{name}{at},{},tools,\"{description}\"\n", rings[*ring]));
        }
        let read = parse("radar.csv", &text);
        prop_assert_eq!(&read.complaints, &[]);
        prop_assert_eq!(read.radar.technologies.len(), rows.len());
        for (technology, (name, ring, _)) in read.radar.technologies.iter().zip(&rows) {
            prop_assert!(technology.title.starts_with(name.as_str()));
            let id = &read.radar.rings[technology.ring()].id;
            prop_assert_eq!(id.as_str(), rings[*ring]);
        }
    }
}
