//! The messages of a household at the desk: what it was told and how it went, why something did not reach it,
//! and what is said by hand. Source: UX A-09, CM-02 to CM-06, PR-09.

use super::{Desks, Done, failed, known, name_and_town};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::notices::desk::{self, Leaves};
use crate::notices::{self, CODES};
use access::Act;
use calendar::Instant;
use notify::Message;
use notify::delivery::State;
use notify::desk::WhyNot;
use notify::plan::{Channel, Person};
use notify::quiet::QuietHours;
use portal::agent::{
    AgentRefused, Copyable, Effect, MessageDesk, MessagesView, NotSaid, NotSent, Offered,
    Scheduled, SentMessage, SentRow, SentState, Wanted, WayLine, WayState, Whom,
};
use portal::my::{MyError, Visitor};
use store::{Contact, Notice};
use units::AccountId;

/// What was told, on a page.
const MOST: usize = 60;
/// How many of the last ones may be sent again.
const MOST_COPIES: usize = 8;
/// A message is said this many days ahead at most.
const MOST_DAYS: i32 = 30;
/// The channels whose silence is explained.
const WRITTEN: [Channel; 3] = [Channel::Sms, Channel::Mail, Channel::Letter];

fn not_sent(why: WhyNot) -> NotSent {
    match why {
        WhyNot::NotThatWay => NotSent::NotThatWay,
        WhyNot::Unknown => NotSent::Unknown,
        WhyNot::NotMobile => NotSent::NotMobile,
        WhyNot::Off => NotSent::Off,
        WhyNot::Declined => NotSent::Declined,
        WhyNot::AnotherWay => NotSent::AnotherWay,
    }
}

fn whom(engine: &mut Engine, recipient: &str) -> Result<Whom, Failure> {
    Ok(match recipient {
        "holder" => Whom::Holder,
        "old_contact" => Whom::OldContact,
        "staff" => Whom::Staff,
        "supplier" => Whom::Supplier,
        "commission" => Whom::Commission,
        party => {
            let known = match party.parse() {
                Ok(number) => engine.store.party(number)?,
                Err(_) => None,
            };
            Whom::Party(known.map(|party| party.name).unwrap_or_default())
        }
    })
}

fn row(
    notice: &Notice,
    first: Instant,
    (everybody, own): (QuietHours, Option<QuietHours>),
) -> SentRow {
    let kept = &notice.notice;
    let due = kept.due;
    let ended = notice.ended_at.unwrap_or(notice.made_at);
    let handed = notice.handed_at.unwrap_or(notice.made_at);
    let (state, at) = match State::from_code(notice.state) {
        Some(State::Queued) if desk::waits_for_morning(notice, everybody, own) => {
            (SentState::Quiet, due)
        }
        Some(State::Queued) | None => (SentState::Waits, due),
        Some(State::Leaving) => (SentState::Leaving, notice.made_at),
        Some(State::HandedOver) => (SentState::HandedOver, handed),
        Some(State::Delivered) => (SentState::Delivered, ended),
        Some(State::Failed) => (SentState::Failed, ended),
        Some(State::Withdrawn) => (SentState::Withdrawn, ended),
    };
    SentRow {
        number: notice.seq,
        channel: notices::channel_name(kept.channel).to_owned(),
        address: kept.address.clone(),
        state,
        at,
        reason: notice.reason.clone(),
        instead: notice.made_at > first,
    }
}

/// The holder as they were reached then.
fn as_of(versions: &[Contact], at: Instant) -> Person {
    let then = versions.iter().rev().find(|one| one.learnt_at <= at);
    notices::person(then)
}

/// Why what the holder was told did not take a channel.
fn silences(
    (message, kind, at): (Message, &str, Instant),
    rows: &[SentRow],
    person: &Person,
    came_back: bool,
) -> Vec<(String, NotSent)> {
    let mut all = Vec::new();
    for channel in WRITTEN {
        if rows.iter().any(|row| row.channel == channel.name()) {
            continue;
        }
        let came_back = came_back && channel == Channel::Letter;
        let person = if came_back {
            Person { postal: String::new(), ..person.clone() }
        } else {
            person.clone()
        };
        let why = notify::desk::why_not(message, (kind, at), channel, &person).map(not_sent);
        let why = match why {
            Some(NotSent::Unknown) if came_back => Some(NotSent::CameBack),
            why => why,
        };
        all.extend(why.map(|why| (channel.name().to_owned(), why)));
    }
    all
}

