//! CODEOWNERS: which patterns of paths belong to whom, as GitHub and GitLab read them, and what in such a file they would not
//! read. Knows text and paths; knows neither disks nor whether the owners are in the catalog.
//!
//! docs.github.com/repositories/…/about-code-owners, docs.gitlab.com/user/project/codeowners/reference.

pub mod write;

use crate::model::catalog::Position;

/// Larger files are not read, as GitHub does not.
pub const MOST_BYTES: usize = 3 * 1024 * 1024;

/// A file of owners.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeOwners {
    sections: Vec<Section>,
    /// What is not read as it is written.
    pub complaints: Vec<Complaint>,
}

/// What is between two headings of GitLab's; a file without headings is one section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Section {
    is_optional: bool,
    rules: Vec<Rule>,
    /// Patterns that GitLab takes out of a section (`!`).
    except: Vec<Pattern>,
}

/// A line: who owns the paths that fit its pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pattern: Pattern,
    /// None: these paths are nobody's, whatever lines before say.
    pub owners: Vec<Handle>,
    /// Counted from 1.
    pub line: u32,
}

/// An owner as the file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handle {
    /// `@login`
    Login(String),
    /// `@organisation/team`
    Team {
        organisation: String,
        team: String,
    },
    Email(String),
}

/// Something that is wrong in the file, with the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub at: Position,
    pub message: String,
}

/// The parts of a path that a pattern fits, from the root.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    parts: Vec<String>,
    /// Only what is below fits, not a file of that name.
    is_folder: bool,
}

impl Handle {
    fn read(text: &str) -> Option<Self> {
        if let Some(name) = text.strip_prefix('@') {
            let name = name.trim_start_matches('@');
            return match name.rsplit_once('/') {
                Some((organisation, team)) if !organisation.is_empty() && !team.is_empty() => {
                    Some(Self::Team {
                        organisation: organisation.to_owned(),
                        team: team.to_owned(),
                    })
                }
                None if !name.is_empty() => Some(Self::Login(name.to_owned())),
                _ => None,
            };
        }
        let (local, domain) = text.split_once('@')?;
        (!local.is_empty() && domain.contains('.')).then(|| Self::Email(text.to_owned()))
    }
}

impl std::fmt::Display for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Login(login) => write!(f, "@{login}"),
            Self::Team { organisation, team } => write!(f, "@{organisation}/{team}"),
            Self::Email(email) => f.write_str(email),
        }
    }
}

impl CodeOwners {
    /// Reads a file leniently: a line that cannot be read is left out, with a complaint.
    pub fn parse(text: &str) -> Self {
        let mut reader = Reader {
            read: Self::default(),
            defaults: Vec::new(),
        };
        reader.read.sections.push(Section::default());
        for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            reader.line(at as u32 + 1, line);
        }
        reader.read
    }

    /// The line that says whose a path is, the last one that fits; it may say that it is nobody's. Of GitLab's sections the
    /// first one counts that has such a line, optional ones after the others.
    pub fn rule(&self, path: &str) -> Option<&Rule> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let of = |section: &'_ Section| -> Option<usize> {
            let is_out = section.except.iter().any(|pattern| pattern.fits(&parts));
            section
                .rules
                .iter()
                .rposition(|rule| rule.pattern.fits(&parts))
                .filter(|_| !is_out)
        };
        let found = |is_optional: bool| {
            let sections = self
                .sections
                .iter()
                .filter(move |section| section.is_optional == is_optional);
            sections
                .filter_map(|section| section.rules.get(of(section)?))
                .next()
        };
        found(false).or_else(|| found(true))
    }

    pub fn is_empty(&self) -> bool {
        self.sections.iter().all(|section| section.rules.is_empty())
    }
}

struct Reader {
    read: CodeOwners,
    /// Of the section.
    defaults: Vec<Handle>,
}

