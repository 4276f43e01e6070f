//! What holds of any tasks.

use proptest::prelude::*;

use super::cases::{Case, case, quarter, ranked, table};
use crate::model::insight::*;
use crate::model::task::Status;

fn any_case() -> impl Strategy<Value = Case> {
    let category = prop::sample::select(vec!["", "a", "b", "c"]);
    let status = prop::sample::select(Status::ALL.to_vec());
    let source = prop::sample::select(vec!["log", "run", "jira"]);
    let requester = prop::sample::select(vec!["", "ana", "ben", "cy"]);
    let title = prop::sample::select(vec!["Reset 1", "Reset 2", "Deploy x-1", "OPS-1"]);
    let minutes = prop::option::of(0_u32..300);
    let parts = (
        category,
        0_i64..400,
        minutes,
        0_i64..200,
        requester,
        status,
        source,
        title,
    );
    parts.prop_map(
        |(category, days, minutes, waited, requester, status, source, title)| Case {
            minutes,
            waited: (status == Status::Done).then_some(waited),
            status,
            source,
            title,
            ..case(category, days).by(requester)
        },
    )
}

proptest! {
    #[test]
    fn the_sum_over_all_categories_is_the_total(cases in prop::collection::vec(any_case(), 0..60)) {
        let insights = Insights::of(&table(&cases), quarter(), &Settings::default());
        let ranking = &insights.ranking;
        let parts = || ranking.rows.iter().map(|row| &row.measure).chain([&ranking.uncategorised]);
        let sum = |number: fn(&Measure) -> u64| parts().map(number).sum::<u64>();
        let numbers: [fn(&Measure) -> u64; 8] = [
            |measure| measure.manual as u64,
            |measure| measure.self_served as u64,
            |measure| measure.declined as u64,
            |measure| measure.duplicates as u64,
            |measure| measure.minutes.recorded,
            |measure| measure.minutes.estimated,
            |measure| measure.minutes.unknown_tasks as u64,
            |measure| measure.waits.map_or(0, |waits| waits.done) as u64,
        ];
        for number in numbers {
            prop_assert_eq!(sum(number), number(&ranking.all));
        }
        let all = insights.trend.all.iter();
        let trended = all.fold((0, 0, 0), |sum, point| (sum.0 + point.tasks(), sum.1 + point.recorded, sum.2 + point.estimated));
        prop_assert_eq!(trended, (ranking.all.tasks(), ranking.all.minutes.recorded, ranking.all.minutes.estimated));
        let served = &insights.self_serve;
        prop_assert_eq!((served.manual, served.self_served), (ranking.all.manual, ranking.all.self_served));
        prop_assert_eq!(insights.groups.iter().map(|group| group.tasks.len()).sum::<usize>(), ranking.uncategorised.tasks());
    }

    #[test]
    fn what_is_estimated_is_never_counted_as_recorded(cases in prop::collection::vec(any_case(), 0..60)) {
        let ranking = ranked(&cases);
        let counted = cases.iter().filter(|case| {
            (1..=90).contains(&case.days_ago)
                && case.source != "run"
                && !matches!(case.status, Status::Declined | Status::Duplicate)
        });
        let on_record: u64 = counted.filter_map(|case| case.minutes).map(u64::from).sum();
        prop_assert_eq!(ranking.all.minutes.recorded, on_record);
    }

    #[test]
    fn the_order_of_the_record_changes_nothing(cases in prop::collection::vec(any_case(), 0..40), seed in any::<u64>()) {
        let mut shuffled = cases.clone();
        let count = shuffled.len().max(1);
        for at in 0..shuffled.len() {
            shuffled.swap(at, (seed as usize).wrapping_add(at * 7) % count);
        }
        let one = Insights::of(&table(&cases), quarter(), &Settings::default());
        let other = Insights::of(&table(&shuffled), quarter(), &Settings::default());
        prop_assert_eq!(one.ranking, other.ranking);
        prop_assert_eq!(one.trend, other.trend);
        prop_assert_eq!(one.self_serve, other.self_serve);
        let shapes = |groups: &[Group]| groups.iter().map(|group| (group.shape.clone(), group.measure.clone())).collect::<Vec<_>>();
        prop_assert_eq!(shapes(&one.groups), shapes(&other.groups));
    }

    #[test]
    fn a_score_is_the_product_of_what_is_shown(cases in prop::collection::vec(any_case(), 0..60)) {
        for row in ranked(&cases).rows {
            let shown: f64 = row.score.factors.iter().map(|factor| factor.value.to_string().parse::<f64>().unwrap()).product();
            prop_assert!((shown - row.score.value.to_f64()).abs() < 0.0051, "{}", row.score.arithmetic());
        }
    }
}