/// What was told, the newest first: the rows of one cause to one recipient are one message.
fn log(
    engine: &mut Engine,
    account: &store::Account,
    (everybody, own): (QuietHours, Option<QuietHours>),
    now: Instant,
) -> Result<(Vec<SentMessage>, bool), Failure> {
    let kept = engine.store.notices(&[account.id])?;
    let versions = engine.store.contact_versions(account.id)?;
    let mut groups: Vec<Vec<&Notice>> = Vec::new();
    for one in &kept {
        let same = |group: &&mut Vec<&Notice>| {
            group.first().is_some_and(|first| {
                first.notice.cause == one.notice.cause
                    && first.notice.recipient == one.notice.recipient
            })
        };
        match groups.iter_mut().rev().find(same) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.reverse();
    let more = groups.len() > MOST;
    let copies = desk::Copies::load(engine, account, now)?;
    let mut all = Vec::new();
    let mut asked = 0;
    for group in groups.iter().take(MOST) {
        let Some(first) = group.first() else { continue };
        let kept_as = &first.notice;
        let rows: Vec<SentRow> =
            group.iter().map(|one| row(one, first.made_at, (everybody, own))).collect();
        let copy_of = desk::first_of(first);
        let whom = whom(engine, &kept_as.recipient)?;
        let is_code = CODES.contains(&kept_as.message.as_str());
        let parsed: Option<Message> = kept_as.message.parse().ok();
        let mut not_sent = Vec::new();
        if let (Whom::Holder, None, Some(message)) = (&whom, copy_of, parsed) {
            let person = as_of(&versions, first.made_at);
            let came_back = kept.iter().any(|one| {
                one.ended_at.is_some_and(|at| at <= first.made_at)
                    && notices::came_back_from(one, &person.postal)
            });
            let kind = kept_as.cause.split('/').nth(2).unwrap_or_default();
            not_sent = silences((message, kind, first.made_at), &rows, &person, came_back);
        }
        let mut again = None;
        if whom == Whom::Holder
            && copy_of.is_none()
            && asked < MOST_COPIES
            && account.closed_at.is_none()
        {
            asked += 1;
            let with_words = group.iter().find(|one| !one.notice.body.is_empty());
            if let Some(one) = with_words {
                again = (!copies.channels(one.seq)?.is_empty()).then_some(one.seq);
            }
        }
        // A mail or a letter says more than a short message.
        let text = group.iter().map(|one| &one.notice.body).max_by_key(|body| body.len());
        all.push(SentMessage {
            message: kept_as.message.clone(),
            at: kept_as.cause_at,
            whom,
            copy_of,
            text: text.filter(|_| !is_code).cloned(),
            language: kept_as.language,
            rows,
            not_sent,
            again,
        });
    }
    Ok((all, more))
}

fn ways(engine: &mut Engine, account: &store::Account) -> Result<Vec<WayLine>, Failure> {
    let contact = engine.store.contact(account.id)?;
    let known = notices::person(contact.as_ref());
    let reached = desk::reached(engine, account)?;
    let line = |channel: Channel, address: String, state: WayState| {
        let state = if address.is_empty() { WayState::Unknown } else { state };
        WayLine { channel: channel.name().to_owned(), address, state }
    };
    let on = |wished: bool| if wished { WayState::Good } else { WayState::Off };
    let sms = match known.phone {
        Some(phone) if !phone.is_mobile() => WayState::NotMobile,
        _ => on(known.sms),
    };
    let came_back = reached.postal.is_empty();
    let letter = if came_back { WayState::CameBack } else { on(known.letter) };
    Ok(vec![
        line(Channel::Sms, known.phone.map(|one| one.to_string()).unwrap_or_default(), sms),
        line(
            Channel::Mail,
            known.email.map(|one| one.to_string()).unwrap_or_default(),
            on(known.mail),
        ),
        line(Channel::Letter, known.postal, letter),
    ])
}

/// What an agent has said that has not left yet.
fn scheduled(engine: &mut Engine, account: &store::Account) -> Result<Vec<Scheduled>, Failure> {
    let mut found = Vec::new();
    for message in engine.store.messages(&[account.id])? {
        let kind = message.key.rsplit('/').next().unwrap_or_default();
        let said = notify::desk::message_of(kind).filter(|_| message.delivered_at.is_none());
        found.extend(said.map(|said| Scheduled { message: said.id().to_owned(), at: message.at }));
    }
    found.sort_by_key(|one| one.at);
    Ok(found)
}

/// What the forms of messages have to choose from.
pub(super) struct Offers {
    pub(super) offered: Vec<Offered>,
    pub(super) copies: Vec<Copyable>,
    pub(super) postal: Option<String>,
}

/// What the forms of messages offer: what may be said, what may be sent again, and where a letter goes.
pub(super) fn offers(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Offers, Failure> {
    let offered = desk::offered(engine, account, now)?.into_iter();
    let offered =
        offered.map(|(message, text)| Offered { message: message.id().to_owned(), text }).collect();
    let known = desk::Copies::load(engine, account, now)?;
    let mut copies: Vec<Copyable> = Vec::new();
    let mut causes: Vec<String> = Vec::new();
    for one in engine.store.notices(&[account.id])?.into_iter().rev() {
        let kept = one.notice.clone();
        if kept.recipient != "holder" || desk::first_of(&one).is_some() || kept.body.is_empty() {
            continue;
        }
        // The log names the first one of its cause.
        let place = causes.iter().position(|cause| *cause == kept.cause);
        if let Some(copy) = place.and_then(|place| copies.get_mut(place)) {
            copy.number = one.seq;
            continue;
        }
        if causes.len() >= MOST_COPIES {
            break;
        }
        let channels = known.channels(one.seq)?;
        copies.push(Copyable {
            number: one.seq,
            message: kept.message,
            at: kept.cause_at,
            channels: channels.into_iter().map(|one| one.name().to_owned()).collect(),
        });
        causes.push(kept.cause);
    }
    copies.retain(|one| !one.channels.is_empty());
    let postal = desk::reached(engine, account)?.postal;
    Ok(Offers { offered, copies, postal: Some(postal).filter(|postal| !postal.is_empty()) })
}

/// When a message is said: as asked, or now. Errors inside: it is over, or too far away.
fn when(at: Option<Instant>, now: Instant) -> Result<Instant, AgentRefused> {
    let Some(at) = at else { return Ok(now) };
    if at <= now || at.day() > now.day().plus(MOST_DAYS) {
        return Err(AgentRefused::NotSaid(NotSaid::When));
    }
    Ok(at)
}

fn shown(leaves: Vec<Leaves>, effect: Effect) -> Effect {
    let first = leaves.iter().map(|one| one.due).min();
    let told = leaves.into_iter().map(|one| (one.channel.name().to_owned(), one.text)).collect();
    Effect { told, leaves: first, ..effect }
}

fn channel_of(name: &str) -> Option<Channel> {
    WRITTEN.into_iter().find(|channel| channel.name() == name)
}

/// What would be said; `None` of a wish that says nothing by hand.
pub(super) fn effect_of(
    engine: &mut Engine,
    account: &store::Account,
    (wanted, effect): (&Wanted, Effect),
    now: Instant,
) -> Done<Option<Effect>> {
    let leaves = match wanted {
        Wanted::Message { message, at, .. } => {
            let at = super::or_refused!(when(*at, now));
            match message.parse() {
                Ok(message) => desk::would_write(engine, account, message, (at, now))?,
                Err(_) => Err(NotSaid::NoMessage),
            }
        }
        Wanted::Again { notice, channel, .. } => match channel_of(channel) {
            Some(channel) => desk::would_copy(engine, account, (*notice, channel), now)?
                .map(|leaves| vec![leaves]),
            None => Err(NotSaid::NoMessage),
        },
        Wanted::NewCode { .. } => {
            desk::would_give_code(engine, account, now)?.map(|(leaves, _)| vec![leaves])
        }
        _ => return Ok(Ok(None)),
    };
    Ok(match leaves {
        Ok(leaves) => Ok(Some(shown(leaves, effect))),
        Err(why) => Err(AgentRefused::NotSaid(why)),
    })
}

/// Says it. Returns what is said, by the platform's name.
pub(super) fn carry_out(
    engine: &mut Engine,
    account: &store::Account,
    (wanted, key): (&Wanted, &str),
    now: Instant,
) -> Done<String> {
    let done = match wanted {
        Wanted::Message { message, at, .. } => {
            let at = super::or_refused!(when(*at, now));
            let Ok(message) = message.parse::<Message>() else {
                return Ok(Err(AgentRefused::NotSaid(NotSaid::NoMessage)));
            };
            match desk::would_write(engine, account, message, (at, now))? {
                Ok(_) => {
                    desk::desk_writes(engine, account, (message, key), at)?;
                    Ok(message.id().to_owned())
                }
                Err(why) => Err(why),
            }
        }
        Wanted::Again { notice, channel, .. } => match channel_of(channel) {
            Some(channel) => desk::send_copy(engine, account, (*notice, channel), key, now)?
                .map(|()| "message_copy".to_owned()),
            None => Err(NotSaid::NoMessage),
        },
        _ => desk::give_code(engine, account, key, now)?
            .map(|()| Message::AccountCode.id().to_owned()),
    };
    Ok(done.map_err(AgentRefused::NotSaid))
}

impl Desks {
    fn messages_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<MessagesView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(known) = known(engine, account, now)? else { return Ok(None) };
        let account = known.account;
        let seen = [Act::StateAndAmount, Act::Messages];
        self.note(engine, visitor, &[&account], (&seen, "messages"))?;
        let (name, town) = name_and_town(engine, &account)?;
        let contact = engine.store.contact(account.id)?;
        let rules = engine.books.rules(account.dso, account.group.energy)?;
        let everybody_min = rules.parameters.at(now.day(), now).notice_quiet_min;
        let everybody = QuietHours { from_min: everybody_min.0, to_min: everybody_min.1 };
        let person = notices::person(contact.as_ref());
        let (log, more) = log(engine, &account, (everybody, person.quiet), now)?;
        Ok(Some(MessagesView {
            account: account.id,
            ean: account.ean,
            name,
            town,
            card: known.card,
            language: person.language,
            ways: ways(engine, &account)?,
            quiet_min: person.quiet.map(|quiet| (quiet.from_min, quiet.to_min)),
            everybody_min,
            declined: person.declined,
            easy: contact.is_some_and(|contact| contact.wished.easy),
            scheduled: scheduled(engine, &account)?,
            log,
            more,
            silent: engine.books.house(account.dso).is_none(),
            closed: account.closed_at.is_some(),
            now,
        }))
    }
}

impl Desks {
    /// A new version of the contact, in the name of who was told.
    fn easy_set(&self, visitor: &Visitor, account: AccountId, easy: bool) -> Result<bool, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(account) = engine.store.account(account)?.filter(|one| one.closed_at.is_none())
        else {
            return Ok(false);
        };
        self.note(engine, visitor, &[&account], (&[Act::Messages], "messages"))?;
        engine.locked(account.dso, |engine| {
            let known = engine.store.contact(account.id)?;
            // Of people nobody knows it is not the agent's language that they read.
            let language = notices::person(known.as_ref()).language;
            let mut contact =
                known.unwrap_or_else(|| store::Contact::empty(account.id, language, now));
            if contact.wished.easy != easy {
                contact.wished.easy = easy;
                contact.learnt_at = now;
                contact.entered_by = Some(visitor.name.clone());
                engine.store.set_contact(&contact)?;
            }
            Ok(true)
        })
    }
}

impl MessageDesk for Desks {
    fn messages(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<MessagesView>, MyError> {
        self.messages_of(visitor, account).map_err(failed("could not read messages"))
    }

    fn set_easy(&self, visitor: &Visitor, account: AccountId, easy: bool) -> Result<bool, MyError> {
        self.easy_set(visitor, account, easy).map_err(failed("could not keep a wish"))
    }
}
