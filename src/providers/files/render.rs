//! Skeletons rendered: file by file, names too, as Backstage's `fetch:template` does it
//! (plugins/scaffolder-backend, actions/builtin/fetch/template.ts). Pure: from files and values to files.

use serde_json::{Map, Value, json};

use crate::model::blueprint::expression::{Limits, Style, render_styled};
use crate::model::blueprint::tree::{Globs, Tree, TreeFile};
use crate::providers::action::{ActionError, Call, Log};
use crate::providers::input::{Input, wrong};
use crate::sources::skeleton::Skeleton;

use super::transform::refused;

/// The keys of the input by which rendering is set, for schemas.
pub fn properties(more: Value) -> Value {
    let mut all = json!({
        "url": { "type": "string", "description": "Where the files are: ./FOLDER beside the blueprint, or an address on GitHub" },
        "values": { "type": "object", "description": "What the files see as `values`" },
        "cookiecutterCompat": { "type": "boolean", "description": "The files are written for Cookiecutter: `{{ cookiecutter.name }}`" },
        "trimBlocks": { "type": "boolean", "description": "Leave out the line end after a tag" },
        "lstripBlocks": { "type": "boolean", "description": "Leave out the blanks before a tag that begins its line" },
        "replace": { "type": "boolean", "description": "Write over files that are there" },
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut all, more) {
        all.extend(more);
    }
    all
}

/// How files are rendered, and what they see.
pub struct Rendering {
    scope: Value,
    style: Style,
}

impl Rendering {
    pub fn of(call: &Call<'_>, input: &Input<'_>) -> Result<Self, ActionError> {
        let values = match input.get("values") {
            None => json!({}),
            Some(values @ Value::Object(_)) => values.clone(),
            Some(_) => return Err(wrong("`values` must be a mapping")),
        };
        let cookiecutter = input.flag("cookiecutterCompat")?;
        let mut scope = Map::new();
        for shared in ["user", "context"] {
            if let Some(value) = call.scope.get(shared) {
                scope.insert(shared.to_owned(), value.clone());
            }
        }
        let namespace = if cookiecutter { "cookiecutter" } else { "values" };
        scope.insert(namespace.to_owned(), values);
        Ok(Self {
            scope: Value::Object(scope),
            style: Style {
                begin: if cookiecutter { "{{" } else { "${{" },
                trim_blocks: input.flag("trimBlocks")?,
                lstrip_blocks: input.flag("lstripBlocks")?,
            },
        })
    }

    /// A text rendered; `what` names it where that fails.
    pub fn text(&self, source: &str, what: &str) -> Result<String, ActionError> {
        render_styled(source, &self.scope, Limits::default(), &self.style)
            .map_err(|error| wrong(format!("{what}: {error}")))
    }

    /// A file rendered. What is no text is copied as it is.
    pub fn file(&self, file: &TreeFile, path: &str) -> Result<TreeFile, ActionError> {
        match file.as_text() {
            None => Ok(file.clone()),
            Some(source) => Ok(TreeFile {
                bytes: self.text(source, path)?.into_bytes().into(),
                executable: file.executable,
            }),
        }
    }
}

/// Which files are rendered, and whose names.
pub enum Choice {
    Everything,
    /// `copyWithoutTemplating`: the contents of what these match stay as they are; names are rendered.
    NotContents(Globs),
    /// `copyWithoutRender`: contents and names of what these match stay as they are.
    Not(Globs),
    /// `templateFileExtension`: only the contents of files with this ending, which is taken off; all names.
    Ending(String),
}

impl Choice {
    pub fn of(input: &Input<'_>) -> Result<Self, ActionError> {
        let (contents, both) = (
            input.texts("copyWithoutTemplating")?,
            input.texts("copyWithoutRender")?,
        );
        let ending = match input.get("templateFileExtension") {
            None | Some(Value::Bool(false)) => None,
            Some(Value::Bool(true)) => Some(".njk".to_owned()),
            Some(Value::String(ending)) if ending.starts_with('.') => Some(ending.clone()),
            Some(Value::String(ending)) => Some(format!(".{ending}")),
            Some(_) => {
                return Err(wrong(
                    "`templateFileExtension` must be true or an ending such as `.njk`",
                ));
            }
        };
        match (contents.is_empty(), both.is_empty(), ending) {
            (true, true, None) => Ok(Self::Everything),
            (false, true, None) => Globs::new(&contents).map(Self::NotContents).map_err(refused),
            (true, false, None) => Globs::new(&both).map(Self::Not).map_err(refused),
            (true, true, Some(ending)) => Ok(Self::Ending(ending)),
            _ => Err(wrong(
                "only one of `copyWithoutTemplating`, `copyWithoutRender` and `templateFileExtension` can be given",
            )),
        }
    }

    /// Whether contents and name of a file are rendered, and its path without the ending that goes.
    fn on<'p>(&self, path: &'p str) -> (bool, bool, &'p str) {
        match self {
            Self::Everything => (true, true, path),
            Self::NotContents(globs) => (!globs.is_match(path), true, path),
            Self::Not(globs) => {
                let rendered = !globs.is_match(path);
                (rendered, rendered, path)
            }
            Self::Ending(ending) => match path.strip_suffix(ending.as_str()) {
                Some(bare) => (true, true, bare),
                None => (false, true, path),
            },
        }
    }
}

/// All files of a skeleton, rendered. A file whose path has an empty part is left out: that is how a skeleton says `not
/// this one`.
pub fn skeleton(
    skeleton: &Skeleton,
    rendering: &Rendering,
    choice: &Choice,
    call: &Call<'_>,
    log: &mut dyn Log,
) -> Result<Tree, ActionError> {
    let mut tree = Tree::default();
    for (path, file) in &skeleton.files {
        if (call.cancelled)() {
            return Err(wrong("stopped before all files were written"));
        }
        let (contents, name, bare) = choice.on(path);
        let to = match name {
            true => rendering.text(bare, &format!("the name of {path}"))?,
            false => bare.to_owned(),
        };
        if to.split('/').any(str::is_empty) {
            log.line(&format!("{path} is left out: its name is `{to}`"));
            continue;
        }
        let file = match contents {
            true => rendering.file(file, path)?,
            false => file.clone(),
        };
        if tree.get(&to).is_some() {
            return Err(wrong(format!("two files of the skeleton are both named `{to}`")));
        }
        tree.insert(&to, file).map_err(refused)?;
    }
    Ok(tree)
}
