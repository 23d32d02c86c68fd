//! Names of states, steps, grounds and demands, and what was refused, in words.

use super::super::api::LifeRefused;
use super::words::Words;
use crate::language::Writes as _;
use crate::pay::frame::PageError;
use crate::words::fill;
use calendar::SettlementDay;
use procedures::{CaseKind, Channel, Demand, Ground, Journey, RequestError, State, Step, StepKind};
use units::Language;

pub(super) fn ground_name(ground: &Ground, m: &Words) -> &'static str {
    match ground {
        Ground::Default { .. } => m.g_unpaid,
        Ground::Judgment { .. } => m.g_judgment,
        Ground::Household { .. } => m.g_own,
        Ground::Paid => m.g_end,
    }
}

/// Who has asked: the supplier, or the household itself.
pub(super) fn asker<'a>(supplier: &'a str, ground: &Ground, m: &'static Words) -> &'a str {
    if ground.is_suppliers() { supplier } else { m.own_asker }
}

/// What the household reads to which its request or refusal was brought home.
pub fn own_answer(kind: CaseKind, came: SettlementDay, language: Language) -> String {
    let m = Words::of(language);
    let day = language.date(came);
    match kind {
        CaseKind::RefusePrepayment => fill(m.a_refused, &[("day", &day)]),
        _ => fill(m.a_asked, &[("day", &day)]),
    }
}

/// Subject and text of the letter that confirms a household's own request. `help` and `site` are the operator's.
pub fn own_request_words(
    (asked, until): (SettlementDay, SettlementDay),
    (help, site): (&str, &str),
    language: Language,
) -> (String, String) {
    let m = Words::of(language);
    let (asked, until) = (language.date(asked), language.date(until));
    let lines = [
        fill(m.own_asked, &[("day", &asked)]),
        m.own_meaning.to_owned(),
        fill(m.own_until, &[("day", &until)]),
        fill(m.own_call, &[("help", help)]),
        fill(m.own_site, &[("site", site)]),
        m.own_nothing.to_owned(),
        m.own_advice.to_owned(),
    ];
    (m.own_subject.to_owned(), lines.join("\n"))
}

/// How a state is called, and the class of its chip.
pub(super) fn state_chip(state: State, late: bool, m: &Words) -> (&'static str, &'static str) {
    let class = match state {
        _ if late => "s5",
        State::Requested | State::LetterSent | State::Appointment => "s2",
        State::Absent => "s3",
        State::Activated | State::Ended => "s1",
        State::Refused | State::AbsentAgain | State::Impossible | State::Cancelled => "s4",
    };
    (class, words_of(state, m))
}

fn words_of(state: State, m: &Words) -> &'static str {
    match state {
        State::Requested => m.s_requested,
        State::LetterSent => m.s_letter_sent,
        State::Appointment => m.s_appointment,
        State::Absent => m.s_absent,
        State::Activated => m.s_activated,
        State::Refused => m.s_refused,
        State::AbsentAgain => m.s_absent_again,
        State::Impossible => m.s_impossible,
        State::Cancelled => m.s_cancelled,
        State::Ended => m.s_ended,
    }
}

/// A state by the platform's name.
pub(in crate::agent) fn state_name(name: &str, language: Language) -> &'static str {
    let all = [
        State::Requested,
        State::LetterSent,
        State::Appointment,
        State::Absent,
        State::Activated,
        State::Refused,
        State::AbsentAgain,
        State::Impossible,
        State::Cancelled,
        State::Ended,
    ];
    let found = all.into_iter().find(|state| state.name() == name);
    found.map_or("", |state| words_of(state, Words::of(language)))
}

/// What a step is called where it is chosen.
pub(super) fn kind_name(kind: StepKind, ground: &Ground, m: &Words) -> &'static str {
    match kind {
        StepKind::Refused if !ground.is_suppliers() => m.k_taken_back,
        StepKind::LetterSent => m.k_letter_sent,
        StepKind::Appointment => m.k_appointment,
        StepKind::Absent => m.k_absent,
        StepKind::Activated => m.k_activated,
        StepKind::Refused => m.k_refused,
        StepKind::Impossible => m.k_impossible,
        StepKind::Cancelled => m.k_cancelled,
        StepKind::Withdrawn => m.t_withdrawn,
        StepKind::Ended => m.k_ended,
    }
}

/// What a step leads to, said before it is taken.
pub(super) fn kind_lead(kind: StepKind, ground: &Ground, m: &Words) -> &'static str {
    match kind {
        StepKind::Refused if !ground.is_suppliers() => m.l_taken_back,
        StepKind::LetterSent => m.l_letter_sent,
        StepKind::Appointment => m.l_appointment,
        StepKind::Absent => m.l_absent,
        StepKind::Activated => m.l_activated,
        StepKind::Refused => m.l_refused,
        StepKind::Impossible => m.l_impossible,
        StepKind::Cancelled | StepKind::Withdrawn => m.l_cancelled,
        StepKind::Ended => m.l_ended,
    }
}

pub(super) fn channel_name(channel: Channel, m: &Words) -> &'static str {
    match channel {
        Channel::Click => m.c_click,
        Channel::Call => m.c_call,
        Channel::Card => m.c_card,
        Channel::Visit => m.c_visit,
    }
}

pub(super) fn journey_name(journey: Journey, m: &Words) -> &'static str {
    match journey {
        Journey::Remote => m.j_remote,
        Journey::NewMeter => m.j_new_meter,
    }
}

