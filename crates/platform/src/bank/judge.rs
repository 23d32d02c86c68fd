//! Whether a file may be booked, statement by statement, before anything of it is. Source: TP-10, TP-11.

use super::import::Request;
use super::survey::{Surveyed, number_and_page};
use crate::engine::Engine;
use crate::failure::Failure;
use std::collections::BTreeMap;
use store::{BankAccount, BankStatement};

/// What was found out about a file.
#[derive(Debug)]
pub struct Judged {
    /// Every account at a bank that is known, and those that are to be entered.
    pub accounts: BTreeMap<String, BankAccount>,
    pub new: Vec<BankAccount>,
    /// What is wrong with each statement, in the order of the file; nothing if it may be booked.
    pub wrong: Vec<Vec<String>>,
}

/// A statement that is booked, wholly or up to a line.
#[derive(Debug)]
pub struct Twin {
    pub statement: BankStatement,
    /// Lines that are kept.
    pub kept: u64,
}

impl Twin {
    /// The statement of the same account, day and number that is booked.
    pub fn of(engine: &mut Engine, one: &Surveyed) -> Result<Option<Self>, Failure> {
        let booked = engine.store.bank_statement(&one.iban, one.closing_day, &one.number)?;
        booked.map(|statement| Self::with_lines(engine, statement)).transpose()
    }

    fn with_lines(engine: &mut Engine, statement: BankStatement) -> Result<Self, Failure> {
        let kept = engine.store.bank_lines_kept(statement.id)?;
        Ok(Self { statement, kept })
    }

    pub fn is_whole(&self) -> bool {
        i64::try_from(self.kept).is_ok_and(|kept| kept == self.statement.lines)
    }
}

/// Judges every statement. Errors: the store's.
pub fn judge(
    engine: &mut Engine,
    request: &Request,
    surveyed: &[Surveyed],
) -> Result<Judged, Failure> {
    let mut accounts: BTreeMap<String, BankAccount> = BTreeMap::new();
    for account in engine.store.bank_accounts()? {
        accounts.insert(account.iban.clone(), account);
    }
    let (mut new, mut all_wrong) = (Vec::new(), Vec::new());
    let mut before: BTreeMap<&str, Vec<Earlier<'_>>> = BTreeMap::new();
    for statement in surveyed {
        let mut wrong = statement.failed.clone();
        if !accounts.contains_key(&statement.iban) {
            match request.iban_of {
                Some(dso) => {
                    let account = BankAccount {
                        iban: statement.iban.clone(),
                        dso,
                        holder: statement.holder.clone(),
                        bic: statement.bic.clone(),
                    };
                    accounts.insert(statement.iban.clone(), account.clone());
                    new.push(account);
                }
                None => wrong.push("whose account is it? say --iban-of OPERATOR once".to_owned()),
            }
        }
        let earlier = before.entry(&statement.iban).or_default();
        match twin(engine, statement, earlier)? {
            Known::No => {
                let gap = sequence(engine, statement, earlier.last().copied())?;
                let gap = gap.filter(|_| !request.out_of_sequence);
                // If some are booked without others, what follows a gap waits for the gap as well.
                let has_place = gap.is_none() || !request.partial;
                wrong.extend(
                    gap.map(|gap| format!("{gap}; --out-of-sequence books it all the same")),
                );
                if has_place {
                    earlier.push(Earlier { statement, holds: wrong.is_empty() });
                }
            }
            // The next one follows it, not what is kept.
            Known::InPart => earlier.push(Earlier { statement, holds: wrong.is_empty() }),
            Known::Wholly => {}
            Known::WithOtherContents => wrong.push("was booked with other contents".to_owned()),
        }
        all_wrong.push(wrong);
    }
    Ok(Judged { accounts, new, wrong: all_wrong })
}

/// A statement of the same account, earlier in the file.
#[derive(Debug, Clone, Copy)]
struct Earlier<'a> {
    statement: &'a Surveyed,
    /// Nothing is wrong with it. Of one that does not hold only the number counts: it was not lost on
    /// the way, and its figures mean nothing.
    holds: bool,
}

/// Whether a statement with this account, day and number is booked, or comes earlier in the file.
enum Known {
    No,
    InPart,
    Wholly,
    WithOtherContents,
}

fn twin(
    engine: &mut Engine,
    statement: &Surveyed,
    earlier: &[Earlier<'_>],
) -> Result<Known, Failure> {
    let same = |one: &&Surveyed| {
        (one.closing_day, &one.number) == (statement.closing_day, &statement.number)
    };
    let held = earlier.iter().filter(|earlier| earlier.holds).map(|earlier| earlier.statement);
    if let Some(one) = held.into_iter().find(same) {
        let alike = one.fingerprint == statement.fingerprint;
        return Ok(if alike { Known::Wholly } else { Known::WithOtherContents });
    }
    Ok(match Twin::of(engine, statement)? {
        None => Known::No,
        Some(twin) if twin.statement.fingerprint != statement.fingerprint => {
            Known::WithOtherContents
        }
        Some(twin) if twin.is_whole() => Known::Wholly,
        Some(_) => Known::InPart,
    })
}

/// Why a statement does not follow the one before it; `None` if it does, or is the first.
fn sequence(
    engine: &mut Engine,
    statement: &Surveyed,
    earlier: Option<Earlier<'_>>,
) -> Result<Option<String>, Failure> {
    let holds = earlier.is_none_or(|earlier| earlier.holds);
    let last = match earlier.map(|earlier| earlier.statement) {
        Some(last) => Some((last.number.clone(), last.closing_day, last.closing)),
        None => {
            let last = engine.store.last_bank_statement(&statement.iban)?;
            if let Some(last) = last.as_ref() {
                let twin = Twin::with_lines(engine, last.clone())?;
                if !twin.is_whole() {
                    return Ok(Some(format!(
                        "statement {} up to {} before it is booked only up to line {} of {}: import \
                         its file again",
                        last.number, last.closing_day, twin.kept, last.lines
                    )));
                }
            }
            last.map(|last| (last.number, last.closing_day, last.closing))
        }
    };
    let Some((number, day, closing)) = last else { return Ok(None) };
    if holds && statement.closing_day < day {
        return Ok(Some(format!("it is older than statement {number} up to {day}, booked before")));
    }
    let ((base, open_page), (this, _)) =
        (number_and_page(&number), number_and_page(&statement.number));
    if let Some(open) = open_page {
        let next = open.saturating_add(1);
        if (this, statement.page) != (base, next) {
            return Ok(Some(format!(
                "page {next} of statement {base} was expected after page {open} up to {day}"
            )));
        }
    } else if statement.page > 1 {
        let before = statement.page - 1;
        return Ok(Some(format!("page {before} of statement {this} was expected before it")));
    } else if let (Ok(last), Ok(this)) = (base.parse::<u64>(), this.parse::<u64>()) {
        let new_year = statement.closing_day.ymd().0 > day.ymd().0 && this <= 1;
        let wrapped = last == 999 && this <= 1;
        if this != last.saturating_add(1) && !new_year && !wrapped {
            return Ok(Some(format!(
                "statement {} was expected after statement {base} up to {day}",
                last.saturating_add(1)
            )));
        }
    }
    if holds && statement.opening != closing {
        return Ok(Some(format!(
            "it begins with {} EUR, statement {number} up to {day} ended with {closing} EUR",
            statement.opening
        )));
    }
    Ok(None)
}
