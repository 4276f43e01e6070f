//! The costs of a workspace: its exports, each read once and kept summed up until it changes.

use std::fmt;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::config::{Workspace, create_private_dir};
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, EntityRef};
use crate::model::cost::{Budget, Costs, EntityCosts, Ledger, Prints, Twice, prints, twice};
use crate::model::text::hex;
use crate::sources::files::matching;
use crate::sources::focus::{self, Export, FocusError};

/// Of what is kept: another one is made anew.
const VERSION: u32 = 1;

/// An export of the workspace, and what came of it.
#[derive(Debug)]
pub struct Part {
    /// Relative to the workspace.
    pub file: String,
    pub rows: u64,
    pub refused: u64,
    pub error: Option<FocusError>,
    /// What it holds, to be compared with others.
    pub prints: Prints,
}

/// Everything that the workspace's exports say.
#[derive(Debug, Default)]
pub struct Exports {
    pub ledger: Ledger,
    pub parts: Vec<Part>,
}

impl Exports {
    /// What is missing from every sum, in sentences.
    pub fn missing(&self) -> Vec<String> {
        let of = |part: &Part| match (&part.error, part.refused) {
            (Some(error), _) => Some(format!("{} is missing from the sums: {error}", part.file)),
            (None, 0) => None,
            (None, refused) => Some(format!(
                "{refused} of {} rows of {} are missing from the sums; `muster cost read {}` says why",
                part.rows, part.file, part.file
            )),
        };
        self.parts.iter().filter_map(of).collect()
    }

    /// What may be in every sum twice, in sentences.
    pub fn doubled(&self) -> Vec<String> {
        let all: Vec<Prints> = self.parts.iter().map(|part| part.prints.clone()).collect();
        let name = |at: usize| self.parts.get(at).map_or("", |part| part.file.as_str());
        let sentence = |twice: Twice| {
            let (first, second) = (name(twice.first), name(twice.second));
            let share = twice.shares.first();
            let share = share.map_or_else(String::new, |share| {
                let account = match share.account.as_str() {
                    "" => String::new(),
                    account => format!(", account {account}"),
                };
                format!("{}{account}, {}", share.provider, share.month)
            });
            let more = match twice.shares.len() {
                0 | 1 => String::new(),
                shares => format!(" and {} more", shares - 1),
            };
            format!(
                "{first} and {second} hold the same {} rows ({share}{more}), which count twice; leave one out of [cost] files",
                twice.rows
            )
        };
        twice(&all).into_iter().map(sentence).collect()
    }
}

/// Why an export cannot be opened.
#[derive(Debug)]
pub struct Unreadable {
    pub file: PathBuf,
    pub cause: FocusError,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.cause)
    }
}

impl std::error::Error for Unreadable {}

/// Reads one export.
pub fn read(file: &Path, progress: &mut dyn FnMut(u64) -> bool) -> Result<Export, Unreadable> {
    let unreadable = |cause| Unreadable {
        file: file.to_owned(),
        cause,
    };
    let source = File::open(file).map_err(|error| unreadable(FocusError::Read(error)))?;
    focus::read(source, progress).map_err(unreadable)
}

/// All exports of a workspace. What was read before and has not changed comes from `cache`, which is written unless `keep` is
/// false. `progress` is told of each file that is read, and of its rows.
pub fn exports(
    workspace: &Workspace,
    cache: &Path,
    keep: bool,
    progress: &mut dyn FnMut(&str, u64),
) -> Exports {
    let mut all = Exports::default();
    let globs: Vec<String> = workspace
        .settings
        .cost
        .files
        .iter()
        .map(|glob| glob.value.clone())
        .collect();
    for file in matching(&workspace.root, &globs) {
        let path = workspace.root.join(&file);
        let kept = cache.join(kept_name(&file, &path));
        let mut part = Part {
            file: file.clone(),
            rows: 0,
            refused: 0,
            error: None,
            prints: Prints::new(),
        };
        if let Some((ledger, rows, refused)) = load(&kept) {
            (part.rows, part.refused) = (rows, refused);
            part.prints = prints(&ledger);
            all.ledger.extend(&ledger);
            all.parts.push(part);
            continue;
        }
        progress(&file, 0);
        match read(&path, &mut |rows| {
            progress(&file, rows);
            true
        }) {
            Ok(export) => {
                (part.rows, part.refused) = (export.rows, export.refused);
                part.prints = prints(&export.ledger);
                all.ledger.extend(&export.ledger);
                if keep {
                    save(&kept, &export);
                }
            }
            Err(unreadable) => part.error = Some(unreadable.cause),
        }
        all.parts.push(part);
    }
    all
}

