//! The log of what a household was told: each channel with its state, and why another one was not taken.
//! Source: UX A-09, CM-02 to CM-06.

use super::super::api::{
    ActKind, MessagesView, NotSent, SentMessage, SentRow, SentState, WayState, Whom,
};
use super::super::case::act_name;
use super::super::contact::{self, FORM};
use super::super::events;
use super::super::pages::Menu;
use super::super::paths::Page;
use super::super::words::Words as Common;
use super::words::Words;
use crate::card::Chip;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::Frame;
use crate::words::fill;
use access::{Act, Needs, Only, Role, Verb};
use askama::Template;
use units::Language;

pub(in crate::agent) fn channel_name(name: &str, language: Language) -> &'static str {
    let m = Words::of(language);
    match name {
        "sms" => m.sms,
        "mail" => m.mail,
        "letter" => m.letter,
        "call" => m.call,
        _ => m.task,
    }
}

fn clock((from, to): (u16, u16), text: &str) -> String {
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    fill(text, &[("from", &time(from)), ("to", &time(to))])
}

fn way_words(state: WayState, m: &Words) -> &'static str {
    match state {
        WayState::Good => m.way_good,
        WayState::Unknown => m.way_unknown,
        WayState::NotMobile => m.way_landline,
        WayState::Off => m.way_off,
        WayState::CameBack => m.way_back,
    }
}

fn state_words(row: &SentRow, language: Language, m: &Words) -> String {
    let words = match row.state {
        SentState::Waits => m.st_waits,
        SentState::Quiet => m.st_quiet,
        SentState::Leaving => m.st_leaving,
        SentState::HandedOver => m.st_handed,
        SentState::Delivered => m.st_delivered,
        SentState::Failed => m.st_failed,
        SentState::Withdrawn => m.st_withdrawn,
    };
    fill(words, &[("time", &language.instant(row.at))])
}

fn not_sent_words(why: NotSent, m: &Words) -> &'static str {
    match why {
        NotSent::NotThatWay => m.n_that_way,
        NotSent::Unknown => m.n_unknown,
        NotSent::NotMobile => m.n_landline,
        NotSent::Off => m.n_off,
        NotSent::Declined => m.n_declined,
        NotSent::AnotherWay => m.n_another,
        NotSent::CameBack => m.n_back,
    }
}

/// A reason that the platform wrote, in words; empty if there is none. `None` if whoever brings it speaks.
pub(in crate::agent) fn known_reason(reason: &str, language: Language) -> Option<String> {
    let m = Words::of(language);
    let known = match reason {
        "" => "",
        "declined" => m.r_declined,
        "no way to reach anybody" => m.r_no_way,
        "no longer so" => m.r_no_longer,
        "something deeper is told" => m.r_deeper,
        "told with the other energy" => m.r_other,
        "a newer code" => m.r_newer_code,
        "a demo: kept, and sent to nobody" => m.r_demo,
        text if text.starts_with("nothing heard in") => m.r_nothing_heard,
        text => {
            let returned = text.strip_prefix("returned: ").map(|why| {
                // Who noted it stands behind it.
                let why = why.rsplit_once(", by ").map_or(why, |(why, _)| why);
                fill(m.r_returned, &[("why", &contact::back_words(why, language))])
            });
            return returned
                .or_else(|| text.strip_prefix("by ").map(|who| fill(m.r_by, &[("who", who)])));
        }
    };
    Some(known.to_owned())
}

/// A reason as it is kept, in words; what the platform did not write is whoever brings it speaking.
fn reason_words(reason: &str, language: Language) -> String {
    known_reason(reason, language)
        .unwrap_or_else(|| fill(Words::of(language).r_carrier, &[("why", reason)]))
}

#[derive(Debug)]
struct Way {
    name: &'static str,
    address: String,
    state: &'static str,
}

#[derive(Debug)]
struct Row {
    number: String,
    /// Under which a copy names it.
    anchor: i64,
    channel: &'static str,
    address: String,
    state: String,
    reason: String,
    instead: bool,
    /// The post may bring it back.
    may_return: bool,
}

