//! What a household asks of its operator, or complains about. Source: PR-22, CG-09.

use calendar::{Instant, SettlementDay};
use params::CaseParameters;
use serde::{Deserialize, Serialize};

/// Letters of what somebody writes, at most.
pub const MOST_LETTERS: usize = 1_000;
/// Between these hours people are called.
const DESK_OPENS: u8 = 9;
const DESK_CLOSES: u8 = 18;

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// Somebody wants to be called.
    CallBack,
    /// A plan of repayment is too much to bear.
    ChangePlan,
    /// The balance is thought to be wrong.
    WrongBalance,
    /// Anything else that went wrong.
    Complaint,
    /// A social service asks that a cut waits. Source: CG-09.
    DelayCut,
    /// A social service asks for reduced power instead of none. Source: PR-19.
    ReducedPower,
    /// They leave: a person closes the account at the readings of the handover. Source: PA-28.
    Moving,
    /// They want a copy of all that is known of them. Source: PD-07.
    DataCopy,
    /// Something that is known of them is wrong. Source: PD-07, PA-38.
    DataCorrection,
    /// They want to be forgotten, as far as the books may. Source: PD-07.
    DataErasure,
    /// They refuse the prepayment that was asked for. Source: PR-04.
    RefusePrepayment,
    /// They ask for prepayment themselves. Source: PR-02.
    AskPrepayment,
}

/// Hours within which somebody is called back, of those in which people are called. Not from a source: ours.
const CALL_BACK_H: i64 = 2;

/// Whether somebody answers the phone now.
pub fn desk_is_open(now: Instant) -> bool {
    let day = now.day();
    day.is_working_day() && (day.at(DESK_OPENS, 0)..day.at(DESK_CLOSES, 0)).contains(&now)
}

/// By when somebody is called back who asks for it now: two hours of the desk later, at a full or half hour.
pub fn call_back_by(now: Instant) -> Instant {
    let day = now.day();
    let next = |day: SettlementDay| day.add_working_days(1).at(DESK_OPENS, 0);
    let closed = !day.is_working_day() || now >= day.at(DESK_CLOSES, 0);
    let from = if closed { next(day) } else { now.max(day.at(DESK_OPENS, 0)) };
    let by = from.plus_h(CALL_BACK_H);
    let over = i64::from(by.minute_of_day() % 30);
    let by = if over == 0 { by } else { by.plus_min(30 - over) };
    let by = by.plus_s(-by.unix_s().rem_euclid(60));
    // What is left of this day is too little.
    if by > from.day().at(DESK_CLOSES, 0) { next(from.day()).plus_h(CALL_BACK_H) } else { by }
}