/// What each entity of a catalog costs in the latest whole month; none where no exports are named or they hold nothing.
pub fn of_entities(
    workspace: &Workspace,
    catalog: &Catalog,
    exports: &Exports,
    today: jiff::civil::Date,
) -> Option<EntityCosts> {
    let costs = Costs::new(catalog, &exports.ledger, &workspace.settings.cost.tags);
    Some(costs.of_entities(costs.latest_whole(today)?))
}

/// Tells the exports of a workspace as they look now from those of any other moment.
pub fn stamp(workspace: &Workspace) -> String {
    let globs = workspace
        .settings
        .cost
        .files
        .iter()
        .map(|glob| glob.value.clone());
    let files = matching(&workspace.root, &globs.collect::<Vec<_>>());
    files
        .iter()
        .map(|file| kept_name(file, &workspace.root.join(file)))
        .collect()
}

/// Names what is kept of a file as it looks now: another size or time is another name.
fn kept_name(file: &str, path: &Path) -> String {
    let meta = fs::metadata(path).ok();
    let size = meta.as_ref().map_or(0, fs::Metadata::len);
    let time = meta
        .and_then(|meta| meta.modified().ok())
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
        .map_or(0, |since| since.as_nanos());
    let digest = Sha256::digest(format!("{VERSION}\0{file}\0{size}\0{time}"));
    format!("{}.json", hex(&digest[..16]))
}

fn load(kept: &Path) -> Option<(Ledger, u64, u64)> {
    let text = fs::read_to_string(kept).ok()?;
    let (head, ledger) = text.split_once('\n')?;
    let (rows, refused) = head.split_once(' ')?;
    Some((
        Ledger::from_json(ledger)?,
        rows.parse().ok()?,
        refused.parse().ok()?,
    ))
}

/// What cannot be kept costs time, not truth.
fn save(kept: &Path, export: &Export) {
    let text = format!("{} {}\n{}", export.rows, export.refused, export.ledger.to_json());
    let written = kept.parent().map_or(Ok(()), create_private_dir).and_then(|()| {
        let fresh = kept.with_extension("new");
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&fresh)?.write_all(text.as_bytes())?;
        fs::rename(fresh, kept)
    });
    if let Err(error) = written {
        tracing::warn!(%error, file = %kept.display(), "cannot keep the costs that were read");
    }
}

/// The budgets that the settings state; of those that name nothing in the catalog, why.
pub fn stated_budgets(workspace: &Workspace, catalog: &Catalog) -> (Vec<Budget>, Vec<String>) {
    let (mut budgets, mut wrong) = (Vec::new(), Vec::new());
    for stated in &workspace.settings.cost.budgets {
        let written = &stated.entity.value;
        let known = EntityRef::parse(written, Some("component"), DEFAULT_NAMESPACE)
            .ok()
            .filter(|name| catalog.find(name.as_str()).is_some());
        match known {
            Some(name) => budgets.push(Budget {
                entity: name.as_str().to_owned(),
                month: stated.month.clone(),
            }),
            None => wrong.push(format!(
                "a budget is for `{written}`, which is not in the catalog"
            )),
        }
    }
    (budgets, wrong)
}
