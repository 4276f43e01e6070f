//! Two years of tasks at Quayside, as events: what was asked of its SREs, what became of it, and three stories in it. Access
//! to repositories grows month by month; topics were automated a year ago and fell; and nobody has noticed how many small
//! restarts there are. Pure: who is who comes from the catalog, the time now is passed in.

use jiff::{SignedDuration, Timestamp};

use super::random::Random;
use crate::model::journal::{NewEvent, TaskCreated};
use crate::model::task::{Act, Priority, random_id};

/// Who asks, who does it, and what it is about: canonical refs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cast {
    /// Those who do what is asked; the first one is who looks at the demo.
    pub sres: Vec<String>,
    pub people: Vec<String>,
    pub services: Vec<String>,
    pub topics: Vec<String>,
    pub repositories: Vec<String>,
}

/// How far back the tasks go.
const MONTHS: usize = 24;
/// The month in which topics became self-served, counted back from now.
const AUTOMATED: usize = 12;
const DAY: i64 = 24 * 60;

/// A sort of request.
struct Sort {
    category: Option<&'static str>,
    titles: &'static [&'static str],
    /// How many a month, two years ago, a year ago and now; between them it goes in a straight line.
    manual: [usize; 3],
    /// How many a month a blueprint does, since topics were automated.
    served: usize,
    blueprint: Option<&'static str>,
    /// Of work, in the middle.
    minutes: u32,
    /// Hours until it is done, in the middle.
    wait: i64,
}

const SORTS: [Sort; 11] = [
    Sort {
        category: Some("repo-access"),
        titles: &[
            "Give {person} access to {repository}",
            "Access to {repository} for {person}",
            "Please add {person} to {repository}",
        ],
        manual: [14, 26, 58],
        served: 0,
        blueprint: None,
        minutes: 7,
        wait: 6,
    },
    Sort {
        category: Some("kafka-topic"),
        titles: &["Create topic {topic}", "New topic {topic} for {service}"],
        manual: [24, 31, 3],
        served: 38,
        blueprint: Some("template:default/kafka-topic"),
        minutes: 26,
        wait: 30,
    },
    Sort {
        category: None,
        titles: &[
            "Restart {service} in staging",
            "restart {service} on staging please",
            "Can you restart {service} in staging?",
        ],
        manual: [12, 30, 74],
        served: 0,
        blueprint: None,
        minutes: 4,
        wait: 1,
    },
    Sort {
        category: Some("deploy"),
        titles: &[
            "Deploy {service} to production",
            "Roll back {service}",
            "Hold the deploy of {service}",
        ],
        manual: [22, 14, 8],
        served: 0,
        blueprint: None,
        minutes: 15,
        wait: 2,
    },
    Sort {
        category: Some("pipeline"),
        titles: &[
            "New pipeline for {repository}",
            "Cache dependencies in the pipeline of {repository}",
        ],
        manual: [6, 8, 9],
        served: 0,
        blueprint: Some("template:default/pipeline"),
        minutes: 55,
        wait: 40,
    },
    Sort {
        category: Some("quota"),
        titles: &["More memory for {service}", "Raise the CPU limit of {service}"],
        manual: [5, 6, 8],
        served: 0,
        blueprint: None,
        minutes: 12,
        wait: 8,
    },
    Sort {
        category: None,
        titles: &[
            "Why is {service} slow since noon?",
            "Look at the logs of {service} with me",
            "Who owns {topic}?",
        ],
        manual: [5, 6, 7],
        served: 0,
        blueprint: None,
        minutes: 18,
        wait: 3,
    },
    Sort {
        category: Some("dns-record"),
        titles: &[
            "Point {service} to the new load balancer",
            "DNS record for {service}",
        ],
        manual: [4, 5, 4],
        served: 0,
        blueprint: None,
        minutes: 14,
        wait: 20,
    },
    Sort {
        category: Some("certificate"),
        titles: &[
            "Renew the certificate of {service}",
            "Certificate for {service} ends soon",
        ],
        manual: [4, 3, 2],
        served: 0,
        blueprint: None,
        minutes: 30,
        wait: 26,
    },
    Sort {
        category: Some("topic-access"),
        titles: &[
            "{service} must read {topic}",
            "Write access to {topic} for {service}",
        ],
        manual: [7, 9, 12],
        served: 0,
        blueprint: Some("template:default/topic-access"),
        minutes: 16,
        wait: 18,
    },
    Sort {
        category: Some("db-restore"),
        titles: &[
            "Restore the database of {service} as of last night",
            "Copy production data of {service} to staging",
        ],
        manual: [1, 2, 2],
        served: 0,
        blueprint: None,
        minutes: 120,
        wait: 10,
    },
];

