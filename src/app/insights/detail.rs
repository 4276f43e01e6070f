//! All there is to say about the selected row, as lines. Pure data: how a line looks is not known here.

use jiff::Timestamp;

use crate::model::insight::{
    Automation, Decimal, Estimate, Group, Insights, Measure, Minutes, Ranking, Row, Served, Trend, Unit,
    Waits, Window, waited,
};
use crate::model::text::counted;

/// A line of the detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Text {
        /// What it is about; the text has the whole width where there is none.
        label: Option<&'static str>,
        text: String,
        tone: Tone,
    },
    /// A number of the sum, and where it comes from.
    Factor {
        name: &'static str,
        value: String,
        how: String,
    },
    /// What the numbers above multiply to.
    Product(String),
    /// A bar of two parts, against the greatest of its chart.
    Bar {
        label: String,
        by_hand: usize,
        self_served: usize,
        most: usize,
        note: String,
    },
    /// What the bars mean.
    Legend,
}

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Headline,
    Plain,
    Quiet,
}

fn text(text: impl Into<String>, tone: Tone) -> Line {
    Line::Text {
        label: None,
        text: text.into(),
        tone,
    }
}

fn about(label: &'static str, text: impl Into<String>) -> Line {
    Line::Text {
        label: Some(label),
        text: text.into(),
        tone: Tone::Plain,
    }
}

fn blank() -> Line {
    text("", Tone::Plain)
}

/// A category of the ranking: the sum line by line, and the numbers it is made of.
pub(super) fn of_category(
    row: &Row,
    ranking: &Ranking,
    effort: Option<Decimal>,
    now: Timestamp,
) -> Vec<Line> {
    let mut lines = vec![text(row.category.as_str(), Tone::Headline)];
    lines.extend(row.score.factors.iter().map(|factor| Line::Factor {
        name: factor.name,
        value: factor.value.to_string(),
        how: factor.how.clone(),
    }));
    lines.push(Line::Product(row.score.value.to_string()));
    lines.push(blank());
    lines.push(about("pays", pays(row, ranking.unit, effort, now)));
    if let Some(blueprint) = &row.blueprint {
        let text = format!("{blueprint} covers it; the score is of what is left by hand");
        lines.push(about("blueprint", text));
    }
    lines.extend(of_measure(&row.measure));
    lines
}

/// When an effort has paid.
fn pays(row: &Row, unit: Unit, effort: Option<Decimal>, now: Timestamp) -> String {
    match (effort, row.hours_month) {
        (_, None) if unit == Unit::Tasks => "unknown, as no minutes are on record".to_owned(),
        (None, Some(hours)) => {
            format!("{hours} h a month are saved when it is automated; e enters what that takes")
        }
        (Some(effort), Some(hours)) => match row.break_even(effort) {
            Some(months) => {
                let day = row.break_even_day(effort, now);
                let day = day.map_or(String::new(), |day| format!(", on {}", day.strftime("%Y-%m-%d")));
                format!("{effort} h ÷ {hours} h a month = after {months} months{day}")
            }
            None => "never: nobody spends time on it".to_owned(),
        },
        (_, None) => "unknown".to_owned(),
    }
}

fn of_measure(measure: &Measure) -> Vec<Line> {
    let tasks = format!(
        "{} by hand, {} self-served, {} declined, {}",
        measure.manual,
        measure.self_served,
        measure.declined,
        counted(measure.duplicates, "duplicate", "duplicates")
    );
    let mut lines = vec![about("tasks", tasks)];
    lines.extend(of_minutes(&measure.minutes));
    lines.push(about("waiting", waiting(measure.waits)));
    lines.push(about(
        "asked by",
        counted(measure.requesters, "person or team", "people or teams"),
    ));
    lines
}

/// What is on record and what is estimated, never as one number alone.
fn of_minutes(minutes: &Minutes) -> Vec<Line> {
    let recorded = match minutes.recorded_tasks {
        0 => "none on record".to_owned(),
        count => format!(
            "{} min on record for {}",
            minutes.recorded,
            counted(count, "task", "tasks")
        ),
    };
    let mut lines = vec![about("minutes", recorded)];
    let by = match minutes.estimate {
        Estimate::Own(median) => format!("{median} min each, its own median"),
        Estimate::Overall(median) => format!("{median} min each, the median of all tasks"),
        Estimate::Unknown => String::new(),
    };
    if minutes.estimated_tasks > 0 {
        let tasks = counted(minutes.estimated_tasks, "task", "tasks");
        lines.push(about(
            "",
            format!("{} min estimated for {tasks}: {by}", minutes.estimated),
        ));
    }
    if minutes.unknown_tasks > 0 {
        let tasks = counted(minutes.unknown_tasks, "task", "tasks");
        lines.push(about(
            "",
            format!("unknown for {tasks}: nothing is there to estimate by"),
        ));
    }
    lines
}

