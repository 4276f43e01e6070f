//! The costs of a workspace: its exports, each read once and kept summed up until it changes.

mod kept;
mod overlap;

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::config::Workspace;
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, EntityRef};
use crate::model::cost::{Budget, Costs, EntityCosts, Ledger, Report, budgets, prints};
use crate::model::journal::Hash;
use crate::sources::files::matching;
use crate::sources::focus::{self, Export, FocusError};
use kept::Kept;
pub use overlap::{Compared, Doubled, doubled};

/// An export of the workspace, and what came of it.
#[derive(Debug)]
pub struct Part {
    /// Relative to the workspace.
    pub file: String,
    pub rows: u64,
    pub refused: u64,
    pub error: Option<FocusError>,
}

/// Everything that the workspace's exports say.
#[derive(Debug, Default)]
pub struct Exports {
    pub ledger: Ledger,
    pub parts: Vec<Part>,
    /// What is in two of them.
    pub doubled: Vec<Doubled>,
}

impl Exports {
    /// What is missing from every sum or may be in it twice, in sentences.
    pub fn remarks(&self) -> Vec<String> {
        let of = |part: &Part| match (&part.error, part.refused) {
            (Some(error), _) => Some(format!("{} is missing from the sums: {error}", part.file)),
            (None, 0) => None,
            (None, refused) => Some(format!(
                "{refused} of {} rows of {} are missing from the sums; `muster cost read {}` says why",
                part.rows, part.file, part.file
            )),
        };
        let missing = self.parts.iter().filter_map(of);
        missing
            .chain(self.doubled.iter().map(Doubled::to_string))
            .collect()
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
    let export = File::open(file)
        .map_err(FocusError::Read)
        .and_then(|source| focus::read(source, progress));
    export.map_err(|cause| Unreadable {
        file: file.to_owned(),
        cause,
    })
}

/// Reads one export, and what its bytes are known by.
pub fn read_with_digest(file: &Path) -> Result<(Export, Hash), Unreadable> {
    let read = || -> Result<(Export, Hash), FocusError> {
        let mut source = Digesting {
            source: File::open(file).map_err(FocusError::Read)?,
            digest: Sha256::new(),
        };
        let export = focus::read(&mut source, &mut |_| true)?;
        // Whatever stands behind the table belongs to the file.
        io::copy(&mut source, &mut io::sink()).map_err(FocusError::Read)?;
        Ok((export, Hash(source.digest.finalize().into())))
    };
    read().map_err(|cause| Unreadable {
        file: file.to_owned(),
        cause,
    })
}

/// A file whose bytes are digested as they are read.
struct Digesting {
    source: File,
    digest: Sha256,
}

impl Read for Digesting {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let given = self.source.read(out)?;
        self.digest.update(out.get(..given).unwrap_or_default());
        Ok(given)
    }
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
    let (mut compared, mut wanted) = (Vec::new(), Vec::new());
    for file in files(workspace) {
        let path = workspace.root.join(&file);
        let kept = Kept::of(cache, &file, &path);
        let mut part = Part {
            file: file.clone(),
            rows: 0,
            refused: 0,
            error: None,
        };
        wanted.push(kept.clone());
        if let Some((ledger, rows, refused)) = kept.load() {
            (part.rows, part.refused) = (rows, refused);
            compared.push(Compared::kept(&file, &path, prints(&ledger), kept));
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
                let shares = prints(&export.ledger);
                all.ledger.extend(&export.ledger);
                if keep {
                    kept.save(&export);
                }
                compared.push(match kept.load_rows().filter(|rows| *rows == export.prints) {
                    Some(_) => Compared::kept(&file, &path, shares, kept),
                    None => Compared::new(&file, &path, shares, export.prints),
                });
            }
            Err(unreadable) => part.error = Some(unreadable.cause),
        }
        all.parts.push(part);
    }
    let found = overlap::compare(&compared, keep);
    all.doubled = found.doubled;
    if keep {
        let wanted = wanted.iter().chain(&found.kept);
        kept::tidy(cache, &wanted.map(|kept| kept.name().to_owned()).collect());
    }
    all
}

/// The exports that the settings name, relative to the workspace.
pub fn files(workspace: &Workspace) -> Vec<String> {
    let globs = workspace.settings.cost.files.iter();
    let globs: Vec<String> = globs.map(|glob| glob.value.clone()).collect();
    matching(&workspace.root, &globs)
}

/// What each entity of a catalog costs in the latest whole month; none where no exports are named or they hold nothing.
pub fn of_entities(
    workspace: &Workspace,
    catalog: &Catalog,
    exports: &Exports,
    today: Date,
) -> Option<EntityCosts> {
    let costs = Costs::new(catalog, &exports.ledger, &workspace.settings.cost.tags);
    Some(costs.of_entities(costs.latest_whole(today)?))
}

/// Everything that screens tell of costs.
pub fn report(workspace: &Workspace, catalog: &Catalog, exports: &Exports, today: Date) -> Report {
    let costs = Costs::new(catalog, &exports.ledger, &workspace.settings.cost.tags);
    let (stated, unknown) = stated_budgets(workspace, catalog);
    let (budgets, wrong) = budgets(catalog, &stated);
    let mut report = Report::new(catalog, &costs, budgets, today);
    report.lacks_export = exports.parts.iter().any(|part| part.error.is_some());
    report.lacks_budget = !(unknown.is_empty() && wrong.is_empty());
    let mut remarks = exports.remarks();
    remarks.extend(unknown);
    remarks.extend(wrong.into_iter().map(|(name, why)| format!("{name}: {why}")));
    report.is_named = !workspace.settings.cost.files.is_empty();
    report.files = exports.parts.len();
    report.remarks = remarks;
    report
}

/// Tells the exports of a workspace as they look now from those of any other moment.
pub fn stamp(workspace: &Workspace) -> String {
    let files = files(workspace).into_iter();
    let names = files.map(|file| {
        let kept = Kept::of(Path::new(""), &file, &workspace.root.join(&file));
        kept.name().to_owned()
    });
    names.collect()
}

/// The budgets that the settings state; of those that name nothing in the catalog, why.
fn stated_budgets(workspace: &Workspace, catalog: &Catalog) -> (Vec<Budget>, Vec<String>) {
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
