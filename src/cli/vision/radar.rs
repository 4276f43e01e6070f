//! `muster vision radar`: the technologies with their rings and users, as a list, drawn, or one of them in full.

use clap::ValueEnum;
use color_eyre::Result;
use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde::Serialize;
use termprofile::{DetectorSettings, TermProfile};

use super::judged::{journal_to_read, judged};
use crate::app::vision::radar::{State, of_technology};
use crate::cli::{Context, Failure, Outcome, Table, setup};
use crate::model::text::nearest_few;
use crate::model::vision::technology::told_by;
use crate::model::vision::{Judged, Moved, Radar, Technology, TechnologyId, why};
use crate::ui::theme::{Charset, Look};
use crate::ui::{Surface, export, vision};

/// Of a drawing that goes to a file or a pipe, or to a terminal that is larger.
const PAPER: (u16, u16) = (140, 42);

#[derive(Debug, clap::Args)]
pub struct Args {
    /// All about this one: its id, or a part of its title
    #[arg(value_name = "TECHNOLOGY")]
    technology: Option<String>,

    /// Only those of this quadrant
    #[arg(long, value_name = "QUADRANT")]
    quadrant: Option<String>,

    /// Only those of this ring
    #[arg(long, value_name = "RING")]
    ring: Option<String>,

    /// Only those that moved or are new
    #[arg(long)]
    moved: bool,

    /// How to print
    #[arg(long, value_enum, default_value_t = Format::List)]
    format: Format,

    /// As --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line each
    List,
    /// The radar itself
    Drawn,
    /// One JSON document
    Json,
}

#[derive(Serialize)]
struct Document<'a> {
    quadrants: Vec<Named<'a>>,
    rings: Vec<RingDocument<'a>>,
    technologies: Vec<TechnologyDocument<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct RingDocument<'a> {
    id: &'a str,
    name: &'a str,
    description: Option<&'a str>,
    severity: Option<&'static str>,
    new: Option<&'static str>,
}

#[derive(Serialize)]
struct TechnologyDocument<'a> {
    number: u16,
    id: &'a str,
    title: &'a str,
    quadrant: Option<&'a str>,
    ring: Option<&'a str>,
    moved: &'static str,
    since: Option<Date>,
    reason: Option<&'a str>,
    description: Option<&'a str>,
    timeline: Vec<StageDocument<'a>>,
    instead: &'a [String],
    principles: &'a [String],
    links: Vec<&'a str>,
    known_by: Vec<String>,
    file: &'a str,
    users: Vec<UserDocument<'a>>,
}

#[derive(Serialize)]
struct StageDocument<'a> {
    date: Option<Date>,
    ring: Option<&'a str>,
    moved: &'static str,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct UserDocument<'a> {
    #[serde(rename = "ref")]
    entity_ref: &'a str,
    accountable: Option<&'a str>,
    why: Option<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let journal = journal_to_read(context)?;
    let judged = judged(context, journal.as_ref())?;
    let radar = &judged.vision.radar;
    if radar.technologies.is_empty() && !args.is_json() {
        context.output().line("The vision has no radar yet; `radar` in vision.yaml lists technologies or names a file of Backstage's, Zalando's or Thoughtworks' radar.")?;
        return Ok(Outcome::Done);
    }
    let shown = args.shown(radar)?;
    if args.is_json() {
        context.output().json(&document(&judged, &shown))?;
    } else if args.format == Format::Drawn {
        drawn(&judged, &args.state(&judged, &shown), context)?;
    } else if let (Some(_), [only]) = (&args.technology, shown.as_slice()) {
        in_full(&judged, *only, context)?;
    } else {
        list(&judged, &shown, context)?;
    }
    Ok(Outcome::Done)
}

/// A technology with the number of its blip.
type Numbered = (u16, TechnologyId);

impl Args {
    fn is_json(&self) -> bool {
        self.json || self.format == Format::Json
    }

