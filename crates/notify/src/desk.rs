//! What people at a desk have said by hand: which messages, and only while they are true; a copy of one, which
//! says that it is a copy; and why something did not leave by a channel. Source: UX A-09, CM-02, CM-03.

use crate::figures::TextError;
use crate::gsm;
use crate::message::Message;
use crate::plan::{Channel, Person, to_holder};
use crate::quiet::QuietHours;
use crate::render::Rendered;
use crate::texts::{fill, frame::Words, texts};
use crate::trigger::{Digital, Letter, Rule, Trigger};
use calendar::{Instant, SettlementDay};
use units::{Language, MicroEuro};

/// How an account stands, as far as a message may say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub balance: MicroEuro,
    /// Below it credit is low.
    pub low: MicroEuro,
    /// At it credit is exhausted.
    pub cut: MicroEuro,
    /// The supply is not connected.
    pub off: bool,
    /// Nothing was read for two days.
    pub silent: bool,
    /// Somebody asked for a call and was not reached.
    pub call_open: bool,
    /// They were written to or called in vain, and have given no sign since.
    pub unanswered: bool,
}

/// What a desk may have said. All else follows from what happens, and from nobody's hand: what warns of a cut
/// begins delays, and what tells of money is told once.
pub const BY_DESK: [Message; 6] = [
    Message::Activated,
    Message::Low,
    Message::EmergencyOn,
    Message::NoReading,
    Message::CallMissed,
    Message::Unreachable,
];

/// How the outbox names a message of a desk; `None` for what no desk says.
pub fn kind_of(message: Message) -> Option<&'static str> {
    Some(match message {
        Message::Activated => "desk_card",
        Message::Low => "desk_low",
        Message::EmergencyOn => "desk_emergency",
        Message::NoReading => "desk_no_reading",
        Message::CallMissed => "desk_call",
        Message::Unreachable => "desk_unreachable",
        _ => return None,
    })
}

/// The message that the outbox names so.
pub fn message_of(kind: &str) -> Option<Message> {
    BY_DESK.into_iter().find(|message| kind_of(*message) == Some(kind))
}

/// Whether what a message says of a state is so. What tells of an event stays true.
pub fn is_so(message: Message, standing: Standing) -> bool {
    let Standing { balance, low, cut, off, silent, call_open, unanswered } = standing;
    match message {
        Message::Low | Message::BothLow => !off && balance >= MicroEuro::ZERO && balance < low,
        // Far above what is low, and gone in two days.
        Message::Forecast => !off && balance >= MicroEuro::ZERO,
        Message::EmergencyOn | Message::EmergencyLow => {
            !off && balance < MicroEuro::ZERO && balance > cut
        }
        Message::Held | Message::LastCall => !off && balance <= cut,
        Message::Cut
        | Message::Press
        | Message::LeakSeen
        | Message::Unreached
        | Message::OffSupply => off,
        Message::NoReading => silent,
        Message::CallMissed => call_open,
        Message::Unreachable => unanswered,
        _ => true,
    }
}

/// Why a message is not sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCopy {
    /// It holds a code: a new one takes its place.
    Code,
    /// It says something that is no longer so.
    NotSo,
}

/// Whether a copy of a message may leave now.
pub fn copy_of(message: Message, standing: Standing) -> Result<(), NoCopy> {
    match message {
        Message::AccountCode | Message::AccessAsked => Err(NoCopy::Code),
        message if is_so(message, standing) => Ok(()),
        _ => Err(NoCopy::NotSo),
    }
}

fn dated(text: &str, language: Language, day: SettlementDay) -> String {
    let (year, month, of_month) = day.ymd();
    let day = match language {
        Language::De => format!("{of_month:02}.{month:02}.{year}"),
        Language::Fr | Language::Nl | Language::En => format!("{of_month:02}/{month:02}/{year}"),
    };
    fill(text, &[("day", &day)])
}

/// The words of a copy. Whoever reads it sees that nothing happened a second time: no second payment, no second
/// decision. Errors: a short message has no place even for the shorter mark.
pub fn marked(
    words: &Rendered,
    channel: Channel,
    language: Language,
    first: SettlementDay,
) -> Result<Rendered, TextError> {
    let w = Words::of(language);
    let mark = dated(w.copy_of, language, first);
    if channel != Channel::Sms {
        let line = dated(w.copy_line, language, first);
        let subject = format!("{mark} {}", words.subject);
        let between = if channel == Channel::Letter { "\n" } else { " " };
        return Ok(Rendered { subject, text: format!("{line}{between}{}", words.text) });
    }
    let mut septets = 0;
    for mark in [mark.as_str(), w.copy_short] {
        let text = format!("{mark} {}", words.text);
        septets = gsm::septets(&text).ok_or_else(|| TextError::NotGsm { text: text.clone() })?;
        if septets <= gsm::MOST_SEPTETS {
            return Ok(Rendered { subject: String::new(), text });
        }
    }
    Err(TextError::TooLong { septets })
}

