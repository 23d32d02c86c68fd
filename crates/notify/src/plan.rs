//! From what happened to who is told what, when, and by which channels. Source: CM-01 to CM-03.

use crate::message::Message;
use crate::quiet::{QuietHours, first_loud};
use crate::trigger::{Also, Digital, Letter, Rule, Trigger, VISIT_REMINDER, message_of};
use calendar::Instant;
use serde::{Deserialize, Serialize};
use units::{Email, Language, MicroEuro, Phone};

/// What an account said, as it stands in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Of the message in the outbox: the same cause is told once.
    pub key: String,
    /// Such as `emergency_started`.
    pub kind: String,
    pub at: Instant,
    pub balance: MicroEuro,
}

/// A balance that was known at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub at: Instant,
    pub balance: MicroEuro,
}

/// What an account's people were told before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub message: Message,
    /// Of its cause.
    pub at: Instant,
}

/// What planning looks back at.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    pub told: &'a [Told],
    /// Balances since then, in any order.
    pub known: &'a [Known],
    /// Below which credit is low, for these people.
    pub low: MicroEuro,
    /// How far above `low` the balance has to have been before they hear of it again.
    pub hysteresis: MicroEuro,
    /// At and below which emergency credit is used up.
    pub cut: MicroEuro,
}

/// Why something that happened is told to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silent {
    /// Nobody is told of such things.
    NoMessage,
    /// Another cause of the same run is deeper.
    Shallower,
    /// They know: nothing has been better since.
    Repeated,
    /// It is above what they call low themselves.
    NotYet,
}

/// What is said of one of several causes.
pub fn judge(causes: &[Cause], past: Past<'_>) -> Vec<Result<Message, Silent>> {
    let messages: Vec<Option<Message>> =
        causes.iter().map(|cause| message_of(&cause.kind)).collect();
    let mut judged = Vec::with_capacity(causes.len());
    for (place, (cause, message)) in causes.iter().zip(&messages).enumerate() {
        judged.push(match message {
            None => Err(Silent::NoMessage),
            Some(message) => {
                let others = causes.iter().zip(&messages).enumerate();
                let deeper = others.filter(|(_, (other, _))| other.at == cause.at).any(
                    |(other_place, (_, other))| {
                        let other = other.map_or(0, Message::depth);
                        // Of two alike the first one counts.
                        other > message.depth() || (other == message.depth() && other_place < place)
                    },
                );
                if message.depth() > 0 && deeper {
                    Err(Silent::Shallower)
                } else if is_not_low_yet(*message, cause, past) {
                    Err(Silent::NotYet)
                } else if repeats(*message, cause, past) {
                    Err(Silent::Repeated)
                } else {
                    Ok(*message)
                }
            }
        });
    }
    judged
}

/// The books say low credit at the operator's amount; people may have chosen a lower one. Source: PA-12.
fn is_not_low_yet(message: Message, cause: &Cause, past: Past<'_>) -> bool {
    matches!(message, Message::Low | Message::BothLow) && cause.balance >= past.low
}

/// Days in which people are not asked twice how it goes.
const ASKED_AGAIN_D: i64 = 60;

/// Whether these people heard this before, and nothing was better since.
fn repeats(message: Message, cause: &Cause, past: Past<'_>) -> bool {
    let last = past.told.iter().filter(|told| told.message.family() == message.family());
    let last = last.map(|told| told.at).max();
    let better_from = match (message, cause.kind.as_str()) {
        // There is one; a correction that opens it again for some cents is no other.
        (Message::AdvanceRepaid, _) => return last.is_some(),
        // A meter that is placed some days before the account opens is one installation.
        (Message::Survey, _) => {
            return last.is_some_and(|last| last >= cause.at.plus_h(ASKED_AGAIN_D * -24));
        }
        // What is spent as expected is no news; money that came makes another forecast.
        (Message::Forecast, _) => match last.and_then(|last| balance_at(last, past)) {
            Some(then) => MicroEuro(then.0.saturating_add(1)),
            None => return false,
        },
        // One cent above the level is another crossing for the ledger, not for people.
        (Message::Low | Message::BothLow, _) => {
            past.low.checked_add(past.hysteresis).unwrap_or(past.low)
        }
        (Message::EmergencyLow, _) => MicroEuro::ZERO,
        // Said at each decision of a weekend.
        (Message::Held, "held_on") => MicroEuro(past.cut.0.saturating_add(1)),
        _ => return false,
    };
    let Some(last) = last else { return false };
    if last > cause.at {
        return true;
    }
    let since = past.known.iter().filter(|known| last <= known.at && known.at <= cause.at);
    !since.into_iter().any(|known| known.balance >= better_from)
}