impl CaseKind {
    pub const ALL: [Self; 12] = [
        Self::CallBack,
        Self::ChangePlan,
        Self::WrongBalance,
        Self::Complaint,
        Self::DelayCut,
        Self::ReducedPower,
        Self::Moving,
        Self::DataCopy,
        Self::DataCorrection,
        Self::DataErasure,
        Self::RefusePrepayment,
        Self::AskPrepayment,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::CallBack => "call_back",
            Self::ChangePlan => "change_plan",
            Self::WrongBalance => "wrong_balance",
            Self::Complaint => "complaint",
            Self::DelayCut => "delay_cut",
            Self::ReducedPower => "reduced_power",
            Self::Moving => "moving",
            Self::DataCopy => "data_copy",
            Self::DataCorrection => "data_correction",
            Self::DataErasure => "data_erasure",
            Self::RefusePrepayment => "refuse_prepayment",
            Self::AskPrepayment => "ask_prepayment",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a household asks it for itself; the others are asked for it by a social service.
    pub fn is_of_household(self) -> bool {
        !matches!(self, Self::DelayCut | Self::ReducedPower)
    }

    /// Whether it says nothing without words.
    pub fn needs_words(self) -> bool {
        match self {
            Self::CallBack
            | Self::ChangePlan
            | Self::DataCopy
            | Self::DataErasure
            | Self::RefusePrepayment
            | Self::AskPrepayment => false,
            Self::WrongBalance
            | Self::Complaint
            | Self::DelayCut
            | Self::ReducedPower
            | Self::Moving
            | Self::DataCorrection => true,
        }
    }

    /// Whether no cut of the account leaves until it is answered.
    fn bars_cuts(self) -> bool {
        matches!(self, Self::WrongBalance | Self::DelayCut)
    }

    /// Whether it is about prepayment itself: its refusal, or a wish for it.
    pub fn is_of_prepayment(self) -> bool {
        matches!(self, Self::RefusePrepayment | Self::AskPrepayment)
    }

    /// Whether it is about what is known of them.
    pub fn is_of_data(self) -> bool {
        matches!(self, Self::DataCopy | Self::DataCorrection | Self::DataErasure)
    }

    /// The last day on which it is answered in time.
    pub fn due(self, asked: SettlementDay, rules: &CaseParameters) -> SettlementDay {
        let working_days = match self {
            // A refusal is told before a meter is switched over.
            Self::CallBack | Self::DelayCut | Self::ReducedPower | Self::RefusePrepayment => {
                rules.call_back_working_days
            }
            Self::ChangePlan
            | Self::WrongBalance
            | Self::Complaint
            | Self::Moving
            | Self::AskPrepayment => rules.answer_working_days,
            Self::DataCopy | Self::DataCorrection | Self::DataErasure => {
                return asked.plus_months(rules.data_months);
            }
        };
        asked.add_working_days(working_days)
    }

    /// What may have been done about it.
    pub fn outcomes(self) -> &'static [Outcome] {
        match self {
            Self::CallBack => &[Outcome::Done, Outcome::NotReached, Outcome::WrongNumber],
            Self::ChangePlan
            | Self::DelayCut
            | Self::ReducedPower
            | Self::Moving
            | Self::RefusePrepayment
            | Self::AskPrepayment => &[Outcome::Done, Outcome::Explained, Outcome::PassedOn],
            Self::WrongBalance => &[Outcome::Corrected, Outcome::Explained, Outcome::PassedOn],
            Self::DataCopy | Self::DataErasure => &[Outcome::Done, Outcome::Explained],
            Self::DataCorrection => &[Outcome::Corrected, Outcome::Explained],
            Self::Complaint => {
                &[Outcome::Done, Outcome::Corrected, Outcome::Explained, Outcome::PassedOn]
            }
        }
    }
}

/// What was done about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it was asked.
    Done,
    /// Something was wrong, and is right now.
    Corrected,
    /// Nothing was wrong, and it was said why.
    Explained,
    /// Tried, and nobody answered: it comes back, until it was tried often enough.
    NotReached,
    /// Somebody else answered, or no such number is in use.
    WrongNumber,
    /// To another body, such as the mediator or a CPAS.
    PassedOn,
}

impl Outcome {
    pub const ALL: [Self; 6] = [
        Self::Done,
        Self::Corrected,
        Self::Explained,
        Self::NotReached,
        Self::WrongNumber,
        Self::PassedOn,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Corrected => "corrected",
            Self::Explained => "explained",
            Self::NotReached => "not_reached",
            Self::WrongNumber => "wrong_number",
            Self::PassedOn => "passed_on",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub at: Instant,
    pub by: String,
    pub outcome: Outcome,
    /// What the household reads.
    pub words: String,
    /// The mediation service's code for what it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Somebody was called in vain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallTry {
    pub at: Instant,
    pub by: String,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    Ended,
    /// It was a call in vain: it waits to be tried again.
    ComesBack {
        from: Instant,
    },
}

/// One question, until it is answered and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub kind: CaseKind,
    pub asked_at: Instant,
    pub due: SettlementDay,
    pub words: String,
    /// No cut of the account until it is answered.
    pub bars_cuts: bool,
    /// Calls in vain, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tries: Vec<CallTry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    New(Case),
    /// It belongs to an open one, at this place among those that were given.
    Joins {
        place: usize,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    #[error("a `{}` says what is wrong", kind.name())]
    NoWords { kind: CaseKind },
    #[error("{letters} letters are too many, {MOST_LETTERS} may be kept")]
    TooLong { letters: usize },
    #[error("it was answered on {}", on)]
    Answered { on: SettlementDay },
    #[error("`{}` is no answer to a `{}`", outcome.name(), kind.name())]
    NoAnswer { kind: CaseKind, outcome: Outcome },
}

fn checked(words: &str) -> Result<String, CaseError> {
    let words = words.trim();
    let letters = words.chars().count();
    if letters > MOST_LETTERS { Err(CaseError::TooLong { letters }) } else { Ok(words.to_owned()) }
}

impl Case {
    /// Something is asked. `earlier`: all cases of the same household. Source: PR-22.
    pub fn open(
        kind: CaseKind,
        words: &str,
        now: Instant,
        earlier: &[Self],
        rules: &CaseParameters,
    ) -> Result<Opened, CaseError> {
        let words = checked(words)?;
        if words.is_empty() && kind.needs_words() {
            return Err(CaseError::NoWords { kind });
        }
        let waits = |case: &Self| case.kind == kind && case.is_open();
        if let Some(place) = earlier.iter().position(waits) {
            return Ok(Opened::Joins { place });
        }
        let answered_of_late = earlier.iter().filter(|case| case.kind == kind).any(|case| {
            let until = |answer: &Answer| answer.at.day().plus(rules.hold_again_days);
            case.answer.as_ref().is_some_and(|answer| now.day() < until(answer))
        });
        Ok(Opened::New(Self {
            kind,
            asked_at: now,
            due: kind.due(now.day(), rules),
            words,
            bars_cuts: kind.bars_cuts() && !answered_of_late,
            tries: Vec::new(),
            answer: None,
        }))
    }

