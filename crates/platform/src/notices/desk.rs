//! What an agent has said to a household by hand: one of a few messages, now or later; a copy of one that was
//! sent, which says that it is a copy; and a new access code. Source: UX A-09, PR-09, CM-02 to CM-06.

use super::making::{own_words, person};
use super::outbox::to_tell;
use super::{returned, threshold};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::people;
use access::CodeRules;
use calendar::{Instant, SettlementDay};
use notify::delivery::State;
use notify::desk::{self, NoCopy, Standing, kind_of};
use notify::figures::{Figures, House};
use notify::plan::{Channel, Person, Recipient, to_holder};
use notify::quiet::{QuietHours, first_loud};
use notify::render::Rendered;
use notify::{Message, Trigger};
use portal::agent::NotSaid;
use prepay::Levels;
use procedures::CaseKind;
use store::{NewNotice, Notice};
use supply::SupplyState;

/// In front of the cause of a copy, before the number of the first one.
const AGAIN: &str = "again/";
/// What stands for a code on a page.
pub const HIDDEN: &str = "•••••";

/// What would leave, on which channel, and not before when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaves {
    pub channel: Channel,
    pub text: String,
    pub due: Instant,
}

fn no_copy(why: NoCopy) -> NotSaid {
    match why {
        NoCopy::Code => NotSaid::Code,
        NoCopy::NotSo => NotSaid::NotSo,
    }
}

type Said<T> = Result<Result<T, NotSaid>, Failure>;

/// The number of the first one, if this is a copy.
pub fn first_of(notice: &Notice) -> Option<i64> {
    notice.notice.cause.strip_prefix(AGAIN)?.split('/').next()?.parse().ok()
}

/// How an account stands at an instant.
pub fn standing(
    engine: &mut Engine,
    account: &store::Account,
    at: Instant,
) -> Result<Option<Standing>, Failure> {
    let Some(known) = engine.rebuild(std::slice::from_ref(account), at)?.pop() else {
        return Ok(None);
    };
    let timeline = known.timeline;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let levels: Levels = timeline.account.levels(at, rules);
    let parameters = rules.parameters.at(at.day(), at);
    let (usual, silence_h) = (parameters.low_threshold, parameters.notices.silence_h);
    let wished = engine.store.contact(account.id)?.and_then(|contact| contact.threshold);
    let low = threshold::low(&mut engine.store, account.id, wished, at.day().previous(), usual)?;
    let heard = timeline.account.readings.last_heard().unwrap_or(account.opened_at);
    let cases = crate::cases::of_account(engine, account)?;
    let call_open =
        cases.iter().any(|one| one.kept.open && one.stored.case.kind == CaseKind::CallBack);
    Ok(Some(Standing {
        balance: timeline.account.balance(),
        low,
        cut: levels.cut,
        off: timeline.supply() != SupplyState::Connected,
        silent: at.seconds_since(heard) >= silence_h.saturating_mul(3_600),
        call_open,
        unanswered: crate::agents::queues::is_unanswered(engine, account, at)?,
    }))
}

/// The holder as they are reached now. Where letters came back from there is no address.
pub fn reached(engine: &mut Engine, account: &store::Account) -> Result<Person, Failure> {
    let contact = engine.store.contact(account.id)?;
    let mut person = person(contact.as_ref());
    let kept = engine.store.notices(&[account.id])?;
    if kept.iter().any(|one| returned::came_back_from(one, &person.postal)) {
        person.postal.clear();
    }
    Ok(person)
}

fn everybody(
    engine: &mut Engine,
    account: &store::Account,
    at: Instant,
) -> Result<QuietHours, Failure> {
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let (from_min, to_min) = rules.parameters.at(at.day(), at).notice_quiet_min;
    Ok(QuietHours { from_min, to_min })
}