/// Why a message did not take a channel to the holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WhyNot {
    /// The message does not go that way.
    NotThatWay,
    /// No number, or no address, is known.
    Unknown,
    /// A number, but no short message reaches it.
    NotMobile,
    /// The holder has switched the channel off.
    Off,
    /// The holder does not want this kind of message.
    Declined,
    /// Another way was enough.
    AnotherWay,
}

impl WhyNot {
    pub const ALL: [Self; 6] = [
        Self::NotThatWay,
        Self::Unknown,
        Self::NotMobile,
        Self::Off,
        Self::Declined,
        Self::AnotherWay,
    ];
}

/// Why a message that was said then did not take a channel to the holder; `None` if it did, or if the channel is
/// a person's call.
pub fn why_not(
    message: Message,
    (kind, at): (&str, Instant),
    channel: Channel,
    person: &Person,
) -> Option<WhyNot> {
    let rows = to_holder(message, kind, at, person, QuietHours::OF_EVERYBODY);
    if rows.iter().any(|row| row.channel == channel && row.withdrawn.is_none()) {
        return None;
    }
    let rule: Rule = Trigger::of(message)?.rule();
    let declined = person.declined.iter().any(|family| family == message.family());
    if declined && !rule.must {
        return Some(WhyNot::Declined);
    }
    let wished = |is: bool| if is { WhyNot::AnotherWay } else { WhyNot::Off };
    match channel {
        Channel::Sms => Some(match person.phone {
            _ if rule.digital != Digital::SmsAndMail || texts(message).sms.is_none() => {
                WhyNot::NotThatWay
            }
            None => WhyNot::Unknown,
            Some(phone) if !phone.is_mobile() => WhyNot::NotMobile,
            Some(_) => wished(person.sms),
        }),
        Channel::Mail => Some(match person.email {
            _ if rule.digital == Digital::None || message == Message::AccountCode => {
                WhyNot::NotThatWay
            }
            None => WhyNot::Unknown,
            Some(_) => wished(person.mail),
        }),
        Channel::Letter => Some(match rule.letter {
            Letter::Never if !rule.must => WhyNot::NotThatWay,
            Letter::First if message != Message::Appointment => WhyNot::NotThatWay,
            _ if person.postal.is_empty() => WhyNot::Unknown,
            _ => WhyNot::AnotherWay,
        }),
        Channel::Call | Channel::Task => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{Figures, House};
    use crate::plan::Recipient;
    use crate::render;
    use units::Energy;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn standing(balance: &str, off: bool) -> Standing {
        let (balance, low, cut) = (eur(balance), eur("5"), eur("-15"));
        Standing { balance, low, cut, off, silent: false, call_open: false, unanswered: false }
    }

    fn person() -> Person {
        Person {
            recipient: Recipient::Holder,
            language: Language::Fr,
            phone: Some("0475 12 34 56".parse().unwrap()),
            email: Some("home@example.be".parse().unwrap()),
            postal: "Rue 1, 5000 Namur".to_owned(),
            sms: true,
            mail: true,
            letter: true,
            voice: true,
            declined: Vec::new(),
            by_mail: Vec::new(),
            quiet: None,
        }
    }

    #[test]
    fn cm_04_a_desk_says_a_state_only_while_it_is_so() {
        let said = |standing: Standing| -> Vec<&str> {
            let so = BY_DESK.into_iter().filter(|message| is_so(*message, standing));
            so.map(Message::id).collect()
        };
        assert_eq!(said(standing("12", false)), ["M01"]);
        assert_eq!(said(standing("5", false)), ["M01"], "5.00 is not low");
        assert_eq!(said(standing("4.99", false)), ["M01", "M04"]);
        assert_eq!(said(standing("-0.01", false)), ["M01", "M06"]);
        assert_eq!(said(standing("-15", false)), ["M01"], "what warns of a cut is nobody's hand");
        assert_eq!(said(standing("4.99", true)), ["M01"], "whoever is off is not low");
        let all =
            Standing { silent: true, call_open: true, unanswered: true, ..standing("12", false) };
        assert_eq!(said(all), ["M01", "M21", "answer-call", "unreachable"]);
    }

    #[test]
    fn cm_01_what_a_desk_says_has_a_name_of_its_own_in_the_outbox() {
        for message in Message::ALL {
            let kind = kind_of(message);
            assert_eq!(kind.is_some(), BY_DESK.contains(&message), "{message}");
            assert_eq!(kind.and_then(message_of), kind.map(|_| message));
            // What follows from events is judged beside other events, what a desk says is not.
            assert_eq!(kind.and_then(crate::trigger::message_of), None, "{message}");
        }
    }

    #[test]
    fn pd_04_a_code_is_never_sent_twice_and_a_state_only_while_it_holds() {
        let now = standing("12", false);
        assert_eq!(copy_of(Message::AccountCode, now), Err(NoCopy::Code));
        assert_eq!(copy_of(Message::AccessAsked, now), Err(NoCopy::Code));
        assert_eq!(copy_of(Message::Credited, now), Ok(()));
        assert_eq!(copy_of(Message::RightToRefuse, now), Ok(()));
        for message in [Message::Low, Message::Held, Message::Cut, Message::Press] {
            assert_eq!(copy_of(message, now), Err(NoCopy::NotSo), "{message}");
        }
        assert_eq!(copy_of(Message::Held, standing("-16", false)), Ok(()));
        assert_eq!(copy_of(Message::Press, standing("3", true)), Ok(()));
    }

    /// The longest real words of each message: a copy of it says so in each language, and fits.
    #[test]
    fn cm_06_each_copy_says_that_it_is_one_and_a_short_message_keeps_its_length() {
        let (house, day) = (House::example("ORES"), "2026-11-20".parse().unwrap());
        let mut dated = 0;
        for message in Message::ALL {
            for energy in [Energy::Electricity, Energy::Gas] {
                for language in Language::ALL {
                    let figures = Figures::longest(energy);
                    // With the space behind it.
                    let mark = Words::of(language).copy_short.len() + 1;
                    if let Some(text) = render::sms(message, &figures, &house, language) {
                        let words = Rendered { subject: String::new(), text: text.unwrap() };
                        let least = gsm::septets(&words.text).unwrap() + mark;
                        let Ok(copy) = marked(&words, Channel::Sms, language, day) else {
                            // Another way is offered in its place, never one without the mark.
                            assert!(least > gsm::MOST_SEPTETS, "{message} {language}");
                            continue;
                        };
                        let marks = ["Copie", "Kopie", "Copy"];
                        assert!(marks.iter().any(|mark| copy.text.starts_with(mark)));
                        assert!(copy.text.ends_with(&words.text), "{message} {language}");
                        assert!(gsm::septets(&copy.text).unwrap() <= gsm::MOST_SEPTETS);
                        dated += usize::from(copy.text.contains("2026"));
                    }
                    let words = render::written(message, &figures, &house, language).unwrap();
                    let copy = marked(&words, Channel::Mail, language, day).unwrap();
                    assert!(copy.text.contains("2026") && copy.subject.contains("2026"));
                }
            }
        }
        assert!(dated > 0, "where there is place the day stands there");
    }

    #[test]
    fn cm_02_the_log_says_why_a_message_did_not_take_a_channel() {
        let at: Instant = "2026-11-20T10:00:00+01:00".parse().unwrap();
        let why = |message: Message, channel: Channel, person: &Person| {
            why_not(message, ("", at), channel, person)
        };
        let all = person();
        assert_eq!(why(Message::Credited, Channel::Sms, &all), None, "it went");
        assert_eq!(why(Message::Credited, Channel::Mail, &all), Some(WhyNot::AnotherWay));
        assert_eq!(why(Message::Credited, Channel::Letter, &all), Some(WhyNot::NotThatWay));
        assert_eq!(why(Message::Held, Channel::Letter, &all), Some(WhyNot::AnotherWay));
        let landline = Person { phone: Some("081 12 34 56".parse().unwrap()), ..person() };
        assert_eq!(why(Message::Credited, Channel::Sms, &landline), Some(WhyNot::NotMobile));
        let none = Person { phone: None, email: None, postal: String::new(), ..person() };
        for channel in [Channel::Sms, Channel::Mail, Channel::Letter] {
            assert_eq!(
                why(Message::Activated, channel, &none),
                Some(WhyNot::Unknown),
                "{channel:?}"
            );
        }
        let off = Person { sms: false, ..person() };
        assert_eq!(why(Message::Credited, Channel::Sms, &off), Some(WhyNot::Off));
        let neither = Person { sms: false, mail: false, ..person() };
        assert_eq!(why(Message::Held, Channel::Sms, &neither), None, "it has to be known");
        let declined = Person { declined: vec!["M03".to_owned()], ..person() };
        assert_eq!(why(Message::Credited, Channel::Sms, &declined), Some(WhyNot::Declined));
        assert_eq!(why(Message::AccountCode, Channel::Mail, &all), Some(WhyNot::NotThatWay));
        assert_eq!(why(Message::AccountCode, Channel::Letter, &all), None);
    }
}