#[derive(Debug)]
struct Told {
    what: String,
    when: String,
    whom: String,
    /// Words, and where on the page.
    copy_of: Option<(String, Option<i64>)>,
    text: Option<String>,
    lang: &'static str,
    rows: Vec<Row>,
    /// Channel and why.
    not_sent: Vec<(&'static str, &'static str)>,
    /// Where a copy begins.
    again: Option<String>,
}

fn told(
    one: &SentMessage,
    (copies, notes): (Option<&str>, bool),
    language: Language,
    m: &Words,
) -> Told {
    let whom = match &one.whom {
        Whom::Holder => m.to_holder.to_owned(),
        Whom::OldContact => m.to_old.to_owned(),
        Whom::Staff => m.to_staff.to_owned(),
        Whom::Supplier => m.to_supplier.to_owned(),
        Whom::Commission => m.to_commission.to_owned(),
        Whom::Party(name) => fill(m.to_party, &[("name", name)]),
    };
    let number = |number: i64| fill(m.number, &[("number", &number.to_string())]);
    let rows = one.rows.iter().map(|row| Row {
        number: number(row.number),
        anchor: row.number,
        channel: channel_name(&row.channel, language),
        address: row.address.clone(),
        state: state_words(row, language, m),
        reason: reason_words(&row.reason, language),
        instead: row.instead,
        may_return: notes
            && row.channel == LETTER
            && matches!(row.state, SentState::HandedOver | SentState::Leaving),
    });
    let not_sent = one.not_sent.iter();
    Told {
        what: events::event(&one.message, language),
        when: language.instant(one.at),
        whom,
        copy_of: one
            .copy_of
            .map(|first| (fill(m.copy_of, &[("number", &first.to_string())]), None)),
        text: one.text.clone(),
        lang: one.language.code(),
        rows: rows.collect(),
        not_sent: not_sent
            .map(|(channel, why)| (channel_name(channel, language), not_sent_words(*why, m)))
            .collect(),
        again: copies.zip(one.again).map(|(path, number)| format!("{path}?line={number}")),
    }
}

/// Whether the first one of a copy stands on the page.
fn is_shown(log: &[SentMessage], first: i64) -> bool {
    log.iter().any(|one| one.rows.iter().any(|row| row.number == first))
}

/// The channel whose messages come back.
const LETTER: &str = "letter";

/// What a form sends for letters in easy words.
pub(in crate::agent) const EASY: &str = "easy";

