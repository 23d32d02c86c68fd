//! The payload of a QR code that fills in a transfer. Source: TP-12 (EPC069-12).

use crate::qr::{Qr, QrError};
use sepa::{Bic, Iban};
use units::{MicroEuro, Ogm};

const MOST_NAME: usize = 70;
const MOST_PURPOSE: usize = 4;
const MOST_REFERENCE: usize = 35;
const MOST_TEXT: usize = 140;
const MOST_INFORMATION: usize = 70;
const MOST_BYTES: usize = 331;
const LEAST_CENTS: i64 = 1;
const MOST_CENTS: i64 = 99_999_999_999;
const MICRO_PER_CENT: i64 = 10_000;

/// A transfer to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpcPayment {
    /// BIC of our bank; may be left out within the EEA.
    pub bic: Option<Bic>,
    /// Whose account it is, up to 70 characters.
    pub name: String,
    pub iban: Iban,
    /// Whole cents from 0.01 to 999,999,999.99 EUR; `None` lets the payer say how much.
    pub amount: Option<MicroEuro>,
    /// Purpose code, up to 4 characters.
    pub purpose: String,
    pub remittance: Remittance,
    /// For the payer, up to 70 characters.
    pub information: String,
}

/// What the payer's bank sends along: one of the two lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remittance {
    /// The structured line, up to 35 characters: an RF reference.
    Structured(String),
    /// The text line, up to 140 characters.
    Text(String),
}

impl Remittance {
    /// The text line: whether Belgian bank apps read an OGM in the structured line is untested.
    pub fn ogm(ogm: Ogm) -> Self {
        Self::Text(ogm.to_string())
    }
}

/// Why there is no such QR code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EpcError {
    #[error("{field} is empty")]
    Empty { field: &'static str },
    #[error("{field} has {found} characters, at most {most} are allowed")]
    TooLong { field: &'static str, found: usize, most: usize },
    #[error("{field} has a line end, which divides the fields of the code")]
    LineEnd { field: &'static str },
    #[error("amount `{found}` is not in whole cents from 0.01 to 999999999.99")]
    Amount { found: MicroEuro },
    #[error("the code has {found} bytes, at most {most} are allowed")]
    TooManyBytes { found: usize, most: usize },
    #[error(transparent)]
    Qr(#[from] QrError),
}

fn checked<'a>(field: &'static str, text: &'a str, most: usize) -> Result<&'a str, EpcError> {
    let found = text.chars().count();
    if found > most {
        return Err(EpcError::TooLong { field, found, most });
    }
    if text.chars().any(char::is_control) {
        return Err(EpcError::LineEnd { field });
    }
    Ok(text)
}

impl EpcPayment {
    /// The text in the code: up to twelve lines, in UTF-8, empty ones at the end left out. Errors: a
    /// field is too long, the amount is out of bounds.
    pub fn payload(&self) -> Result<String, EpcError> {
        let name = checked("name", &self.name, MOST_NAME)?;
        if name.trim().is_empty() {
            return Err(EpcError::Empty { field: "name" });
        }
        let amount = match self.amount {
            None => String::new(),
            Some(amount) => euro_and_cents(amount)?,
        };
        let (structured, text) = match &self.remittance {
            Remittance::Structured(text) => {
                (checked("structured reference", text, MOST_REFERENCE)?, "")
            }
            Remittance::Text(text) => ("", checked("text", text, MOST_TEXT)?),
        };
        let lines = [
            "BCD",
            // 002 is the version in which the BIC may be empty.
            if self.bic.is_some() { "001" } else { "002" },
            "1",
            "SCT",
            self.bic.as_ref().map_or("", Bic::as_str),
            name,
            self.iban.as_str(),
            &amount,
            checked("purpose", &self.purpose, MOST_PURPOSE)?,
            structured,
            text,
            checked("information", &self.information, MOST_INFORMATION)?,
        ];
        let payload = lines.join("\n").trim_end_matches('\n').to_owned();
        match payload.len() {
            found if found > MOST_BYTES => Err(EpcError::TooManyBytes { found, most: MOST_BYTES }),
            _ => Ok(payload),
        }
    }

    /// The code itself. Errors: as [`Self::payload`].
    pub fn qr(&self) -> Result<Qr, EpcError> {
        Ok(Qr::new(self.payload()?.as_bytes())?)
    }
}

/// `EUR12.30`.
fn euro_and_cents(amount: MicroEuro) -> Result<String, EpcError> {
    let cents = amount.0 / MICRO_PER_CENT;
    let whole = amount.0 % MICRO_PER_CENT == 0;
    if !whole || !(LEAST_CENTS..=MOST_CENTS).contains(&cents) {
        return Err(EpcError::Amount { found: amount });
    }
    Ok(format!("EUR{}.{:02}", cents / 100, cents % 100))
}
