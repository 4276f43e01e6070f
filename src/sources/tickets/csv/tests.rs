use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::model::journal::Progress;
use crate::model::task::Priority;

/// All that a file gives.
#[derive(Debug, Default)]
struct Outcome {
    tickets: Vec<TaskImported>,
    problems: Vec<Problem>,
    notes: Vec<String>,
}

fn read_with(bytes: &[u8], options: &CsvOptions) -> Result<Outcome, SourceError> {
    let mut file = CsvFile::read(Path::new("tickets.csv"), bytes, options)?;
    let mut outcome = Outcome::default();
    while let Some(batch) = file.next()? {
        outcome.tickets.extend(batch.tickets);
        outcome.problems.extend(batch.problems);
    }
    outcome.notes = file.notes();
    Ok(outcome)
}

fn read(text: &str) -> Outcome {
    read_with(text.as_bytes(), &CsvOptions::default()).unwrap()
}

fn keys(outcome: &Outcome) -> Vec<&str> {
    outcome.tickets.iter().map(|ticket| ticket.key.as_str()).collect()
}

/// Problems as `line: the beginning of what they say`.
fn problem_lines(outcome: &Outcome) -> Vec<u64> {
    outcome
        .problems
        .iter()
        .filter_map(|problem| problem.line)
        .collect()
}