    pub fn is_open(&self) -> bool {
        self.answer.is_none()
    }

    /// Open, and later than was promised.
    pub fn is_late(&self, today: SettlementDay) -> bool {
        self.is_open() && today > self.due
    }

    /// From when somebody calls again who was called in vain; `None` if nobody was, or it has ended.
    pub fn again_from(&self, rules: &CaseParameters) -> Option<Instant> {
        let last = self.tries.last().filter(|_| self.is_open())?;
        let next_morning = |day: SettlementDay| day.add_working_days(1).at(DESK_OPENS, 0);
        let from = last.at.plus_h(rules.call_again_h);
        let (today, day) = (last.at.day(), from.day());
        let in_hours = (day.at(DESK_OPENS, 0)..day.at(DESK_CLOSES, 0)).contains(&from);
        let same_day = day == today && day.is_working_day() && in_hours;
        Some(if same_day { from } else { next_morning(today) })
    }

    /// Answers it, once; a call in vain is tried again before it ends as one, and is due again on the day of
    /// the next try. Errors: it is answered, the outcome does not fit, or the household is told nothing.
    pub fn give(&mut self, answer: Answer, rules: &CaseParameters) -> Result<Given, CaseError> {
        if let Some(given) = &self.answer {
            return Err(CaseError::Answered { on: given.at.day() });
        }
        if !self.kind.outcomes().contains(&answer.outcome) {
            return Err(CaseError::NoAnswer { kind: self.kind, outcome: answer.outcome });
        }
        let words = checked(&answer.words)?;
        if words.is_empty() && self.kind != CaseKind::CallBack {
            return Err(CaseError::NoWords { kind: self.kind });
        }
        if answer.outcome == Outcome::NotReached {
            self.tries.push(CallTry { at: answer.at, by: answer.by.clone() });
            if self.tries.len() < rules.call_tries
                && let Some(from) = self.again_from(rules)
            {
                self.due = self.due.max(from.day());
                return Ok(Given::ComesBack { from });
            }
        }
        self.answer = Some(Answer { words, ..answer });
        Ok(Given::Ended)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
mod tests {
    use super::*;
    use params::{ParameterBook, Parameters};
    use units::{Dso, Energy};

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn rules() -> CaseParameters {
        let (day, now) = (at("2026-11-06T12:00:00+01:00").day(), at("2026-11-06T12:00:00+01:00"));
        let book = ParameterBook::shipped().unwrap();
        Parameters::resolve(&book, Dso::Ores, Energy::Electricity, day, now).unwrap().cases
    }

    fn new(kind: CaseKind, now: &str, earlier: &[Case]) -> Case {
        match Case::open(kind, "I paid on Friday", at(now), earlier, &rules()).unwrap() {
            Opened::New(case) => case,
            Opened::Joins { place } => panic!("joins {place}"),
        }
    }

    fn answered(mut case: Case, outcome: Outcome, now: &str) -> Case {
        let words = "Your transfer came on Monday.".to_owned();
        let answer = Answer { at: at(now), by: "An agent".into(), outcome, words, code: None };
        assert_eq!(case.give(answer, &rules()), Ok(Given::Ended));
        case
    }

    #[test]
    fn cm_05_a_call_back_is_promised_within_two_hours_of_the_desk() {
        let by = |now: &str| {
            let now: Instant = now.parse().unwrap();
            (desk_is_open(now), call_back_by(now).to_local_string())
        };
        // A Friday, a weekend, and the Armistice on a Wednesday.
        for (now, open, promised) in [
            ("2026-11-20T10:05:30+01:00", true, "2026-11-20T12:30:00+01:00"),
            ("2026-11-20T15:59:00+01:00", true, "2026-11-20T18:00:00+01:00"),
            ("2026-11-20T16:10:00+01:00", true, "2026-11-23T11:00:00+01:00"),
            ("2026-11-20T07:00:00+01:00", false, "2026-11-20T11:00:00+01:00"),
            ("2026-11-20T22:00:00+01:00", false, "2026-11-23T11:00:00+01:00"),
            ("2026-11-21T12:00:00+01:00", false, "2026-11-23T11:00:00+01:00"),
            ("2026-11-11T12:00:00+01:00", false, "2026-11-12T11:00:00+01:00"),
        ] {
            assert_eq!(by(now), (open, promised.to_owned()), "{now}");
        }
    }

    #[test]
    fn pr_22_it_is_due_in_working_days() {
        // A Friday, before Armistice on Wednesday.
        let friday = "2026-11-06T17:00:00+01:00";
        let call = new(CaseKind::CallBack, friday, &[]);
        assert_eq!(call.due.to_string(), "2026-11-09");
        assert_eq!(new(CaseKind::DelayCut, friday, &[]).due, call.due, "a cut does not wait long");
        let refusal = new(CaseKind::RefusePrepayment, friday, &[]);
        assert_eq!(refusal.due, call.due, "before a meter is switched over");
        let complaint = new(CaseKind::Complaint, friday, &[]);
        assert_eq!(complaint.due.to_string(), "2026-11-23");
        assert!(!complaint.is_late(complaint.due));
        assert!(complaint.is_late(complaint.due.next()));
        let done = answered(complaint, Outcome::Done, "2026-12-01T10:00:00+01:00");
        assert!(!done.is_late(done.due.next()), "what is answered is late no more");
    }

    #[test]
    fn cg_09_a_complaint_on_the_balance_and_a_delay_that_a_social_service_asks_bar_cuts() {
        let now = "2026-11-06T17:00:00+01:00";
        for kind in CaseKind::ALL {
            let bars = new(kind, now, &[]).bars_cuts;
            let expected = matches!(kind, CaseKind::WrongBalance | CaseKind::DelayCut);
            assert_eq!(bars, expected, "{kind:?}");
        }
    }

    #[test]
    fn pr_22_asked_again_soon_after_an_answer_it_bars_no_cut() {
        let first = new(CaseKind::WrongBalance, "2026-11-06T17:00:00+01:00", &[]);
        let first = answered(first, Outcome::Explained, "2026-11-09T10:00:00+01:00");
        let earlier = [first];
        let soon = new(CaseKind::WrongBalance, "2026-12-08T10:00:00+01:00", &earlier);
        assert!(!soon.bars_cuts, "within 30 days of the answer");
        let later = new(CaseKind::WrongBalance, "2026-12-09T10:00:00+01:00", &earlier);
        assert!(later.bars_cuts);
    }

    #[test]
    fn pr_22_what_is_asked_again_joins_the_open_case_of_its_kind() {
        let now = "2026-11-06T17:00:00+01:00";
        let mut earlier = vec![
            answered(new(CaseKind::CallBack, now, &[]), Outcome::WrongNumber, now),
            new(CaseKind::WrongBalance, now, &[]),
            new(CaseKind::CallBack, now, &[]),
        ];
        let again = |kind, earlier: &[Case]| Case::open(kind, "again", at(now), earlier, &rules());
        let joins = again(CaseKind::CallBack, &earlier);
        assert_eq!(joins, Ok(Opened::Joins { place: 2 }));
        assert!(matches!(again(CaseKind::Complaint, &earlier), Ok(Opened::New(_))));
        earlier.pop();
        assert!(matches!(again(CaseKind::CallBack, &earlier), Ok(Opened::New(_))));
    }

    #[test]
    fn pr_22_words_are_asked_for_where_they_are_needed_and_kept_short() {
        let now = at("2026-11-06T17:00:00+01:00");
        for kind in CaseKind::ALL {
            let without = Case::open(kind, " \n ", now, &[], &rules());
            let refused = without == Err(CaseError::NoWords { kind });
            assert_eq!(refused, kind.needs_words(), "{kind:?}");
        }
        // Letters, not bytes: a name in another script is no longer than in ours.
        let most = "Я".repeat(MOST_LETTERS);
        assert!(Case::open(CaseKind::Complaint, &most, now, &[], &rules()).is_ok());
        let longer = format!("{most}Я");
        let refused = Case::open(CaseKind::Complaint, &longer, now, &[], &rules());
        assert_eq!(refused, Err(CaseError::TooLong { letters: MOST_LETTERS + 1 }));
    }

    #[test]
    fn pr_22_an_answer_is_given_once_says_something_and_fits() {
        let now = "2026-11-06T17:00:00+01:00";
        let answer = |outcome, words: &str| Answer {
            at: at(now),
            by: "An agent".into(),
            outcome,
            words: words.into(),
            code: None,
        };
        let mut case = new(CaseKind::WrongBalance, now, &[]);
        let wrong = case.give(answer(Outcome::NotReached, "nobody there"), &rules());
        let kind = CaseKind::WrongBalance;
        assert_eq!(wrong, Err(CaseError::NoAnswer { kind, outcome: Outcome::NotReached }));
        assert_eq!(
            case.give(answer(Outcome::Explained, " "), &rules()),
            Err(CaseError::NoWords { kind: CaseKind::WrongBalance })
        );
        case.give(answer(Outcome::Corrected, "10 € were missing."), &rules()).unwrap();
        let on = at(now).day();
        let again = case.give(answer(Outcome::Explained, "No."), &rules());
        assert_eq!(again, Err(CaseError::Answered { on }));
        // Who was called needs no letter about it.
        let mut call = new(CaseKind::CallBack, now, &[]);
        assert_eq!(call.give(answer(Outcome::Done, ""), &rules()), Ok(Given::Ended));
    }

    #[test]
    fn pr_22_a_call_in_vain_comes_back_in_the_hours_of_the_desk_and_ends_after_three() {
        // Asked on a Thursday, due on Friday.
        let mut call = new(CaseKind::CallBack, "2026-11-05T17:00:00+01:00", &[]);
        let mut vain = |when: &str| {
            let by = "An agent".to_owned();
            let (outcome, words) = (Outcome::NotReached, String::new());
            let answer = Answer { at: at(when), by, outcome, words, code: None };
            let given = call.give(answer, &rules());
            (given, call.due.to_string(), call.is_open())
        };
        let back = |from: &str| Ok(Given::ComesBack { from: at(from) });
        // Three hours later; it stays due on Friday.
        let first = vain("2026-11-06T10:00:00+01:00");
        assert_eq!(first, (back("2026-11-06T13:00:00+01:00"), "2026-11-06".to_owned(), true));
        // Three hours later nobody is at work: on Monday, and due on Monday.
        let second = vain("2026-11-06T15:30:00+01:00");
        assert_eq!(second, (back("2026-11-09T09:00:00+01:00"), "2026-11-09".to_owned(), true));
        let third = vain("2026-11-09T09:10:00+01:00");
        assert_eq!(third, (Ok(Given::Ended), "2026-11-09".to_owned(), false));
        assert_eq!(call.tries.len(), 3);
        assert_eq!(call.again_from(&rules()), None, "nobody calls again");
        let outcome = call.answer.map(|answer| answer.outcome);
        assert_eq!(outcome, Some(Outcome::NotReached));
    }

    #[test]
    fn pr_22_a_wrong_number_is_not_called_again() {
        let now = "2026-11-06T10:00:00+01:00";
        let call = answered(new(CaseKind::CallBack, now, &[]), Outcome::WrongNumber, now);
        assert!(!call.is_open() && call.tries.is_empty());
    }

    #[test]
    fn names_are_read_back() {
        for kind in CaseKind::ALL {
            assert_eq!(CaseKind::from_name(kind.name()), Some(kind));
            assert!(!kind.outcomes().is_empty());
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_name(outcome.name()), Some(outcome));
            assert!(CaseKind::ALL.iter().any(|kind| kind.outcomes().contains(&outcome)));
        }
    }
}
