//! Rounds: few at a time, fewer of one host, each in its interval, and all of them taken in.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use muster::engine::health::{Rounds, look_once};
use muster::model::health::target::Target;
use muster::model::health::{Health, Key, MOST, MOST_A_HOST, Policy, Probe, Schedule, Stated, probes};
use muster::remote::notify::{Message, Teller, Untold, Way};
use muster::remote::probe::{Heard, Prober};

use crate::workspace::{catalog, entity};

/// Probes of `hosts` hosts, so many of each.
fn many(hosts: usize, each: usize, every: &str) -> Vec<Probe> {
    let company = catalog(&entity(
        "Component",
        "cart",
        "type: service\nlifecycle: production\nowner: shop",
    ));
    let stated = (0..hosts).flat_map(|host| {
        (0..each).map(move |nth| Stated {
            entity: "cart".to_owned(),
            probe: format!("p{host}-{nth}"),
            ask: format!("tcp://h{host}.example.com:1 every={every}"),
            place: "muster.toml".to_owned(),
        })
    });
    probes(&company, &stated.collect::<Vec<_>>(), &Policy::default()).0
}

fn second(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
}

#[test]
fn each_is_asked_in_its_interval_and_not_all_at_once() {
    let all = many(40, 1, "30s");
    let mut schedule = Schedule::default();
    schedule.set(&all, second(0));
    let mut asked: BTreeMap<Key, Vec<i64>> = BTreeMap::new();
    let mut most = 0;
    for now in 0..600 {
        let due = schedule.take_due(second(now));
        most = most.max(due.len());
        for key in due {
            asked.entry(key.clone()).or_default().push(now);
            schedule.answered(&key, second(now));
        }
    }
    assert_eq!(asked.len(), 40);
    assert!(most <= MOST, "{most} at once");
    for (key, times) in asked {
        assert!(times[0] <= 21, "{key:?} is asked soon: {times:?}");
        assert!(
            times
                .windows(2)
                .all(|pair| (29..=31).contains(&(pair[1] - pair[0]))),
            "{key:?}: {times:?}"
        );
    }
}

#[test]
fn few_are_asked_at_a_time_fewer_of_one_host_and_none_twice() {
    let all = many(3, 10, "30s");
    let mut schedule = Schedule::default();
    schedule.set(&all, second(0));
    let first = schedule.take_due(second(60));
    let of_host = |keys: &[Key], host: &str| keys.iter().filter(|key| key.probe.starts_with(host)).count();
    for host in ["p0-", "p1-", "p2-"] {
        assert_eq!(of_host(&first, host), MOST_A_HOST, "{host}");
    }
    assert_eq!(schedule.take_due(second(61)), []);
    schedule.answered(&first[0], second(61));
    let next = schedule.take_due(second(61));
    assert_eq!(next.len(), 1);
    assert!(!first.contains(&next[0]));
    let wide = many(20, 1, "30s");
    let mut schedule = Schedule::default();
    schedule.set(&wide, second(0));
    assert_eq!(schedule.take_due(second(60)).len(), MOST);
    // What stays declared stays asked; what is new gets its turn.
    schedule.set(&wide, second(60));
    assert_eq!(schedule.take_due(second(60)), []);
}

#[test]
fn what_was_late_does_not_catch_up() {
    let all = many(1, 1, "30s");
    let mut schedule = Schedule::default();
    schedule.set(&all, second(0));
    let due = schedule.take_due(second(3600));
    schedule.answered(&due[0], second(3605));
    assert_eq!(schedule.next(), Some(second(3635)));
}

/// Answers only once so many are asked at the same time.
struct Crowd {
    wanted: usize,
    inside: Mutex<(usize, usize)>,
    changed: Condvar,
}

impl Prober for Crowd {
    fn look(&self, _: &Target, _: Duration) -> Heard {
        let mut inside = self.inside.lock().unwrap();
        inside.0 += 1;
        inside.1 = inside.1.max(inside.0);
        self.changed.notify_all();
        let (mut inside, _) = self
            .changed
            .wait_timeout_while(inside, Duration::from_secs(20), |inside| inside.1 < self.wanted)
            .unwrap();
        inside.0 -= 1;
        Heard {
            heard: Health::Up,
            seen: String::new(),
            took: None,
            reached: true,
        }
    }
}

struct Nobody;

impl Teller for Nobody {
    fn tell(&self, _: &Way, _: &Message) -> Result<(), Untold> {
        Ok(())
    }
}

#[test]
fn slow_answers_are_waited_for_side_by_side() {
    let crowd = Arc::new(Crowd {
        wanted: MOST,
        inside: Mutex::default(),
        changed: Condvar::new(),
    });
    let rounds = Rounds::new(Arc::clone(&crowd) as _, Arc::new(Nobody));
    let all = many(30, 1, "30s");
    let mut heard = Vec::new();
    look_once(&rounds, &all, &mut |probe, _| heard.push(probe.key.clone()));
    heard.sort();
    assert_eq!(heard.len(), 30);
    heard.dedup();
    assert_eq!(heard.len(), 30);
    assert_eq!(crowd.inside.lock().unwrap().1, MOST);
}

/// Breaks.
struct Broken;

impl Prober for Broken {
    fn look(&self, _: &Target, _: Duration) -> Heard {
        panic!("a probe that breaks");
    }
}

#[test]
fn a_probe_that_breaks_costs_itself_alone() {
    let rounds = Rounds::new(Arc::new(Broken), Arc::new(Nobody));
    let mut all = Vec::new();
    look_once(&rounds, &many(2, 1, "30s"), &mut |_, heard| all.push(heard.heard));
    assert_eq!(all, [Health::Unknown, Health::Unknown]);
}