/// The balance that something was said with.
fn balance_at(at: Instant, past: Past<'_>) -> Option<MicroEuro> {
    past.known.iter().filter(|known| known.at == at).map(|known| known.balance).max()
}

/// What waits to be sent since `since` although it is no longer so. Source: CM-04.
pub fn is_obsolete(message: Message, since: Instant, balance: MicroEuro, past: Past<'_>) -> bool {
    match message {
        Message::Low | Message::BothLow => balance >= past.low,
        Message::Forecast => {
            balance < MicroEuro::ZERO || balance_at(since, past).is_none_or(|then| balance > then)
        }
        Message::EmergencyOn | Message::EmergencyLow => balance >= MicroEuro::ZERO,
        Message::Held | Message::LastCall => balance > past.cut,
        _ => false,
    }
}

/// Whether what `kind` says puts an end to what `message` says: the supply is back, or somebody has paid. Source: CM-04,
/// CM-01s.
pub fn ends(kind: &str, message: Message) -> bool {
    let is_back = matches!(kind, "release_confirmed" | "closed");
    match message {
        Message::Cut => is_back,
        // To who is off and does not top up.
        Message::OffSupply => is_back || matches!(kind, "top_up_credited" | "aid_credited"),
        _ => false,
    }
}

/// By what somebody is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Sms,
    Mail,
    Letter,
    /// A person calls.
    Call,
    /// A person of the operator has something to do.
    Task,
}

impl Channel {
    pub const ALL: [Self; 5] = [Self::Sms, Self::Mail, Self::Letter, Self::Call, Self::Task];

    /// Under which it is kept.
    pub fn code(self) -> i16 {
        match self {
            Self::Sms => 1,
            Self::Mail => 2,
            Self::Letter => 4,
            Self::Call => 8,
            Self::Task => 16,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Mail => "mail",
            Self::Letter => "letter",
            Self::Call => "call",
            Self::Task => "task",
        }
    }
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    Holder,
    /// The holder where they were reached before.
    OldContact,
    Staff,
    Supplier,
    /// The local commission for energy: a person of the operator tells it.
    Commission,
    Party(i64),
    /// Whoever asked at the phone line, or wrote.
    Caller,
}

impl Recipient {
    /// Under which it is kept.
    pub fn id(&self) -> String {
        match self {
            Self::Holder => "holder".to_owned(),
            Self::OldContact => "old_contact".to_owned(),
            Self::Staff => "staff".to_owned(),
            Self::Supplier => "supplier".to_owned(),
            Self::Commission => "commission".to_owned(),
            Self::Party(id) => id.to_string(),
            Self::Caller => "caller".to_owned(),
        }
    }
}

/// Somebody and how they are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub recipient: Recipient,
    pub language: Language,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    /// Address of post in one line; empty if there is none.
    pub postal: String,
    pub sms: bool,
    pub mail: bool,
    pub letter: bool,
    pub voice: bool,
    /// Families of messages that are not wished.
    pub declined: Vec<String>,
    /// Families that come by mail before anything else.
    pub by_mail: Vec<String>,
    pub quiet: Option<QuietHours>,
}

/// Beside the holder, in which role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Payer,
    Helper,
    Cpas,
    OldContact,
}