fn time(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

#[test]
fn an_export_of_jira_is_recognised_by_itself() {
    let export = "Summary,Issue key,Issue id,Issue Type,Status,Priority,Resolution,Assignee,Reporter,Created,Updated,Resolved,\
                  Component/s,Labels,Labels,Description,Time Spent,\u{3a3} Time Spent,Comment,Comment\n\
                  Give Ana access,OPS-1,10001,Task,Done,Highest,Done,Bo,Ana,05/Mar/24 9:12 AM,06/Mar/24 9:12 AM,06/Mar/24 9:00 AM,\
                  Git,access,git,\"Please,\r\nsoon\",300,600,\"06/Mar/24;bo;done\",thanks\n\
                  Never mind,OPS-2,10002,Task,Closed,Low,Won't Do,,Ana,05/Mar/24 9:12 AM,05/Mar/24 9:12 AM,05/Mar/24 9:12 PM,,,,,,,,\n\
                  Still open,OPS-3,10003,Task,To Do,Medium,,,Ana,05/Mar/24 9:12 AM,05/Mar/24 9:12 AM,,,,,,,,,\n";
    let outcome = read(export);
    assert!(outcome.problems.is_empty(), "{:?}", outcome.problems);
    let [first, second, third] = &outcome.tickets[..] else {
        panic!("{outcome:?}");
    };
    let expected = TaskImported {
        system: "jira".into(),
        key: "OPS-1".into(),
        title: "Give Ana access".into(),
        description: Some("Please,\r\nsoon".into()),
        progress: Progress::Done,
        status: Some("Done".into()),
        priority: Priority::Urgent,
        requester: Some("Ana".into()),
        assignee: Some("Bo".into()),
        labels: vec!["access".into(), "git".into()],
        created: time("2024-03-05T09:12:00Z"),
        changed: Some(time("2024-03-06T09:12:00Z")),
        closed: Some(time("2024-03-06T09:00:00Z")),
        comments: 2,
        minutes: Some(5),
        ..TaskImported::default()
    };
    assert_eq!(first, &expected);
    assert_eq!(second.progress, Progress::Declined);
    assert_eq!((third.progress, third.closed), (Progress::Open, None));
}

#[test]
fn a_log_of_changes_is_one_ticket_a_key() {
    let log = "number,incident_state,caller_id,opened_at,sys_updated_at,category,subcategory,priority,assigned_to,resolved_at,closed_at\n\
               INC1,New,Caller 1,29-02-2016 01:16,29-02-2016 01:23,Category 55,Sub 1,3 - Moderate,?,29-02-2016 11:29,05-03-2016 12:00\n\
               INC2,New,Caller 2,01-03-2016 01:16,01-03-2016 01:16,Category 1,?,1 - Critical,?,?,?\n\
               INC1,Closed,Caller 1,29-02-2016 01:16,05-03-2016 12:00,Category 55,Sub 1,3 - Moderate,Bo,29-02-2016 11:29,05-03-2016 12:00\n\
               INC1,Active,Caller 1,29-02-2016 01:16,29-02-2016 02:00,Category 55,Sub 1,3 - Moderate,Al,29-02-2016 11:29,05-03-2016 12:00\n";
    let outcome = read(log);
    let [second, first] = &outcome.tickets[..] else {
        panic!("{outcome:?}");
    };
    assert_eq!(
        (first.key.as_str(), first.system.as_str()),
        ("INC1", "servicenow")
    );
    assert_eq!(
        (first.progress, first.assignee.as_deref()),
        (Progress::Done, Some("Bo"))
    );
    assert_eq!(first.title, "Category 55 · Sub 1");
    assert_eq!(first.category.as_deref(), Some("category-55"));
    assert_eq!(first.closed, Some(time("2016-02-29T11:29:00Z")));
    assert_eq!((second.key.as_str(), second.assignee.as_deref()), ("INC2", None));
    assert_eq!(
        outcome.notes,
        [
            "dates are read as day, month, year, as `29-02-2016 01:16` on line 2 shows",
            "times without a zone are taken as UTC; --timezone says otherwise",
            "2 rows are a further state of a ticket; the last one counts",
        ]
    );
}

#[test]
fn rows_that_cannot_be_read_cost_nothing_but_themselves() {
    for (what, text, good, bad) in [
        (
            "a date that is none",
            "id,title,created\n1,a,soon\n2,b,2024-01-01\n",
            vec!["2"],
            vec![2],
        ),
        (
            "no key",
            "id,title,created\n,a,2024-01-01\n2,b,2024-01-01\n",
            vec!["2"],
            vec![2],
        ),
        (
            "no title",
            "id,title,created\n1,,2024-01-01\n2,b,2024-01-01\n",
            vec!["2"],
            vec![2],
        ),
        (
            "no date",
            "id,title,created\n1,a,\n2,b,2024-01-01\n",
            vec!["2"],
            vec![2],
        ),
        (
            "too many cells",
            "id,title,created\n1,a,b,2024-01-01\n2,b,2024-01-01\n",
            vec!["2"],
            vec![2],
        ),
        (
            "cells left away",
            "id,title,created,x,y\n1,a,2024-01-01\n2,b,2024-01-01,,\n",
            vec!["1", "2"],
            vec![],
        ),
        (
            "empty cells too many",
            "id,title,created\n1,a,2024-01-01,,,\n",
            vec!["1"],
            vec![],
        ),
        (
            "a quote that is never closed",
            "id,title,created\n1,\"a,2024-01-01\n2,b,2024-01-01\n3,c,2024-01-01\n",
            vec!["2", "3"],
            vec![2],
        ),
        (
            "a quote that a later row closes",
            "id,title,created\n1,\"a,2024-01-01\n2,\"b\",2024-01-01\n3,c,2024-01-01\n",
            vec!["2", "3"],
            vec![2],
        ),
        (
            "a broken row after empty lines",
            "id,title,created\n\n\n1,a,soon\n",
            vec![],
            vec![4],
        ),
        (
            "a break in quotes",
            "id,title,created\r\n1,\"a\r\nb\",2024-01-01\r\n2,c,soon\r\n",
            vec!["1"],
            vec![4],
        ),
        (
            "quotes in a text",
            "id,title,created\n1,\"say \"\"hi\"\", ok\",2024-01-01\n2,5\" disk,2024-01-01\n",
            vec!["1", "2"],
            vec![],
        ),
        (
            "a line of separators",
            "id,title,created\n,,\n1,a,2024-01-01\n",
            vec!["1"],
            vec![],
        ),
        (
            "the header again",
            "id,title,created\n1,a,2024-01-01\nid,title,created\n2,b,2024-01-01\n",
            vec!["1", "2"],
            vec![],
        ),
        (
            "a last line cut short",
            "id,title,created\n1,a,2024-01-01\n2,b,20",
            vec!["1"],
            vec![3],
        ),
        (
            "half a row of one key",
            "id,title,created\n1,a,2024-01-01\n1,a,soon\n",
            vec!["1"],
            vec![3],
        ),
    ] {
        let outcome = read(text);
        assert_eq!(
            (keys(&outcome), problem_lines(&outcome)),
            (good, bad),
            "{what}: {:?}",
            outcome.problems
        );
        assert!(outcome.problems.iter().all(|problem| problem.refused), "{what}");
    }
}

#[test]
fn what_can_be_left_out_is_left_out_and_said() {
    let outcome = read("id,title,created,closed,minutes\n1,a,2024-01-01,later,quick\n");
    assert_eq!(keys(&outcome), ["1"]);
    assert_eq!(
        (outcome.tickets[0].closed, outcome.tickets[0].minutes),
        (None, None)
    );
    let messages: Vec<&str> = outcome
        .problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "`closed` says `later`, which is no date that can be read; write it as 2024-03-05 21:12; the ticket went in without it",
            "`minutes` says `quick`, which is no amount of time; write minutes, or `1h 30m`; the ticket went in without it",
        ]
    );
    assert!(outcome.problems.iter().all(|problem| !problem.refused));
    let backwards = read("id,title,created,finished\n1,a,2024-01-02,2024-01-01\n");
    assert_eq!(backwards.tickets[0].closed, Some(time("2024-01-01T00:00:00Z")));
    assert!(
        backwards
            .notes
            .iter()
            .any(|note| note.contains("1 ticket was closed before being made"))
    );
}

