//! One box for whatever a caller reads out. Source: UX A-01, F-40.

use super::{Desks, OPENED, is_masked, known_account, name_and_town};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::till::{StoredPayment, StoredSale, candidates};
use access::Act;
use calendar::Instant;
use portal::agent::{Found, Hit, Recent, Understood, Whose};
use portal::my::Visitor;
use store::{Account, ContactPoint};
use units::{Dso, Ean, Phone};
use vending::ReferenceError;

/// Accounts on a page of hits.
const MOST_HITS: usize = 20;
/// Households of a postcode that are looked through.
const MOST_AT_A_POSTCODE: i64 = 20_000;
/// Receipts are found by their code for so many days.
const RECEIPT_DAYS: i32 = 90;
/// Letters of a receipt's code.
const CODE_LETTERS: usize = 8;

/// What was open on so many days, and so many of it.
const RECENT_DAYS: i32 = 7;
const MOST_RECENT: usize = 8;

/// Small letters without what stands on them.
fn plain(text: &str) -> String {
    let letter = |sign: char| match sign {
        'à' | 'á' | 'â' | 'ä' | 'ã' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        sign => sign,
    };
    text.to_lowercase().chars().map(letter).collect()
}

/// Whether each word that was keyed in begins a word of the name.
fn is_named(name: &str, words: &[String]) -> bool {
    let name = plain(name);
    let parts: Vec<&str> = name.split(|sign: char| !sign.is_alphanumeric()).collect();
    words.iter().all(|word| parts.iter().any(|part| part.starts_with(word.as_str())))
}

/// A name and a postcode of four digits, wherever it stands. `None` without a name.
fn name_and_postcode(text: &str) -> Option<(Vec<String>, Option<String>)> {
    let (mut words, mut postcode) = (Vec::new(), None);
    for word in text.split(|sign: char| !sign.is_alphanumeric()) {
        let digits = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        if digits {
            postcode = Some(word.to_owned());
        } else if !word.is_empty() {
            words.push(plain(word));
        }
    }
    let letters = words.iter().any(|word| word.chars().any(char::is_alphabetic));
    letters.then_some((words, postcode))
}

/// A receipt's code as it is kept, if the text may be one.
fn receipt_code(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(|sign| !matches!(sign, '-' | ' ')).collect();
    let fits = kept.len() == CODE_LETTERS && kept.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let told = text.contains('-') || kept.bytes().any(|byte| byte.is_ascii_digit());
    if !fits || !told || kept.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kept = kept.to_ascii_uppercase();
    let (first, last) = kept.split_at_checked(CODE_LETTERS / 2)?;
    Some(format!("{first}-{last}"))
}

/// The accounts that were meant, how the text was understood, and the payment that was named.
pub(super) type Meant = (Understood, Vec<Account>, Option<String>);

fn of_points(engine: &mut Engine, points: Vec<Ean>) -> Result<Vec<Account>, Failure> {
    let mut found: Vec<Account> = Vec::new();
    for ean in points {
        let account = engine.store.account_of(ean)?;
        found.extend(account.filter(|one| found.iter().all(|known| known.id != one.id)));
    }
    Ok(found)
}

fn by_reference(engine: &mut Engine, digits: &str, now: Instant) -> Result<Meant, Failure> {
    let (mut points, mut wrong) = (Vec::new(), false);
    for dso in Dso::ALL {
        match candidates(engine, dso, digits, now)? {
            Ok(found) => points.extend(found),
            Err(ReferenceError::WrongDigit { .. }) => wrong = true,
            Err(_) => {}
        }
    }
    let found = of_points(engine, points)?;
    let is_wrong = wrong && found.is_empty();
    let understood = if is_wrong { Understood::WrongDigit } else { Understood::Reference };
    Ok((understood, found, None))
}

fn by_phone(engine: &mut Engine, phone: Phone) -> Result<Meant, Failure> {
    let mut found = Vec::new();
    for id in engine.store.accounts_of_contact(&ContactPoint::Phone(phone))? {
        found.extend(engine.store.account(id)?);
    }
    Ok((Understood::Phone, found, None))
}

fn by_receipt(engine: &mut Engine, code: &str, now: Instant) -> Result<Meant, Failure> {
    let from = now.day().plus(-RECEIPT_DAYS).start();
    let (mut found, mut payment) = (Vec::new(), None);
    for kept in engine.store.sales_with_code(code, from)? {
        let sale: StoredSale = serde_json::from_str(&kept.body)?;
        let own = sale.receipt.is_some_and(|receipt| receipt.code.as_deref() == Some(code));
        if let Some(id) = kept.account.filter(|_| own) {
            found.extend(engine.store.account(id)?);
        }
    }
    for kept in engine.store.payments_with_code(code, from)? {
        let known: StoredPayment = serde_json::from_str(&kept.body)?;
        if known.receipt.is_some_and(|receipt| receipt.code.as_deref() == Some(code)) {
            found.extend(engine.store.account(kept.account)?);
            payment = Some(kept.id);
        }
    }
    Ok((Understood::Receipt, found, payment))
}

