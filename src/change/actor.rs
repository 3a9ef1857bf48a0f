//! Who makes a change: in comes the git identity with the roles that `aboard.toml` gives it, out comes
//! whether it may act as a role.

use std::collections::BTreeSet;

use super::Refusal;
use crate::partner::Partner;
use crate::playbook::id::Id;

/// A person who makes a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The name, of git's identity.
    pub name: String,
    /// The e-mail, of git's identity, in lower case: the key of a person in `aboard.toml`.
    pub email: String,
    /// The roles that `aboard.toml` gives the person; empty for who is not in it.
    pub roles: BTreeSet<Id>,
}

/// The role that the champion and the backup of a partner have for that partner.
pub const CHAMPION: &str = "champion";

impl Actor {
    /// Tells whether the actor holds a role: by `aboard.toml`, or as the partner's champion.
    #[must_use]
    pub fn holds(&self, role: &Id, partner: &Partner) -> bool {
        self.roles.contains(role) || (role.as_str() == CHAMPION && self.is_champion_of(partner))
    }

    /// Tells whether the actor is the champion of a partner, or the backup.
    #[must_use]
    pub fn is_champion_of(&self, partner: &Partner) -> bool {
        partner.champions().any(|email| email.eq_ignore_ascii_case(&self.email))
    }

    /// Refuses an actor who holds none of the roles.
    pub(super) fn demand(&self, roles: &[Id], partner: &Partner, deed: &str) -> Result<(), Refusal> {
        if roles.iter().any(|role| self.holds(role, partner)) {
            return Ok(());
        }
        Err(Refusal::Role { actor: self.email.clone(), deed: deed.to_owned(), roles: roles.to_vec() })
    }
}