/// A step that was taken. `absences`: how often nobody was there, with this one.
pub(super) fn taken_words(
    step: &Step,
    ground: &Ground,
    absences: usize,
    language: Language,
) -> String {
    let m = Words::of(language);
    match step {
        Step::Refused { channel } if !ground.is_suppliers() => {
            fill(m.t_taken_back, &[("channel", channel_name(*channel, m))])
        }
        Step::LetterSent => m.t_letter_sent.to_owned(),
        Step::Appointment { day } => fill(m.t_appointment, &[("day", &language.date(*day))]),
        Step::Absent => fill(m.t_absent, &[("count", &absences.to_string())]),
        Step::Activated => m.t_activated.to_owned(),
        Step::Refused { channel } => fill(m.t_refused, &[("channel", channel_name(*channel, m))]),
        Step::Impossible { why } => fill(m.t_impossible, &[("why", why)]),
        Step::Cancelled { why } => fill(m.t_cancelled, &[("why", why)]),
        Step::Withdrawn => m.t_withdrawn.to_owned(),
        Step::Ended => m.t_ended.to_owned(),
    }
}

pub(super) fn demand_name(demand: Demand, m: &Words) -> &'static str {
    match demand {
        Demand::Shown => m.d_shown,
        Demand::Home => m.d_home,
        Demand::Letter => m.d_letter,
        Demand::NotRefused => m.d_not_refused,
        Demand::Communicates => m.d_communicates,
        Demand::NewDay => m.d_new_day,
        Demand::Placed => m.d_placed,
        Demand::NothingOwed => m.d_nothing_owed,
        Demand::Closed => m.d_closed,
    }
}

pub(in crate::agent) const POINT: &str = "point";
pub(super) const ON: &str = "on";
pub(super) const DAY: &str = "day";
pub(super) const WHY: &str = "why";
pub(super) const STREET: &str = "street";
pub(super) const FIRST: &str = "first";
pub(super) const JUDGMENT: &str = "judgment";
pub(super) const DOCUMENT: &str = "document";

/// What was refused, at its field.
pub(in crate::agent) fn refused(refused: &LifeRefused, language: Language) -> PageError {
    let m = Words::of(language);
    let at = |field, text: &str| PageError::at(field, text);
    match refused {
        LifeRefused::Unknown => PageError::general(m.e_unknown),
        LifeRefused::Overtaken => PageError::general(m.e_overtaken),
        LifeRefused::NoPoint => at(POINT, m.e_point),
        LifeRefused::Running => at(POINT, m.e_running),
        LifeRefused::Rule(error) => match error {
            RequestError::Future => at(ON, m.e_future),
            RequestError::Before { last } => {
                PageError::at(ON, fill(m.e_before, &[("day", &language.date(*last))]))
            }
            RequestError::PastVisit => at(DAY, m.e_past_visit),
            RequestError::NoVisitYet { day } => {
                PageError::at(ON, fill(m.e_no_visit_yet, &[("day", &language.date(*day))]))
            }
            RequestError::NoReason => at(WHY, m.e_why),
            RequestError::NoAddress => at(STREET, m.e_address),
            RequestError::Registers => at(FIRST, m.e_registers),
            RequestError::NoJudgment => at(JUDGMENT, m.e_judgment),
            RequestError::NoDocument => at(DOCUMENT, m.e_document),
            RequestError::TooLong => PageError::general(m.e_long),
            RequestError::NoAccount => PageError::general(m.e_no_account),
            RequestError::StillOpen => PageError::general(m.e_still_open),
            RequestError::OpenAlready => PageError::general(m.e_open_already),
            RequestError::RefusalWaits => PageError::general(m.e_refusal_waits),
            RequestError::SwapWaits => PageError::general(m.e_swap_waits),
            RequestError::Silent => PageError::general(m.e_silent),
            RequestError::NoHome => PageError::general(m.e_no_home),
            RequestError::Waits => PageError::general(m.e_waits),
            RequestError::SamePerson => PageError::general(m.e_same),
            RequestError::NotSeen => PageError::general(m.e_overtaken),
            RequestError::Imposed => PageError::general(m.e_imposed),
            RequestError::NotNow { .. }
            | RequestError::NothingWaits
            | RequestError::TooLittle { .. }
            | RequestError::TooSoon { .. } => PageError::general(m.e_not_now),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pr_02_a_households_own_request_is_never_called_a_suppliers_nor_a_refusal() {
        let own = Ground::Household { case: 7 };
        let step = Step::Refused { channel: Channel::Card };
        for language in Language::ALL {
            let m = Words::of(language);
            assert_eq!(asker("A supplier", &own, m), m.own_asker);
            assert_ne!(kind_name(StepKind::Refused, &own, m), m.k_refused);
            assert_ne!(kind_lead(StepKind::Refused, &own, m), m.l_refused);
            let told = taken_words(&step, &own, 0, language);
            let suppliers = taken_words(&step, &Ground::Paid, 0, language);
            assert!(told != suppliers && told.contains(m.c_card), "{told}");
            let days = ("2026-11-02".parse().unwrap(), "2026-12-04".parse().unwrap());
            let (subject, text) = own_request_words(days, ("0800 1", "x.be"), language);
            assert!(!subject.is_empty() && text.contains("0800 1") && text.contains("x.be"));
            assert!(text.contains(&language.date(days.1)) && !text.contains('{'), "{text}");
        }
    }
}
