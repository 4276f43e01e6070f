//! A TOML file read key by key. Each key asked for is a known key, so what a file may hold is said in one place only;
//! whatever is left over is an unknown key. Complaints are gathered, so that one reading reports them all.

use std::cell::RefCell;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::place::{Complaint, Located, Place, SettingsError};
use crate::model::text::nearest;

/// The text of a settings file and the complaints about it.
pub(super) struct Document<'t> {
    file: Arc<Path>,
    text: &'t str,
    complaints: RefCell<Vec<Complaint>>,
}

impl<'t> Document<'t> {
    /// Reads a file's bytes with `read`, which takes the top table and tells what it means.
    pub(super) fn read<T>(
        file: &Path,
        bytes: &'t [u8],
        read: impl FnOnce(Table<'_, 't>) -> T,
    ) -> Result<T, SettingsError> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}'),
            Err(error) => return Err(not_utf8(file, bytes, error.valid_up_to())),
        };
        let document = Self {
            file: file.into(),
            text,
            complaints: RefCell::default(),
        };
        let (top, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            document.complain(&error.span().unwrap_or(0..0), error.message().to_owned());
        }
        // A broken file is worth reading further only once it is TOML: what its values mean is unsure until then.
        if !errors.is_empty() {
            return Err(document.into_error());
        }
        let value = read(Table {
            document: &document,
            name: String::new(),
            table: top.get_ref(),
            known: vec![],
        });
        if document.complaints.borrow().is_empty() {
            Ok(value)
        } else {
            Err(document.into_error())
        }
    }

    fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Place {
            file: self.file.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    fn complain(&self, span: &Range<usize>, message: String) {
        self.complaints.borrow_mut().push(Complaint {
            place: self.place(span),
            message,
        });
    }

    fn into_error(self) -> SettingsError {
        let mut complaints = self.complaints.into_inner();
        complaints.sort();
        complaints.dedup();
        SettingsError::Wrong(complaints)
    }
}

fn not_utf8(file: &Path, bytes: &[u8], at: usize) -> SettingsError {
    let before = String::from_utf8_lossy(&bytes[..at]);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let place = Place {
        file: file.into(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    };
    SettingsError::Wrong(vec![Complaint {
        place,
        message: "not UTF-8 text; save the file as UTF-8".to_owned(),
    }])
}

/// A table whose keys are taken one by one; `finish` complains about those nobody took.
pub(super) struct Table<'d, 't> {
    document: &'d Document<'t>,
    /// Dotted, empty for the top table.
    name: String,
    table: &'d DeTable<'t>,
    known: Vec<&'static str>,
}

impl<'d, 't> Table<'d, 't> {
    /// The value of a key, which is known from now on.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Item<'d, 't>> {
        self.known.push(key);
        let value = self.table.get(key)?;
        Some(Item {
            document: self.document,
            name: dotted(&self.name, key),
            value,
        })
    }

    /// Every value of a table whose keys are not known here, by its key. Nested tables are flattened to dotted keys,
    /// since `a.b = 1` and `"a.b" = 1` mean the same to a person.
    pub(super) fn take_all(self) -> Vec<(Located<String>, Item<'d, 't>)> {
        let mut found = vec![];
        self.flatten_into("", &mut found);
        found
    }

    fn flatten_into(self, prefix: &str, found: &mut Vec<(Located<String>, Item<'d, 't>)>) {
        let document = self.document;
        for (key, value) in self.table {
            let written = dotted(prefix, key.get_ref());
            let name = dotted(&self.name, key.get_ref());
            match value.get_ref() {
                DeValue::Table(table) => Table {
                    document,
                    name,
                    table,
                    known: vec![],
                }
                .flatten_into(&written, found),
                _ => found.push((
                    Located {
                        value: written,
                        place: document.place(&key.span()),
                    },
                    Item {
                        document,
                        name,
                        value,
                    },
                )),
            }
        }
    }

    /// Every value of a table whose keys are not known here, by its key, as it is nested.
    pub(super) fn entries(self) -> Vec<(Located<String>, Item<'d, 't>)> {
        let document = self.document;
        let entry = |(key, value): (&'d Spanned<_>, &'d Spanned<DeValue<'t>>)| {
            let key: &'d Spanned<std::borrow::Cow<'t, str>> = key;
            let name = Located {
                value: key.get_ref().to_string(),
                place: document.place(&key.span()),
            };
            let item = Item {
                document,
                name: dotted(&self.name, key.get_ref()),
                value,
            };
            (name, item)
        };
        self.table.iter().map(entry).collect()
    }

    /// Complains about the keys that nobody took.
    pub(super) fn finish(self) {
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if self.known.contains(&name) {
                continue;
            }
            let within = if self.name.is_empty() {
                String::new()
            } else {
                format!(" in `{}`", self.name)
            };
            let advice = match nearest(name, self.known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known here: {}", self.known.join(", ")),
            };
            self.document
                .complain(&key.span(), format!("unknown key `{name}`{within}; {advice}"));
        }
    }
}

/// A value under its full name. Each way of taking it complains, and gives nothing, when the value is of another sort.
#[derive(Clone)]
pub(super) struct Item<'d, 't> {
    document: &'d Document<'t>,
    name: String,
    value: &'d Spanned<DeValue<'t>>,
}

impl<'d, 't> Item<'d, 't> {
    pub(super) fn boolean(self) -> Option<bool> {
        match self.value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.wrong("true or false"),
        }
    }

    pub(super) fn integer(self) -> Option<i64> {
        let number = match self.value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        match number {
            Some(number) => Some(number),
            None => self.wrong("a whole number"),
        }
    }

    /// A text that is not blank.
    pub(super) fn text(self) -> Option<Located<String>> {
        match self.value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.complain(format!(
                    "`{}` is empty; give it a value or remove the line",
                    self.name
                ));
                None
            }
            DeValue::String(text) => Some(Located {
                value: text.clone().into_owned(),
                place: self.document.place(&self.value.span()),
            }),
            _ => self.wrong("a text in quotes"),
        }
    }

    /// The items of a list; a value alone counts as a list of one.
    pub(super) fn list(self) -> Vec<Item<'d, 't>> {
        match self.value.get_ref() {
            DeValue::Array(values) => values
                .iter()
                .map(|value| Item {
                    document: self.document,
                    name: self.name.clone(),
                    value,
                })
                .collect(),
            _ => vec![self],
        }
    }

    /// A list of texts; one text alone counts as a list of one.
    pub(super) fn texts(self) -> Vec<Located<String>> {
        self.list().into_iter().filter_map(Item::text).collect()
    }

    pub(super) fn is_false(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::Boolean(false))
    }

    pub(super) fn is_table(&self) -> bool {
        self.value.get_ref().is_table()
    }

    pub(super) fn table(self) -> Option<Table<'d, 't>> {
        match self.value.get_ref() {
            DeValue::Table(table) => Some(Table {
                document: self.document,
                name: self.name,
                table,
                known: vec![],
            }),
            _ => self.wrong("a table"),
        }
    }

    /// Complains about this value.
    pub(super) fn complain(&self, message: String) {
        self.document.complain(&self.value.span(), message);
    }

    fn wrong<T>(&self, wanted: &str) -> Option<T> {
        let found = match self.value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.complain(format!("`{}` must be {wanted}, but is {found}", self.name));
        None
    }
}

fn dotted(name: &str, key: &str) -> String {
    if name.is_empty() {
        key.to_owned()
    } else {
        format!("{name}.{key}")
    }
}
