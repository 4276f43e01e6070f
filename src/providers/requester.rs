//! Who asked for a run, as the author of what it writes.

use super::action::Call;
use super::entity;

/// A name and an address, as Git wants them.
pub struct Identity {
    pub name: String,
    pub email: String,
}

/// The requester by the catalog: their name, and the address of their profile. Without one, an address that nobody has.
pub fn identity(call: &Call<'_>) -> Identity {
    let catalog = call.world.catalog();
    let bare = call.requester.rsplit('/').next().unwrap_or(call.requester);
    let person = catalog.find(call.requester).map(|id| catalog.entity(id));
    let email = person.and_then(|person| {
        let document = entity::document(call.world, person)?;
        let email = document.pointer("/spec/profile/email")?.as_str()?;
        Some(email.to_owned())
    });
    Identity {
        name: person.map_or(bare, |person| person.label()).to_owned(),
        email: email.unwrap_or_else(|| format!("{bare}@users.invalid")),
    }
}
