//! A change is sent once, whatever becomes of it; and what nobody answered is lost, never refused.

use std::collections::BTreeMap;

use muster::remote::kafka::{Change, Cluster};

use crate::proxy::{Fate, Proxy};
use crate::stage::{client, create, eventually, kind, new_topic, open_broker, settings, topic, unique};

/// One change of each kind, with Kafka's number of its request, and whether it was done.
type Case = (Change, i16, fn(&dyn Cluster, &str) -> bool);

fn cases(name: &str, made: &str) -> Vec<Case> {
    vec![
        (
            Change::CreateTopic(new_topic(name, 2, &[])),
            19,
            |cluster, name| topic(cluster, name).is_some(),
        ),
        (
            Change::GrowTopic {
                name: made.to_owned(),
                partitions: 7,
            },
            37,
            |cluster, name| topic(cluster, name).is_some_and(|topic| topic.partitions == 7),
        ),
        (
            Change::SetTopic {
                name: made.to_owned(),
                settings: BTreeMap::from([("retention.ms".to_owned(), Some("7000".to_owned()))]),
            },
            44,
            |cluster, name| settings(cluster, name).contains_key("retention.ms"),
        ),
        (
            Change::DeleteTopic {
                name: made.to_owned(),
            },
            20,
            |cluster, name| topic(cluster, name).is_none(),
        ),
    ]
}

#[test]
fn every_change_is_sent_once_and_known_for_what_became_of_it() {
    let (Some(address), Some(proxy)) = (open_broker(), Proxy::start()) else {
        return;
    };
    let beside = client(&address);
    let cluster = client(&proxy.address);
    for fate in [Fate::Pass, Fate::AnswerLost, Fate::NeverArrives] {
        let (name, made) = (unique("once"), unique("once"));
        create(&beside, &made, 1, &[]);
        for (change, api, is_done) in cases(&name, &made) {
            proxy.fate(fate);
            proxy.changes();
            let outcome = kind(cluster.change(&change));
            assert_eq!(
                outcome,
                if fate == Fate::Pass { "done" } else { "lost" },
                "{change:?}, {fate:?}"
            );
            // Looking goes on over the same client; nothing that was held back is sent by it.
            proxy.fate(Fate::Pass);
            cluster.topics(None).unwrap();
            assert_eq!(proxy.changes(), [api], "{change:?}, {fate:?}");
            let about = if api == 19 { &name } else { &made };
            if fate == Fate::NeverArrives {
                assert!(!is_done(&beside, about), "{change:?}");
            } else {
                eventually("what was sent", || is_done(&beside, about).then_some(()));
            }
        }
    }
}

#[test]
fn looks_and_checks_send_nothing_that_changes_anything() {
    let (Some(address), Some(proxy)) = (open_broker(), Proxy::start()) else {
        return;
    };
    let made = unique("looked-at");
    create(&client(&address), &made, 1, &[]);
    let cluster = client(&proxy.address);
    cluster.about().unwrap();
    cluster.topics(None).unwrap();
    cluster.groups().unwrap();
    cluster.rules(&Default::default()).unwrap();
    cluster.settings(std::slice::from_ref(&made)).unwrap();
    cluster.check(&Change::DeleteTopic { name: made }).unwrap();
    assert!(proxy.changes().is_empty());
}
