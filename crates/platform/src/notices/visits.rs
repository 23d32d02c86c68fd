//! What a household is told of a visit: that it is fixed, two days before, and when somebody is nearly there.
//! Source: CM-01p, PR-07.

use super::making::{own_words, person};
use super::outbox::to_tell;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use notify::figures::Figures;
use notify::plan::{Channel, to_holder};
use notify::quiet::QuietHours;
use notify::{Message, VISIT_REMINDER};
use procedures::Slot;
use store::NoticeStep;

/// What is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitTold {
    Fixed,
    Reminder,
    Coming,
}

impl VisitTold {
    fn kind(self) -> &'static str {
        match self {
            Self::Fixed => "visit_fixed",
            Self::Reminder => VISIT_REMINDER,
            Self::Coming => "visit_coming",
        }
    }

    fn message(self) -> Message {
        match self {
            Self::Fixed | Self::Reminder => Message::Appointment,
            Self::Coming => Message::AppointmentSoon,
        }
    }
}

/// When somebody comes: day and slot, and from when to when that is.
pub type When = ((SettlementDay, Slot), (Instant, Instant));

/// Takes back what waits to be told of a visit, and tells what is so now, if anything is. Once for each number of
/// steps. In the transaction of the change.
pub fn visit_changed(
    engine: &mut Engine,
    account: &store::Account,
    (visit, steps): (i64, usize),
    told: Option<(VisitTold, When)>,
    at: Instant,
) -> Result<(), Failure> {
    if engine.books.house(account.dso).is_none() {
        return Ok(());
    }
    let of_visit = format!("visit/{visit}/");
    if told.is_none_or(|(told, _)| told == VisitTold::Fixed) {
        for one in engine.store.notices(&[account.id])? {
            if one.state == 0 && one.notice.cause.starts_with(&of_visit) {
                let step = NoticeStep::Withdrawn { at, reason: "no longer so".to_owned() };
                engine.store.notice_step(one.account, one.seq, &step)?;
            }
        }
    }
    let Some((told, ((day, slot), (from, until)))) = told else { return Ok(()) };
    let body = serde_json::json!({
        "notice": told.kind(), "visit": visit, "day": day, "slot": slot, "from": from, "until": until,
    });
    let message = to_tell(format!("{of_visit}{steps}/{}", told.kind()), at, &body);
    Ok(engine.store.add_message(account.id, &message)?)
}

/// What the holder would be told now, and how. Nothing is kept.
pub fn visit_would_say(
    engine: &mut Engine,
    account: &store::Account,
    (told, (_, (from, until))): (VisitTold, When),
    now: Instant,
) -> Result<Vec<(Channel, String)>, Failure> {
    let Some(house) = engine.books.house(account.dso).cloned() else { return Ok(Vec::new()) };
    let contact = engine.store.contact(account.id)?;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let (from_min, to_min) = rules.parameters.at(now.day(), now).notice_quiet_min;
    let everybody = QuietHours { from_min, to_min };
    let mut figures = Figures::of(account.group.energy, now);
    (figures.from, figures.until) = (Some(from), Some(until));
    let mut said = Vec::new();
    for row in to_holder(told.message(), told.kind(), now, &person(contact.as_ref()), everybody) {
        if row.channel == Channel::Task || row.withdrawn.is_some() {
            continue;
        }
        let words = own_words(row.channel, row.message, &figures, &house, row.language)?;
        said.push((row.channel, words.text));
    }
    Ok(said)
}