const REASONS: [&str; 4] = [
    "It is self-served now: press n on the entity",
    "Not ours: ask the team that owns it",
    "No answer to our question for two weeks",
    "This needs a change approved by its owner first",
];

/// The tasks' events, the oldest first. The same seed, cast and time give the same tasks.
pub fn tasks(seed: u64, cast: &Cast, now: Timestamp) -> Vec<NewEvent> {
    let are_there = [
        &cast.sres,
        &cast.people,
        &cast.services,
        &cast.topics,
        &cast.repositories,
    ]
    .iter()
    .all(|names| !names.is_empty());
    if !are_there {
        return Vec::new();
    }
    let mut past = Past {
        cast,
        now,
        random: Random::keyed(seed, "tasks", 0),
        events: Vec::new(),
    };
    for months_ago in 0..MONTHS {
        for sort in &SORTS {
            for _ in 0..sort.manual_in(months_ago) {
                past.ask(sort, months_ago);
            }
            for _ in 0..sort.served_in(months_ago) {
                past.serve(sort, months_ago);
            }
        }
    }
    past.events.sort_by_key(|event| event.time);
    past.events
}

impl Sort {
    fn manual_in(&self, months_ago: usize) -> usize {
        let [first, middle, last] = self.manual;
        let half = MONTHS / 2;
        let between = |older: usize, newer: usize, into: usize| (older * into + newer * (half - into)) / half;
        if months_ago < half {
            let automated = self.served > 0 && months_ago < AUTOMATED;
            if automated {
                last
            } else {
                between(middle, last, months_ago)
            }
        } else {
            between(first, middle, months_ago - half)
        }
    }

    fn served_in(&self, months_ago: usize) -> usize {
        match months_ago {
            // Slow at first, until word got around.
            11 => self.served / 4,
            10 => self.served / 2,
            months if months < AUTOMATED => self.served,
            _ => 0,
        }
    }
}

struct Past<'a> {
    cast: &'a Cast,
    now: Timestamp,
    random: Random,
    events: Vec<NewEvent>,
}

