//! The end of a card meter: its books are added up, and what is left goes to the new meter.
//! Source: MT-13 (closing audits), PA-05, PA-41.

use super::record::{Counters, ReadOut};
use crate::MeterSerial;
use calendar::Instant;
use params::Parameters;
use prepay::{CollectionRule, Start, starting_amounts};
use units::MicroEuro;

/// A load that a terminal sold for the meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    pub number: u32,
    pub amount: MicroEuro,
}

/// Something that does not add up, for a person to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("the books of the meter give a balance of {expected}, it has {balance}")]
    Books { expected: MicroEuro, balance: MicroEuro },
    #[error("terminals sold {sold} up to load {last_load}, the meter took {loaded}")]
    Loads { last_load: u32, sold: MicroEuro, loaded: MicroEuro },
    #[error("load {number} was sold twice")]
    SoldTwice { number: u32 },
    #[error("the meter took load {last_load}, which nobody sold")]
    NotSold { last_load: u32 },
    #[error("a register was lower at {at} than before")]
    RegisterFell { at: Instant },
    #[error("the sums of the meter fell at {at}")]
    SumFell { at: Instant },
    #[error("the read-out of {at} is of meter {meter}")]
    OtherMeter { meter: MeterSerial, at: Instant },
}

/// Why a meter cannot be closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClosingError {
    #[error("the meter has no read-out")]
    NoReadOut,
    #[error("the closing has {count} findings that nobody has accepted, the first: {first}")]
    Findings { count: usize, first: Finding },
    #[error("the amounts are too large")]
    TooLarge,
}

/// The audited end of one card meter. Made by [`ClosingAudit::of`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingAudit {
    closing: ReadOut,
    on_card: MicroEuro,
    findings: Vec<Finding>,
    accepted_by: Option<String>,
}

impl ClosingAudit {
    /// Adds up a meter's read-outs, in any order, against what was sold for it.
    /// Errors: no read-out; sums that do not fit.
    pub fn of(read_outs: &[ReadOut], sales: &[Sale]) -> Result<Self, ClosingError> {
        let mut read_outs = read_outs.to_vec();
        read_outs.sort_by_key(|read_out| read_out.read_at);
        let closing = *read_outs.last().ok_or(ClosingError::NoReadOut)?;
        let mut findings = Vec::new();
        for read_out in &read_outs {
            if read_out.meter != closing.meter {
                let (meter, at) = (read_out.meter, read_out.read_at);
                findings.push(Finding::OtherMeter { meter, at });
            }
        }
        read_outs.retain(|read_out| read_out.meter == closing.meter);
        for pair in read_outs.windows(2) {
            if let [before, after] = pair {
                compare(before, after, &mut findings);
            }
        }
        let expected = expected_balance(&closing).ok_or(ClosingError::TooLarge)?;
        if expected != closing.balance {
            findings.push(Finding::Books { expected, balance: closing.balance });
        }
        let on_card = check_sales(&closing, sales, &mut findings).ok_or(ClosingError::TooLarge)?;
        Ok(Self { closing, on_card, findings, accepted_by: None })
    }

    pub fn closing(&self) -> &ReadOut {
        &self.closing
    }

    /// Sold, and never put in the meter: it is the customer's.
    pub fn on_card(&self) -> MicroEuro {
        self.on_card
    }

    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// A person has looked at the findings and takes the read-out as it is.
    pub fn accept(&mut self, by: &str) {
        self.accepted_by = Some(by.to_owned());
    }

    pub fn accepted_by(&self) -> Option<&str> {
        self.accepted_by.as_deref()
    }
}

/// What goes from the old meter to the account of the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// The evidence.
    pub closing: ReadOut,
    pub new_meter: MeterSerial,
    pub at: Instant,
    /// How the account begins: with the old balance, and what was still on the card.
    pub start: Start,
    /// Balance and debt of the advance that follow from it.
    pub balance: MicroEuro,
    pub advanced: MicroEuro,
    /// What is left of an old debt, with its weekly rule.
    pub debt: Option<(CollectionRule, MicroEuro)>,
}

