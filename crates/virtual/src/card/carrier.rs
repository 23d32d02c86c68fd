//! The card itself.

use super::purse::DebtPlan;
use super::record::ReadOut;
use crate::MeterSerial;
use units::{MicroEuro, NanoEuroPerKwh};

/// A card of one meter. It is either loaded, or carries the data the meter wrote last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub(super) meter: MeterSerial,
    pub(super) chip: Chip,
    pub(super) content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    New,
    Loaded(Credit),
    Read(Box<ReadOut>),
}

/// The state of the contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chip {
    Clean,
    /// A dry cloth helps.
    Dirty,
    /// Nothing helps.
    Damaged,
}

/// How a card is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The side with the arrow on the left, the arrow forward.
    ArrowLeftAndForward,
    Wrong,
}

/// Money on its way to the meter, and what the operator changes on this occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Credit {
    /// Counts up for a meter: a number that was taken, or a lower one, is not taken again.
    pub number: u32,
    pub amount: MicroEuro,
    pub terms: CardTerms,
}

/// What a load changes on the meter beside its credit; `None` leaves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CardTerms {
    /// Peak and off-peak; gas has the first only.
    pub prices: Option<[NanoEuroPerKwh; 2]>,
    pub debt: Option<DebtPlan>,
    pub weekly_fee: Option<MicroEuro>,
}

/// Why a terminal does not load a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    #[error("the card was not in its meter since it was loaded: put it in first")]
    NotReadOut,
    #[error("the card is new: put it in its meter first")]
    New,
    #[error("the card cannot be read")]
    Unreadable,
    #[error("a load must be more than nothing")]
    NotPositive,
}

impl Card {
    pub fn new(meter: MeterSerial) -> Self {
        Self { meter, chip: Chip::Clean, content: Content::New }
    }

    pub fn meter(&self) -> MeterSerial {
        self.meter
    }

    pub fn chip(&self) -> Chip {
        self.chip
    }

    pub fn set_chip(&mut self, chip: Chip) {
        self.chip = chip;
    }

    /// Wipes the contacts with a dry cloth.
    pub fn clean(&mut self) {
        if self.chip == Chip::Dirty {
            self.chip = Chip::Clean;
        }
    }

    /// What a terminal does. The meter's data must have come back first.
    pub fn load(&mut self, credit: Credit) -> Result<(), CardError> {
        match (&self.content, self.chip) {
            (_, Chip::Dirty | Chip::Damaged) => Err(CardError::Unreadable),
            (Content::Loaded(_), Chip::Clean) => Err(CardError::NotReadOut),
            (Content::New, Chip::Clean) => Err(CardError::New),
            (Content::Read(_), Chip::Clean) if credit.amount <= MicroEuro::ZERO => {
                Err(CardError::NotPositive)
            }
            (Content::Read(_), Chip::Clean) => {
                self.content = Content::Loaded(credit);
                Ok(())
            }
        }
    }

    pub fn credit(&self) -> Option<Credit> {
        match self.content {
            Content::Loaded(credit) => Some(credit),
            Content::New | Content::Read(_) => None,
        }
    }

    /// The number of the next load, after the last one the meter took.
    pub fn next_load(&self) -> u32 {
        match &self.content {
            Content::New => 1,
            Content::Loaded(credit) => credit.number.saturating_add(1),
            Content::Read(read_out) => read_out.last_load.saturating_add(1),
        }
    }

    /// The data the meter wrote last; a loaded card carries none.
    pub fn read_out(&self) -> Option<&ReadOut> {
        match &self.content {
            Content::Read(read_out) => Some(read_out),
            Content::New | Content::Loaded(_) => None,
        }
    }

    /// The meter takes the load, if there is one, and writes its data.
    pub(crate) fn write(&mut self, read_out: ReadOut) {
        self.content = Content::Read(Box::new(read_out));
    }
}