/// One notice on one channel, to be written down and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub trigger: Trigger,
    pub message: Message,
    pub recipient: Recipient,
    pub language: Language,
    pub channel: Channel,
    pub address: String,
    /// Not sent before.
    pub due: Instant,
    /// It is not sent, and why; kept all the same.
    pub withdrawn: Option<&'static str>,
}

impl Row {
    /// Once for a cause: what is made twice from it is one.
    pub fn key(&self, cause: &str) -> String {
        format!("{cause}/{}/{}", self.recipient.id(), self.channel.name())
    }
}

/// When something of `rule` may leave for somebody.
fn when(rule: Rule, at: Instant, person: &Person, everybody: QuietHours) -> Instant {
    if rule.at_any_hour { at } else { first_loud(at, everybody, person.quiet) }
}

/// How the holder hears of `message`. `kind`: what was said in the outbox; `at`: when.
///
/// What has to be known goes out on both digital channels at once, so that it was tried on two (CG-10); the
/// rest on the first one that is wished. A letter takes their place for who has neither.
pub fn to_holder(
    message: Message,
    kind: &str,
    at: Instant,
    person: &Person,
    everybody: QuietHours,
) -> Vec<Row> {
    let Some(trigger) = Trigger::of(message) else { return Vec::new() };
    let rule = trigger.rule();
    let mut rows = Vec::new();
    let mut add = |channel: Channel, address: String, due: Instant, withdrawn| {
        rows.push(Row {
            trigger,
            message,
            recipient: person.recipient.clone(),
            language: person.language,
            channel,
            address,
            due,
            withdrawn,
        });
    };
    let due = when(rule, at, person, everybody);
    let declined = person.declined.iter().any(|family| family == message.family());
    if declined && !rule.must {
        add(Channel::Sms, String::new(), due, Some("declined"));
        return rows;
    }
    let later = rule.must && !trigger.is_of_the_moment();
    let digital = digital(message, rule, person);
    for (channel, address) in &digital {
        add(*channel, address.clone(), due, None);
    }
    let day_at = |days: i32| first_loud(at.day().plus(days).at(9, 0), everybody, None);
    let letter = match rule.letter {
        Letter::Always => Some(day_at(0).max(at)),
        Letter::First => (message == Message::Appointment && kind != VISIT_REMINDER).then_some(at),
        Letter::NextDayWithoutDigital => digital.is_empty().then(|| day_at(1)),
        Letter::OnDay3 => Some(day_at(3)),
        Letter::IfSenderKnown => Some(at),
        // What has to be known and cannot be said otherwise.
        Letter::Never => (later && digital.is_empty()).then_some(at),
    };
    if let Some(due) = letter
        && !(person.postal.is_empty())
    {
        add(Channel::Letter, person.postal.clone(), due, None);
    }
    // The last call is spoken the evening before; one hour before there is the short message.
    // Whoever is at the door soon is announced by a call; a visit in some days is not.
    let spoken = rule.voice && kind != "last_sms" && message != Message::Appointment;
    let unheard = digital.is_empty() && message.is_of_ds4_or_ds5();
    if (spoken && (person.voice || rule.must)) || unheard {
        match person.phone {
            Some(phone) => add(Channel::Call, phone.to_string(), due, None),
            None if rule.must => add(Channel::Task, "no phone is known".to_owned(), at, None),
            None => {}
        }
    }
    if rows.is_empty() {
        let withdrawn = Some("no way to reach anybody");
        rows.push(Row {
            trigger,
            message,
            recipient: person.recipient.clone(),
            language: person.language,
            channel: if later { Channel::Task } else { Channel::Sms },
            address: String::new(),
            due,
            withdrawn: withdrawn.filter(|_| !later),
        });
    }
    rows
}

