//! What a home gets that begins: the starting credit in words, and the code that opens its account, by letter and by
//! mail. Source: CM-01b, UX 5.5 L1, PD-04.

use super::desk::{self, HIDDEN};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::people;
use calendar::{Instant, SettlementDay};
use notify::Message;
use notify::figures::Figures;
use notify::plan::{Channel, Person, Row};
use prepay::{CollectionRule, Creditor};
use store::Notice;
use timeline::Timeline;
use units::MicroEuro;

/// What is left of the starting credit, and what is taken a day.
pub fn start(timeline: &Timeline) -> Option<(MicroEuro, MicroEuro)> {
    let debts = timeline.account.debts().iter();
    let mut open =
        debts.filter(|debt| debt.creditor == Creditor::Advance && debt.remaining > MicroEuro::ZERO);
    let debt = open.next()?;
    match debt.rule {
        CollectionRule::FixedPerDay(day) => Some((debt.remaining, day)),
        _ => None,
    }
}

/// A code for a home that begins, if there is a way to bring it: until when it holds, too. One made now ends those
/// before it.
pub fn code(
    engine: &mut Engine,
    account: &store::Account,
    rows: &[(Row, String)],
    now: Instant,
) -> Result<Option<(String, SettlementDay)>, Failure> {
    let brings = |row: &Row| {
        matches!(row.channel, Channel::Letter | Channel::Mail) && row.withdrawn.is_none()
    };
    if account.closed_at.is_some() || !rows.iter().any(|(row, _)| brings(row)) {
        return Ok(None);
    }
    // The point may have another account by now.
    if engine.account_of(account.ean)?.id != account.id {
        return Ok(None);
    }
    let code = people::new_letter_code(engine, account.ean, now)?;
    Ok(Some((code, desk::last_day(now))))
}

/// The mail with the code, beside the one that welcomes.
pub fn code_by_mail(rows: &[(Row, String)], person: &Person) -> Option<Row> {
    let (mail, _) = rows.iter().find(|(row, _)| {
        row.channel == Channel::Mail && row.recipient == person.recipient && row.withdrawn.is_none()
    })?;
    Some(Row { message: Message::AccountCode, ..mail.clone() })
}

/// The words of a letter with its code. It stands on the first print alone, and only while it opens something: a copy
/// is without its line. Pages show it hidden.
pub fn with_code(engine: &mut Engine, notice: &Notice, is_again: bool) -> Result<String, Failure> {
    let body = &notice.notice.body;
    if !body.contains(HIDDEN) {
        return Ok(body.clone());
    }
    let figures: Figures = serde_json::from_str(&notice.notice.figures)?;
    let later = Instant(notice.made_at.0.saturating_add(1));
    let newer = engine.store.codes_since(&people::letter_address(notice.account), later)? > 0;
    let first = !is_again && !newer && desk::first_of(notice).is_none();
    Ok(match figures.code.filter(|_| first) {
        Some(code) => body.replace(HIDDEN, &code),
        None => {
            let lines = body.lines().filter(|line| !line.contains(HIDDEN));
            lines.collect::<Vec<_>>().join("\n")
        }
    })
}