impl Reader {
    fn line(&mut self, number: u32, line: &str) {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') {
            return;
        }
        let column = (line.len() - line.trim_start().len()) as u32 + 1;
        if let Some((heading, owners)) = heading(bare) {
            let handles = self.handles(number, line, owners);
            self.defaults = handles;
            self.read.sections.push(Section {
                is_optional: heading.starts_with('^'),
                ..Section::default()
            });
            return;
        }
        let (pattern, rest) = split_pattern(bare);
        let in_sections = self.read.sections.len() > 1;
        let complaint = match pattern.as_bytes() {
            [b'!', ..] if !in_sections => {
                Some("a pattern cannot be taken back with `!`; write a later line without owners instead")
            }
            [b'\\', b'#', ..] => Some("a pattern cannot begin with `#`, also not with `\\#`"),
            bytes if bytes.contains(&b'[') => Some("ranges as `[a-z]` are not read; write a line for each"),
            _ => None,
        };
        if let Some(message) = complaint {
            self.complain(number, column, message.to_owned());
            return;
        }
        let owners = self.handles(number, line, rest);
        let owners = if owners.is_empty() && rest_is_empty(rest) {
            self.defaults.clone()
        } else {
            owners
        };
        let Some(section) = self.read.sections.last_mut() else {
            return;
        };
        match pattern.strip_prefix('!') {
            Some(pattern) => section.except.push(Pattern::read(pattern)),
            None => section.rules.push(Rule {
                pattern: Pattern::read(&pattern),
                owners,
                line: number,
            }),
        }
    }

    /// The owners on a line, up to a comment.
    fn handles(&mut self, number: u32, line: &str, owners: &str) -> Vec<Handle> {
        let mut handles = Vec::new();
        for word in owners
            .split_whitespace()
            .take_while(|word| !word.starts_with('#'))
        {
            match Handle::read(word) {
                Some(handle) => handles.push(handle),
                None => {
                    let column = line
                        .find(word)
                        .map_or(1, |at| line[..at].chars().count() as u32 + 1);
                    let message = format!(
                        "`{word}` is no owner; owners read @login, @organisation/team or an email address"
                    );
                    self.complain(number, column, message);
                }
            }
        }
        handles
    }

    fn complain(&mut self, line: u32, column: u32, message: String) {
        self.read.complaints.push(Complaint {
            at: Position { line, column },
            message,
        });
    }
}

fn rest_is_empty(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('#')
}

/// GitLab's `[Name]`, `^[Name][2] @owner`, and what follows it.
fn heading(line: &str) -> Option<(&str, &str)> {
    let named = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?;
    let (_, mut rest) = named.split_once(']')?;
    if let Some((_, after)) = rest.strip_prefix('[').and_then(|count| count.split_once(']')) {
        rest = after;
    }
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| (line, rest.trim()))
}

/// The pattern of a line, in which a blank is written `\ `, and the rest.
fn split_pattern(line: &str) -> (String, &str) {
    let mut pattern = String::new();
    let mut chars = line.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if line[at + 1..].starts_with(' ') => {
                chars.next();
                pattern.push(' ');
            }
            c if c.is_whitespace() => return (pattern, line[at..].trim_start()),
            c => pattern.push(c),
        }
    }
    (pattern, "")
}

impl Pattern {
    fn read(text: &str) -> Self {
        let is_folder = text.ends_with('/');
        let bare = text.trim_matches('/');
        let is_rooted = text.starts_with('/') || bare.contains('/');
        let mut parts: Vec<String> = bare
            .split('/')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        if !is_rooted && !bare.is_empty() {
            parts.insert(0, "**".to_owned());
        }
        Self { parts, is_folder }
    }

    fn fits(&self, path: &[&str]) -> bool {
        // `/` alone and nothing at all stand for everything.
        if self.parts.is_empty() {
            return true;
        }
        fits(&self.parts, path, self.is_folder)
    }
}

/// Whether parts of a pattern fit a path from its beginning. A name fits also what is below it; `*` at the end does not.
fn fits(pattern: &[String], path: &[&str], is_folder: bool) -> bool {
    let Some((first, rest)) = pattern.split_first() else {
        return !is_folder || !path.is_empty();
    };
    if first == "**" {
        let is_last = rest.is_empty();
        return is_last && !path.is_empty()
            || !is_last && (0..=path.len()).any(|at| fits(rest, &path[at..], is_folder));
    }
    let Some((name, below)) = path.split_first() else {
        return false;
    };
    if !name_fits(first.as_bytes(), name.as_bytes()) {
        return false;
    }
    match rest {
        [] if first == "*" && !is_folder => below.is_empty(),
        [] => !is_folder || !below.is_empty(),
        rest => fits(rest, below, is_folder),
    }
}

/// `*` and `?` within one name.
fn name_fits(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut in_name, mut star) = (0, 0, None);
    while in_name < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, in_name));
                at += 1;
            }
            Some(c) if *c == b'?' || *c == name[in_name] => {
                at += 1;
                in_name += 1;
            }
            _ => match star {
                Some((begun, from)) => {
                    star = Some((begun, from + 1));
                    at = begun + 1;
                    in_name = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|c| *c == b'*')
}