    /// What is asked for, in the order of the radar.
    fn shown(&self, radar: &Radar) -> Result<Vec<Numbered>> {
        let quadrant = self.quadrant.as_deref().map(|text| {
            let names = radar.quadrants.iter().map(|quadrant| quadrant.name.as_str());
            radar
                .find_quadrant(text)
                .ok_or_else(|| unknown("quadrant", text, names))
        });
        let ring = self.ring.as_deref().map(|text| {
            let names = radar.rings.iter().map(|ring| ring.name.as_str());
            radar.find_ring(text).ok_or_else(|| unknown("ring", text, names))
        });
        let (quadrant, ring) = (quadrant.transpose()?, ring.transpose()?);
        let wanted = self
            .technology
            .as_deref()
            .map(|text| named(radar, text))
            .transpose()?;
        let fits = |id: TechnologyId, technology: &Technology| {
            wanted.is_none_or(|wanted| wanted == id)
                && quadrant.is_none_or(|quadrant| quadrant == technology.quadrant)
                && ring.is_none_or(|ring| ring == technology.ring())
                && (!self.moved
                    || technology
                        .stage()
                        .is_some_and(|stage| stage.moved != Moved::Stayed))
        };
        let all = (1u16..).zip(radar.in_order());
        Ok(all
            .filter(|(_, id)| {
                radar
                    .technology(*id)
                    .is_some_and(|technology| fits(*id, technology))
            })
            .collect())
    }
}

impl Args {
    /// The screen's state with what is asked for; the rest is dimmed.
    fn state(&self, judged: &Judged, shown: &[Numbered]) -> State {
        let radar = &judged.vision.radar;
        let ids: Vec<TechnologyId> = shown.iter().map(|(_, id)| *id).collect();
        let quadrant = self
            .quadrant
            .as_deref()
            .and_then(|text| radar.find_quadrant(text));
        State::picture(judged, &ids, quadrant, self.technology.is_some())
    }
}

fn unknown<'a>(what: &str, text: &str, names: impl Iterator<Item = &'a str>) -> Failure {
    let names: Vec<&str> = names.collect();
    Failure::new(format!("the radar has no {what} `{text}`")).hint(format!("there are {}", names.join(", ")))
}

/// The technology of this id or title, or the only one whose title holds the text.
fn named(radar: &Radar, text: &str) -> Result<TechnologyId, Failure> {
    let wanted = text.to_lowercase();
    let all = || (0u16..).map(TechnologyId).zip(&radar.technologies);
    let is_it =
        |technology: &Technology| technology.id == wanted || technology.title.to_lowercase() == wanted;
    if let Some((id, _)) = all().find(|(_, technology)| is_it(technology)) {
        return Ok(id);
    }
    let holding = all().filter(|(_, technology)| technology.title.to_lowercase().contains(&wanted));
    let holding: Vec<(TechnologyId, &Technology)> = holding.collect();
    let ids = |found: &[(TechnologyId, &Technology)]| {
        let ids = found.iter().take(8).map(|(_, technology)| technology.id.as_str());
        ids.collect::<Vec<_>>().join(", ")
    };
    match holding.as_slice() {
        [(only, _)] => Ok(*only),
        [] => {
            let failure = Failure::new(format!("there is no technology `{text}` on the radar"));
            let near = nearest_few(text, all().map(|(_, technology)| technology.id.as_str()), 4);
            Err(match near.is_empty() {
                true => failure.hint("`muster vision radar` lists all"),
                false => failure.hint(format!("did you mean {}?", near.join(", "))),
            })
        }
        several => Err(Failure::new(format!("several technologies are like `{text}`"))
            .hint(format!("write one of {}", ids(several)))),
    }
}

fn document<'a>(judged: &'a Judged, shown: &[Numbered]) -> Document<'a> {
    let radar = &judged.vision.radar;
    Document {
        quadrants: radar
            .quadrants
            .iter()
            .map(|quadrant| Named {
                id: &quadrant.id,
                name: &quadrant.name,
            })
            .collect(),
        rings: radar
            .rings
            .iter()
            .map(|ring| RingDocument {
                id: &ring.id,
                name: &ring.name,
                description: ring.description.as_deref(),
                severity: ring.severity.map(|severity| severity.name()),
                new: ring.for_new.map(|severity| severity.name()),
            })
            .collect(),
        technologies: shown
            .iter()
            .filter_map(|(number, id)| technology_document(judged, *number, *id))
            .collect(),
    }
}