impl Past<'_> {
    /// Somebody asks, and one of several things becomes of it.
    fn ask(&mut self, sort: &Sort, months_ago: usize) {
        let asked = self.moment(months_ago);
        let wait = self.around(sort.wait * 60).max(2);
        let sre = self.cast.sres[self.random.popular(self.cast.sres.len())].clone();
        let requester = self.somebody();
        let age = (self.now.as_second() - asked.as_second()) / 60;
        if age < wait || (age < 12 * DAY && self.random.chance(66)) {
            return self.leave_open(sort, asked, &requester, &sre);
        }
        let minutes = self.around(i64::from(sort.minutes)).clamp(1, wait.max(1));
        let closed = later(asked, wait);
        match self.random.below(100) {
            0..44 => {
                let id = self.create(sort, closed, &sre, &requester, "log");
                let minutes = u32::try_from(minutes).ok();
                self.act(&id, Act::Finish { minutes }, closed, &sre);
            }
            44..76 => {
                let id = self.create(sort, asked, &requester, &requester, "queue");
                self.act(&id, Act::Start, later(closed, -minutes), &sre);
                self.act(&id, Act::Finish { minutes: None }, closed, &sre);
            }
            76..94 => {
                let id = self.create(sort, asked, &requester, &requester, "queue");
                self.act(&id, Act::Accept, later(asked, wait / 2), &sre);
                self.act(&id, Act::Finish { minutes: None }, closed, &sre);
            }
            _ => {
                let id = self.create(sort, asked, &requester, &requester, "queue");
                let reason = self.random.pick(&REASONS).to_owned();
                self.act(&id, Act::Decline { reason }, closed, &sre);
            }
        }
    }

    fn leave_open(&mut self, sort: &Sort, asked: Timestamp, requester: &str, sre: &str) {
        let id = self.create(sort, asked, requester, requester, "queue");
        let age = (self.now.as_second() - asked.as_second()) / 60;
        let soon = later(asked, (age / 3).max(1));
        match self.random.below(100) {
            0..52 => {}
            52..70 => self.act(&id, Act::Accept, soon, sre),
            70..82 => {
                let to = Some(sre.to_owned());
                self.act(&id, Act::Accept, soon, sre);
                self.act(&id, Act::Assign { to, expects: None }, soon, sre);
            }
            82..92 => {
                let paused = later(soon, (age / 9).clamp(1, 25));
                self.act(&id, Act::Start, soon, sre);
                self.act(&id, Act::Pause, paused, sre);
            }
            _ => {
                let until = later(self.now, 60 * 20);
                self.act(&id, Act::Snooze { until }, soon, sre);
            }
        }
    }

    /// A blueprint does it, in two minutes and by nobody's hands.
    fn serve(&mut self, sort: &Sort, months_ago: usize) {
        let asked = self.moment(months_ago);
        let requester = self.somebody();
        let id = self.create(sort, asked, &requester, &requester, "run");
        let done = later(asked, 2).min(self.now);
        self.act(&id, Act::Finish { minutes: None }, done, &requester);
    }

    fn create(&mut self, sort: &Sort, time: Timestamp, actor: &str, requester: &str, source: &str) -> String {
        let service = self.one_of(&self.cast.services);
        let topic = self.one_of(&self.cast.topics);
        let repository = self.one_of(&self.cast.repositories);
        let template: &str = self.random.pick(sort.titles);
        let person = self.somebody();
        let title = template
            .replace("{service}", name_of(&service))
            .replace("{topic}", name_of(&topic))
            .replace("{repository}", name_of(&repository))
            .replace("{person}", &person_name(&person));
        let about = [
            ("{service}", service),
            ("{topic}", topic),
            ("{repository}", repository),
        ];
        let entities = about
            .into_iter()
            .filter(|(place, _)| template.contains(place))
            .map(|(_, entity)| entity)
            .collect();
        let created = TaskCreated {
            title,
            category: sort.category.map(str::to_owned),
            priority: self.priority(),
            requester: Some(requester.to_owned()),
            entities,
            source: source.to_owned(),
            blueprint: sort.blueprint.filter(|_| source == "run").map(str::to_owned),
            ..TaskCreated::default()
        };
        let random: [u8; 16] = std::array::from_fn(|_| self.random.next() as u8);
        let id = random_id(&random);
        self.act(&id, Act::Create(Box::new(created)), time, actor);
        id
    }

    fn act(&mut self, id: &str, act: Act, time: Timestamp, actor: &str) {
        self.events.push(act.event(id, time, actor));
    }

    fn priority(&mut self) -> Priority {
        match self.random.below(100) {
            0..4 => Priority::Urgent,
            4..18 => Priority::High,
            18..88 => Priority::Normal,
            _ => Priority::Low,
        }
    }

    fn somebody(&mut self) -> String {
        self.one_of(&self.cast.people)
    }

    fn one_of(&mut self, names: &[String]) -> String {
        // A step that shares no factor with most lengths, so that those asked for most do not all begin with an a.
        const STEP: usize = 7_919;
        names[self.random.popular(names.len()) * STEP % names.len()].clone()
    }

    /// Half to twice as much, and now and then far more: as work goes.
    fn around(&mut self, middle: i64) -> i64 {
        let percent = 50 + self.random.below(110) as i64;
        let percent = if self.random.chance(8) {
            percent * 4
        } else {
            percent
        };
        (middle * percent / 100).max(1)
    }

    /// A moment of a month, in working hours.
    fn moment(&mut self, months_ago: usize) -> Timestamp {
        let days_ago = (30 * months_ago + self.random.below(30)) as i64;
        let into_the_day = 7 * 60 + self.random.below(11 * 60) as i64;
        let midnight = self.now.as_second() - self.now.as_second().rem_euclid(DAY * 60);
        let moment = midnight - days_ago * DAY * 60 + into_the_day * 60 + self.random.below(60) as i64;
        let moment = Timestamp::from_second(moment).unwrap_or(self.now);
        // What would lie ahead was asked within the last hours.
        if moment > self.now {
            later(self.now, -(1 + self.random.below(180) as i64))
        } else {
            moment
        }
    }
}

fn later(time: Timestamp, minutes: i64) -> Timestamp {
    time.checked_add(SignedDuration::from_mins(minutes))
        .unwrap_or(time)
}

/// The last part of a ref.
fn name_of(entity_ref: &str) -> &str {
    entity_ref.rsplit('/').next().unwrap_or(entity_ref)
}

/// `ana.silva` as people write it in a request.
fn person_name(user: &str) -> String {
    let given = name_of(user).split('.').next().unwrap_or_default();
    let mut letters = given.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
