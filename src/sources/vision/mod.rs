//! The vision of a workspace: `vision.yaml` at its root, and the radar files that it names. Reads and parses them within
//! limits; what they mean is for `model::vision::read`.

mod file;
pub mod radar;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use file::{Unread, text_in};

use super::files::yaml::{self, Parsed};
use crate::model::catalog::{Key, Node, Position, Value};
use crate::model::insight::Fits;
use crate::model::vision::read::{self, Written};
use crate::model::vision::{Complaint, Radar, Rule, Vision, VisionFile, digest_of};

/// The vision's file, at the root of a workspace.
pub const VISION_FILE: &str = "vision.yaml";

/// Radar files of one vision.
const MOST_RADARS: usize = 16;

/// Brings the text of a file by its path relative to the workspace.
pub type TextOf<'a> = &'a dyn Fn(&str) -> Result<String, Unread>;

/// The vision of the workspace in this folder. What is wrong with it is among its complaints; where there is none, it is
/// empty.
pub fn load(root: &Path) -> Vision {
    read_with(&|path| text_in(root, path))
}

/// The vision as it is now: the very same one where its files say what they said before.
pub fn reload(root: &Path, before: &Arc<Vision>) -> Arc<Vision> {
    let is_same = |file: &VisionFile| text_in(root, &file.path).is_ok_and(|text| *text == *file.text);
    // A file that could not be read then may be there now.
    let was_whole = !before.files.is_empty() && !before.complaints.iter().any(|complaint| complaint.is_error);
    if was_whole && before.files.iter().all(is_same) {
        return Arc::clone(before);
    }
    let now = load(root);
    match now == **before {
        true => Arc::clone(before),
        false => Arc::new(now),
    }
}

/// The vision whose files this brings: those of a folder, of an earlier day, or of somebody's draft.
pub fn read_with(text_of: TextOf<'_>) -> Vision {
    let text = match text_of(VISION_FILE) {
        Ok(text) => text,
        Err(Unread::Missing) => return Vision::default(),
        Err(unread) => return only_complaint(complaint(Position::default(), format!("{unread}"))),
    };
    let mut files = vec![VisionFile::new(VISION_FILE, &text)];
    let mut documents = yaml::parse(&text);
    let mut vision = match documents.first_mut().map(|parsed| parsed.root()) {
        None => Vision::default(),
        Some(Err(broken)) => only_complaint(broken),
        Some(Ok((root, duplicate_keys))) => {
            let (radars, wrong) = radars(&root, text_of, &mut files);
            let written = Written {
                file: VISION_FILE,
                text: &text,
                root: &root,
                duplicate_keys: &duplicate_keys,
            };
            let mut vision = read::read(&written, radars);
            vision.complaints.extend(wrong);
            vision
        }
    };
    if let Some(second) = documents.get(1) {
        let line = text[..second.bytes.start].matches('\n').count() + 1;
        let at = Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: 1,
        };
        let message = "a vision is one document; what begins here is left out".to_owned();
        vision.complaints.push(complaint(at, message));
    }
    vision
        .complaints
        .sort_by(|a, b| (a.file != VISION_FILE, &a.file, a.at).cmp(&(b.file != VISION_FILE, &b.file, b.at)));
    vision.digest = digest_of(&files);
    vision.files = files;
    vision
}

/// One rule that is being written, from its text.
pub fn read_rule(file: &str, text: &str) -> (Option<Rule>, Vec<Complaint>) {
    let empty = Node {
        value: Value::Null,
        at: Position { line: 1, column: 1 },
    };
    let root = yaml::parse(text).first_mut().map(Parsed::root);
    let (root, duplicate_keys) = match root {
        None => (empty, Vec::new()),
        Some(Ok(found)) => found,
        Some(Err(broken)) => {
            let file = file.to_owned();
            return (None, vec![Complaint { file, ..broken }]);
        }
    };
    read::rule(&Written {
        file,
        text,
        root: &root,
        duplicate_keys: &duplicate_keys,
    })
}

impl Parsed {
    /// The document with its keys that stand twice, or why there is none. Takes it out.
    fn root(&mut self) -> Result<(Node, Vec<Key>), Complaint> {
        let nothing = Node {
            value: Value::Null,
            at: Position::default(),
        };
        match std::mem::replace(&mut self.outcome, Ok(nothing)) {
            Ok(root) => Ok((root, std::mem::take(&mut self.duplicate_keys))),
            Err(broken) if broken.over_budget => Err(complaint(broken.at, broken.message)),
            Err(broken) => Err(complaint(
                broken.at,
                format!("this is not YAML: {}", broken.message),
            )),
        }
    }
}

/// The radars of the files that the vision names, and what is wrong with them.
fn radars(root: &Node, text_of: TextOf<'_>, files: &mut Vec<VisionFile>) -> (Vec<Radar>, Vec<Complaint>) {
    let mut radars = Vec::new();
    let mut complaints = Vec::new();
    for (index, (path, at)) in read::radar_files(root).into_iter().enumerate() {
        if index >= MOST_RADARS {
            let message =
                format!("more than {MOST_RADARS} radar files are too many; those from here on are left out");
            complaints.push(complaint(at, message));
            break;
        }
        if files.iter().any(|file| file.path == path) {
            complaints.push(complaint(at, format!("`{path}` is named twice; name it once")));
            continue;
        }
        match text_of(&path) {
            Err(unread) => complaints.push(complaint(at, format!("`{path}`: {unread}"))),
            Ok(text) => {
                let read = radar::parse(&path, &text);
                radars.push(read.radar);
                complaints.extend(read.complaints);
                files.push(VisionFile::new(&path, &text));
            }
        }
    }
    (radars, complaints)
}

fn complaint(at: Position, message: String) -> Complaint {
    Complaint {
        file: VISION_FILE.to_owned(),
        at,
        is_error: true,
        message,
    }
}

fn only_complaint(complaint: Complaint) -> Vision {
    Vision {
        complaints: vec![complaint],
        ..Vision::default()
    }
}

/// Why the order of automation cannot be read.
#[derive(Debug)]
pub enum VisionError {
    Unreadable(Unread),
    Wrong(Vec<Complaint>),
}

impl fmt::Display for VisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(unread) => write!(f, "{VISION_FILE}: {unread}"),
            Self::Wrong(complaints) => {
                for (at, complaint) in complaints.iter().enumerate() {
                    let Position { line, column } = complaint.at;
                    let gap = if at > 0 { "; " } else { "" };
                    write!(
                        f,
                        "{gap}{}:{line}:{column}: {}",
                        complaint.file, complaint.message
                    )?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for VisionError {}

/// The order of automation alone; neutral where there is no vision. Whatever else is wrong with the file is left to those
/// who need it.
pub fn read(root: &Path) -> Result<Fits, VisionError> {
    match text_in(root, VISION_FILE) {
        Ok(text) => weights(&text).map_err(VisionError::Wrong),
        Err(Unread::Missing) => Ok(Fits::default()),
        Err(unread) => Err(VisionError::Unreadable(unread)),
    }
}

/// The order of automation in the text of a vision. All complaints about it are reported, not the first only.
pub fn weights(text: &str) -> Result<Fits, Vec<Complaint>> {
    let Some(document) = yaml::parse(text).first_mut().map(Parsed::root) else {
        return Ok(Fits::default());
    };
    let (root, _) = document.map_err(|broken| vec![broken])?;
    let (fits, complaints) = read::weights(&Written {
        file: VISION_FILE,
        text,
        root: &root,
        duplicate_keys: &[],
    });
    match complaints.is_empty() {
        true => Ok(fits),
        false => Err(complaints),
    }
}
