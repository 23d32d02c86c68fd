//! What becomes of a notice on its way, and what follows when it does not arrive. Source: CM-02, CM-06.

use crate::message::Message;
use crate::plan::Channel;
use serde::{Deserialize, Serialize};

/// How a notice stands on one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Queued,
    /// It is being handed over: after a crash it may have left. It is not sent again.
    Leaving,
    /// Somebody has it who brings it: a message centre, a mail server, a printer.
    HandedOver,
    Delivered,
    Failed,
    Withdrawn,
}

impl State {
    pub const ALL: [Self; 6] = [
        Self::Queued,
        Self::Leaving,
        Self::HandedOver,
        Self::Delivered,
        Self::Failed,
        Self::Withdrawn,
    ];

    /// Under which it is kept.
    pub fn code(self) -> i16 {
        match self {
            Self::Queued => 0,
            Self::Leaving => 1,
            Self::HandedOver => 2,
            Self::Delivered => 3,
            Self::Failed => 4,
            Self::Withdrawn => 5,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Leaving => "leaving",
            Self::HandedOver => "handed over",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether what is heard now changes it: things come late, twice and out of order, and a notice goes
    /// forward only. A receipt that comes after a failure was read too early is believed.
    pub fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Failed, Self::Delivered) => true,
            (Self::Delivered | Self::Failed | Self::Withdrawn, _) => false,
            (Self::Leaving, Self::Queued) => true,
            (Self::HandedOver, Self::Withdrawn) => false,
            (known, next) => known.code() < next.code(),
        }
    }

    /// It was tried: what leaves or has left is out of our hands. Source: CG-10.
    pub fn was_tried(self) -> bool {
        matches!(self, Self::Leaving | Self::HandedOver | Self::Delivered | Self::Failed)
    }
}

/// How often a notice is offered to who brings it.
pub const MOST_ATTEMPTS: i32 = 8;

/// After how many seconds a notice is offered again that was refused for now; `None`: not any more. About
/// 28 minutes in all, so that the next channel comes no later than for one that was lost on its way.
pub fn again_after_s(attempts: i32) -> Option<i64> {
    let pauses = [5, 15, 40, 90, 180, 480, 870];
    usize::try_from(attempts.saturating_sub(1)).ok().and_then(|place| pauses.get(place)).copied()
}

/// For how long a receipt is waited for. Source: CM-02.
pub const RECEIPT_WAIT_MIN: i64 = 30;

/// What follows when a short message, or what came in its place, has not arrived. Source: CM-02.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// An address of mail is known.
    pub mail: bool,
    /// An address of post is known.
    pub post: bool,
    /// A phone that can be called.
    pub phone: bool,
}