fn by_name(
    engine: &mut Engine,
    words: &[String],
    postcode: Option<&String>,
) -> Result<Meant, Failure> {
    let Some(postcode) = postcode else {
        return Ok((Understood::NoPostcode, Vec::new(), None));
    };
    let mut found = Vec::new();
    for contact in engine.store.contacts_at_postcode(postcode, MOST_AT_A_POSTCODE)? {
        if is_named(&contact.name, words) && found.len() < MOST_HITS {
            found.extend(engine.store.account(contact.account)?);
        }
    }
    Ok((Understood::Name, found, None))
}

/// What a text may mean, the most exact first.
pub(super) fn meant(
    engine: &mut Engine,
    text: &str,
    masked: bool,
    now: Instant,
) -> Result<Meant, Failure> {
    let text = text.trim();
    let numeric = |sign: char| sign.is_ascii_digit() || " .-/+()\u{a0}".contains(sign);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let phone = text.parse::<Phone>().ok();
    if let Some(kept) = engine.store.payment(text)? {
        let account = engine.store.account(kept.account)?;
        return Ok((Understood::Payment, account.into_iter().collect(), Some(kept.id)));
    }
    if let Some(meter) = engine.store.meter(text)? {
        return Ok((Understood::Meter, of_points(engine, vec![meter.ean])?, None));
    }
    if text.chars().all(numeric) && !digits.is_empty() {
        if digits.len() == 18 {
            let points = digits.parse::<Ean>().ok().into_iter().collect();
            return Ok((Understood::Ean, of_points(engine, points)?, None));
        }
        if digits.len() == 13 {
            let found = by_reference(engine, &digits, now)?;
            // 0032 and nine digits are thirteen too.
            if !found.1.is_empty() || phone.is_none() {
                return Ok(found);
            }
        }
        return match phone {
            Some(_) if masked => Ok((Understood::Masked, Vec::new(), None)),
            Some(phone) => by_phone(engine, phone),
            None if digits.len() == 4 => Ok((Understood::Nothing, Vec::new(), None)),
            None => Ok((Understood::Meter, Vec::new(), None)),
        };
    }
    if let Some(code) = receipt_code(text) {
        let found = by_receipt(engine, &code, now)?;
        if !found.1.is_empty() || text.contains('-') {
            return Ok(found);
        }
    }
    match name_and_postcode(text) {
        Some(_) if masked => Ok((Understood::Masked, Vec::new(), None)),
        Some((words, postcode)) => by_name(engine, &words, postcode.as_ref()),
        None => Ok((Understood::Nothing, Vec::new(), None)),
    }
}

impl Desks {
    pub(super) fn find(&self, visitor: &Visitor, asked: &str) -> Result<Found, Failure> {
        let now = self.now();
        let masked = is_masked(visitor.role);
        let mut engine = self.engine();
        let (understood, mut accounts, payment) = meant(&mut engine, asked, masked, now)?;
        accounts.truncate(MOST_HITS);
        let seen: Vec<&Account> = accounts.iter().collect();
        self.note(&mut engine, visitor, &seen, (&[Act::StateAndAmount], "search"))?;
        let mut hits = Vec::with_capacity(accounts.len());
        for account in accounts {
            let (name, town) = name_and_town(&mut engine, &account)?;
            let Some(known) = known_account(&mut engine, account, now)? else { continue };
            hits.push(Hit {
                who: (!masked).then_some(Whose {
                    account: known.account.id,
                    ean: known.account.ean,
                    name,
                }),
                dso: known.account.dso,
                energy: known.account.group.energy,
                town,
                state: known.card.state,
                supply: known.card.supply,
                balance: known.card.balance,
                closed: known.account.closed_at.is_some(),
            });
        }
        // The story of a payment names its household.
        Ok(Found { understood, hits, payment: payment.filter(|_| !masked) })
    }

    /// From the log of looks: whoever comes back to a case finds it without keying it in again.
    pub(super) fn recent_of(&self, visitor: &Visitor) -> Result<Vec<Recent>, Failure> {
        if is_masked(visitor.role) {
            return Ok(Vec::new());
        }
        let since = self.now().day().plus(-RECENT_DAYS).start();
        let mut engine = self.engine();
        let mut found = Vec::new();
        for (account, at) in engine.store.seen_by((visitor.person, OPENED), since, MOST_RECENT)? {
            if let Some(account) = engine.store.account(account)? {
                let (ean, energy) = (account.ean, account.group.energy);
                found.push(Recent { account: account.id, ean, energy, at });
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_keyed_in_is_taken_apart() {
        let (words, postcode) = name_and_postcode("Élise  d’Hoop, 5000").unwrap();
        assert_eq!(words, ["elise", "d", "hoop"]);
        assert_eq!(postcode.as_deref(), Some("5000"));
        assert_eq!(name_and_postcode("5000"), None);
        assert!(is_named("D'Hoop-Müller Elise", &["hoop".to_owned(), "mul".to_owned()]));
        assert!(!is_named("Dubois", &["bois".to_owned()]), "words begin, they do not contain");
        assert_eq!(receipt_code("7kq2 m9td").as_deref(), Some("7KQ2-M9TD"));
        assert_eq!(receipt_code("abcd-efgh").as_deref(), Some("ABCD-EFGH"));
        assert_eq!(receipt_code("Janssens"), None, "a name");
        assert_eq!(receipt_code("12345678"), None, "a number");
    }
}
