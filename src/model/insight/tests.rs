//! Rankings worked out by hand, and what holds for every record.

mod cases;
mod properties;

use super::*;
use crate::model::task::Status;
use cases::{Case, case, days_ago, now, quarter, ranked, row, table, topics};
use jiff::Timestamp;

#[test]
fn a_score_worked_out_by_hand() {
    let mut cases = topics();
    cases.push(case("kafka-topic", 5).status(Status::Declined).minutes(99));
    cases.push(case("kafka-topic", 5).status(Status::Duplicate));
    cases.push(
        case("kafka-topic", 2)
            .self_served()
            .done_after(0)
            .by("user:default/dee")
            .minutes(3),
    );
    let fit = Fit {
        weight: "1.2".parse().unwrap(),
        reason: "golden path".to_owned(),
    };
    let settings = Settings {
        fits: Fits::new([("kafka-topic".to_owned(), fit)].into()),
        ..Settings::default()
    };
    let ranking = rank(&table(&cases), quarter(), &settings);
    let row = row(&ranking, "kafka-topic");
    let measure = &row.measure;
    assert_eq!(
        (
            measure.manual,
            measure.self_served,
            measure.declined,
            measure.duplicates
        ),
        (6, 1, 1, 1)
    );
    // Recorded: 30 + 10 + 20 + 60 = 120. Their median by nearest rank is the second of 10, 20, 30, 60. Estimated: 2 × 20.
    let minutes = measure.minutes;
    assert_eq!(minutes.recorded, 120);
    assert_eq!(
        (minutes.estimate, minutes.estimated, minutes.estimated_tasks),
        (Estimate::Own(20), 40, 2)
    );
    // Waits of the four that are done: 6, 18, 48, 100 hours; the second, and the fourth of ⌈3.6⌉.
    assert_eq!(
        measure.waits,
        Some(Waits {
            done: 4,
            median: 18 * 60,
            p90: 100 * 60
        })
    );
    assert_eq!(measure.requesters, 3);
    // 160 ÷ 60 ÷ 90 × 30 = 0.888…; 6 ÷ 4 = 1.5; 1 + 3 ÷ 20 = 1.15; 1 + 18 ÷ 72 = 1.25.
    let factors: Vec<(&str, String)> = row
        .score
        .factors
        .iter()
        .map(|factor| (factor.name, factor.value.to_string()))
        .collect();
    assert_eq!(
        factors,
        [
            ("hours a month", "0.89".to_owned()),
            ("growth", "1.50".to_owned()),
            ("fit", "1.20".to_owned()),
            ("reach", "1.15".to_owned()),
            ("waiting", "1.25".to_owned()),
        ]
    );
    // 0.89 × 1.5 × 1.2 × 1.15 × 1.25 = 2.302875
    assert_eq!(row.score.arithmetic(), "0.89 × 1.50 × 1.20 × 1.15 × 1.25 = 2.30");
    insta::assert_snapshot!(row.why(), @"0.89 × 1.50 × 1.20 × 1.15 × 1.25 = 2.30: hours a month 0.89 ((120 min recorded + 40 min estimated) ÷ 60 ÷ 90.00 days × 30), growth 1.50 (6 tasks ÷ 4 the period before), fit 1.20 (golden path), reach 1.15 (1 + 3 requesters ÷ 20), waiting 1.25 (1 + 18.00 h in the median ÷ 72)");
    // An effort of 40 hours has paid after 40 ÷ 0.89 months.
    assert_eq!(row.break_even(Decimal::whole(40)).unwrap().to_string(), "44.94");
}

#[test]
fn factors_have_bounds() {
    let many = [
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t",
        "u",
    ];
    let mut cases: Vec<Case> = many
        .iter()
        .map(|name| case("deploy", 3).by(name).minutes(10).done_after(200))
        .collect();
    cases.push(case("deploy", 100));
    cases.extend((0..9).map(|_| case("restart", 100)));
    cases.push(case("restart", 1).minutes(10));
    let ranking = ranked(&cases);
    let arithmetic: Vec<String> = ranking.rows.iter().map(|row| row.score.arithmetic()).collect();
    // 21 × 10 ÷ 60 ÷ 3 = 1.1666…, and 10 ÷ 60 ÷ 3 = 0.0555…
    assert_eq!(
        arithmetic,
        [
            "1.17 × 2.00 × 1.00 × 2.00 × 2.00 = 9.36",
            "0.06 × 0.50 × 1.00 × 1.00 × 1.00 = 0.03"
        ]
    );
    let hows: Vec<&str> = ranking.rows[0]
        .score
        .factors
        .iter()
        .map(|factor| factor.how.as_str())
        .collect();
    assert_eq!(
        hows,
        [
            "210 min recorded ÷ 60 ÷ 90.00 days × 30",
            "21 tasks ÷ 1 the period before = 21.00, at most 2.00",
            "no vision yet",
            "1 + 20 requesters ÷ 20 (21 asked, 20 count)",
            "1 + 72.00 h in the median ÷ 72 (it is 200.00 h)",
        ]
    );
    assert_eq!(ranking.rows[1].growth.unwrap().to_string(), "0.11");
}

