//! What is shown in a shop or to whoever pays, and sent to them. Source: UX 8.2 C-11; TP-12.

use super::People;
use super::deeds::{masked, note};
use super::figures::{at_place, own, transfer};
use super::sign_in::point;
use crate::bank::print::transfer_to;
use crate::bank::registry::ogm_of;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use portal::Paths as _;
use portal::my::{Deed, MyError, MyReference, MyTransfer, SendRefused, SendsDigits, Visitor};
use units::{Language, MicroEuro};

/// A transfer with the code that fills it in, the amount too if there is one. `None` if the operator has no account
/// entered.
pub(super) fn transfer_with_code(
    engine: &mut Engine,
    account: &store::Account,
    amount: Option<MicroEuro>,
) -> Result<Option<MyTransfer>, Failure> {
    let Some((holder, iban, communication)) = transfer(engine, account)? else { return Ok(None) };
    let Some(ogm) = ogm_of(account.id) else { return Ok(None) };
    let all = engine.store.bank_accounts()?;
    let Some(bank) = all.into_iter().find(|one| one.dso == account.dso) else { return Ok(None) };
    let qr = transfer_to(bank, ogm, amount)?.qr()?.svg(&communication);
    Ok(Some(MyTransfer { holder, iban, communication, qr }))
}

impl People {
    pub(super) fn references_of(&self, visitor: &Visitor) -> Result<Vec<MyReference>, Failure> {
        let mut engine = self.engine()?;
        let mut found = Vec::new();
        for own in own(&mut engine, visitor)? {
            let base = &self.setting.base_url;
            let path = visitor.language.top_up_path();
            let link = format!("{base}{path}?r={:013}", own.meter.reference.as_u64());
            let label = own.meter.reference.to_string();
            let qr = match bank::Qr::new(link.as_bytes()) {
                Ok(qr) => qr.svg(&label),
                Err(error) => return refuse(format!("a code could not be drawn: {error}")),
            };
            let barcode = letters::barcode(own.meter.reference);
            let transfer = transfer_with_code(&mut engine, &own.account, None)?;
            found.push(MyReference { meter: own.meter, qr, barcode, transfer });
        }
        Ok(found)
    }

    fn send(
        &self,
        visitor: &Visitor,
        place: usize,
        to: &str,
        language: Language,
    ) -> Result<Option<Result<(), SendRefused>>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let Some(to) = point(to) else { return Ok(Some(Err(SendRefused::NotAnAddress))) };
        if let Some(until) = Self::sent_enough(&mut engine, visitor, now)? {
            return Ok(Some(Err(SendRefused::Wait { until })));
        }
        Self::count_sent(&mut engine, visitor, now)?;
        let reference = own.meter.reference.to_string();
        let word = notify::asked::digits(language, own.meter.energy, &reference, self.host());
        if let Err(failure) = self.setting.courier.say(&to, language, word) {
            eprintln!("the digits were not sent: {failure}");
            return Ok(Some(Err(SendRefused::NotNow)));
        }
        let deed = (Deed::DigitsSent, masked(&to));
        note(&mut engine, visitor, Some(own.account.id), deed, now)?;
        Ok(Some(Ok(())))
    }
}

impl SendsDigits for People {
    fn send_digits(
        &self,
        visitor: &Visitor,
        place: usize,
        to: &str,
        language: Language,
    ) -> Result<Option<Result<(), SendRefused>>, MyError> {
        self.send(visitor, place, to, language).map_err(super::failed("could not send the digits"))
    }
}