/// The next way for `message` after `failed` of those that were `tried`; `None` if there is none left, or if
/// another is still good.
pub fn fallback(
    message: Message,
    failed: Channel,
    tried: &[(Channel, State)],
    ways: Ways,
) -> Option<Channel> {
    let was = |channel: Channel| tried.iter().any(|(known, _)| *known == channel);
    let holds = |channel: Channel, state: State| match channel {
        // A mail that a server has taken is only that: nobody says whether it was read.
        Channel::Mail => state == State::HandedOver && !message.is_of_ds4_or_ds5(),
        _ => state == State::Delivered,
    };
    let arrived = tried.iter().any(|(channel, state)| holds(*channel, *state));
    let has_text = crate::Trigger::of(message)
        .is_some_and(|trigger| trigger.rule().digital != crate::Digital::None);
    if arrived {
        return None;
    }
    let trigger = crate::Trigger::of(message).filter(|trigger| !trigger.is_of_the_moment());
    let must = trigger.is_some_and(|trigger| trigger.rule().must);
    match failed {
        Channel::Sms | Channel::Mail => {}
        // It came back, days later: a person says it, or finds out where they live.
        Channel::Letter if must => {
            let call = (ways.phone && !was(Channel::Call)).then_some(Channel::Call);
            return call.or((!was(Channel::Task)).then_some(Channel::Task));
        }
        Channel::Letter | Channel::Call | Channel::Task => return None,
    }
    if ways.mail && has_text && !was(Channel::Mail) {
        return Some(Channel::Mail);
    }
    if message.is_of_ds4_or_ds5() {
        let call = if ways.phone { Channel::Call } else { Channel::Task };
        return (!was(Channel::Call) && !was(Channel::Task)).then_some(call);
    }
    (must && ways.post && !was(Channel::Letter)).then_some(Channel::Letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Ways = Ways { mail: true, post: true, phone: true };

    #[test]
    fn cm_02_an_undelivered_sms_becomes_a_mail_then_a_call_or_a_letter() {
        let lost = [(Channel::Sms, State::Failed)];
        assert_eq!(fallback(Message::Low, Channel::Sms, &lost, ALL), Some(Channel::Mail));
        assert_eq!(fallback(Message::Cut, Channel::Sms, &lost, ALL), Some(Channel::Mail));
        let both = [(Channel::Sms, State::Failed), (Channel::Mail, State::Failed)];
        assert_eq!(fallback(Message::Cut, Channel::Mail, &both, ALL), Some(Channel::Call));
        assert_eq!(
            fallback(Message::PaymentFailed, Channel::Mail, &both, ALL),
            Some(Channel::Letter)
        );
        assert_eq!(fallback(Message::Low, Channel::Mail, &both, ALL), None, "nobody has to know");
        let no_phone = Ways { phone: false, ..ALL };
        assert_eq!(fallback(Message::Held, Channel::Mail, &both, no_phone), Some(Channel::Task));
        // Both left at once, and the mail is with its server: enough for a state that is mild.
        let mailed = [(Channel::Sms, State::Failed), (Channel::Mail, State::HandedOver)];
        assert_eq!(fallback(Message::EmergencyOn, Channel::Sms, &mailed, ALL), None);
        assert_eq!(fallback(Message::Held, Channel::Sms, &mailed, ALL), Some(Channel::Call));
        let called = [mailed[0], mailed[1], (Channel::Call, State::Queued)];
        assert_eq!(fallback(Message::Held, Channel::Sms, &called, ALL), None, "one call");
        let arrived = [(Channel::Sms, State::Delivered), (Channel::Mail, State::Failed)];
        assert_eq!(fallback(Message::Held, Channel::Mail, &arrived, ALL), None);
    }

    #[test]
    fn o_10_what_is_of_the_moment_becomes_no_letter() {
        let lost = [(Channel::Sms, State::Failed)];
        let mail = fallback(Message::Incident, Channel::Sms, &lost, ALL);
        assert_eq!(mail, Some(Channel::Mail));
        let both = [(Channel::Sms, State::Failed), (Channel::Mail, State::Failed)];
        assert_eq!(fallback(Message::Incident, Channel::Mail, &both, ALL), None);
    }

    #[test]
    fn cm_02_a_letter_that_comes_back_becomes_a_call_or_a_task() {
        let back = [(Channel::Letter, State::Failed)];
        let next = |message, tried: &[_], ways| fallback(message, Channel::Letter, tried, ways);
        assert_eq!(next(Message::Activated, &back, ALL), Some(Channel::Call));
        let no_phone = Ways { phone: false, ..ALL };
        assert_eq!(next(Message::Activated, &back, no_phone), Some(Channel::Task));
        let called = [back[0], (Channel::Call, State::Failed)];
        assert_eq!(next(Message::Cut, &called, ALL), Some(Channel::Task));
        let asked = [called[0], called[1], (Channel::Task, State::Queued)];
        assert_eq!(next(Message::Cut, &asked, ALL), None);
        let known = [back[0], (Channel::Sms, State::Delivered)];
        assert_eq!(next(Message::Activated, &known, ALL), None, "they know");
        assert_eq!(next(Message::Survey, &back, ALL), None, "nobody has to know");
    }

    #[test]
    fn cm_06_a_notice_goes_forward_only() {
        use State::{Delivered, Failed, HandedOver, Leaving, Queued, Withdrawn};
        let allowed: Vec<(State, State)> = State::ALL
            .into_iter()
            .flat_map(|from| State::ALL.map(|to| (from, to)))
            .filter(|(from, to)| from.may_become(*to))
            .collect();
        assert_eq!(
            allowed,
            [
                (Queued, Leaving),
                (Queued, HandedOver),
                (Queued, Delivered),
                (Queued, Failed),
                (Queued, Withdrawn),
                (Leaving, Queued),
                (Leaving, HandedOver),
                (Leaving, Delivered),
                (Leaving, Failed),
                (Leaving, Withdrawn),
                (HandedOver, Delivered),
                (HandedOver, Failed),
                (Failed, Delivered),
            ]
        );
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
        }
    }

    #[test]
    fn cm_06_attempts_end_before_a_lost_one_is_given_up() {
        let pauses: Vec<i64> = (1..).map_while(again_after_s).collect();
        assert_eq!(i32::try_from(pauses.len() + 1), Ok(MOST_ATTEMPTS));
        assert!(pauses.iter().sum::<i64>() < RECEIPT_WAIT_MIN * 60);
        assert_eq!(again_after_s(1), Some(5), "a hand-over within seconds");
        assert_eq!(again_after_s(0), None);
    }
}
