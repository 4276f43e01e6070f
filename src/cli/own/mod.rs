//! `muster own`: what is done about ownership. A file for each group of verbs.

mod act;
mod handovers;
mod packet;
mod since;
mod stage;

use color_eyre::Result;

use super::{Context, Outcome};
pub(super) use stage::Stage;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Say that what the catalog says of these holds and that you answer for it; what changed since last time is shown first
    Attest(act::Attest),
    /// What changed of an entity since it was attested last
    Since(since::Args),
    /// Offer entities to somebody, who answers for them once they accept
    Transfer(act::Transfer),
    /// The hand-overs: what waits for your word, what you offered, and all others with --all
    Handovers(handovers::Args),
    /// Take what was offered to you
    Accept(act::Accept),
    /// Do not take what was offered to you
    Refuse(act::Refuse),
    /// Take an offer back
    Withdraw(act::Withdraw),
    /// Name a deputy: whoever is asked where the accountable person does not answer
    Deputy(act::Role),
    /// Name who agrees to changes
    ChangeApprover(act::Role),
    /// Name who is told when it is unresponsive
    Contact(act::Role),
    /// Name who watches its cost
    CostOwner(act::Role),
    /// Say that somebody leaves: everything they answer for is due at once, and offered to somebody with --to
    Leave(act::Leave),
    /// Say that somebody stays after all
    Stay(act::Stay),
    /// All that hangs on a person, in one document: for whoever takes over
    Packet(packet::Args),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    use crate::model::ownership::OwnRole;
    match &args.verb {
        Verb::Attest(args) => act::attest(args, context),
        Verb::Since(args) => since::run(args, context),
        Verb::Transfer(args) => act::transfer(args, context),
        Verb::Handovers(args) => handovers::run(args, context),
        Verb::Accept(args) => act::accept(args, context),
        Verb::Refuse(args) => act::refuse(args, context),
        Verb::Withdraw(args) => act::withdraw(args, context),
        Verb::Deputy(args) => act::role(args, OwnRole::Deputy, context),
        Verb::ChangeApprover(args) => act::role(args, OwnRole::ChangeApprover, context),
        Verb::Contact(args) => act::role(args, OwnRole::Contact, context),
        Verb::CostOwner(args) => act::role(args, OwnRole::CostOwner, context),
        Verb::Leave(args) => act::leave(args, context),
        Verb::Stay(args) => act::stay(args, context),
        Verb::Packet(args) => packet::run(args, context),
    }
}