/// Which messages a desk may have said now, with their words in the household's language.
pub fn offered(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Vec<(Message, String)>, Failure> {
    let Some(standing) = standing(engine, account, now)? else { return Ok(Vec::new()) };
    let language = reached(engine, account)?.language;
    let Some(house) = engine.books.house(account.dso).cloned() else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for message in desk::BY_DESK {
        if desk::is_so(message, standing) {
            let figures = super::making::desk_figures(engine, account, message, now)?;
            let channel = Channel::Sms;
            all.push((message, own_words(channel, message, &figures, &house, language)?.text));
        }
    }
    Ok(all)
}

/// What would leave if this were said at an instant: with the figures of now, which are worked out again then.
pub fn would_write(
    engine: &mut Engine,
    account: &store::Account,
    message: Message,
    (at, now): (Instant, Instant),
) -> Said<Vec<Leaves>> {
    let Some(house) = engine.books.house(account.dso).cloned() else {
        return Ok(Err(NotSaid::NoWay));
    };
    let standing = standing(engine, account, now)?;
    let so = standing.is_some_and(|standing| desk::is_so(message, standing));
    if kind_of(message).is_none() || !so {
        return Ok(Err(NotSaid::NotSo));
    }
    let person = reached(engine, account)?;
    let everybody = everybody(engine, account, now)?;
    let figures = super::making::desk_figures(engine, account, message, now)?;
    let mut leaves = Vec::new();
    for row in to_holder(message, "", at, &person, everybody) {
        if row.channel == Channel::Task || row.withdrawn.is_some() {
            continue;
        }
        let text = own_words(row.channel, message, &figures, &house, row.language)?.text;
        leaves.push(Leaves { channel: row.channel, text, due: row.due });
    }
    Ok(if leaves.is_empty() { Err(NotSaid::NoWay) } else { Ok(leaves) })
}

/// Puts what an agent says into the outbox, once for an `attempt`. It leaves with the figures of `at`, and does not
/// leave if it is not so then. Within the operator's lock.
pub fn desk_writes(
    engine: &mut Engine,
    account: &store::Account,
    (message, attempt): (Message, &str),
    at: Instant,
) -> Result<(), Failure> {
    let Some(kind) = kind_of(message) else {
        return refuse(format!("`{message}` is nothing that a desk says"));
    };
    let message =
        to_tell(format!("notice/{attempt}/{kind}"), at, &serde_json::json!({ "notice": kind }));
    Ok(engine.store.add_message(account.id, &message)?)
}

/// A copy, ready to be kept.
struct Copy {
    first: Notice,
    channel: Channel,
    address: String,
    words: Rendered,
    due: Instant,
}

/// Where a channel leads to for this person; `None` if it leads nowhere, or is not wished and need not be used.
fn address_on(channel: Channel, must: bool, person: &Person) -> Option<String> {
    let may = |wished: bool| wished || must;
    match channel {
        Channel::Sms => person
            .phone
            .filter(|phone| phone.is_mobile() && may(person.sms))
            .map(|phone| phone.to_string()),
        Channel::Mail => {
            person.email.as_ref().filter(|_| may(person.mail)).map(ToString::to_string)
        }
        Channel::Letter => Some(person.postal.clone()).filter(|postal| !postal.is_empty()),
        Channel::Call | Channel::Task => None,
    }
}

/// What decides whether something may be sent again.
pub struct Copies {
    house: Option<House>,
    standing: Option<Standing>,
    person: Person,
    everybody: QuietHours,
    kept: Vec<Notice>,
    now: Instant,
}

impl Copies {
    pub fn load(
        engine: &mut Engine,
        account: &store::Account,
        now: Instant,
    ) -> Result<Self, Failure> {
        Ok(Self {
            house: engine.books.house(account.dso).cloned(),
            standing: standing(engine, account, now)?,
            person: reached(engine, account)?,
            everybody: everybody(engine, account, now)?,
            kept: engine.store.notices(&[account.id])?,
            now,
        })
    }

    fn copy(&self, seq: i64, channel: Channel) -> Said<Copy> {
        let holders = Recipient::Holder.id();
        // A copy of a copy names the first one.
        let Some(first) = self.kept.iter().find(|one| {
            let words = !one.notice.body.is_empty();
            one.seq == seq && one.notice.recipient == holders && first_of(one).is_none() && words
        }) else {
            return Ok(Err(NotSaid::NoMessage));
        };
        let Some(house) = &self.house else { return Ok(Err(NotSaid::NoWay)) };
        let message: Message = first.notice.message.parse()?;
        let Some(standing) = self.standing else { return Ok(Err(NotSaid::NoMessage)) };
        if let Err(why) = desk::copy_of(message, standing) {
            return Ok(Err(no_copy(why)));
        }
        // What never left has no copy: it waits, or it was taken back because it was no longer so.
        let tried = |one: &Notice| {
            one.notice.cause == first.notice.cause
                && one.notice.recipient == holders
                && State::from_code(one.state).is_some_and(State::was_tried)
        };
        if !self.kept.iter().any(tried) {
            return Ok(Err(NotSaid::NoMessage));
        }
        if channel == Channel::Sms && notify::texts::texts(message).sms.is_none() {
            return Ok(Err(NotSaid::NoMessage));
        }
        let rule = Trigger::of(message).map(Trigger::rule);
        let must = rule.is_some_and(|rule| rule.must);
        let Some(address) = address_on(channel, must, &self.person) else {
            return Ok(Err(NotSaid::NoWay));
        };
        let same = format!("{AGAIN}{seq}/");
        let waits = |one: &Notice| {
            let on = one.notice.channel == channel.code();
            one.state <= 1 && on && one.notice.cause.starts_with(&same)
        };
        if self.kept.iter().any(waits) {
            return Ok(Err(NotSaid::Waits));
        }
        // With the figures that the first one had; not what would be said today.
        let figures: Figures = serde_json::from_str(&first.notice.figures)?;
        let language = first.notice.language;
        let Ok(words) = own_words(channel, message, &figures, house, language) else {
            return Ok(Err(NotSaid::NoMessage));
        };
        let Ok(words) = desk::marked(&words, channel, language, first.notice.cause_at.day()) else {
            return Ok(Err(NotSaid::NoMessage));
        };
        let any_hour = rule.is_some_and(|rule| rule.at_any_hour) || channel == Channel::Letter;
        let due = if any_hour {
            self.now
        } else {
            first_loud(self.now, self.everybody, self.person.quiet)
        };
        Ok(Ok(Copy { first: first.clone(), channel, address, words, due }))
    }

    /// By which channels a message of the holder may be copied now; empty if by none.
    pub fn channels(&self, seq: i64) -> Result<Vec<Channel>, Failure> {
        let mut all = Vec::new();
        for channel in [Channel::Sms, Channel::Mail, Channel::Letter] {
            if self.copy(seq, channel)?.is_ok() {
                all.push(channel);
            }
        }
        Ok(all)
    }
}

/// What a copy would say.
pub fn would_copy(
    engine: &mut Engine,
    account: &store::Account,
    (seq, channel): (i64, Channel),
    now: Instant,
) -> Said<Leaves> {
    let copy = Copies::load(engine, account, now)?.copy(seq, channel)?;
    Ok(copy.map(|Copy { channel, words, due, .. }| Leaves { channel, text: words.text, due }))
}

/// Sends a message of the holder again: a new notice that names the first. It is no fact of the timeline: what a
/// cut waits for counts from the first one. Within the operator's lock.
pub fn send_copy(
    engine: &mut Engine,
    account: &store::Account,
    (seq, channel): (i64, Channel),
    attempt: &str,
    now: Instant,
) -> Said<()> {
    let copy = Copies::load(engine, account, now)?.copy(seq, channel)?;
    let Copy { first, channel, address, words, due } = match copy {
        Ok(copy) => copy,
        Err(why) => return Ok(Err(why)),
    };
    let cause = format!("{AGAIN}{seq}/{attempt}");
    let notice = NewNotice {
        key: cause.clone(),
        cause,
        channel: channel.code(),
        address,
        subject: words.subject,
        body: words.text,
        due,
        withdrawn: None,
        ..first.notice
    };
    engine.store.add_notices(account.id, None, &[notice], now)?;
    Ok(Ok(()))
}

/// What the letter of a new code would say, with the code hidden, and until when the code would hold.
pub fn would_give_code(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Said<(Leaves, SettlementDay)> {
    let Some(house) = engine.books.house(account.dso).cloned() else {
        return Ok(Err(NotSaid::NoWay));
    };
    let person = reached(engine, account)?;
    if person.postal.is_empty() {
        return Ok(Err(NotSaid::NoWay));
    }
    let hour_ago = now.plus_h(-1);
    let made = engine.store.codes_since(&people::letter_address(account.id), hour_ago)?;
    if made >= u64::from(CodeRules::ACTIVATION.per_hour) {
        return Ok(Err(NotSaid::TooMany));
    }
    let last = last_day(now);
    let message = Message::AccountCode;
    let mut figures = Figures::of(account.group.energy, now);
    (figures.code, figures.date) = (Some(HIDDEN.to_owned()), Some(last));
    let text = own_words(Channel::Letter, message, &figures, &house, person.language)?.text;
    let quiet = everybody(engine, account, now)?;
    let rows = to_holder(message, "", now, &person, quiet);
    let letter = rows.into_iter().find(|row| row.channel == Channel::Letter);
    Ok(match letter {
        Some(row) => Ok((Leaves { channel: Channel::Letter, text, due: row.due }, last)),
        None => Err(NotSaid::NoWay),
    })
}

/// The last whole day on which a code of now opens an account.
pub fn last_day(now: Instant) -> SettlementDay {
    now.plus_s(CodeRules::ACTIVATION.valid_s).day().previous()
}

/// A new code for the letter of an account, which leaves by post. Those before it open nothing any more. Within
/// the operator's lock.
pub fn give_code(
    engine: &mut Engine,
    account: &store::Account,
    attempt: &str,
    now: Instant,
) -> Said<()> {
    let (_, last) = match would_give_code(engine, account, now)? {
        Ok(shown) => shown,
        Err(why) => return Ok(Err(why)),
    };
    let code = people::new_letter_code(engine, account.ean, now)?;
    let body = serde_json::json!({ "notice": "account_code", "code": code, "day": last });
    let message = to_tell(format!("notice/{attempt}/account_code"), now, &body);
    engine.store.add_message(account.id, &message)?;
    // The letter of a code that opens nothing any more is not printed.
    for one in engine.store.notices(&[account.id])? {
        if one.state == 0 && one.notice.message == Message::AccountCode.id() {
            let reason = "a newer code".to_owned();
            let step = store::NoticeStep::Withdrawn { at: now, reason };
            engine.store.notice_step(account.id, one.seq, &step)?;
        }
    }
    Ok(Ok(()))
}

/// Whether a notice waits for the end of the hours in which nobody is disturbed, and for nothing else.
pub fn waits_for_morning(notice: &Notice, everybody: QuietHours, own: Option<QuietHours>) -> bool {
    let quiet = |at: Instant| everybody.contains(at) || own.is_some_and(|own| own.contains(at));
    let (made, due) = (notice.made_at, notice.notice.due);
    // A letter waits for whoever prints it.
    let rings = notice.notice.channel != Channel::Letter.code();
    rings && notice.state == 0 && notice.attempts == 0 && due > made && quiet(made)
}