#[test]
fn where_a_category_has_no_minutes_the_median_of_all_stands_in_and_says_so() {
    let ranking = ranked(&[
        case("deploy", 1).minutes(10),
        case("deploy", 2).minutes(40),
        case("deploy", 3).minutes(50),
        case("restart", 1),
        case("", 1),
    ]);
    let restart = &row(&ranking, "restart").measure.minutes;
    assert_eq!(
        (restart.recorded, restart.estimated, restart.estimate),
        (0, 40, Estimate::Overall(40))
    );
    assert_eq!(ranking.uncategorised.minutes.estimated, 40);
    assert_eq!(
        (ranking.all.minutes.recorded, ranking.all.minutes.estimated),
        (100, 80)
    );
}

#[test]
fn where_nothing_is_on_record_no_minutes_are_invented() {
    let ranking = ranked(&[
        case("deploy", 1),
        case("deploy", 2),
        case("deploy", 3),
        case("restart", 1),
    ]);
    let deploy = row(&ranking, "deploy");
    assert_eq!(deploy.measure.minutes.total(), None);
    assert_eq!((ranking.unit, deploy.hours_month), (Unit::Tasks, None));
    assert_eq!(deploy.break_even(Decimal::whole(10)), None);
    assert_eq!(
        deploy.score.arithmetic(),
        "1.00 × 1.00 × 1.00 × 1.00 × 1.00 = 1.00"
    );
    assert!(ranking.remarks()[0].starts_with("No minutes are on record"));
}

#[test]
fn what_was_logged_when_it_was_done_tells_nothing_of_waiting() {
    let ranking = ranked(&[
        case("deploy", 1).done_after(0),
        case("deploy", 2).done_after(0),
        case("deploy", 3).done_after(8),
    ]);
    let waits = row(&ranking, "deploy").measure.waits.unwrap();
    assert_eq!((waits.done, waits.median), (1, 480));
}

#[test]
fn growth_is_told_only_where_there_is_a_past() {
    for (past, factor, how) in [
        (case("deploy", 100), "1.00", "1 task ÷ 1 the period before"),
        (case("restart", 100), "2.00", "new: none the period before"),
        (
            case("restart", 1),
            "1.00",
            "nothing is on record of the period before",
        ),
    ] {
        let ranking = ranked(&[case("deploy", 1), past]);
        let growth = &row(&ranking, "deploy").score.factors[1];
        assert_eq!(
            (growth.value.to_string().as_str(), growth.how.as_str()),
            (factor, how)
        );
    }
}

#[test]
fn rows_sort_by_any_part_and_what_is_not_known_comes_last() {
    let mut ranking = ranked(&[
        case("b", 1).minutes(10),
        case("b", 2).minutes(10),
        case("a", 1).minutes(5).done_after(3),
        case("c", 1).minutes(60).done_after(1),
    ]);
    let mut names = |part: Part, reversed: bool| -> String {
        ranking.sort(Sort { part, reversed });
        ranking.rows.iter().map(|row| row.category.as_str()).collect()
    };
    for (part, order, reversed) in [
        (Part::Category, "abc", "cba"),
        (Part::Tasks, "bac", "acb"),
        (Part::Hours, "cba", "abc"),
        (Part::Wait, "acb", "cab"),
        (Part::Growth, "abc", "abc"),
    ] {
        assert_eq!(
            (names(part, false).as_str(), names(part, true).as_str()),
            (order, reversed),
            "{part}"
        );
    }
}

#[test]
fn titles_of_one_shape_are_one_group() {
    let groups = groups(
        &table(&[
            case("", 3)
                .titled("Give Ana access to the ledger repo")
                .minutes(5)
                .by("ana"),
            case("", 2).titled("give Ben access to the ledger repo").by("ben"),
            case("", 1).titled("give Cy access to the ledger repo").minutes(7),
            case("", 1)
                .titled("give Dee access to the ledger repo")
                .status(Status::Declined),
            case("", 1).titled("Reset password"),
            case("repo-access", 1).titled("give Eve access to the ledger repo"),
            case("", 91).titled("give Flo access to the ledger repo"),
        ]),
        quarter(),
    );
    let shapes: Vec<(&str, usize)> = groups
        .iter()
        .map(|group| (group.name(), group.tasks.len()))
        .collect();
    assert_eq!(shapes, [("give … access ledger repo", 3), ("reset password", 1)]);
    assert_eq!(groups[0].tasks, ["task0002", "task0001", "task0000"]);
    assert_eq!(groups[0].others, ["task0006"]);
    assert_eq!(groups[0].examples[0], "give Cy access to the ledger repo");
    let minutes = groups[0].measure.minutes;
    assert_eq!(
        (minutes.recorded, minutes.estimated, groups[0].measure.requesters),
        (12, 5, 2)
    );
    assert_eq!(groups[0].suggested, Some(("repo-access".to_owned(), 1)));
    assert_eq!(groups[1].suggested, None);
}