/// The digital ways of a person for a message, the first one first.
fn digital(message: Message, rule: Rule, person: &Person) -> Vec<(Channel, String)> {
    let has_sms = crate::texts::texts(message).sms.is_some();
    let mobile = person.phone.filter(|phone| phone.is_mobile());
    let sms = mobile.filter(|_| has_sms && rule.digital == Digital::SmsAndMail);
    let mail = person.email.as_ref().filter(|_| rule.digital != Digital::None);
    // The credentials of an account go by letter only.
    let mail = mail.filter(|_| message != Message::AccountCode);
    let mut ways: Vec<(Channel, String, bool)> = Vec::new();
    ways.extend(sms.map(|phone| (Channel::Sms, phone.to_string(), person.sms)));
    ways.extend(mail.map(|mail| (Channel::Mail, mail.to_string(), person.mail)));
    if person.by_mail.iter().any(|family| family == message.family()) {
        ways.reverse();
    }
    let wished = ways.iter().any(|(.., wished)| *wished);
    // What has to be known does not stay unsaid because no channel is wished.
    ways.retain(|(.., is_wished)| *is_wished || (rule.must && !wished));
    let mut ways: Vec<(Channel, String)> =
        ways.into_iter().map(|(channel, address, _)| (channel, address)).collect();
    if !rule.must {
        ways.truncate(1);
    }
    ways
}

/// How somebody in a role beside the holder hears of `message`: one way, the mail first, since it has place
/// for whose home it is. `None` if the table does not have the role.
pub fn to_other(
    message: Message,
    at: Instant,
    role: Role,
    person: &Person,
    everybody: QuietHours,
) -> Option<Row> {
    let trigger = Trigger::of(message)?;
    let rule = trigger.rule();
    let also = match role {
        Role::Payer => Also::Payer,
        Role::Helper => Also::Helper,
        Role::Cpas => Also::Cpas,
        Role::OldContact => Also::OldContact,
    };
    if !rule.also.contains(&also) {
        return None;
    }
    let mobile = person.phone.filter(|phone| phone.is_mobile());
    let (channel, address) = match (&person.email, mobile) {
        (Some(email), _) if role != Role::OldContact => (Channel::Mail, email.to_string()),
        (_, Some(phone)) => (Channel::Sms, phone.to_string()),
        (Some(email), None) => (Channel::Mail, email.to_string()),
        (None, None) => return None,
    };
    Some(Row {
        trigger,
        message,
        recipient: person.recipient.clone(),
        language: person.language,
        channel,
        address,
        due: when(rule, at, person, everybody),
        withdrawn: None,
    })
}

/// What somebody asked for at the phone line or wrote to us about, to their own number, now. `None`: the message has no such text, or the
/// number gets none. Source: CM-02, CM-05.
pub fn to_caller(message: Message, at: Instant, phone: Phone, language: Language) -> Option<Row> {
    let trigger = Trigger::of(message)
        .filter(|trigger| matches!(trigger, Trigger::Phone | Trigger::Heard))?;
    phone.is_mobile().then(|| Row {
        trigger,
        message,
        recipient: Recipient::Caller,
        language,
        channel: Channel::Sms,
        address: phone.to_string(),
        due: at,
        withdrawn: None,
    })
}

/// What a person of the operator has to do beside: look after somebody, or tell the local commission, which has no
/// address of its own here. Source: CM-01m.
pub fn to_staff(message: Message, at: Instant, flagged: bool, language: Language) -> Vec<Row> {
    let Some(trigger) = Trigger::of(message) else { return Vec::new() };
    let rule = trigger.rule();
    let asked = rule.also.contains(&Also::Staff) && (trigger != Trigger::I || flagged);
    let told = rule.also.contains(&Also::Cle);
    let tasks = [
        (asked, Recipient::Staff, ""),
        (told, Recipient::Commission, "tell the local commission for energy"),
    ];
    let row = |(_, recipient, what): (bool, Recipient, &str)| Row {
        trigger,
        message,
        recipient,
        language,
        channel: Channel::Task,
        address: what.to_owned(),
        due: at,
        withdrawn: None,
    };
    tasks.into_iter().filter(|(asked, ..)| *asked).map(row).collect()
}

#[cfg(test)]
mod tests;