#[test]
fn any_separator_and_any_encoding() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            "id\ttitle\tcreated\r\n1\tZugänge\t2024-01-01\r\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    for (what, bytes) in [
        (
            "semicolons",
            "id;title;created\n1;Zugänge;2024-01-01\n".as_bytes().to_vec(),
        ),
        ("tabs", "id\ttitle\tcreated\n1\tZugänge\t2024-01-01\n".into()),
        ("bars", "id|title|created\n1|Zugänge|2024-01-01\n".into()),
        (
            "a mark",
            "\u{feff}id,title,created\n1,Zugänge,2024-01-01\n".into(),
        ),
        (
            "an announced separator",
            "sep=;\r\nid;title;created\r\n1;Zugänge;2024-01-01\r\n".into(),
        ),
        ("old line ends", "id,title,created\r1,Zugänge,2024-01-01\r".into()),
        (
            "Windows-1252",
            b"id,title,created\n1,Zug\xe4nge,2024-01-01\n".to_vec(),
        ),
        ("UTF-16", utf16),
        (
            "commas in a quoted header",
            "\"id\";\"title\";\"created, when\";\"created\"\n1;Zugänge;;2024-01-01\n".into(),
        ),
    ] {
        let outcome = read_with(&bytes, &CsvOptions::default()).unwrap();
        assert_eq!(outcome.tickets.len(), 1, "{what}: {:?}", outcome.problems);
        assert_eq!(outcome.tickets[0].title, "Zugänge", "{what}");
    }
    let foreign = read_with(
        b"id,title,created\n1,Zug\xe4nge,2024-01-01\n",
        &CsvOptions::default(),
    )
    .unwrap();
    assert!(
        foreign.notes[0].contains("not UTF-8 (line 2)"),
        "{:?}",
        foreign.notes
    );
}

#[test]
fn a_person_says_what_the_columns_and_dates_are() {
    let text =
        "nummer;was;wann;sorte\n1;Zugang für Ana;03/04/2024 09:00;Zugang\n2;VPN;05/06/2024 09:00;anderes\n";
    let map = [
        (Field::Key, "nummer"),
        (Field::Title, "was"),
        (Field::Created, "wann"),
    ];
    let options = CsvOptions {
        system: Some("helpdesk".into()),
        map: map.map(|(field, name)| (field, name.to_owned())).to_vec(),
        category: CategoryRule {
            from: Some(CategoryFrom::Column("sorte".into())),
            map: [("zugang".to_owned(), "repo-access".to_owned())].into(),
            ..CategoryRule::default()
        },
        date_order: Some(DateOrder::Mdy),
        zone: Some(TimeZone::fixed(jiff::tz::offset(2))),
        delimiter: None,
    };
    let outcome = read_with(text.as_bytes(), &options).unwrap();
    let [first, second] = &outcome.tickets[..] else {
        panic!("{outcome:?}");
    };
    assert_eq!(
        (first.system.as_str(), first.category.as_deref()),
        ("helpdesk", Some("repo-access"))
    );
    assert_eq!(first.created, time("2024-03-04T07:00:00Z"));
    assert_eq!(second.category, None);
    assert!(outcome.notes.is_empty(), "{:?}", outcome.notes);
}

