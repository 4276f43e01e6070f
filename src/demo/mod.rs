//! The demo company: a believable catalog made from a seed, of any size. Making it is pure; `disk` writes it to a folder.
//! Knows no screens and no catalog reader.
//!
//! `story` says what the company does, `plan` how big it is and who is where; `org`, `fixed` and `system` turn that into
//! the documents of one file; `flaws` puts in what is wrong, `week` what changed lately; `yaml` writes it all down.

mod bus;
mod components;
mod disk;
mod document;
mod fixed;
mod flaws;
mod interfaces;
mod markets;
mod names;
mod org;
mod plan;
mod random;
mod resources;
mod scores;
mod shape;
mod story;
mod system;
mod tasks;
mod week;
mod yaml;

pub use disk::{DemoError, Summary, use_cluster, write};
pub use scores::scores;
pub use tasks::{Cast, tasks};

use document::Sheet;
use plan::Plan;

/// Which company to make. The same options make the same bytes on any machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many entities a reader of the catalog finds, between [`Options::LEAST`] and [`Options::MOST`]. Without it,
    /// the company as it is told: about 2,050 entities, 600 of them people.
    pub entities: Option<usize>,
    pub seed: u64,
}

impl Options {
    /// Below this, parts that every company has would be missing.
    pub const LEAST: usize = 600;
    /// Above this nobody has tried.
    pub const MOST: usize = 1_000_000;
}

impl Default for Options {
    fn default() -> Options {
        Options {
            entities: None,
            seed: 7,
        }
    }
}

/// A file of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Below the workspace's folder, with forward slashes.
    pub path: String,
    pub contents: String,
}

/// Something wrong in the company, on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What sort of flaw, in a word or two.
    pub code: &'static str,
    /// What is wrong, in a sentence.
    pub what: String,
    /// The file where it is to be found.
    pub where_: String,
}

/// Something that happened in the week after the company was written: a file as it is from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// How long ago, in days; edits come oldest first.
    pub days_ago: u8,
    /// What happened, in a sentence.
    pub what: String,
    pub file: File,
}

/// The files of the company as it was a week ago, one after the other; a file is made when it is asked for. A size that
/// [`write`] would refuse is brought to the nearest possible one.
pub fn generate(options: &Options) -> impl Iterator<Item = File> + use<> {
    sheets(options).map(|sheet| file(&sheet))
}

/// What happened since: about a dozen edits, to be applied in their order to what [`generate`] made.
pub fn later_edits(options: &Options) -> Vec<Edit> {
    week::edits(&plan(options))
}

fn plan(options: &Options) -> Plan {
    let entities = options
        .entities
        .map(|asked| asked.clamp(Options::LEAST, Options::MOST));
    Plan::new(&Options {
        entities,
        seed: options.seed,
    })
}

fn file(sheet: &Sheet) -> File {
    File {
        path: sheet.path.clone(),
        contents: yaml::render(sheet),
    }
}

fn sheets(options: &Options) -> impl Iterator<Item = Sheet> + use<> {
    let plan = plan(options);
    let units = story::UNITS.len() + 1;
    let (markets, systems) = (plan.markets(), plan.systems());
    // Small parts by number, so that one at a time is in memory.
    (0..1 + units + markets + systems).flat_map(move |part| {
        let mut sheets = match part {
            0 => [vec![org::company(&plan)], fixed::sheets(&plan)].concat(),
            _ if part <= units => vec![org::unit(&plan, part - 1)],
            _ if part <= units + markets => {
                let market = part - units;
                vec![
                    org::market_sheet(&plan, market),
                    fixed::market_sheet(&plan, market),
                ]
            }
            _ => system::sheets(&plan, part - units - markets - 1),
        };
        sheets.iter_mut().for_each(flaws::afflict);
        sheets
    })
}