fn technology_document(judged: &Judged, number: u16, id: TechnologyId) -> Option<TechnologyDocument<'_>> {
    let radar = &judged.vision.radar;
    let technology = radar.technology(id)?;
    let stage = technology.stage();
    let ring = |ring: usize| radar.rings.get(ring).map(|ring| ring.id.as_str());
    let timeline = technology.timeline.iter().map(|stage| StageDocument {
        date: stage.date,
        ring: ring(stage.ring),
        moved: stage.moved.name(),
        reason: stage.reason.as_deref(),
    });
    let users = judged.technologies.users(id).iter().map(|user| {
        let entity = judged.catalog.entity(*user);
        UserDocument {
            entity_ref: entity.entity_ref(),
            accountable: entity.accountable().map(|person| person.entity_ref()),
            why: why(&judged.catalog, radar, *user, id),
        }
    });
    Some(TechnologyDocument {
        number,
        id: &technology.id,
        title: &technology.title,
        quadrant: radar
            .quadrants
            .get(technology.quadrant)
            .map(|quadrant| quadrant.id.as_str()),
        ring: ring(technology.ring()),
        moved: stage.map_or_else(Moved::default, |stage| stage.moved).name(),
        since: stage.and_then(|stage| stage.date),
        reason: stage.and_then(|stage| stage.reason.as_deref()),
        description: technology.description.as_deref(),
        timeline: timeline.collect(),
        instead: &technology.instead,
        principles: &technology.principles,
        links: technology.links.iter().map(|link| link.url.as_str()).collect(),
        known_by: told_by(technology),
        file: &technology.file,
        users: users.collect(),
    })
}

fn list(judged: &Judged, shown: &[Numbered], context: &Context) -> Result<()> {
    let radar = &judged.vision.radar;
    let mut table = Table::new(&["TECHNOLOGY", "RING", "MOVED", "USERS", "QUADRANT", "SINCE", "#"]);
    for (number, id) in shown {
        let Some(technology) = radar.technology(*id) else {
            continue;
        };
        let stage = technology.stage().cloned().unwrap_or_default();
        let quadrant = radar.quadrants.get(technology.quadrant);
        table.row(vec![
            technology.title.clone(),
            radar
                .ring_of(technology)
                .map_or(String::new(), |ring| ring.name.clone()),
            stage.moved.words().to_owned(),
            judged.technologies.users(*id).len().to_string(),
            quadrant.map_or(String::new(), |quadrant| quadrant.name.clone()),
            stage.date.map_or(String::new(), |date| date.to_string()),
            number.to_string(),
        ]);
    }
    context.output().table(&table)
}

/// One technology: what the screen says of it, then all that use it.
fn in_full(judged: &Judged, (_, id): Numbered, context: &Context) -> Result<()> {
    let output = context.output();
    for line in of_technology(judged, id) {
        match line.label {
            Some(label) => output.line(&format!("{label:<10} {}", line.text))?,
            None => output.line(&line.text)?,
        }
    }
    let users = judged.technologies.users(id);
    if users.is_empty() {
        return Ok(());
    }
    output.line("")?;
    let mut table = Table::new(&["ENTITY", "ACCOUNTABLE", "KNOWN BY"]);
    for user in users {
        let entity = judged.catalog.entity(*user);
        let accountable = entity
            .accountable()
            .map_or("nobody", |person| person.entity_ref());
        table.row(vec![
            entity.entity_ref().to_owned(),
            accountable.to_owned(),
            why(&judged.catalog, &judged.vision.radar, *user, id).unwrap_or_default(),
        ]);
    }
    output.table(&table)
}

/// The drawing as the screen has it, as large as the terminal.
fn drawn(judged: &Judged, state: &State, context: &Context) -> Result<()> {
    let output = context.output();
    let person = context.person()?;
    let (themes, theme) = setup::themes(person, context.paths()?).map_err(Failure::from)?;
    let charset = match person.ascii_borders || output.plain() {
        true => Charset::Ascii,
        false => Charset::Unicode,
    };
    let depth = match output.plain() || !output.is_terminal() {
        true => TermProfile::NoColor,
        false => TermProfile::detect(&std::io::stdout(), DetectorSettings::default()),
    };
    let look = match themes.get(&theme) {
        Some(theme) => theme.look(depth, charset),
        None => Look::plain(charset),
    };
    // The prompt that comes back keeps a line.
    let size = output
        .size()
        .map_or(PAPER, |(columns, rows)| (columns, rows.saturating_sub(1)));
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let mut surface = Surface::new(&mut buffer, &look);
    let area = surface.area();
    vision::radar::draw(state, judged, area, &mut surface);
    surface.finish();
    let picture = match depth > TermProfile::NoColor {
        true => export::ansi(&buffer),
        false => export::text(&buffer),
    };
    output.write(|out| writeln!(out, "{}", picture.trim_end()))
}
