//! What a household does without, its own quiet hours, and a message to try it. Source: UX 8.2 C-09; CM-01 to CM-03.

use super::People;
use super::deeds::{masked, note};
use super::figures::{at_place, contact};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use portal::my::{AlertsWanted, Deed, Family, MyError, TestRefused, Tests, Visitor};
use store::{ContactPoint, Wished};

/// So much earlier than everybody's a night of one's own may begin, and so much later end; in minutes. More would keep
/// somebody from hearing on the day itself what they can still act on.
const EVENING_MIN: u16 = 180;
const MORNING_MIN: u16 = 240;

/// The night of everybody, in minutes of the local day. Source: CM-03.
pub(super) fn night(
    engine: &Engine,
    account: &store::Account,
    now: Instant,
) -> Result<(u16, u16), Failure> {
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    Ok(rules.parameters.at(now.day(), now).notice_quiet_min)
}

/// Hours of one's own as they may be; `None` if they are those of everybody.
fn own_quiet(wanted: Option<(u16, u16)>, night: (u16, u16)) -> Option<(u16, u16)> {
    let (from, to) = wanted?;
    let (night_from, night_to) = night;
    let from = from.clamp(night_from.saturating_sub(EVENING_MIN), night_from);
    let to = to.clamp(night_to, night_to.saturating_add(MORNING_MIN));
    Some((from, to)).filter(|own| *own != night)
}

/// What is kept of what a household wants. What it declined by phone and stands on no page stays so.
pub(super) fn put(wished: &mut Wished, wanted: &AlertsWanted, night: (u16, u16)) {
    let on_page = |id: &String| Family::ALL.iter().any(|family| family.id() == id);
    wished.declined.retain(|id| !on_page(id));
    wished.declined.extend(wanted.declined.iter().map(|family| family.id().to_owned()));
    wished.by_mail = wanted.by_mail.iter().map(|family| family.id().to_owned()).collect();
    wished.quiet_min = own_quiet(wanted.quiet, night);
}

/// The families of ids as they are kept.
pub(super) fn families(ids: &[String]) -> Vec<Family> {
    let is = |family: &Family| ids.iter().any(|id| id == family.id());
    Family::ALL.into_iter().filter(is).collect()
}

impl People {
    fn test_of(
        &self,
        visitor: &Visitor,
        place: usize,
    ) -> Result<Option<Result<(), TestRefused>>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let contact = contact(&mut engine, visitor, &own, now)?;
        let Some(phone) = contact.phone.filter(|phone| phone.is_mobile()) else {
            return Ok(Some(Err(TestRefused::NoPhone)));
        };
        if let Some(until) = Self::sent_enough(&mut engine, visitor, now)? {
            return Ok(Some(Err(TestRefused::Wait { until })));
        }
        Self::count_sent(&mut engine, visitor, now)?;
        let to = ContactPoint::Phone(phone);
        let word = notify::asked::test(contact.language, own.meter.energy);
        if let Err(failure) = self.setting.courier.say(&to, contact.language, word) {
            eprintln!("a test was not sent: {failure}");
            return Ok(Some(Err(TestRefused::NotNow)));
        }
        let deed = (Deed::TestSent, masked(&to));
        note(&mut engine, visitor, Some(own.account.id), deed, now)?;
        Ok(Some(Ok(())))
    }
}

impl Tests for People {
    fn send_test(
        &self,
        visitor: &Visitor,
        place: usize,
    ) -> Result<Option<Result<(), TestRefused>>, MyError> {
        self.test_of(visitor, place).map_err(super::failed("could not send a test"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::{Digital, Message, Trigger};

    #[test]
    fn cm_01_what_may_be_declined_stands_on_the_page_and_nothing_else() {
        let on_page = |id: &str| Family::ALL.iter().any(|family| family.id() == id);
        for message in Message::ALL {
            let Some(trigger) = Trigger::of(message) else { continue };
            // Whoever asks the phone line for a balance has not declined it.
            if matches!(message, Message::Balance | Message::Stopped) {
                continue;
            }
            assert_eq!(on_page(message.family()), !trigger.rule().must, "{message}");
            let family = Family::ALL.into_iter().find(|one| one.id() == message.family());
            if let Some(family) = family {
                let texts = notify::texts::texts(message).sms.is_some();
                let by_text = texts && trigger.rule().digital == Digital::SmsAndMail;
                assert_eq!(family.has_text_message(), by_text, "{message}");
            }
        }
    }

    #[test]
    fn cm_03_hours_of_ones_own_lengthen_the_night_within_its_bounds() {
        let night = (21 * 60, 8 * 60);
        let own = |from: u16, to: u16| own_quiet(Some((from * 60, to * 60)), night);
        assert_eq!(own(20, 9), Some((20 * 60, 9 * 60)));
        assert_eq!(own(21, 8), None, "those of everybody");
        assert_eq!(own(23, 6), None, "nobody is disturbed earlier or later than everybody");
        assert_eq!(own(9, 23), Some((18 * 60, 12 * 60)), "no day without a word");
        assert_eq!(own_quiet(None, night), None);
    }
}
