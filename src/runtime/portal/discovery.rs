//! Answers what the screens ask about the world outside: what the last looks brought, another look, claims, declarations.

use std::sync::Arc;

use super::opened::Opened;
use super::{Sender, failed};
use crate::app::{Answer, Failure, Msg, Request};
use crate::engine::discovery::{Claims, Declaration, Declarations, Looking, Watcher, places, survey, view};
use crate::model::catalog::Catalog;
use crate::model::discovery::{Claim, ClaimBy, Discovery, Survey, compare};
use crate::store::Journal;

pub(super) fn answer(
    opened: &Opened,
    request: Request,
    sender: Option<&Sender>,
    stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Answer, Failure> {
    match request {
        Request::Discovery { catalog } => Ok(Answer::Discovery(Arc::new(known(opened, &catalog)))),
        Request::Survey { catalog, places } => {
            let mut teller = Teller { sender, stopped };
            let discovery = look(opened, &catalog, places.as_deref(), &mut teller)?;
            grew(opened, sender);
            Ok(Answer::Discovery(Arc::new(discovery)))
        }
        Request::Claim { claims } => claim(opened, &claims).inspect(|_| grew(opened, sender)),
        Request::Declare { edges } => declare(opened, &edges).inspect(|_| grew(opened, sender)),
        _ => Err(Failure::new("This is no question about the world outside.", "")),
    }
}

/// There may be something new in the journal, and a run to drive.
fn grew(opened: &Opened, sender: Option<&Sender>) {
    opened.ring();
    if let Some(sender) = sender {
        sender.send(Msg::JournalGrew);
    }
}

fn known(opened: &Opened, catalog: &Catalog) -> Discovery {
    view(catalog, &places(opened.workspace()), &opened.surveys())
}

fn look(
    opened: &Opened,
    catalog: &Arc<Catalog>,
    only: Option<&[String]>,
    teller: &mut Teller<'_>,
) -> Result<Discovery, Failure> {
    let world = opened.outside(catalog)?.with_catalog(Arc::clone(catalog));
    let (surveys, places) = (opened.surveys(), places(opened.workspace()));
    let journal = opened.journal()?.filter(|_| !opened.is_read_only());
    let looking = Looking {
        surveys: &surveys,
        journal: journal.as_ref(),
        actor: opened.actor(),
    };
    let looked = survey(
        &world,
        &opened.workspace().settings.github,
        &places,
        only,
        &looking,
        teller,
    );
    let known: Vec<Survey> = looked.into_iter().map(|looked| looked.survey).collect();
    Ok(compare(catalog, &known, &places))
}

fn claim(opened: &Opened, claims: &[Claim]) -> Result<Answer, Failure> {
    let journal = to_write(opened)?;
    let catalog = opened.catalog();
    let discovery = known(opened, &catalog);
    let proposes = claims.iter().any(|claim| claim.by == ClaimBy::PullRequest);
    let runs = proposes.then(|| opened.runs()).transpose()?;
    let claiming = Claims {
        workspace: opened.workspace(),
        catalog: &catalog,
        discovery: &discovery,
        actor: opened.actor(),
    };
    let claimed = claiming
        .claim(claims, &journal, runs.as_ref().map(|runs| runs as _))
        .map_err(failed)?;
    Ok(Answer::Claimed(claimed.into()))
}

fn declare(opened: &Opened, edges: &[Declaration]) -> Result<Answer, Failure> {
    let journal = to_write(opened)?;
    let catalog = opened.catalog();
    let asking = opened.asking()?;
    let declarations = Declarations {
        workspace: opened.workspace(),
        catalog: &catalog,
        actor: opened.actor(),
        asking: asking.as_ref(),
    };
    let declared = declarations.declare(edges, &journal).map_err(failed)?;
    Ok(Answer::Declared(declared.into()))
}

fn to_write(opened: &Opened) -> Result<Journal, Failure> {
    let journal = opened.journal()?.filter(|_| !opened.is_read_only());
    journal.ok_or_else(|| {
        Failure::new(
            "Nothing is changed: muster was started with --read-only.",
            "Start it without to claim and declare.",
        )
    })
}

/// Tells the screens how far a look is, and stops when nobody waits for it any more.
struct Teller<'a> {
    sender: Option<&'a Sender>,
    stopped: &'a (dyn Fn() -> bool + Sync),
}

impl Watcher for Teller<'_> {
    fn seen(&mut self, place: &str, seen: usize, of: Option<usize>) {
        if let Some(sender) = self.sender {
            sender.send(Msg::Surveying {
                place: place.to_owned(),
                seen,
                of,
            });
        }
    }

    fn stopped(&self) -> bool {
        (self.stopped)()
    }
}