#[derive(Debug, Template)]
#[template(path = "agent/messages.html")]
pub(in crate::agent) struct MessagesPage {
    frame: Frame,
    m: &'static Words,
    k: &'static contact::Words,
    c: &'static Common,
    menu: Menu,
    chip: Chip,
    who: String,
    case: String,
    /// Where contact data are put right.
    contact: Option<String>,
    /// Where a letter that came back is noted, and why it may have.
    returned: String,
    backs: Vec<(&'static str, String)>,
    silent: bool,
    ways: Vec<Way>,
    /// Label and value.
    facts: Vec<(&'static str, String)>,
    quiet: Vec<String>,
    /// Where it is changed, what is sent, and what the button says.
    easy: Option<(String, &'static str, &'static str)>,
    /// Address and words.
    acts: Vec<(String, &'static str)>,
    scheduled: Vec<String>,
    log: Vec<Told>,
    more: bool,
}

impl MessagesPage {
    pub(in crate::agent) fn new(frame: Frame, role: Role, view: &MessagesView) -> Self {
        let language = frame.language;
        let (m, c) = (Words::of(language), Common::of(language));
        let case = format!("{}/{}", Page::Case.path(language), view.account);
        let open = !view.closed && !view.silent;
        let may = |only: Only| open && Needs::PartOf(Act::Messages, only).allows(Some(role));
        let at = |kind: ActKind| format!("{case}/{}", kind.name());
        let acts = [(ActKind::Message, may(Only::All)), (ActKind::NewCode, may(Only::Resend))];
        let copies = may(Only::Resend).then(|| at(ActKind::Again));
        let mut quiet = vec![clock(view.everybody_min, m.quiet)];
        quiet.extend(view.quiet_min.map(|own| clock(own, m.own_quiet)));
        let declined: Vec<String> =
            view.declined.iter().map(|id| events::event(id, language)).collect();
        let mut facts = vec![(c.speaks, view.language.own_name().to_owned())];
        facts
            .push((m.letters, if view.easy { m.letters_easy } else { m.letters_usual }.to_owned()));
        let (value, words) = if view.easy { ("usual", m.be_usual) } else { (EASY, m.be_easy) };
        let here = format!("{}/{}", Page::Messages.path(language), view.account);
        let may_enter = Needs::Anyones(Act::Alerts, Verb::Do).allows(Some(role)) && !view.closed;
        let contact = may_enter.then(|| format!("{here}{FORM}"));
        let returned = format!("{here}/returned");
        // What left comes back after an account has closed, and whatever the operator sends by now.
        let notes = Needs::PartOf(Act::Messages, Only::Resend).allows(Some(role));
        let easy = may(Only::Resend).then_some((here, value, words));
        if !declined.is_empty() {
            facts.push((m.declined, declined.join(", ")));
        }
        let reference = format!("{:013}", view.ean.reference().as_u64());
        let parts = [view.name.clone(), reference, view.town.clone()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let ways = view.ways.iter().map(|way| {
            let name = channel_name(&way.channel, language);
            Way { name, address: way.address.clone(), state: way_words(way.state, m) }
        });
        let scheduled = view.scheduled.iter().map(|one| {
            let what = events::event(&one.message, language);
            let time = language.near(one.at, view.now);
            fill(m.planned_at, &[("what", &what), ("time", &time)])
        });
        Self {
            menu: Menu::new(language, role, None),
            chip: Chip::of(view.card.state, language),
            who: parts.join(" · "),
            silent: view.silent,
            ways: ways.collect(),
            facts,
            quiet,
            easy,
            acts: acts
                .into_iter()
                .filter(|(_, may)| *may)
                .map(|(kind, _)| (at(kind), act_name(kind, c)))
                .collect(),
            scheduled: scheduled.collect(),
            log: view
                .log
                .iter()
                .map(|one| {
                    let shown = told(one, (copies.as_deref(), notes), language, m);
                    let first = one.copy_of.filter(|first| is_shown(&view.log, *first));
                    Told { copy_of: shown.copy_of.map(|(words, _)| (words, first)), ..shown }
                })
                .collect(),
            more: view.more,
            case,
            contact,
            returned,
            backs: contact::backs(language),
            frame: frame.titled(m.title, &[]),
            m,
            k: contact::Words::of(language),
            c,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cm_06_each_state_and_each_reason_has_words_of_its_own() {
        for language in Language::ALL {
            let m = Words::of(language);
            let ways = WayState::ALL.map(|state| way_words(state, m));
            let silent = NotSent::ALL.map(|why| not_sent_words(why, m));
            for words in [&ways[..], &silent[..]] {
                let mut known: Vec<&str> = words.to_vec();
                known.sort_unstable();
                known.dedup();
                assert_eq!(known.len(), words.len(), "{language}");
            }
            assert_eq!(reason_words("declined", language), m.r_declined);
            let moved = contact::back_words("moved", language);
            assert!(reason_words("returned: moved, by cy", language).ends_with(&moved));
            assert!(reason_words("returned: eaten, by cy", language).ends_with("eaten"));
            assert!(reason_words("by cy", language).contains("cy"));
            assert!(reason_words("SMSC says 69", language).ends_with("SMSC says 69"));
            assert_eq!(reason_words("nothing heard in 30 min", language), m.r_nothing_heard);
            assert_eq!(reason_words("", language), "");
        }
    }
}
