//! Payouts on their way: the file for the bank, written so that it is there before it counts as sent, the
//! same file again, and what is done when a transfer did not arrive. Source: TP-21.

use super::suspense::{Person, two_people};
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, refuse};
use ::bank::{PayoutFile, PayoutOrder, PayoutSchema, Transfer, TransferReference};
use calendar::{Instant, SettlementDay};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use store::{
    KeptPayoutFile, Payout, PayoutEvent, PayoutEventKind, PayoutKind, PayoutState, Supplier,
};
use units::{Dso, MicroEuro};

/// Errors: there is none.
pub fn of_id(engine: &mut Engine, id: i64) -> Result<Payout, Failure> {
    let payout = engine.store.payout(id)?;
    payout.ok_or_else(|| Refusal(format!("payout {id} does not exist")).into())
}

/// SHA-256 of a file, in hexadecimal digits.
pub fn digest(xml: &str) -> String {
    crate::people::hex(&Sha256::digest(xml.as_bytes()))
}

/// Writes a file so that after a crash it is whole or not there at all.
pub fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let part = path.with_extension("part");
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    // The name itself is kept by the folder.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

/// The last payout's number names the file. A payout that the bank rejected is in another file later,
/// and a bank refuses a message that it has seen.
fn unused_id(engine: &mut Engine, dso: Dso, last: i64) -> Result<String, Failure> {
    let first = format!("TIRELIRE-{dso}-{last}");
    let mut id = first.clone();
    let mut again = 1_u32;
    while engine.store.payout_file(&id)?.is_some() {
        again += 1;
        id = format!("{first}-{again}");
    }
    Ok(id)
}

/// The file that pays everything approved, which is then on its way; `None` if nothing is.
pub fn file(
    engine: &mut Engine,
    dso: Dso,
    schema: PayoutSchema,
    execute: SettlementDay,
    at: Instant,
    write: impl FnOnce(&str, &PayoutFile) -> Result<(), Failure>,
) -> Result<Option<PayoutFile>, Failure> {
    engine.locked(dso, |engine| {
        let mut ready = engine.store.payouts(dso)?;
        ready.retain(|payout| {
            payout.state == PayoutState::Approved && payout.amount > MicroEuro::ZERO
        });
        let Some(last) = ready.last() else { return Ok(None) };
        let message_id = unused_id(engine, dso, last.id)?;
        let accounts = engine.store.bank_accounts()?;
        let Some(debtor) = accounts.into_iter().find(|account| account.dso == dso) else {
            return refuse(format!("{dso} has no bank account"));
        };
        let mut transfers = Vec::with_capacity(ready.len());
        for payout in &ready {
            transfers.push(transfer(payout)?);
        }
        let order = PayoutOrder {
            message_id: message_id.clone(),
            created: at,
            execute,
            debtor: if debtor.holder.is_empty() { dso.name().to_owned() } else { debtor.holder },
            debtor_iban: debtor.iban.parse()?,
            debtor_bic: bic(&debtor.bic)?,
            transfers,
            schema,
        };
        let made = order.file()?;
        for payout in &ready {
            engine.store.payout_is_sent(payout.id, &message_id, at)?;
        }
        engine.store.add_payout_file(&KeptPayoutFile {
            message_id: message_id.clone(),
            dso,
            made_at: at,
            digest: digest(&made.xml),
            xml: made.xml.clone(),
        })?;
        // Written before the transaction ends: a file that could not be written was not sent.
        write(&message_id, &made)?;
        Ok(Some(made))
    })
}

fn bic(text: &str) -> Result<Option<sepa::Bic>, Failure> {
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { Ok(Some(text.parse()?)) }
}

fn transfer(payout: &Payout) -> Result<Transfer, Failure> {
    let period = match payout.kind {
        PayoutKind::Remittance => format!("{} {}", payout.from, payout.to.previous()),
        PayoutKind::Return => format!("return {}", payout.id),
    };
    Ok(Transfer {
        supplier: payout.name.clone(),
        iban: payout.iban.parse()?,
        bic: bic(&payout.bic)?,
        period,
        amount: payout.amount,
        reference: TransferReference::Rf(reference(payout.id)?),
        end_to_end_id: payout.end_to_end_id.clone(),
    })
}

/// `RF` with check digits and the payout's number. Not an OGM: those are the numbers of accounts.
fn reference(id: i64) -> Result<sepa::RfReference, Failure> {
    // R is 27, F is 15.
    let check = 98 - (i128::from(id) * 1_000_000 + 271_500).rem_euclid(97);
    Ok(format!("RF{check:02}{id}").parse()?)
}

/// Writes a file that was sent once more: the same bytes under the same message id, so that the bank
/// knows it if it has it already. Errors: there is no such file, or what is kept of it was changed.
pub fn again(
    engine: &mut Engine,
    message_id: &str,
    write: impl FnOnce(&KeptPayoutFile) -> Result<(), Failure>,
) -> Result<KeptPayoutFile, Failure> {
    let Some(kept) = engine.store.payout_file(message_id)? else {
        return refuse(format!("no file has the message id `{message_id}`"));
    };
    if digest(&kept.xml) != kept.digest {
        return refuse(format!("file `{message_id}` is not kept as it was written"));
    }
    write(&kept)?;
    Ok(kept)
}

/// The bank did not carry out a transfer, two people say: it is owed as before and goes into the next
/// file, to the supplier's account as it is entered now.
/// Errors: it is in no file or was paid, or there are no two people.
pub fn rejected(
    engine: &mut Engine,
    id: i64,
    person: &Person,
    at: Instant,
) -> Result<Payout, Failure> {
    let payout = of_id(engine, id)?;
    let second = two_people(payout.amount, person)?;
    engine.locked(payout.dso, |engine| {
        let payout = of_id(engine, id)?;
        let event = PayoutEvent {
            kind: PayoutEventKind::Rejected,
            subject: payout.message_id.clone().unwrap_or_default(),
            at,
            entered_by: Some(person.by.clone()),
            approved_by: Some(second),
            note: person.note.clone(),
        };
        if !engine.store.payout_is_rejected(id, &event)? {
            return refuse(format!("payout {id} is {}, not sent", payout.state.name()));
        }
        redirect(engine, &payout)?;
        of_id(engine, id)
    })
}

/// A supplier's account may have changed since a payout was proposed. What goes back to a sender goes
/// back to where it came from.
pub fn redirect(engine: &mut Engine, payout: &Payout) -> Result<(), Failure> {
    if payout.kind == PayoutKind::Return {
        return Ok(());
    }
    let suppliers = engine.store.suppliers()?;
    let known: Option<Supplier> = suppliers.into_iter().find(|one| one.id == payout.subject);
    match known {
        Some(supplier) => Ok(engine.store.redirect_payout(payout.id, &supplier)?),
        None => Ok(()),
    }
}
