//! People who are told something and have no account here: whoever represents a group, whoever sells. What they are told is
//! kept by itself, so that it rests on no household's. Source: CM-01z, UX 5.2 M29, M30, PD-01.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use notify::carrier::{Carrier, Dispatch, Handed};
use notify::delivery::again_after_s;
use notify::figures::{Figures, House, Medium};
use notify::plan::Channel;
use notify::quiet::{QuietHours, first_loud};
use notify::{Message, message_of, render};
use store::{NewPartnerNotice, PartnerNoticeStep, Person};
use units::{Dso, Energy};

/// Notices offered together.
const AT_ONCE: usize = 50;

/// What is said to somebody.
pub(super) struct Said<'a> {
    pub message: Message,
    /// That there is something, without figures: for who is told beside others.
    pub beside: bool,
    pub figures: &'a Figures,
    /// Once for each person and way.
    pub key: &'a str,
}

/// The ways of a person for a message: both where it has words for a short message, else the mail, which has more place.
fn ways(person: &Person, said: &Said<'_>) -> Vec<(Channel, String)> {
    let mobile = person.ways.phone.filter(|phone| phone.is_mobile());
    let sms = mobile.map(|phone| (Channel::Sms, phone.to_string()));
    let mail = person.ways.email.as_ref().map(|email| (Channel::Mail, email.to_string()));
    let both = !said.beside && notify::texts::texts(said.message).sms.is_some();
    match (mail, sms) {
        (Some(mail), Some(sms)) if both => vec![sms, mail],
        (Some(mail), _) => vec![mail],
        (None, Some(sms)) if said.beside || both => vec![sms],
        (None, _) => Vec::new(),
    }
}

/// Keeps what somebody is told, in the transaction of its cause. Nothing for who signs in no more, or if the operator
/// writes to nobody. Returns how many notices are new.
pub(super) fn say(
    engine: &mut Engine,
    (dso, person): (Dso, i64),
    said: &Said<'_>,
    at: Instant,
) -> Result<usize, Failure> {
    let Some(house) = engine.books.house(dso).cloned() else {
        return Ok(0);
    };
    let person = engine.store.person(person)?.filter(|person| !person.ways.ended);
    let Some(person) = person else { return Ok(0) };
    let rules = engine.books.rules(dso, Energy::Electricity)?;
    let (from_min, to_min) = rules.parameters.at(at.day(), at).notice_quiet_min;
    let due = first_loud(at, QuietHours { from_min, to_min }, None);
    let ways = ways(&person, said);
    engine.locked(dso, |engine| {
        let mut count = 0;
        for (channel, address) in ways {
            let words = words(said, channel, &house, person.ways.language)?;
            let new = NewPartnerNotice {
                dso,
                key: format!("{}/{}/{}", said.key, person.id, channel.name()),
                person: person.id,
                message: said.message.id().to_owned(),
                version: notify::texts::VERSION,
                language: person.ways.language,
                channel: channel.code(),
                address,
                subject: words.subject,
                body: words.text,
                due,
            };
            count += usize::from(engine.store.add_partner_notice(&new, at)?);
        }
        Ok(count)
    })
}

fn words(
    said: &Said<'_>,
    channel: Channel,
    house: &House,
    language: units::Language,
) -> Result<render::Rendered, Failure> {
    let Said { message, figures, .. } = *said;
    let medium = if channel == Channel::Sms { Medium::Sms } else { Medium::Page };
    if said.beside {
        return Ok(render::copy(message, figures, house, language, medium)?);
    }
    if channel == Channel::Sms
        && let Some(text) = render::sms(message, figures, house, language)
    {
        return Ok(render::Rendered { subject: String::new(), text: text? });
    }
    Ok(render::written(message, figures, house, language)?)
}

/// Whoever represents a group hears of it, too: of the group, and not of which home has an account here. Within the
/// transaction of its cause; `what` is a kind of M29, `of` what it is about. Source: CM-01z, PD-01.
pub fn representative_told(
    engine: &mut Engine,
    group: i64,
    (what, of): (&str, &str),
    at: Instant,
) -> Result<(), Failure> {
    let Some(message) = message_of(what) else {
        return Ok(());
    };
    let Some(group) = engine.store.group(group)? else {
        return Ok(());
    };
    let Some(person) = group.head.representative else {
        return Ok(());
    };
    let mut figures = Figures::of(Energy::Electricity, at);
    figures.label = Some(group.head.name);
    let key = format!("{what}/{of}");
    let said = Said { message, beside: true, figures: &figures, key: &key };
    say(engine, (group.dso, person), &said, at)?;
    Ok(())
}

/// Offers what waits for people without an account to a carrier. Returns how much there was.
pub(super) fn send(
    engine: &mut Engine,
    carrier: &mut dyn Carrier,
    now: Instant,
) -> Result<usize, Failure> {
    let channel = carrier.channel();
    let taken = engine.store.take_partner_notices(now, channel.code(), AT_ONCE)?;
    if taken.is_empty() {
        return Ok(0);
    }
    let mut lot = Vec::with_capacity(taken.len());
    for kept in &taken {
        let told = &kept.notice;
        let (mut text, mut html) = (told.body.clone(), String::new());
        let house = engine.books.house(told.dso).filter(|_| channel == Channel::Mail);
        if let Some(house) = house {
            let (subject, body) = (told.subject.clone(), told.body.clone());
            let rendered = render::Rendered { subject, text: body };
            let as_of = super::sending::as_of(kept.made_at);
            let parts = render::mail(&rendered, house, told.language, &as_of);
            (text, html) = (parts.plain, parts.html);
        }
        lot.push(Dispatch {
            id: format!("partner-{}-{}", told.dso.code(), kept.seq),
            to: told.address.clone(),
            language: told.language,
            subject: told.subject.clone(),
            text,
            html,
        });
    }
    for (kept, handed) in taken.iter().zip(carrier.hand_over(&lot)) {
        let step = match handed {
            // What may have left is never offered again.
            Handed::Over { .. } | Handed::Unknown { .. } => {
                PartnerNoticeStep::HandedOver { at: now }
            }
            Handed::NotNow { reason } => match again_after_s(kept.attempts) {
                Some(seconds) => PartnerNoticeStep::Again { at: now.plus_s(seconds), reason },
                None => PartnerNoticeStep::Failed { at: now, reason },
            },
            Handed::Never { reason } => PartnerNoticeStep::Failed { at: now, reason },
        };
        engine.store.partner_notice_step((kept.notice.dso, kept.seq), &step)?;
    }
    Ok(taken.len())
}
