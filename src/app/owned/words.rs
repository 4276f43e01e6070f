//! How it is said: standings, days, money. Pure.

use jiff::civil::Date;

use crate::model::cost::{EntityCost, Money};
use crate::model::ownership::{Owned, Standing};
use crate::model::text::{counted, grouped};

/// How it stands with an entity, for the sign and the colour; what needs somebody first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Overdue,
    DueSoon,
    /// It holds, but says something else than what was attested.
    Changed,
    Offered,
    Holds,
    Exempt,
}

impl State {
    pub fn of(row: &Owned) -> Self {
        match &row.standing {
            Standing::Overdue { .. } => State::Overdue,
            Standing::DueSoon => State::DueSoon,
            Standing::Offered { .. } => State::Offered,
            Standing::Holds | Standing::Exempt if row.changed => State::Changed,
            Standing::Holds => State::Holds,
            Standing::Exempt => State::Exempt,
        }
    }

    /// As a filter takes it after `is:`, and as a row says it.
    pub fn name(self) -> &'static str {
        match self {
            State::Overdue => "overdue",
            State::DueSoon => "due soon",
            State::Changed | State::Holds => "holds",
            State::Offered => "offered",
            State::Exempt => "exempt",
        }
    }
}

/// How far away a day is: `today`, `in 5 d`, `12 d ago`.
pub fn distance(day: Date, today: Date) -> String {
    let days = days_between(today, day);
    match days {
        0 => "today".to_owned(),
        1.. => format!("in {days} d"),
        _ => format!("{} d ago", days.unsigned_abs()),
    }
}

/// From one day to another.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// The name of somebody, of a canonical ref: `ana` of `user:default/ana`.
pub fn name(entity_ref: &str) -> &str {
    let name = entity_ref.split_once(':').map_or(entity_ref, |(_, name)| name);
    name.strip_prefix("default/").unwrap_or(name)
}

/// Amounts in their currencies, rounded for people: `1,204.50 EUR`.
pub fn money(amounts: &[Money]) -> String {
    let texts = amounts.iter().map(|money| {
        let rounded = money.amount.rounded();
        format!("{} {}", grouped_amount(&rounded), money.currency)
    });
    texts.collect::<Vec<_>>().join(" + ")
}

/// Digits before the point in groups of three.
fn grouped_amount(rounded: &str) -> String {
    let (sign, digits) = match rounded.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", rounded),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "00"));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    format!("{sign}{whole}.{decimals}")
}

/// Whether it costs more or less than in the month before; nothing where that cannot be said of every currency.
pub fn moved(cost: &EntityCost) -> Option<std::cmp::Ordering> {
    use std::cmp::Ordering;
    let before = |currency: &str| cost.before.iter().find(|money| money.currency == currency);
    let mut moved = None;
    for money in &cost.latest {
        let order = money.amount.cmp(&before(&money.currency)?.amount);
        match (moved, order) {
            (None, order) => moved = Some(order),
            (Some(Ordering::Equal), order) => moved = Some(order),
            (Some(known), order) if known == order || order == Ordering::Equal => {}
            _ => return None,
        }
    }
    moved
}

/// Adds amounts, each currency by itself; what is too large to be kept is left as it was.
pub fn add(sum: &mut Vec<Money>, more: &[Money]) {
    for money in more {
        match sum.iter_mut().find(|known| known.currency == money.currency) {
            Some(known) => {
                if let Some(total) = known.amount.checked_add(money.amount) {
                    known.amount = total;
                }
            }
            None => sum.push(money.clone()),
        }
    }
}

/// So many of something, or nothing at all.
pub fn some(count: usize, one: &str, many: &str) -> Option<String> {
    (count > 0).then(|| counted(count, one, many))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money_of(amount: &str, currency: &str) -> Money {
        Money {
            amount: amount.parse().unwrap(),
            currency: currency.to_owned(),
        }
    }

    #[test]
    fn money_is_grouped_and_each_currency_stands_by_itself() {
        for (amounts, expected) in [
            (vec![], ""),
            (vec![("0", "EUR")], "0.00 EUR"),
            (vec![("1234567.895", "EUR")], "1,234,567.90 EUR"),
            (vec![("-1234", "USD")], "-1,234.00 USD"),
            (vec![("12", "EUR"), ("7", "USD")], "12.00 EUR + 7.00 USD"),
        ] {
            let amounts: Vec<Money> = amounts
                .into_iter()
                .map(|(amount, currency)| money_of(amount, currency))
                .collect();
            assert_eq!(money(&amounts), expected);
        }
    }

    #[test]
    fn whether_it_moved_is_said_only_where_it_can_be() {
        use std::cmp::Ordering::{Equal, Greater, Less};
        for (latest, before, expected) in [
            (vec![("2", "EUR")], vec![("1", "EUR")], Some(Greater)),
            (vec![("1", "EUR")], vec![("2", "EUR")], Some(Less)),
            (vec![("1", "EUR")], vec![("1", "EUR")], Some(Equal)),
            (vec![("1", "EUR")], vec![], None),
            (
                vec![("1", "EUR"), ("3", "USD")],
                vec![("1", "EUR"), ("2", "USD")],
                Some(Greater),
            ),
            (
                vec![("1", "EUR"), ("3", "USD")],
                vec![("2", "EUR"), ("2", "USD")],
                None,
            ),
        ] {
            let of = |list: Vec<(&str, &str)>| list.into_iter().map(|(a, c)| money_of(a, c)).collect();
            let cost = EntityCost {
                latest: of(latest),
                before: of(before),
            };
            assert_eq!(moved(&cost), expected, "{cost:?}");
        }
    }

    #[test]
    fn days_are_told_from_today() {
        let today = Date::constant(2026, 11, 23);
        for (day, expected) in [
            (Date::constant(2026, 11, 23), "today"),
            (Date::constant(2026, 12, 3), "in 10 d"),
            (Date::constant(2026, 9, 1), "83 d ago"),
        ] {
            assert_eq!(distance(day, today), expected);
        }
    }
}
