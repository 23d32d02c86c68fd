//! The file that pays suppliers what was collected for them. Source: TP-21.

use calendar::{Instant, SettlementDay};
use sepa::pain001::CreditTransferSchema;
use sepa::{
    Bic, BuildError, CreditTransferEntry, CreditTransferGroup, Iban, IsoDate, IsoDateTime,
    Pain001Builder, RemittanceInfo, RfReference, Transliteration, transliterate,
};
use std::collections::BTreeSet;
use units::{MicroEuro, Ogm};

const MICRO_PER_CENT: i64 = 10_000;

/// Which version the bank takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PayoutSchema {
    /// pain.001.001.03.
    V3,
    /// pain.001.001.09.
    #[default]
    V9,
}

/// What is to be paid, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutOrder {
    /// Unique at the bank, up to 35 characters.
    pub message_id: String,
    pub created: Instant,
    /// The day on which the bank is to pay.
    pub execute: SettlementDay,
    pub debtor: String,
    pub debtor_iban: Iban,
    pub debtor_bic: Option<Bic>,
    pub transfers: Vec<Transfer>,
    pub schema: PayoutSchema,
}

/// One transfer: to one supplier, for one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub supplier: String,
    pub iban: Iban,
    pub bic: Option<Bic>,
    /// What the money is for, e.g. `2026-11`. With the supplier it is unique.
    pub period: String,
    /// Whole cents, positive.
    pub amount: MicroEuro,
    pub reference: TransferReference,
    /// Comes back with the debit line: up to 35 characters, unique in the order.
    pub end_to_end_id: String,
}

/// The structured reference of a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransferReference {
    Rf(RfReference),
    Ogm(Ogm),
}

/// A file for the bank. Two people approve it by these figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutFile {
    pub xml: String,
    pub count: u64,
    pub control_sum: MicroEuro,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum PayoutError {
    #[error("there is nothing to pay")]
    Nothing,
    #[error("`{amount}` for `{supplier}` is not a positive amount in whole cents")]
    Amount { supplier: String, amount: MicroEuro },
    #[error("`{supplier}` is paid twice for `{period}`")]
    SupplierTwice { supplier: String, period: String },
    #[error("transfer id `{id}` occurs twice")]
    IdTwice { id: String },
    #[error("the transfers add up to more than a file can say")]
    TooMuch,
    #[error("`{text}` is not a date that a payment file can have")]
    Date { text: String },
    #[error("the file would have {found} and {found_sum}, {count} and {sum} were asked")]
    Altered { found: u64, found_sum: MicroEuro, count: u64, sum: MicroEuro },
    #[error("the bank would not take it")]
    Refused(#[from] BuildError),
}

impl PayoutOrder {
    /// The order as pain.001. Names and texts are written in the characters that SEPA allows.
    /// Errors: an amount, a supplier and period twice, or a field that no bank would take.
    pub fn file(&self) -> Result<PayoutFile, PayoutError> {
        if self.transfers.is_empty() {
            return Err(PayoutError::Nothing);
        }
        let (mut periods, mut ids) = (BTreeSet::new(), BTreeSet::new());
        let mut control_sum = MicroEuro::ZERO;
        let day = date(self.execute)?;
        let mut group = CreditTransferGroup::new(name(&self.debtor), &self.debtor_iban, day)
            // Each transfer is a line of its own in our statement, so that the debit closes it.
            .batch_booking(false);
        if let Some(bic) = &self.debtor_bic {
            group = group.debtor_bic(bic.clone());
        }
        for transfer in &self.transfers {
            if !periods.insert((transfer.supplier.as_str(), transfer.period.as_str())) {
                let (supplier, period) = (transfer.supplier.clone(), transfer.period.clone());
                return Err(PayoutError::SupplierTwice { supplier, period });
            }
            if !ids.insert(transfer.end_to_end_id.as_str()) {
                return Err(PayoutError::IdTwice { id: transfer.end_to_end_id.clone() });
            }
            control_sum = control_sum.checked_add(transfer.amount).ok_or(PayoutError::TooMuch)?;
            group = group.add_entry(transfer.entry()?);
        }
        let created = self.created.to_utc_string();
        let created = IsoDateTime::parse(&created)
            .map_err(|_| PayoutError::Date { text: created.clone() })?;
        let builder = Pain001Builder::new(name(&self.debtor), self.message_id.clone())
            .created_at(created)
            .schema(match self.schema {
                PayoutSchema::V3 => CreditTransferSchema::IsoV3,
                PayoutSchema::V9 => CreditTransferSchema::IsoV9,
            })
            .add_group(group);
        let count = self.transfers.len() as u64;
        let found = builder.entry_count() as u64;
        let found_sum = MicroEuro::from_cents(builder.total_ct()).ok_or(PayoutError::TooMuch)?;
        if (found, found_sum) != (count, control_sum) {
            let sum = control_sum;
            return Err(PayoutError::Altered { found, found_sum, count, sum });
        }
        Ok(PayoutFile { xml: builder.build()?, count, control_sum })
    }
}

impl Transfer {
    fn entry(&self) -> Result<CreditTransferEntry, PayoutError> {
        let cents = self.amount.0 / MICRO_PER_CENT;
        if cents <= 0 || self.amount.0 % MICRO_PER_CENT != 0 {
            let (supplier, amount) = (self.supplier.clone(), self.amount);
            return Err(PayoutError::Amount { supplier, amount });
        }
        let remittance = match &self.reference {
            TransferReference::Rf(rf) => RemittanceInfo::Structured(rf.clone()),
            TransferReference::Ogm(ogm) => {
                let digits = ogm.to_string().chars().filter(char::is_ascii_digit).collect();
                RemittanceInfo::Proprietary { reference: digits, issuer: Some("BBA".into()) }
            }
        };
        let id = self.end_to_end_id.clone();
        let entry = CreditTransferEntry::new(name(&self.supplier), self.iban.clone(), cents, id)
            .with_remittance(remittance);
        Ok(match &self.bic {
            Some(bic) => entry.with_bic(bic.clone()),
            None => entry,
        })
    }
}

/// A name in the characters that SEPA has, as long as it takes one. A statement names senders in up to 140 characters, and one of them
/// who gets money back must not hold up everybody else's: what is paid goes by the IBAN.
fn name(text: &str) -> String {
    const MOST: usize = 70;
    let written = transliterate(text.trim(), Transliteration::default());
    let cut: String = written.chars().take(MOST).collect();
    cut.trim_end().to_owned()
}

fn date(day: SettlementDay) -> Result<IsoDate, PayoutError> {
    let wrong = || PayoutError::Date { text: day.to_string() };
    let (year, month, day_of_month) = day.ymd();
    let year = u16::try_from(year).map_err(|_| wrong())?;
    IsoDate::new(year, month, day_of_month).map_err(|_| wrong())
}
