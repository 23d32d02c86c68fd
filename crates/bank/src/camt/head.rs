//! What stands before the entries: account, balances, totals.

use super::pages::pagination;
use super::tags::Tag;
use super::xml::Xml;
use super::{Open, Total};
use crate::amount::{digits, iso_amount, iso_date};
use crate::error::{BankError, Problem};
use crate::statement::{Balance, Page};
use calendar::SettlementDay;
use std::io::BufRead;
use units::MicroEuro;

/// Reads one child of `Stmt`, which is open.
pub(super) fn read<R: BufRead>(
    xml: &mut Xml<R>,
    open: &mut Open,
    tag: Tag,
) -> Result<(), BankError> {
    match tag {
        Tag::Id => xml.text("Id")?.clone_into(&mut open.id),
        Tag::ElctrncSeqNb => xml.text("ElctrncSeqNb")?.clone_into(&mut open.electronic_number),
        Tag::LglSeqNb => xml.text("LglSeqNb")?.clone_into(&mut open.legal_number),
        Tag::CreDtTm => open.created = Some(date(xml, "CreDtTm")?),
        // DUPL, and CODU for the copy of a duplicate; a COPY went to somebody else before.
        Tag::CpyDplctInd => open.duplicate = xml.text("CpyDplctInd")? != "COPY",
        Tag::StmtPgntn => open.page = pagination(xml)?,
        Tag::Acct => account(xml, open)?,
        Tag::Bal => balance(xml, open)?,
        Tag::TxsSummry => {
            while let Some(child) = xml.child()? {
                match child {
                    Tag::TtlNtries => open.all = total(xml)?,
                    Tag::TtlCdtNtries => open.credits = total(xml)?,
                    Tag::TtlDbtNtries => open.debits = total(xml)?,
                    _ => xml.skip()?,
                }
            }
        }
        _ => xml.skip()?,
    }
    Ok(())
}

/// When the message was made, and which page it is of several, from `GrpHdr`, which is open.
pub(super) fn group_header<R: BufRead>(
    xml: &mut Xml<R>,
) -> Result<(Option<SettlementDay>, Option<Page>), BankError> {
    let (mut created, mut page) = (None, None);
    while let Some(child) = xml.child()? {
        match child {
            Tag::CreDtTm => created = Some(date(xml, "CreDtTm")?),
            Tag::MsgPgntn => page = pagination(xml)?,
            _ => xml.skip()?,
        }
    }
    Ok((created, page))
}

