//! The dossier of a group: what was filed, in which state it is, what it lacks, and who shares by which
//! key when. Rebuilt from its acts; nothing in it is edited. Source: ES-01, ES-02, ES-03, ES-12.

mod act;
mod conditions;
mod error;
mod keys;
mod leaving;
mod step;
#[cfg(test)]
mod tests;

pub use act::{
    Act, Form, Joining, Metering, Notice, Opening, Paper, Perimeter, Place, Role, Signed, Terms,
    Told, Verdict,
};
pub use conditions::{Condition, Unmet};
pub use error::DossierError;
pub use keys::{FiledKey, KeySpan};

use crate::parameters::SharingParameters;
use calendar::Instant;
use std::collections::BTreeMap;
use units::Ean;

/// Where a dossier stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// With the representative.
    Draft,
    /// With the operator.
    Submitted,
    /// Shares from `starts` on.
    Accepted {
        starts: Instant,
    },
    Refused {
        reasons: String,
    },
    /// By the representative, before it was accepted.
    Withdrawn,
    Ended {
        starts: Instant,
        at: Instant,
    },
}

impl State {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Ended { .. } => "ended",
        }
    }

    /// From when to when the group shares, if it does.
    pub fn shares(&self) -> Option<(Instant, Option<Instant>)> {
        match self {
            Self::Draft | Self::Submitted | Self::Refused { .. } | Self::Withdrawn => None,
            Self::Accepted { starts } => Some((*starts, None)),
            Self::Ended { starts, at } => Some((*starts, Some(*at))),
        }
    }
}

/// A point that is or was a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub joining: Joining,
    /// The quarter-hour it is no member any more.
    pub to: Option<Instant>,
    /// What it had signed when it left a group that shares: that holds for this membership and for no later one.
    pub signed: Option<Given>,
}

/// What a point has signed beside its joining.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    pub mandate: Option<Signed>,
    pub notices: BTreeMap<Notice, Signed>,
}

impl Membership {
    pub fn is_at(&self, at: Instant) -> bool {
        self.joining.from <= at && self.to.is_none_or(|to| at < to)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    pub form: Form,
    pub name: String,
    pub perimeter: Perimeter,
    pub representative: Option<i64>,
    pub state: State,
    /// What the operator wrote when it last gave the dossier back.
    pub returned: Option<String>,
    /// What it wrote to single tasks then.
    pub replies: BTreeMap<Condition, String>,
    /// Who of the operator would decide how, while it waits for another person.
    pub proposed: Option<(i64, Verdict)>,
    pub papers: BTreeMap<Paper, Signed>,
    /// In the order in which they were filed.
    pub members: Vec<Membership>,
    pub mandates: BTreeMap<Ean, Signed>,
    pub notices: BTreeMap<(Ean, Notice), Signed>,
    /// As it is since it was told anew.
    pub metering: BTreeMap<Ean, Metering>,
    /// In order of time.
    pub keys: Vec<FiledKey>,
    /// A key that waits for the operator's word, and from when it would hold.
    pub asked: Option<(Instant, Terms)>,
    /// How often the representative has answered since it was last handed in.
    pub answers: usize,
}

impl Dossier {
    /// A dossier from how it begins. Errors: what a form needs is not there. Source: ES-01.
    pub fn open(
        opening: &Opening,
        at: Instant,
        parameters: &SharingParameters<'_>,
    ) -> Result<Self, DossierError> {
        let Opening { form, name, perimeter, .. } = opening;
        if name.trim().is_empty() || name.chars().count() > 80 {
            return Err(DossierError::Name);
        }
        match form {
            Form::PeerToPeer if !parameters.peer_to_peer(at.day())? => {
                return Err(DossierError::PeerToPeerClosed);
            }
            Form::Building if perimeter.building.is_none() => return Err(DossierError::NoBuilding),
            Form::RenewableCommunity
                if perimeter.municipality.is_none()
                    && perimeter.station.is_none()
                    && !perimeter.wind =>
            {
                return Err(DossierError::NoPerimeter);
            }
            Form::Building | Form::RenewableCommunity => {}
            Form::CitizenCommunity | Form::PeerToPeer => {}
        }
        step::check_municipality(perimeter.municipality.as_deref())?;
        Ok(Self::opened(opening))
    }

    fn opened(opening: &Opening) -> Self {
        Self {
            form: opening.form,
            name: opening.name.trim().to_owned(),
            perimeter: opening.perimeter.clone(),
            representative: opening.representative,
            state: State::Draft,
            returned: None,
            replies: BTreeMap::new(),
            proposed: None,
            papers: BTreeMap::new(),
            members: Vec::new(),
            mandates: BTreeMap::new(),
            notices: BTreeMap::new(),
            metering: BTreeMap::new(),
            keys: Vec::new(),
            asked: None,
            answers: 0,
        }
    }

    /// The dossier that follows from what was filed. The rules of each day were applied when it was
    /// filed; here only its order is checked. Errors: it does not begin with its opening.
    pub fn of(acts: &[Act]) -> Result<Self, DossierError> {
        let Some((Act::Opened(opening), others)) = acts.split_first() else {
            return Err(DossierError::NotOpened);
        };
        let mut dossier = Self::opened(opening);
        for act in others {
            dossier.take(act)?;
        }
        Ok(dossier)
    }

    /// Files an act at `at`. Errors: what the rules say against it; then nothing has changed.
    pub fn file(
        &mut self,
        act: &Act,
        at: Instant,
        parameters: &SharingParameters<'_>,
    ) -> Result<(), DossierError> {
        let mut after = self.clone();
        after.check(act, at, parameters)?;
        after.take(act)?;
        after.check_keys()?;
        *self = after;
        Ok(())
    }

    /// The membership of a point at an instant.
    pub fn member_at(&self, ean: Ean, at: Instant) -> Option<&Membership> {
        self.members.iter().find(|member| member.joining.ean == ean && member.is_at(at))
    }

    /// By which number a point is known in its group, from 1: the place at which it first joined. It stays, since
    /// memberships are only added.
    pub fn number_of(&self, ean: Ean) -> Option<usize> {
        self.points().position(|point| point == ean).map(|place| place + 1)
    }

    /// The point that is known by a number.
    pub fn point_of(&self, number: usize) -> Option<Ean> {
        self.points().nth(number.checked_sub(1)?)
    }

    /// Each point once, in the order in which they first joined.
    fn points(&self) -> impl Iterator<Item = Ean> {
        let all = self.members.iter().enumerate();
        all.filter_map(|(place, member)| {
            let ean = member.joining.ean;
            let before = self.members.iter().take(place);
            (!before.into_iter().any(|one| one.joining.ean == ean)).then_some(ean)
        })
    }

    /// The members at an instant, in the order in which they joined.
    pub fn members_at(&self, at: Instant) -> impl Iterator<Item = &Membership> {
        self.members.iter().filter(move |member| member.is_at(at))
    }
}
