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
    insta::assert_snapshot!(told(&parse("radar.json", text)), @r##"
    quadrants: Infrastructure | Languages
    rings: USE | TRIAL | STOP
    plain [Plain] lang: 2020-08-06 use stayed
    newest-first [Newest first] infra: 2020-02-01 trial new, 2021-02-01 use in
    oldest-first [Oldest first] infra: 2019-01-01 use new, 2020-01-01 stop out, 2021-06-01 trial in "Some **words**"
    told [Told] lang: 2021-02-01 use out <https://example.com>
    half [Half] lang: - trial stayed
    no-id [No id] lang: - use stayed
    16:59 error: there is no quadrant `lnag`; did you mean `lang`? There are infra, lang
    17:81 error: there is no ring `hold`; there are use, trial, stop
    17:140 odd: `soon` is no date; write it as 2024-03-01
    17:157 odd: `moved` is -1 (out), 0, 1 (in) or 2 (new); what the timeline says counts instead
    18:71 error: this timeline is empty; the entry is left out
    20:5 error: `plain` stands on this radar twice; the first one counts
    21:5 error: this entry is text; it should be an object
    "##);
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
    insta::assert_snapshot!(told(&parse("config.json", text)), @r##"
    quadrants: Quadrant 1 | Quadrant 2 | Quadrant 3 | Quadrant 4
    rings: Adopt | Trial | Assess | Hold
    kafka [Kafka] 3: - adopt stayed <https://example.com/kafka>
    presto [Presto] 2: 2026-05-01 trial in
    openapi-swagger [OpenAPI (Swagger)] 0: 2026-05-01 hold new
    consul [Consul] 1: 2026-05-01 hold out
    odd [Odd] 1: - trial stayed
    8:29 error: there is no ring `7`; there are adopt, trial, assess, hold
    9:5 odd: what is not `active` is not on the radar: Gone
    10:5 error: this entry has no `label`; it is left out
    11:73 odd: `moved` is -1 (out), 0, 1 (in) or 2 (new); this counts as 0
    "##);
}

#[test]
fn zalando_with_names() {
    let text = r#"{"quadrants": [{"name": "Languages"}, {"name": "Tooling"}], "rings": [{"name": "ADOPT", "color": "x"}, {"name": "REDUCE"}],
 "entries": [{"quadrant": 1, "ring": 1, "label": "Gradle", "moved": 0}, {"quadrant": "languages", "ring": "adopt", "label": "Go"}, {"quadrant": 2, "ring": 0, "label": "Far"}]}"#;
    insta::assert_snapshot!(told(&parse("config.json", text)), @r##"
    quadrants: Languages | Tooling
    rings: ADOPT | REDUCE
    gradle [Gradle] tooling: - reduce stayed
    go [Go] languages: - adopt stayed
    2:145 error: there is no quadrant `2`; there are languages, tooling
    "##);
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
    insta::assert_snapshot!(told(&parse("radar.csv", text)), @r##"
    quadrants: Techniques | Platforms
    rings: Adopt | Trial | Assess | Hold | Retire
    hexagons [Hexagons] techniques: - hold stayed "First line\nsecond, with \"quotes\" & more"
    kafka [Kafka] platforms: - adopt new
    nomad [Nomad] platforms: - trial in
    vault [Vault] platforms: - assess out
    odd [Odd] platforms: - adopt stayed
    wide [Wide] platforms: - retire stayed "one"
    8:21 odd: `isNew` is TRUE or FALSE; this one counts as FALSE
    8:28 odd: `status` is New, Moved In, Moved Out or No Change; this one says nothing
    9:1 error: this entry has no `name`; it is left out
    10:8 error: `ring` says nothing here; this entry is left out
    11:1 error: this entry has no `quadrant`; it is left out
    12:1 error: `kafka` stands on this radar twice; the first one counts
    13:30 odd: `status` is New, Moved In, Moved Out or No Change; this one says nothing
    13:35 odd: there are more cells here than columns; texts with the separator in them stand in quotes
    "##);
}

#[test]
fn thoughtworks_with_other_separators_and_its_own_rings() {
    let text = "name;ring;quadrant;isNew;description\nEn;Ta i bruk;Analyse;TRUE;Tekst, med komma\nTo;Prøv ut;Analyse;FALSE;\n";
    insta::assert_snapshot!(told(&parse("radar.csv", text)), @r##"
    quadrants: Analyse
    rings: Ta i bruk | Prøv ut
    en [En] analyse: - ta-i-bruk new "Tekst, med komma"
    to [To] analyse: - prøv-ut stayed
    "##);
    let open = "name,ring,quadrant,description\nGo,adopt,languages,\"never closed\nRust,trial,languages,x\n";
    insta::assert_snapshot!(told(&parse("radar.csv", open)), @r##"
    quadrants: Languages
    rings: Adopt
    go [Go] languages: - adopt stayed "never closed\nRust,trial,languages,x"
    2:20 error: this quote is never closed: all up to the end of the file is one cell
    "##);
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
    insta::assert_snapshot!(told(&parse("radar.json", text)), @r##"
    quadrants: Tools | Languages & frameworks
    rings: Adopt | Trial | Hold
    babel [Babel] tools: - hold new "x"
    kafka [Kafka] languages-frameworks: - trial stayed
    vault [Vault] tools: - adopt stayed
    5:3 error: this entry has no `ring`; it is left out
    6:3 error: this entry is a number; it should be an object
    "##);
}

#[test]
fn thoughtworks_as_others_wrap_it() {
    let text = r#"{"title": "Ours", "quadrants": ["One", "Two"], "rings": ["hold", "adopt"],
 "blips": [{"name": "Go", "quadrant": "two", "ring": "adopt", "isNew": true}, {"name": "Perl", "quadrant": "One", "ring": "holt"}]}"#;
    insta::assert_snapshot!(told(&parse("radar.json", text)), @r##"
    quadrants: One | Two
    rings: hold | adopt
    go [Go] two: - adopt new
    2:123 error: there is no ring `holt`; did you mean `hold`? There are hold, adopt
    "##);
    let text = "title,ring,quadrant,moved,description,url\nGo,use,languages,1,,https://go.dev\nPerl,stop,languages,-1,,\n";
    insta::assert_snapshot!(told(&parse("radar.csv", text)), @r##"
    quadrants: Languages
    rings: Use | Stop
    go [Go] languages: - use in <https://go.dev>
    perl [Perl] languages: - stop out
    "##);
}

#[test]
fn the_same_as_yaml() {
    let text = "entries:\n  - {id: go, title: Go, quadrant: languages, timeline: [{ringId: adopt, date: 2024-01-01}]}\n";
    insta::assert_snapshot!(told(&parse("radar.yaml", text)), @r##"
    quadrants: Languages
    rings: Adopt
    go [Go] languages: 2024-01-01 adopt stayed
    "##);
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

/// A file that only counts its quadrants means those that the vision lists; one that names them does not.
#[test]
fn counted_quadrants_are_those_of_the_vision() {
    let radar_of = |file: &'static str| {
        let vision = "radar:\n  files: [radar.json]\n  quadrants: [Languages, Tooling, Data, Operations]\n";
        let text_of = |path: &str| Ok(if path == "radar.json" { file } else { vision }.to_owned());
        muster::sources::vision::read_with(&text_of).radar
    };
    let names = |radar: &Radar| -> Vec<String> {
        radar
            .quadrants
            .iter()
            .map(|quadrant| quadrant.name.clone())
            .collect()
    };
    let counted = radar_of(r#"{"entries": [{"quadrant": 2, "ring": 0, "label": "Kafka", "moved": 0}]}"#);
    assert_eq!(names(&counted), ["Languages", "Tooling", "Data", "Operations"]);
    assert_eq!(counted.technologies[0].quadrant, 2);
    let named = radar_of(
        r#"{"quadrants": [{"id": "1", "name": "Habits"}], "entries": [{"quadrant": "1", "ring": 0, "label": "Pairs"}]}"#,
    );
    assert_eq!(
        names(&named),
        ["Languages", "Tooling", "Data", "Operations", "Habits"]
    );
    assert_eq!(named.technologies[0].quadrant, 4);
}