#[test]
fn what_nobody_can_decide_is_asked_for() {
    let mapped = |field, name: &str| CsvOptions {
        map: vec![(field, name.to_owned())],
        ..CsvOptions::default()
    };
    let plain = CsvOptions::default;
    for (text, options, message, hint) in [
        (
            "",
            plain(),
            "tickets.csv:1: the file is empty",
            "a file of tickets begins with a line of column names",
        ),
        (
            "id,title,created\n1,a,03/04/2024\n",
            plain(),
            "tickets.csv:2: `03/04/2024` may be day and month or month and day, and no date of the file tells",
            "say which it is with --date-order dmy or --date-order mdy",
        ),
        (
            "id,title,created\n1,a,13/04/2024\n2,a,04/13/2024\n",
            plain(),
            "tickets.csv:3: `13/04/2024` (line 2) has the day first, `04/13/2024` (line 3) the month, so others may be either",
            "say which it is with --date-order dmy or --date-order mdy",
        ),
        (
            "id,title,when\n",
            plain(),
            "tickets.csv:1: no column is known to say when a ticket was made; there are id, title, when",
            "name it with --map created=COLUMN",
        ),
        (
            "id,created,x\n",
            plain(),
            "tickets.csv:1: no column is known to hold a title; there are id, created, x",
            "name it with --map title=COLUMN",
        ),
        (
            "id,title,created\n",
            mapped(Field::Title, "titel"),
            "tickets.csv:1: there is no column `titel`",
            "did you mean `title`?",
        ),
    ] {
        let error = read_with(text.as_bytes(), &options).unwrap_err();
        assert_eq!(
            (error.to_string().as_str(), error.hint().as_str()),
            (message, hint)
        );
    }
}

#[test]
fn rows_without_keys_are_known_by_what_they_say() {
    let text = "date,what,who\n2024-01-01,reset password,ana\n2024-01-01,reset password,ana\n2024-01-02,reset password,ana\n";
    let (first, again) = (read(text), read(text));
    let mut names = keys(&first);
    assert_eq!(names, keys(&again));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 3, "{names:?}");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_with(&bytes, &CsvOptions::default());
    }

    /// Whatever stands in a row: good rows around it go in, and each row is a ticket or a problem.
    #[test]
    fn rows_around_a_bad_one_go_in(row in "[a-z0-9,;\"\r\n/: -]{0,60}") {
        let text = format!("id,title,created\nfirst,a,2024-01-01\n{row}\nlast,c,2024-01-03\n");
        let order = CsvOptions { date_order: Some(DateOrder::Dmy), ..CsvOptions::default() };
        let outcome = read_with(text.as_bytes(), &order).unwrap();
        let names = keys(&outcome);
        prop_assert!(names.contains(&"first") && names.contains(&"last"), "{:?}", outcome);
    }

    /// Writing tickets and reading them gives the same, whatever they say.
    #[test]
    fn what_was_written_is_read(titles in proptest::collection::vec("[^\u{0}\r]{1,40}", 1..20)) {
        let mut writer = csv::Writer::from_writer(vec![]);
        writer.write_record(["id", "description", "created"]).unwrap();
        for (at, title) in titles.iter().enumerate() {
            writer.write_record([&format!("K{at}"), title, "2024-01-01"]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let mut file = CsvFile::read(Path::new("t.csv"), &bytes, &CsvOptions { delimiter: Some(b','), ..CsvOptions::default() }).unwrap();
        let mut read = 0;
        while let Some(batch) = file.next().unwrap() {
            read += batch.tickets.len() + batch.problems.len();
        }
        prop_assert_eq!(read, titles.len());
    }
}
