use proptest::prelude::*;

use super::*;

fn reading(order: Option<DateOrder>) -> Reading {
    Reading {
        order,
        zone: TimeZone::UTC,
    }
}

fn moment(text: &str) -> Option<String> {
    let moment = read(text)?.moment(&reading(None))?;
    Some(moment.to_string())
}

#[test]
fn dates_are_read_as_the_usual_systems_write_them() {
    for (text, expected) in [
        ("2024-03-05", "2024-03-05T00:00:00Z"),
        ("2024-03-05T09:12:13Z", "2024-03-05T09:12:13Z"),
        ("2024-03-05T09:12:13.250+0100", "2024-03-05T08:12:13.25Z"),
        ("2024-03-05T09:12:13,250+01:00", "2024-03-05T08:12:13.25Z"),
        ("2024-03-05 09:12:13 UTC", "2024-03-05T09:12:13Z"),
        ("2024-03-05 09:12:13 -08", "2024-03-05T17:12:13Z"),
        ("2024-03-05T09:12[Europe/Berlin]", ""),
        ("2024-03-05T09:12+01:00[Europe/Berlin]", "2024-03-05T08:12:00Z"),
        ("2024/3/5 9:12", "2024-03-05T09:12:00Z"),
        ("05/Mar/24 9:12 AM", "2024-03-05T09:12:00Z"),
        ("05/Mar/24 12:12 AM", "2024-03-05T00:12:00Z"),
        ("05/Mar/24 12:12 PM", "2024-03-05T12:12:00Z"),
        ("05/Mar/24 21:12", "2024-03-05T21:12:00Z"),
        ("05/Mrz/24 21:12", "2024-03-05T21:12:00Z"),
        ("5-Mar-2024", "2024-03-05T00:00:00Z"),
        ("Mar 5, 2024, 9:12:13 PM", "2024-03-05T21:12:13Z"),
        ("March 5th 2024 at 9:12 pm", "2024-03-05T21:12:00Z"),
        ("5. März 2024", "2024-03-05T00:00:00Z"),
        ("Tue, 05 Mar 2024 09:12:13 +0000", "2024-03-05T09:12:13Z"),
        ("Tuesday, March 5, 2024", "2024-03-05T00:00:00Z"),
        (
            "Tue Mar 05 2024 09:12:13 GMT+0100 (Central European Standard Time)",
            "",
        ),
        ("29-02-2016 01:16", "2016-02-29T01:16:00Z"),
        ("3/29/2016 1:16:05 PM", "2016-03-29T13:16:05Z"),
        ("05.03.2024 09:12", "2024-03-05T09:12:00Z"),
        ("1709629933", "2024-03-05T09:12:13Z"),
        ("1709629933250", "2024-03-05T09:12:13.25Z"),
        ("20240305", "2024-03-05T00:00:00Z"),
        ("20240305091213", "2024-03-05T09:12:13Z"),
        ("45356.383333", "2024-03-05T09:12:00Z"),
        ("45356", "2024-03-05T00:00:00Z"),
    ] {
        // Longer than any date is: left alone rather than half read.
        let expected = Some(expected).filter(|text| !text.is_empty());
        assert_eq!(moment(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "?",
        "never",
        "12",
        "2024",
        "2024-13-01",
        "2024-02-30",
        "30/02/2024",
        "32/01/2024",
        "13/13/2024",
        "05/Mar/24 25:00",
        "05/Mar/24 13:00 PM",
        "05/Xyz/24",
        "2024-03-05 09:12 XYZ",
        "2024-03-05 nonsense",
        "2024-03-05T09:12:13+99:99",
        "0000000000000000000000",
        "1:2:3",
        "1.2.3",
        "٣/٤/2024",
    ] {
        assert_eq!(moment(text), None, "{text}");
    }
}

#[test]
fn a_day_is_told_from_a_month_only_where_one_cannot_be_the_other() {
    for (text, evidence, open) in [
        ("05/03/2024", None, true),
        ("13/03/2024", Some(DateOrder::Dmy), false),
        ("03/13/2024", Some(DateOrder::Mdy), false),
        ("03/03/2024", None, false),
        ("05.03.2024", None, false),
        ("2024-03-05", None, false),
    ] {
        let written = read(text).unwrap();
        assert_eq!(
            (written.evidence(), written.is_open()),
            (evidence, open),
            "{text}"
        );
    }
    let in_order = |order| {
        let moment = read("05/03/2024").unwrap().moment(&reading(Some(order)));
        moment.unwrap().to_string()
    };
    assert_eq!(in_order(DateOrder::Dmy), "2024-03-05T00:00:00Z");
    assert_eq!(in_order(DateOrder::Mdy), "2024-05-03T00:00:00Z");
    // What cannot be so in the order that was decided on is no date.
    assert_eq!(
        read("13/03/2024").unwrap().moment(&reading(Some(DateOrder::Mdy))),
        None
    );
}

#[test]
fn a_time_without_a_zone_is_that_of_the_zone_given() {
    let berlin = Reading {
        order: None,
        zone: TimeZone::fixed(Offset::from_hours(1).unwrap()),
    };
    let moment = |text| read(text).unwrap().moment(&berlin).unwrap().to_string();
    assert_eq!(moment("2024-01-05 09:00"), "2024-01-05T08:00:00Z");
    assert_eq!(moment("2024-01-05 09:00Z"), "2024-01-05T09:00:00Z");
}

proptest! {
    #[test]
    fn any_text_is_a_date_or_none(text in "\\PC{0,40}", order in any::<bool>()) {
        let order = if order { DateOrder::Dmy } else { DateOrder::Mdy };
        let _ = read(&text).map(|written| written.moment(&reading(Some(order))));
    }

    #[test]
    fn nearly_dates_never_panic(text in "[0-9]{1,5}[-/.: T]{1,2}[0-9MarAPpm]{1,5}[-/.: ]{1,2}[0-9]{1,5}[ T,]?[0-9:]{0,9}[ +-]?[A-Z0-9:]{0,5}") {
        let _ = read(&text).map(|written| written.moment(&reading(None)));
    }

    #[test]
    fn every_moment_is_read_back_as_it_is_written(second in -2_000_000_000_i64..4_000_000_000) {
        let moment = Timestamp::from_second(second).unwrap();
        prop_assert_eq!(read(&moment.to_string()), Some(Written::Moment(moment)));
    }
}
