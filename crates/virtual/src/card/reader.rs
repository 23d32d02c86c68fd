//! The slot for the card, and what happens in it.

use super::carrier::{Card, Chip, Credit, Way};
use crate::MeterSerial;
use crate::event::Refused;
use calendar::Instant;
use units::MicroEuro;

/// What is in the slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    Empty,
    /// Code 8, until it is taken out.
    Refused(Card),
    /// Code 9 and dashes. Taken out now, the card keeps its load.
    Reading {
        card: Card,
        credit: Credit,
        since: Instant,
    },
    /// The load is taken; its amount is shown, then the new balance.
    Taken {
        card: Card,
        amount: MicroEuro,
        since: Instant,
    },
    Resting(Card),
}

/// What the meter finds on a card.
pub(crate) enum Found {
    Credit(Credit),
    Nothing,
}

/// Looks at a card that is put in. `last_load` is the number of the last load that was taken.
pub(crate) fn look_at(
    card: &Card,
    way: Way,
    meter: MeterSerial,
    last_load: u32,
) -> Result<Found, Refused> {
    match (way, card.chip()) {
        (Way::Wrong, _) => return Err(Refused::BadlyInserted),
        (Way::ArrowLeftAndForward, Chip::Dirty) => return Err(Refused::Dirty),
        (Way::ArrowLeftAndForward, Chip::Damaged) => return Err(Refused::Damaged),
        (Way::ArrowLeftAndForward, Chip::Clean) => {}
    }
    if card.meter() != meter {
        return Err(Refused::OtherMeter);
    }
    match card.credit() {
        Some(credit) if credit.number <= last_load => Err(Refused::LoadTakenBefore),
        Some(credit) => Ok(Found::Credit(credit)),
        None => Ok(Found::Nothing),
    }
}

impl Slot {
    /// A card that can be read is in.
    pub(crate) fn has_good_card(&self) -> bool {
        match self {
            Self::Empty | Self::Refused(_) => false,
            Self::Reading { .. } | Self::Taken { .. } | Self::Resting(_) => true,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// Takes the card out.
    pub(crate) fn eject(&mut self) -> Option<Card> {
        match std::mem::replace(self, Self::Empty) {
            Self::Empty => None,
            Self::Refused(card)
            | Self::Reading { card, .. }
            | Self::Taken { card, .. }
            | Self::Resting(card) => Some(card),
        }
    }
}
