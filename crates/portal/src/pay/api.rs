//! What the pages of the online top-up ask of the platform, and what they are told.

use super::story::PaymentStory;
use crate::my::FailureLine;
use calendar::Instant;
use serde::{Deserialize, Serialize};
use std::error::Error;
use units::Language;
use units::{Energy, MicroEuro, PaymentReference};
use vending::{AmountError, Clocks, PaymentState, ReferenceError, Wait};

/// What the platform implements. Calls may block: they run on threads of their own.
///
/// The payer is a guest: nothing that is returned here, but for the story, holds a name, a balance or
/// a split. Source: PD-04, TP-02.
pub trait Payments: Send + Sync {
    /// What has failed anywhere and is not over: said before anybody pays. Source: CM-10.
    fn failing(&self) -> Result<Vec<FailureLine>, PaymentsError>;

    /// The supply point of a reference as a person keyed it in. `source` is where the request came
    /// from: wrong references are counted for it, and the right ones may be looked up meanwhile.
    /// Errors: [`Refused::NotThirteenDigits`], [`Refused::WrongReference`] (counted),
    /// [`Refused::SeveralPoints`], [`Refused::Wait`]. Source: TP-01, TP-06.
    fn find(&self, source: &str, reference: &str) -> Result<Found, PaymentsError>;

    /// What `amount` would do. Books and keeps nothing.
    /// Errors: those of [`Self::find`], which count alike, and [`Refused::Amount`]. Source: TP-03.
    fn offer(
        &self,
        source: &str,
        reference: &str,
        amount: MicroEuro,
    ) -> Result<Offer, PaymentsError>;

    /// Sets out to pay. The payment is kept as `created`, with its split, before the provider is
    /// asked, and the provider's answer is kept before it is returned. The same attempt again gives
    /// the same payment, whatever else is in `beginning`, as long as references and amounts are the same.
    /// With [`Beginning::also`] both parts are kept or none.
    /// Errors: those of [`Self::offer`], [`Refused::AttemptReused`], [`Refused::Unavailable`],
    /// [`Refused::NotTogether`]. Source: F-03, TP-05, TP-13.
    fn begin(&self, beginning: &Beginning) -> Result<Begun, PaymentsError>;

    /// How a payment stands in our books; `None` if there is none of this id, or the token is not its
    /// own: the two are not told apart. May ask the provider about an open payment first, but not for
    /// each call; what it then returns was booked before. Source: TP-13.
    fn state(&self, id: &str, token: &str) -> Result<Option<PaymentView>, PaymentsError>;

    /// Sends the receipt of a credited payment to a phone, whoever has it; the number is not kept. `None` as
    /// for [`Self::state`]. Source: UX C-04, P-02.
    fn send_receipt(
        &self,
        id: &str,
        token: &str,
        phone: &str,
        language: Language,
    ) -> Result<Option<ReceiptSent>, PaymentsError>;

    /// Keeps a provider's notice and returns; the payment it names is fetched afterwards. A notice
    /// is no proof of anything. Errors: only if it could not be kept, so that it is sent again.
    /// Source: TP-13.
    fn notice(&self, provider: &str, body: &[u8]) -> Result<Noticed, PaymentsError>;

    /// All that is known of a payment, for staff; `None` if there is none of this id.
    fn story(&self, id: &str) -> Result<Option<PaymentStory>, PaymentsError>;
}

/// A supply point, as far as anybody who has its reference may know it. Source: PD-04.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub tail: PaymentReference,
    pub energy: Energy,
    /// Postcode and town, such as `5000 Namur`: no street.
    pub town: String,
    /// The general limits of one payment, the same for everybody. Source: TP-03.
    pub least: MicroEuro,
    pub most: MicroEuro,
    /// What has failed there and is not over. Source: CM-10.
    pub failing: Vec<FailureLine>,
}

/// What an amount would do, said once it is keyed in. Source: TP-06.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub found: Found,
    pub amount: MicroEuro,
    pub effect: AmountEffect,
}