#[test]
fn an_automation_is_seen_in_what_was_before_and_after() {
    // Automated 120 days ago. Before: 90 days with 3 tasks; after: the last 90 days.
    let served = self_serve(
        &table(&[
            case("kafka-topic", 300).minutes(60),
            case("kafka-topic", 200).minutes(30).done_after(48),
            case("kafka-topic", 150).minutes(50).done_after(24),
            case("kafka-topic", 121).done_after(72),
            case("kafka-topic", 120).self_served(),
            case("kafka-topic", 100).minutes(45),
            case("kafka-topic", 60).self_served().done_after(0),
            case("kafka-topic", 30).self_served().done_after(0),
            case("kafka-topic", 10).self_served().done_after(0),
            case("kafka-topic", 5).minutes(15).done_after(12),
            case("deploy", 5).minutes(10),
        ]),
        quarter(),
    );
    assert_eq!((served.self_served, served.manual), (3, 2));
    assert_eq!(served.share().unwrap().to_string(), "0.60");
    let topics = &served.by_category[0];
    let automation = topics.automation.as_ref().unwrap();
    assert_eq!(automation.since, days_ago(120));
    let before = automation.before.as_ref().unwrap();
    // 30 + 50 on record and 30 estimated in 90 days: 110 ÷ 3.
    assert_eq!(
        (
            before.measure.manual,
            before.minutes_month().unwrap().to_string().as_str()
        ),
        (3, "36.67")
    );
    assert_eq!(before.measure.waits.unwrap().median, 48 * 60);
    assert_eq!(automation.after.minutes_month().unwrap().to_string(), "5.00");
    assert_eq!(automation.after.share().unwrap().to_string(), "0.75");
    // Three that nobody waited for, and one of twelve hours.
    let waits = |waits: Option<Waits>| waits.map(|waits| (waits.done, waits.median, waits.p90));
    assert_eq!(waits(automation.after.measure.waits), Some((1, 720, 720)));
    assert_eq!(waits(automation.after.measure.waits_of_all), Some((4, 0, 720)));
    assert!(served.by_category[1].automation.is_none());
}

#[test]
fn where_the_record_begins_with_the_automation_there_is_no_before() {
    let served = self_serve(&table(&[case("deploy", 5).self_served()]), quarter());
    assert!(
        served.by_category[0]
            .automation
            .as_ref()
            .unwrap()
            .before
            .is_none()
    );
    let served = self_serve(
        &table(&[case("x", 15), case("deploy", 5).self_served()]),
        quarter(),
    );
    let automation = served.by_category[0].automation.as_ref().unwrap();
    assert_eq!(
        automation.before.as_ref().unwrap().period.days(),
        Decimal::whole(10)
    );
}

#[test]
fn weeks_begin_on_monday_and_the_ends_are_cut() {
    let day = |text: &str| format!("{text}T12:00:00Z").parse::<Timestamp>().unwrap();
    let period = Period {
        since: day("2026-06-10"),
        until: day("2026-07-01"),
    };
    let weeks = trend(&table(&[]), period);
    let labels: Vec<(String, bool)> = weeks
        .buckets
        .iter()
        .map(|bucket| (bucket.label(weeks.step), bucket.is_partial))
        .collect();
    let expected = [
        ("2026-06-08", true),
        ("2026-06-15", false),
        ("2026-06-22", false),
        ("2026-06-29", true),
    ];
    assert_eq!(
        labels,
        expected.map(|(label, partial)| (label.to_owned(), partial))
    );
    let year = trend(&table(&[]), Period::last_days(365, now()));
    assert_eq!((year.step, year.buckets.len()), (Step::Month, 12));
    assert!(year.buckets.iter().all(|bucket| !bucket.is_partial));
}

#[test]
fn a_trend_counts_each_task_in_its_week() {
    let trend = trend(
        &table(&[
            // 2026-07-01 is a Wednesday.
            case("deploy", 1).minutes(30),
            case("deploy", 2),
            case("deploy", 3).minutes(10),
            case("deploy", 3).self_served(),
            case("deploy", 3).status(Status::Declined),
        ]),
        Period::last_days(14, now()),
    );
    let points: Vec<(usize, usize, u64, u64)> = trend
        .all
        .iter()
        .map(|point| (point.manual, point.self_served, point.recorded, point.estimated))
        .collect();
    assert_eq!(points, [(0, 0, 0, 0), (1, 1, 10, 0), (2, 0, 30, 10)]);
    assert_eq!(trend.series[0].points, trend.all);
}
