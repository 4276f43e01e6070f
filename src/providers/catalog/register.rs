//! `catalog:register`: the entities of a `catalog-info.yaml` put into the workspace's catalog, a file each, so that they are
//! on screen before the run ends. The document comes from the run's files, from a repository on this machine, or from GitHub.

use serde_json::{Value, json};

use super::place::{Place, Put, digest, file_of};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::blueprint::tree::{self, Tree};
use crate::model::catalog::descriptor::{self, Sort};
use crate::model::catalog::{EntityRef, Node};
use crate::model::run::{Change, Effect, Undo};
use crate::model::text::{counted, yaml};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned};
use crate::providers::entity::{json, reference};
use crate::providers::files::schema;
use crate::providers::files::source::{GitHubPath, contents};
use crate::providers::files::transform::refused;
use crate::providers::git::local_contents;
use crate::providers::input::{Input, wrong};
use crate::sources::files::documents_of;

const UNDO: &str = "removes the files from the workspace's catalog, unless they were changed since";

struct Register(ActionSpec);

pub fn action() -> Box<dyn Action> {
    let text = |description: &str| json!({ "type": "string", "description": description });
    Box::new(Register(ActionSpec {
        id: "catalog:register",
        summary: "Puts the entities of a catalog-info.yaml into the workspace's catalog",
        input: schema(
            &[],
            json!({
                "catalogInfoUrl": text("The address of the file"),
                "repoContentsUrl": text("The address of a repository's files, as publishing gives it"),
                "catalogInfoPath": text("The file in that repository; /catalog-info.yaml if not given"),
                "optional": { "type": "boolean", "description": "Go on where there is no such file" },
            }),
        ),
        output: schema(
            &[],
            json!({
                "entityRef": text("The entity; the first component where there are several"),
                "catalogInfoUrl": text("Where it came from"),
                "files": { "type": "array", "description": "The files in the workspace" },
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// A file to be in the workspace.
struct Wanted {
    entity: EntityRef,
    path: String,
    text: String,
}

/// The one file of that path in a folder of the run's files: of a repository that is made of a part of them (`sourcePath`), as
/// long as it is only planned.
fn deeper<'t>(tree: &'t Tree, path: &str) -> Option<&'t str> {
    let end = format!("/{path}");
    let mut found = tree.iter().filter(|(place, _)| place.ends_with(&end));
    let (_, file) = found.next()?;
    found.next().is_none().then(|| file.as_text())?
}

/// All that a step asks for.
struct Order {
    /// Where the document comes from.
    location: String,
    files: Vec<Wanted>,
}

impl Order {
    /// None where there is no document and none is needed.
    fn of(call: &Call<'_>) -> Result<Option<Self>, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let path = input.text("catalogInfoPath")?.unwrap_or("catalog-info.yaml");
        let path = tree::clean(path.trim_start_matches('/')).map_err(refused)?;
        let address = input.text("catalogInfoUrl")?;
        let repository = input
            .text("repoContentsUrl")?
            .map(|url| url.trim_end_matches('/'));
        let location = match (address, repository) {
            (Some(address), _) => address.to_owned(),
            (None, Some(repository)) => format!("{repository}/{path}"),
            // Before anything is published its address is not known.
            (None, None) => path.clone(),
        };
        let own = call.tree.get(&path).and_then(|file| file.as_text());
        let text = match (address, own) {
            // What this run publishes is what it registers.
            (None, Some(own)) => Some(own.to_owned()),
            _ => fetch(call, &location)?
                .or_else(|| own.or_else(|| deeper(call.tree, &path)).map(str::to_owned)),
        };
        match text {
            Some(text) => Self::read(call, location, &path, &text).map(Some),
            None if input.flag("optional")? => Ok(None),
            None => Err(wrong(format!("there is no {location}"))
                .hint("set `optional: true` where it need not be there")),
        }
    }

    fn read(call: &Call<'_>, location: String, path: &str, text: &str) -> Result<Self, ActionError> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut files = Vec::new();
        for document in documents_of(text) {
            let node = document.map_err(|broken| wrong(format!("{location} is not valid YAML: {broken}")))?;
            match descriptor::sort(&node) {
                Sort::Entity => {}
                Sort::Skeleton => {
                    return Err(wrong(format!(
                        "{location} still holds expressions, so it is no entity yet"
                    )));
                }
                Sort::Kubernetes | Sort::Other => continue,
            }
            let entity = named(&node, &location)?;
            let mut document = json(&node).ok_or_else(|| wrong(format!("{location} cannot be read")))?;
            fill(&mut document, call.tree, folder);
            files.push(Wanted {
                path: tree::clean(&file_of(&entity)).map_err(refused)?,
                text: registered(call, document, &location),
                entity,
            });
        }
        match files.is_empty() {
            true => Err(wrong(format!("there is no entity in {location}"))),
            false => Ok(Self { location, files }),
        }
    }

    fn output(&self) -> Value {
        let component = self.files.iter().find(|file| file.entity.kind() == "component");
        let first = component.or(self.files.first());
        let files: Vec<Value> = self
            .files
            .iter()
            .map(|file| json!({ "path": file.path, "digest": digest(&file.text) }))
            .collect();
        json!({
            "entityRef": first.map(|file| file.entity.as_str()),
            "catalogInfoUrl": self.location,
            "files": files,
        })
    }

    /// What is there already that is not ours: another file of that path, or the same entity elsewhere.
    fn foreign(&self, call: &Call<'_>, place: &Place) -> Result<Option<String>, ActionError> {
        let catalog = call.world.catalog();
        for file in &self.files {
            let elsewhere = catalog
                .find(file.entity.as_str())
                .map(|id| catalog.entity(id).file());
            if let Some(other) = elsewhere.filter(|other| *other != file.path) {
                return Ok(Some(format!("{} in {other}", file.entity)));
            }
            if place
                .read(&file.path)?
                .is_some_and(|text| !is_ours(&text, call.op_key))
            {
                return Ok(Some(format!("the file {}", file.path)));
            }
        }
        Ok(None)
    }

    /// How many of the files are there and ours.
    fn there(&self, call: &Call<'_>, place: &Place) -> Result<usize, ActionError> {
        let mut there = 0;
        for file in &self.files {
            there += usize::from(
                place
                    .read(&file.path)?
                    .is_some_and(|text| is_ours(&text, call.op_key)),
            );
        }
        Ok(there)
    }
}

/// What is at an address: in a repository on this machine, or on GitHub.
fn fetch(call: &Call<'_>, address: &str) -> Result<Option<String>, ActionError> {
    let bytes = match address.starts_with("local://") {
        true => local_contents(call, address)?,
        false => match GitHubPath::parse(address)? {
            Some(path) => contents(call, &path)?,
            None => None,
        },
    };
    let not_text = |_| wrong(format!("{address} is no UTF-8 text"));
    bytes.map(String::from_utf8).transpose().map_err(not_text)
}

fn named(node: &Node, location: &str) -> Result<EntityRef, ActionError> {
    let text = |path: &[&str]| node.at_path(path).and_then(Node::text);
    let (Some(kind), Some(name)) = (text(&["kind"]), text(&["metadata", "name"])) else {
        return Err(wrong(format!("an entity in {location} has no kind or no name")));
    };
    let namespace = text(&["metadata", "namespace"]).unwrap_or("default");
    reference(&format!("{kind}:{namespace}/{name}"), None, None)
}

/// Takes in what the document only points to: a copy elsewhere could not find it.
fn fill(value: &mut Value, files: &Tree, folder: &str) {
    let text = value.as_object().filter(|map| map.len() == 1).and_then(|map| {
        let target = map.get("$text")?.as_str()?.trim_start_matches("./");
        let path = match folder {
            "" => target.to_owned(),
            folder => format!("{folder}/{target}"),
        };
        Some(files.get(&path)?.as_text()?.to_owned())
    });
    match (text, &mut *value) {
        (Some(text), _) => *value = text.into(),
        (None, Value::Object(map)) => map.values_mut().for_each(|value| fill(value, files, folder)),
        (None, Value::Array(items)) => items.iter_mut().for_each(|value| fill(value, files, folder)),
        _ => {}
    }
}

/// The document as it is registered: with where it comes from, and the marker.
fn registered(call: &Call<'_>, mut document: Value, location: &str) -> String {
    let from = format!("url:{location}");
    let annotations = &mut document["metadata"]["annotations"];
    if !annotations.is_object() {
        *annotations = json!({});
    }
    annotations["backstage.io/managed-by-location"] = from.as_str().into();
    annotations["backstage.io/managed-by-origin-location"] = from.into();
    annotations["muster/run"] = call.run.into();
    format!(
        "# Registered by the run {} of {}.\n{}\n{}",
        call.run,
        call.blueprint,
        marker(call.op_key),
        yaml(&document)
    )
}

fn marker(op_key: &str) -> String {
    format!("# muster-op: {op_key}")
}

fn is_ours(text: &str, op_key: &str) -> bool {
    let marker = marker(op_key);
    text.lines().any(|line| line == marker)
}

impl Action for Register {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let Some(order) = Order::of(call)? else {
            return Ok(Planned {
                summary: "Registers nothing: there is no such file".to_owned(),
                ..Planned::default()
            });
        };
        let place = Place::open(call.world.workspace())?;
        let names: Vec<&str> = order.files.iter().map(|file| file.entity.as_str()).collect();
        let change = |file: &Wanted| Change {
            what: file.path.clone(),
            before: None,
            after: Some(file.text.clone()),
        };
        let mut planned = Planned {
            effect: Effect::Create,
            target: Some(names.join(", ")),
            summary: format!(
                "Puts {} into the catalog",
                counted(names.len(), "entity", "entities")
            ),
            changes: order.files.iter().map(change).collect(),
            undo: Undo::By(UNDO.to_owned()),
            output: order.output(),
            entities: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Planned::default()
        };
        if let Some(what) = order.foreign(call, &place)? {
            planned
                .blocking
                .push(format!("{what} is there already; choose another name"));
        } else if order.there(call, &place)? == order.files.len() {
            planned.effect = Effect::Adopt;
        }
        let catalog = call.world.catalog();
        if !catalog.is_empty() && !catalog.files().any(|file| file.path.starts_with("catalog/")) {
            planned.findings.push("the workspace reads no folder `catalog`, so the entity will not be seen; add it to `locations` in muster.toml".to_owned());
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let Some(order) = Order::of(call)? else {
            return Ok(Observed::Absent);
        };
        let place = Place::open(call.world.workspace())?;
        if let Some(what) = order.foreign(call, &place)? {
            return Ok(Observed::Foreign { what });
        }
        Ok(match order.there(call, &place)? {
            0 => Observed::Absent,
            all if all == order.files.len() => Observed::Done {
                output: order.output(),
            },
            _ => Observed::Begun,
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let Some(order) = Order::of(call)? else {
            log.line("there is no such file, so nothing is registered");
            return Ok(Applied::Done(Done::default()));
        };
        let place = Place::open(call.world.workspace())?;
        if let Some(what) = order.foreign(call, &place)? {
            return Err(wrong(format!("{what} is there already")).hint("choose another name"));
        }
        for file in &order.files {
            let ours = |text: String| is_ours(&text, call.op_key);
            match place.create(&file.path, &file.text)? {
                Put::Done => log.line(&format!("{} is in {}", file.entity, file.path)),
                Put::Taken if place.read(&file.path)?.is_some_and(ours) => {}
                Put::Taken => {
                    return Err(wrong(format!("the file {} is there already", file.path)));
                }
            }
        }
        Ok(Applied::Done(Done {
            output: order.output(),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let place = Place::open(call.world.workspace())?;
        let files = output["files"].as_array().cloned().unwrap_or_default();
        for file in &files {
            let (Some(path), Some(was)) = (file["path"].as_str(), file["digest"].as_str()) else {
                continue;
            };
            match place.read(path)? {
                None => {}
                Some(text) if digest(&text) == was => {
                    place.remove(path)?;
                    log.line(&format!("removed {path}"));
                }
                Some(_) => {
                    return Err(ActionError::new(
                        ErrorKind::Final,
                        format!("{path} was changed since, so it stays"),
                    )
                    .hint("remove it by hand if it is not needed any more"));
                }
            }
        }
        Ok(())
    }
}