fn account<R: BufRead>(xml: &mut Xml<R>, open: &mut Open) -> Result<(), BankError> {
    while let Some(child) = xml.child()? {
        match child {
            Tag::Id => open.account = account_number(xml)?,
            Tag::Ccy => {
                let found = xml.text("Ccy")?.to_owned();
                if found != "EUR" {
                    return Err(xml.problem(Problem::Currency { found }));
                }
            }
            Tag::Ownr => open.holder = party_name(xml)?,
            Tag::Svcr => open.bank = bic(xml)?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

/// The number in an account's `Id`: the IBAN, else another one.
pub(super) fn account_number<R: BufRead>(xml: &mut Xml<R>) -> Result<String, BankError> {
    let mut number = String::new();
    while let Some(child) = xml.child()? {
        match child {
            Tag::IBAN => number = xml.text("IBAN")?.to_owned(),
            Tag::Othr => {
                while let Some(child) = xml.child()? {
                    match child {
                        Tag::Id if number.is_empty() => number = xml.text("Id")?.to_owned(),
                        _ => xml.skip()?,
                    }
                }
            }
            _ => xml.skip()?,
        }
    }
    Ok(number)
}

/// The name of a party: in version 08 it lies one element deeper.
pub(super) fn party_name<R: BufRead>(xml: &mut Xml<R>) -> Result<String, BankError> {
    let mut name = String::new();
    while let Some(child) = xml.child()? {
        match child {
            Tag::Nm => name = xml.text("Nm")?.to_owned(),
            Tag::Pty => {
                while let Some(child) = xml.child()? {
                    match child {
                        Tag::Nm => name = xml.text("Nm")?.to_owned(),
                        _ => xml.skip()?,
                    }
                }
            }
            _ => xml.skip()?,
        }
    }
    Ok(name)
}

/// The BIC of a bank, whatever the version calls it.
pub(super) fn bic<R: BufRead>(xml: &mut Xml<R>) -> Result<String, BankError> {
    let mut bic = String::new();
    while let Some(child) = xml.child()? {
        match child {
            Tag::FinInstnId => {
                while let Some(child) = xml.child()? {
                    match child {
                        Tag::BIC | Tag::BICFI => bic = xml.text("BIC")?.to_owned(),
                        _ => xml.skip()?,
                    }
                }
            }
            _ => xml.skip()?,
        }
    }
    Ok(bic)
}

fn balance<R: BufRead>(xml: &mut Xml<R>, open: &mut Open) -> Result<(), BankError> {
    let (mut code, mut amount, mut credit, mut day) = (String::new(), None, None, None);
    while let Some(child) = xml.child()? {
        match child {
            Tag::Tp => code = balance_type(xml)?,
            // Whether it matters is known by the type, which may stand behind it.
            Tag::Amt => amount = Some(money_in_any_currency(xml, "balance")?),
            Tag::CdtDbtInd => credit = Some(is_credit(xml)?),
            Tag::Dt => day = Some(choice_date(xml, "date of the balance")?),
            _ => xml.skip()?,
        }
    }
    if !matches!(code.as_str(), "OPBD" | "CLBD" | "PRCD" | "ITBD") {
        return Ok(());
    }
    let (Some((amount, currency)), Some(credit), Some(day)) = (amount, credit, day) else {
        let element = "Amt, CdtDbtInd or Dt";
        return Err(xml.problem(Problem::Missing { element, parent: "Bal" }));
    };
    only_euro(xml, currency)?;
    let balance = Some(Balance { amount: signed(amount, credit), day });
    match code.as_str() {
        "OPBD" => open.opening = open.opening.or(balance),
        "PRCD" => open.previous_closing = open.previous_closing.or(balance),
        "ITBD" => open.interim.add(balance),
        // With interim balances in between, the last one closes.
        _ => open.closing = balance,
    }
    Ok(())
}

fn balance_type<R: BufRead>(xml: &mut Xml<R>) -> Result<String, BankError> {
    let mut code = String::new();
    while let Some(child) = xml.child()? {
        match child {
            Tag::CdOrPrtry => code = xml.only_text("type of balance")?.to_owned(),
            _ => xml.skip()?,
        }
    }
    Ok(code)
}

fn total<R: BufRead>(xml: &mut Xml<R>) -> Result<Total, BankError> {
    let mut total = Total::default();
    while let Some(child) = xml.child()? {
        match child {
            Tag::NbOfNtries => {
                let text = xml.text("NbOfNtries")?;
                let count = digits(text.as_bytes()).and_then(|count| u64::try_from(count).ok());
                let found = text.to_owned();
                total.count =
                    Some(count.ok_or_else(|| xml.field("count of entries", "digits", &found))?);
            }
            Tag::Sum => total.sum = Some(amount(xml, "total of entries")?),
            _ => xml.skip()?,
        }
    }
    Ok(total)
}

fn amount<R: BufRead>(xml: &mut Xml<R>, field: &'static str) -> Result<MicroEuro, BankError> {
    let text = xml.text(field)?;
    if let Some(amount) = iso_amount(text) {
        return Ok(amount);
    }
    let found = text.to_owned();
    Err(xml.field(field, "a decimal amount without sign", &found))
}

/// An amount and the currency it is in.
pub(super) fn money_in_any_currency<R: BufRead>(
    xml: &mut Xml<R>,
    field: &'static str,
) -> Result<(MicroEuro, Option<String>), BankError> {
    let currency = xml.currency();
    Ok((amount(xml, field)?, currency))
}

pub(super) fn only_euro<R: BufRead>(
    xml: &Xml<R>,
    currency: Option<String>,
) -> Result<(), BankError> {
    match currency {
        Some(currency) if currency == "EUR" => Ok(()),
        Some(found) => Err(xml.problem(Problem::Currency { found: crate::error::shown(&found) })),
        None => Err(xml.problem(Problem::Missing { element: "Ccy", parent: "Amt" })),
    }
}

pub(super) fn signed(amount: MicroEuro, credit: bool) -> MicroEuro {
    if credit { amount } else { MicroEuro(amount.0.saturating_neg()) }
}

pub(super) fn is_credit<R: BufRead>(xml: &mut Xml<R>) -> Result<bool, BankError> {
    let text = xml.text("CdtDbtInd")?;
    match text {
        "CRDT" => Ok(true),
        "DBIT" => Ok(false),
        _ => {
            let found = text.to_owned();
            Err(xml.field("CdtDbtInd", "CRDT or DBIT", &found))
        }
    }
}

fn date<R: BufRead>(xml: &mut Xml<R>, field: &'static str) -> Result<SettlementDay, BankError> {
    let text = xml.text(field)?;
    if let Some(day) = iso_date(text) {
        return Ok(day);
    }
    let found = text.to_owned();
    Err(xml.field(field, "a date such as 2026-11-02", &found))
}

/// A date in `Dt` or in `DtTm`.
pub(super) fn choice_date<R: BufRead>(
    xml: &mut Xml<R>,
    field: &'static str,
) -> Result<SettlementDay, BankError> {
    let text = xml.only_text(field)?;
    if let Some(day) = iso_date(text) {
        return Ok(day);
    }
    let found = text.to_owned();
    Err(xml.field(field, "a date such as 2026-11-02", &found))
}