/// Whether an amount suffices. The limiter is not told of: only protected customers have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AmountEffect {
    /// The supply is on, and stays on without it.
    Nothing,
    Enough(Need),
    /// `enough` is the smallest amount that suffices (PA-19), from 0.01 upwards. It may lie outside of
    /// the limits and is accepted all the same.
    TooLittle {
        need: Need,
        enough: MicroEuro,
    },
}

/// What the supply point needs money for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Need {
    /// The supply is off.
    BackOn,
    /// It is held on, for now.
    StayOn,
}

impl AmountEffect {
    /// It leaves no supply off that is off, and averts the cut that is near.
    pub fn suffices(self) -> bool {
        !matches!(self, Self::TooLittle { .. })
    }

    /// As a form carries it, to see on the way back whether what was shown still holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Enough(Need::BackOn) => "back_on",
            Self::Enough(Need::StayOn) => "stay_on",
            Self::TooLittle { need: Need::BackOn, .. } => "not_back_on",
            Self::TooLittle { need: Need::StayOn, .. } => "not_stay_on",
        }
    }
}

/// A payer pressed *pay*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    pub source: String,
    /// As keyed in.
    pub reference: String,
    pub amount: MicroEuro,
    /// [`AmountEffect::name`] of what the payer was shown. If it no longer holds: [`Begun::Changed`].
    pub shown: String,
    /// What goes to a second supply point with the same payment. Source: F-03.
    pub also: Option<ShareAsked>,
    /// Made anew with each page that asks for the payment: the caller's key of TP-05. 1 to 64 of
    /// `[A-Za-z0-9_-]`.
    pub attempt: String,
    /// In which the payer is sent back, and told what became of it.
    pub language: Language,
    /// Where the payer comes back to: this, `/`, the id, `/`, the token.
    pub return_base: String,
    /// The payer was asked about an earlier payment, and wants a second one.
    pub again: bool,
    /// The visit of a key that the browser carries: it may say who pays, and opens nothing. Source: TP-22.
    pub visit: Option<String>,
}

/// What goes to a second supply point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareAsked {
    /// As keyed in.
    pub reference: String,
    pub amount: MicroEuro,
    /// [`AmountEffect::name`] of what the payer was shown of it.
    pub shown: String,
}

/// What became of a beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    AtBank(AtBank),
    /// This very payment has ended already, paid or not: its own page says how. Source: TP-05.
    Over {
        id: String,
        token: String,
    },
    /// Nothing was kept: there is a payment for this point already. Source: TP-13.
    AskFirst(Earlier),
    /// Nothing was kept: the account moved, and the payer has to be shown what the amount does now.
    Changed(Offer),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtBank {
    /// Ours; also what a person reads out on the phone.
    pub id: String,
    /// Opens the payment to whoever has it: at least 128 bits of chance, kept as a hash.
    /// Characters of `[A-Za-z0-9_-]`.
    pub token: String,
    pub checkout_url: String,
}

/// An earlier payment for the same point, of whoever it was: so no amount. Source: TP-13, PD-04.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    pub at: Instant,
    pub state: PaymentState,
}

/// A payment as its payer may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentView {
    pub id: String,
    pub tail: PaymentReference,
    pub energy: Energy,
    pub town: String,
    pub amount: MicroEuro,
    pub state: PaymentState,
    /// Paid, credited, sent, confirmed: four facts. Source: TP-04.
    pub clocks: Clocks,
    pub created_at: Instant,
    pub expires_at: Instant,
    /// When the answer was read from the books.
    pub as_of: Instant,
    pub meter: MeterPart,
    /// What is needed beyond it, now that it is credited, and for what. Source: PA-19.
    pub missing: Option<(Need, MicroEuro)>,
    pub refunded: MicroEuro,
    /// The money came and was not taken.
    pub given_back: Option<GivenBack>,
    /// Where the payer may go on paying, while that is possible.
    pub checkout_url: Option<String>,
    /// By when the payer knows more; what the page promises. Source: TP-23.
    pub told_by: Instant,
    /// A person has it in hand. Source: TP-23.
    pub overdue: bool,
    /// The code of the receipt, once there is a credit. Source: TP-24.
    pub code: Option<String>,
    /// The part of the same payment that is for a second supply point; it has none itself. Source: F-03.
    pub also: Option<Box<PaymentView>>,
}