fn waiting(waits: Option<Waits>) -> String {
    match waits {
        None => "none of it is done yet".to_owned(),
        Some(waits) => format!(
            "{} in the median, 90 % within {}, of {} done",
            waited(waits.median),
            waited(waits.p90),
            waits.done
        ),
    }
}

/// The weeks or months of a category, or of all tasks where no position is given.
pub(super) fn of_trend(trend: &Trend, name: &str, at: Option<usize>) -> Vec<Line> {
    let points = match at {
        Some(at) => trend.series.get(at).map(|series| &series.points),
        None => Some(&trend.all),
    };
    let points = points.map_or(&[][..], |points| &points[..]);
    let most = points.iter().map(|point| point.tasks()).max().unwrap_or(0);
    let headline = format!("{name}: tasks by the {}", trend.step.word());
    let mut lines = vec![text(headline, Tone::Headline)];
    lines.extend(trend.buckets.iter().zip(points).map(|(bucket, point)| {
        let partial = if bucket.is_partial { "*" } else { "" };
        let estimated = if point.estimated > 0 { "~" } else { "" };
        Line::Bar {
            label: format!("{}{partial}", bucket.label(trend.step)),
            by_hand: point.manual,
            self_served: point.self_served,
            most,
            note: format!(
                "{}+{}  {estimated}{} h",
                point.manual,
                point.self_served,
                point.hours()
            ),
        }
    }));
    lines.push(blank());
    lines.push(Line::Legend);
    let words = "~ partly estimated  * only partly in the period; days are those of UTC";
    lines.push(text(words, Tone::Quiet));
    lines
}

/// A category's automation: before, after, and what came in meanwhile.
pub(super) fn of_served(served: &Served, name: &str, insights: &Insights) -> Vec<Line> {
    let mut lines = vec![text(name, Tone::Headline)];
    match &served.automation {
        None => {
            lines.push(text(
                "No blueprint has done one yet: all of it is done by hand.",
                Tone::Plain,
            ));
        }
        Some(automation) => lines.extend(of_automation(automation)),
    }
    let series = &insights.trend.series;
    let at = series
        .iter()
        .position(|series| series.category == served.category);
    if at.is_some() {
        lines.push(blank());
        lines.extend(
            of_trend(&insights.trend, "Since then", at)
                .into_iter()
                .map(|line| match line {
                    Line::Text {
                        text,
                        tone: Tone::Headline,
                        ..
                    } => Line::Text {
                        label: None,
                        text: text.replace("Since then: tasks", "Tasks"),
                        tone: Tone::Headline,
                    },
                    line => line,
                }),
        );
    }
    lines
}

fn of_automation(automation: &Automation) -> Vec<Line> {
    let day = automation.since.strftime("%Y-%m-%d").to_string();
    let mut lines = vec![about("automated", format!("first self-served on {day}")), blank()];
    match &automation.before {
        Some(before) => {
            let title = format!("The {} days before", before.period.days());
            lines.push(text(title, Tone::Headline));
            lines.extend(of_window(before));
        }
        None => lines.push(text("Nothing is on record of before.", Tone::Quiet)),
    }
    lines.push(blank());
    let title = format!("The last {} days", automation.after.period.days());
    lines.push(text(title, Tone::Headline));
    lines.extend(of_window(&automation.after));
    lines
}

fn of_window(window: &Window) -> Vec<Line> {
    let measure = &window.measure;
    let minutes = window
        .minutes_month()
        .map_or("unknown".to_owned(), |minutes| format!("{minutes} min a month"));
    let estimated = match measure.minutes.estimated {
        0 => String::new(),
        estimated => format!(" ({estimated} min of the whole time estimated)"),
    };
    let share = window.share().map_or(String::new(), |share| {
        format!(", {} % self-served", share.in_hundredths())
    });
    let each = measure
        .minutes
        .median
        .map_or("nothing on record".to_owned(), |median| {
            format!("{median} min in the median, by hand")
        });
    vec![
        about("by hand", format!("{minutes}{estimated}")),
        about("tasks", format!("{} a month{share}", window.tasks_month())),
        about("each", each),
        about("waiting", waiting(measure.waits_of_all)),
    ]
}

/// Titles of one shape.
pub(super) fn of_group(group: &Group) -> Vec<Line> {
    let mut lines = vec![
        text(group.name(), Tone::Headline),
        text("c gives all of these tasks a category.", Tone::Quiet),
        blank(),
    ];
    lines.extend(
        group
            .examples
            .iter()
            .map(|example| about("such as", example.as_str())),
    );
    if let Some((category, count)) = &group.suggested {
        let tasks = counted(*count, "task", "tasks");
        lines.push(about(
            "probably",
            format!("{category}, as {tasks} with such titles"),
        ));
    }
    lines.push(blank());
    lines.extend(of_measure(&group.measure));
    lines
}