/// Hands a card meter over to its successor. The balance, negative too, is carried over and lifted
/// to the floor by an advance. Source: PA-05.
/// Errors: findings that nobody has accepted; amounts that do not fit.
pub fn hand_over(
    audit: &ClosingAudit,
    new_meter: MeterSerial,
    at: Instant,
    parameters: &Parameters,
) -> Result<HandOver, ClosingError> {
    if let ([first, ..], None) = (audit.findings(), audit.accepted_by()) {
        return Err(ClosingError::Findings { count: audit.findings.len(), first: *first });
    }
    let closing = audit.closing;
    let old_balance = closing.balance.checked_add(audit.on_card).ok_or(ClosingError::TooLarge)?;
    let start = Start::Swap { old_balance };
    let (balance, advanced) = starting_amounts(start, parameters).ok_or(ClosingError::TooLarge)?;
    let owed = closing.debt.left;
    let rule = match closing.debt.weekly {
        MicroEuro::ZERO => CollectionRule::UnderReview,
        weekly => CollectionRule::FixedPerWeek(weekly),
    };
    let debt = (owed > MicroEuro::ZERO).then_some((rule, owed));
    Ok(HandOver { closing, new_meter, at, start, balance, advanced, debt })
}

/// Loaded, less what was taken: to the micro-euro, since energy is rounded once.
fn expected_balance(read_out: &ReadOut) -> Option<MicroEuro> {
    read_out
        .opened_with
        .checked_add(read_out.loaded)?
        .checked_sub(read_out.charged)?
        .checked_sub(read_out.fees)?
        .checked_sub(read_out.repaid)
}

fn compare(before: &ReadOut, after: &ReadOut, findings: &mut Vec<Finding>) {
    let fell = match (before.registers, after.registers) {
        (
            Counters::Electricity { peak, off_peak },
            Counters::Electricity { peak: later, off_peak: off_peak_later },
        ) => later < peak || off_peak_later < off_peak,
        (Counters::Gas { volume }, Counters::Gas { volume: later }) => later < volume,
        (Counters::Electricity { .. }, Counters::Gas { .. })
        | (Counters::Gas { .. }, Counters::Electricity { .. }) => true,
    };
    if fell {
        findings.push(Finding::RegisterFell { at: after.read_at });
    }
    let sums = |r: &ReadOut| [r.loaded.0, r.charged.0, r.fees.0, r.repaid.0, r.last_load.into()];
    if sums(before).into_iter().zip(sums(after)).any(|(then, now)| now < then) {
        findings.push(Finding::SumFell { at: after.read_at });
    }
}

/// Compares what was sold with what was taken; what was sold later is still on the card.
fn check_sales(
    closing: &ReadOut,
    sales: &[Sale],
    findings: &mut Vec<Finding>,
) -> Option<MicroEuro> {
    let mut sales = sales.to_vec();
    sales.sort_by_key(|sale| sale.number);
    let (mut sold, mut on_card) = (MicroEuro::ZERO, MicroEuro::ZERO);
    let mut before = None;
    for sale in &sales {
        if before == Some(sale.number) {
            findings.push(Finding::SoldTwice { number: sale.number });
        }
        before = Some(sale.number);
        let sum = if sale.number <= closing.last_load { &mut sold } else { &mut on_card };
        *sum = sum.checked_add(sale.amount)?;
    }
    let last_load = closing.last_load;
    if last_load > 0 && !sales.iter().any(|sale| sale.number == last_load) {
        findings.push(Finding::NotSold { last_load });
    }
    if sold != closing.loaded {
        findings.push(Finding::Loads { last_load, sold, loaded: closing.loaded });
    }
    Some(on_card)
}