impl PaymentView {
    /// It, and what was paid with it.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.also.as_deref())
    }

    /// What the payer pays in all.
    pub(crate) fn total(&self) -> MicroEuro {
        MicroEuro(self.parts().map(|part| part.amount.0).fold(0, i64::saturating_add))
    }
}

/// What the meter has to do because of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeterPart {
    /// Nothing: the supply stays as it is.
    None,
    /// It is told to release the supply; then somebody presses its button.
    Release,
    /// It waits for the press.
    Press,
    /// The supply is on again.
    On,
}

/// Money that came and cannot be credited goes back the way it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GivenBack {
    CreditCard,
    OtherAmount,
    /// The account was closed meanwhile.
    AccountClosed,
}

/// What became of a receipt that was to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReceiptSent {
    Sent,
    NotAMobile,
    /// This payment's has been sent often enough: nobody's phone is filled with it.
    TooOften,
    /// Nobody takes messages now.
    NotNow,
    /// Nothing is credited.
    NoReceipt,
}

/// What became of a notice. All are answered with `200`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Noticed {
    /// It names a payment of ours, which will be fetched.
    Taken,
    /// It names none, or nothing that can be read: noted and left.
    Unknown,
    /// There is no such provider: `404`.
    NoProvider,
}

/// Why an amount is not taken; without what a guest may not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AmountRefused {
    NotWholeCents,
    OutsideLimits {
        least: MicroEuro,
        most: MicroEuro,
    },
    /// The balance would be too high. Its ceiling is not told: the balance could be computed.
    AboveCeiling,
}

/// What cannot be done as it was asked: told to the person, at its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    /// Not counted as a guess: it says nothing about any supply point.
    #[error("a reference has 13 digits")]
    NotThirteenDigits,
    /// A wrong digit, or no account that can be topped up. Counted.
    #[error("there is no supply point of this reference")]
    WrongReference,
    /// The whole EAN decides.
    #[error("several supply points have this reference")]
    SeveralPoints,
    #[error("too many wrong references until {until}")]
    Wait { until: Instant },
    #[error("the amount is not taken")]
    Amount(AmountRefused),
    /// The same attempt with another reference or amount.
    #[error("this attempt was used for another payment")]
    AttemptReused,
    /// Two supply points that no single payment can be for: the same one, or of two operators.
    #[error("these two supply points cannot be paid together")]
    NotTogether,
    /// The provider cannot be reached, or refuses. No money has moved.
    #[error("no payment can be made now")]
    Unavailable,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum PaymentsError {
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Reported, never shown. `what` says what could not be done.
    #[error("{what}")]
    Failed { what: String, source: Box<dyn Error + Send + Sync> },
}

impl PaymentsError {
    /// Something that could not be done, and its cause.
    pub fn failed(
        what: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::Failed { what: what.into(), source: source.into() }
    }
}

impl From<&ReferenceError> for Refused {
    fn from(error: &ReferenceError) -> Self {
        match error {
            ReferenceError::NotThirteenDigits { .. } => Self::NotThirteenDigits,
            ReferenceError::NotAnEan { .. } | ReferenceError::WrongDigit { .. } => {
                Self::WrongReference
            }
        }
    }
}

impl From<Wait> for Refused {
    fn from(wait: Wait) -> Self {
        Self::Wait { until: wait.until }
    }
}

impl From<&AmountError> for Refused {
    fn from(error: &AmountError) -> Self {
        Self::Amount(match error {
            AmountError::NotWholeCents { .. } => AmountRefused::NotWholeCents,
            AmountError::OutsideLimits { least, most, .. } => {
                AmountRefused::OutsideLimits { least: *least, most: *most }
            }
            AmountError::AboveCeiling { .. }
            | AmountError::TooLarge
            | AmountError::CardRefused { .. } => AmountRefused::AboveCeiling,
        })
    }
}
