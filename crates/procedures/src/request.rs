//! Prepayment that a supplier asks for, and its end: what has to be true to ask, what may follow on what, and by
//! when. Source: PR-01, PR-02, PR-04, PR-05, PA-31.

mod life;

pub use life::{Begin, Demand, Entered, Home, Item, Journey, PointFacts, StepKind, Waiting};

use calendar::{Instant, SettlementDay};
use params::RequestParameters;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// Letters of one document's name or of a reason, at most.
pub const MOST_OF_A_LINE: usize = 200;
/// Documents of one request, at most.
pub const MOST_DOCUMENTS: usize = 10;

/// On what a request rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// A default of payment that was notified by registered letter. Source: PR-01.
    Default { notified: SettlementDay, owed: MicroEuro, both_energies: bool },
    /// The justice of the peace has imposed it.
    Judgment { id: String },
    /// The household asks for it itself: the number of the case in which it did. Nobody owes anybody anything by it,
    /// and it is taken back as freely as it was asked. Source: PR-02.
    Household { case: i64 },
    /// Nothing is owed to the supplier any more: prepayment may end. Source: PA-31.
    Paid,
}

impl Ground {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Default { .. } => "default",
            Self::Judgment { .. } => "judgment",
            Self::Household { .. } => "household",
            Self::Paid => "paid",
        }
    }

    /// Whether it asks for an activation; else for an end.
    pub fn activates(&self) -> bool {
        match self {
            Self::Default { .. } | Self::Judgment { .. } | Self::Household { .. } => true,
            Self::Paid => false,
        }
    }

    /// Whether a supplier has asked: it is told what becomes of it, and owed a lump sum if that takes too long.
    pub fn is_suppliers(&self) -> bool {
        !matches!(self, Self::Household { .. })
    }
}

/// By which way a household has refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Click,
    Call,
    Card,
    Visit,
}

impl Channel {
    pub const ALL: [Self; 4] = [Self::Click, Self::Call, Self::Card, Self::Visit];

    pub fn name(self) -> &'static str {
        match self {
            Self::Click => "click",
            Self::Call => "call",
            Self::Card => "card",
            Self::Visit => "visit",
        }
    }
}

/// Something that happens to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The letter that explains the right to refuse has left.
    LetterSent,
    Appointment {
        day: SettlementDay,
    },
    /// Nobody was there. Never a refusal. Source: PR-05.
    Absent,
    /// The meter is there and has communicated: the account is open.
    Activated,
    /// The household refuses. Source: PR-04.
    Refused {
        channel: Channel,
    },
    /// For a technical reason.
    Impossible {
        why: String,
    },
    /// Paid, or a plan was agreed.
    Cancelled {
        why: String,
    },
    /// The supplier takes it back.
    Withdrawn,
    /// Prepayment has ended as it was asked.
    Ended,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Requested,
    LetterSent,
    Appointment,
    /// Once in vain: a new day is to be found.
    Absent,
    Activated,
    Refused,
    /// As often in vain as it may be.
    AbsentAgain,
    Impossible,
    Cancelled,
    Ended,
}

impl State {
    pub const ALL: [Self; 10] = [
        Self::Requested,
        Self::LetterSent,
        Self::Appointment,
        Self::Absent,
        Self::Activated,
        Self::Refused,
        Self::AbsentAgain,
        Self::Impossible,
        Self::Cancelled,
        Self::Ended,
    ];

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::LetterSent => "letter_sent",
            Self::Appointment => "appointment",
            Self::Absent => "absent",
            Self::Activated => "activated",
            Self::Refused => "refused",
            Self::AbsentAgain => "absent_again",
            Self::Impossible => "impossible",
            Self::Cancelled => "cancelled",
            Self::Ended => "ended",
        }
    }

    pub fn is_open(self) -> bool {
        match self {
            Self::Requested | Self::LetterSent | Self::Appointment | Self::Absent => true,
            Self::Activated
            | Self::Refused
            | Self::AbsentAgain
            | Self::Impossible
            | Self::Cancelled
            | Self::Ended => false,
        }
    }
}

/// A step with who took it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// When it was told.
    pub at: Instant,
    pub by: String,
    pub step: Step,
    /// When it happened, if on another day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<SettlementDay>,
    /// For colleagues.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Taken {
    /// The day on which it happened.
    pub fn day(&self) -> SettlementDay {
        self.on.unwrap_or(self.at.day())
    }
}

/// What a supplier asks for one supply point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub ground: Ground,
    pub asked_at: Instant,
    pub by: String,
    /// Names of documents that the supplier keeps ready.
    pub documents: Vec<String>,
    pub steps: Vec<Taken>,
    pub state: State,
    /// By when the next step is due; the last day that was due once it has ended.
    pub due: SettlementDay,
    /// `None` while nobody has found out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<Home>,
    /// An activation that nobody has approved yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    #[error("a default of less than {least} EUR allows no request")]
    TooLittle { least: MicroEuro },
    #[error("the notice of {notified} allows a request from {first} on")]
    TooSoon { notified: SettlementDay, first: SettlementDay },
    #[error("a judgment has a number")]
    NoJudgment,
    #[error(
        "a line has {MOST_OF_A_LINE} letters at most, and a request {MOST_DOCUMENTS} documents"
    )]
    TooLong,
    #[error("a default or a judgment is shown by a document")]
    NoDocument,
    #[error("a request that is {} cannot be {step} now", state.name())]
    NotNow { state: State, step: &'static str },
    #[error("what a judge has imposed is not refused here")]
    Imposed,
    #[error("why is not said")]
    NoReason,
    #[error("a step lies in the future")]
    Future,
    #[error("a step lies before {last}, the day of the one before it")]
    Before { last: SettlementDay },
    #[error("a visit is fixed for a day that is over")]
    PastVisit,
    #[error("the visit is on {day}")]
    NoVisitYet { day: SettlementDay },
    #[error("street, postcode and town are not said")]
    NoAddress,
    #[error("the point has no open account: activate it first")]
    NoAccount,
    #[error("the account of the point is open: close it first")]
    StillOpen,
    #[error("the account of the point is open already")]
    OpenAlready,
    #[error("a refusal with the digits of this point came by the form, and nobody has answered it")]
    RefusalWaits,
    #[error(
        "the swap of its card meter is planned or not booked: what is left on the card begins the account"
    )]
    SwapWaits,
    #[error("the household has refused that its meter communicates")]
    Silent,
    #[error("the registers are not those of such a meter")]
    Registers,
    #[error("nobody knows who lives there")]
    NoHome,
    #[error("an activation waits for a second person already")]
    Waits,
    #[error("no activation waits for a second person")]
    NothingWaits,
    #[error("the same person has asked for it")]
    SamePerson,
    #[error("what waits is not what the page has shown")]
    NotSeen,
}

impl Step {
    pub fn kind(&self) -> StepKind {
        match self {
            Self::LetterSent => StepKind::LetterSent,
            Self::Appointment { .. } => StepKind::Appointment,
            Self::Absent => StepKind::Absent,
            Self::Activated => StepKind::Activated,
            Self::Refused { .. } => StepKind::Refused,
            Self::Impossible { .. } => StepKind::Impossible,
            Self::Cancelled { .. } => StepKind::Cancelled,
            Self::Withdrawn => StepKind::Withdrawn,
            Self::Ended => StepKind::Ended,
        }
    }

    pub fn name(&self) -> &'static str {
        self.kind().name()
    }
}

impl Request {
    /// Asks. Errors: the default is too small or too young, the judgment has no number, no document shows it.
    pub fn open(
        ground: Ground,
        documents: Vec<String>,
        by: &str,
        now: Instant,
        rules: &RequestParameters,
    ) -> Result<Self, RequestError> {
        let long = |text: &String| text.chars().count() > MOST_OF_A_LINE;
        if documents.len() > MOST_DOCUMENTS || documents.iter().any(long) {
            return Err(RequestError::TooLong);
        }
        match &ground {
            Ground::Default { notified, owed, both_energies } => {
                let least = if *both_energies { rules.min_debt_combined } else { rules.min_debt };
                if *owed < least {
                    return Err(RequestError::TooLittle { least });
                }
                let first = notified.plus(rules.notice_days);
                if now.day() < first {
                    return Err(RequestError::TooSoon { notified: *notified, first });
                }
            }
            Ground::Judgment { id } if id.trim().is_empty() => {
                return Err(RequestError::NoJudgment);
            }
            Ground::Judgment { id } if long(id) => return Err(RequestError::TooLong),
            Ground::Judgment { .. } | Ground::Household { .. } | Ground::Paid => {}
        }
        // What a household asks for itself is shown by its own form.
        if ground.activates() && ground.is_suppliers() && documents.is_empty() {
            return Err(RequestError::NoDocument);
        }
        let due = now.day().plus(rules.letter_days);
        Ok(Self {
            ground,
            asked_at: now,
            by: by.to_owned(),
            documents,
            steps: Vec::new(),
            state: State::Requested,
            due,
            home: None,
            waiting: None,
        })
    }

    pub fn is_open(&self) -> bool {
        self.state.is_open()
    }

    /// The day after which the operator owes the supplier a lump sum.
    pub fn lump_sum_after(&self, rules: &RequestParameters) -> SettlementDay {
        self.asked_at.day().plus(rules.total_days)
    }

    /// Open, and later than the next step was due.
    pub fn is_late(&self, today: SettlementDay) -> bool {
        self.is_open() && self.due < today
    }

    /// Takes a step that happens now. Source: PR-02, PR-05.
    pub fn take(
        &mut self,
        step: Step,
        by: &str,
        now: Instant,
        rules: &RequestParameters,
    ) -> Result<(), RequestError> {
        self.take_entered(step, &Entered::now(by, now), rules)
    }

    /// Takes a step on its day. What waited for a second person waits no more.
    pub fn take_entered(
        &mut self,
        step: Step,
        entered: &Entered<'_>,
        rules: &RequestParameters,
    ) -> Result<(), RequestError> {
        let (next, due) = self.after(&step, entered, rules)?;
        self.steps.push(Taken {
            at: entered.at,
            by: entered.by.to_owned(),
            step,
            on: (entered.on != entered.at.day()).then_some(entered.on),
            note: entered.note.to_owned(),
        });
        self.waiting = None;
        self.state = next;
        self.due = due;
        Ok(())
    }

    /// Where a step would lead, and by when the next one would be due. What stands in no row of the table is an
    /// error. Absence leads to a new day or to the end of the request, and nowhere else. Source: PR-02, PR-05.
    pub fn after(
        &self,
        step: &Step,
        entered: &Entered<'_>,
        rules: &RequestParameters,
    ) -> Result<(State, SettlementDay), RequestError> {
        self.may(step.kind())?;
        // A refusal counts from the day on which it came, whatever was done before anybody read it. Source: PR-04.
        let came = matches!(step, Step::Refused { .. });
        let last = if came { self.asked_at.day() } else { self.last_day() };
        let on = entered.on;
        if on > entered.at.day() {
            return Err(RequestError::Future);
        }
        if on < last {
            return Err(RequestError::Before { last });
        }
        Ok(match step {
            Step::LetterSent => (State::LetterSent, on.plus(rules.placement_days)),
            Step::Appointment { day } if *day < on => return Err(RequestError::PastVisit),
            Step::Appointment { day } => (State::Appointment, *day),
            Step::Absent if on < self.due => {
                return Err(RequestError::NoVisitYet { day: self.due });
            }
            Step::Absent => {
                let times = self.absences().saturating_add(1);
                if times >= rules.absences {
                    (State::AbsentAgain, self.due)
                } else {
                    (State::Absent, on.add_working_days(rules.rebook_working_days))
                }
            }
            Step::Activated => (State::Activated, self.due),
            Step::Refused { .. } if !self.ground.is_suppliers() => (State::Cancelled, self.due),
            Step::Refused { .. } => (State::Refused, self.due),
            Step::Impossible { why } => (State::Impossible, self.said(why)?),
            Step::Cancelled { why } => (State::Cancelled, self.said(why)?),
            Step::Withdrawn => (State::Cancelled, self.due),
            Step::Ended => (State::Ended, self.due),
        })
    }

    /// Of the last step, or of the request.
    pub fn last_day(&self) -> SettlementDay {
        self.steps.last().map_or(self.asked_at.day(), Taken::day)
    }

    /// How often nobody was there.
    pub fn absences(&self) -> usize {
        self.steps.iter().filter(|taken| taken.step == Step::Absent).count()
    }

    fn said(&self, why: &str) -> Result<SettlementDay, RequestError> {
        match why.trim() {
            "" => Err(RequestError::NoReason),
            why if why.chars().count() > MOST_OF_A_LINE => Err(RequestError::TooLong),
            _ => Ok(self.due),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use params::ParameterBook;
    use proptest::prelude::*;
    use units::Dso;

    pub(super) fn at(day: &str) -> Instant {
        format!("{day}T10:00:00+01:00").parse().unwrap()
    }

    pub(super) fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    pub(super) fn rules() -> RequestParameters {
        // The shipped file is long, and a property asks often.
        static RULES: std::sync::OnceLock<RequestParameters> = std::sync::OnceLock::new();
        *RULES.get_or_init(|| {
            let (book, on) = (ParameterBook::shipped().unwrap(), day("2026-11-02"));
            RequestParameters::resolve(&book, Dso::Ores, on, at("2026-11-02")).unwrap()
        })
    }

    pub(super) fn default(owed: &str, both_energies: bool) -> Ground {
        let owed = owed.parse().unwrap();
        Ground::Default { notified: day("2026-10-01"), owed, both_energies }
    }

    fn papers() -> Vec<String> {
        vec!["registered letter RR 1".to_owned()]
    }

    pub(super) fn asked(ground: Ground) -> Request {
        Request::open(ground, papers(), "An", at("2026-11-02"), &rules()).unwrap()
    }

    pub(super) fn took(request: &mut Request, step: Step, on: &str) -> Result<State, RequestError> {
        request.take(step, "desk", at(on), &rules()).map(|()| request.state)
    }

    #[test]
    fn pr_02_what_a_household_asks_for_itself_is_taken_back_and_no_judge_follows() {
        let own = Ground::Household { case: 1_000_000_007 };
        assert!(own.activates() && !own.is_suppliers());
        // No notice, no debt and no document of anybody.
        let mut request =
            Request::open(own, Vec::new(), "the household", at("2026-11-02"), &rules()).unwrap();
        assert_eq!(request.due, day("2026-11-02").plus(rules().letter_days));
        assert_eq!(took(&mut request, Step::LetterSent, "2026-11-04"), Ok(State::LetterSent));
        let visit = Step::Appointment { day: day("2026-11-12") };
        assert_eq!(took(&mut request, visit, "2026-11-05"), Ok(State::Appointment));
        let click = Step::Refused { channel: Channel::Click };
        let mut suppliers = asked(default("150", false));
        took(&mut suppliers, Step::LetterSent, "2026-11-04").unwrap();
        // The same words: a supplier's request is refused and may go to the judge, theirs is only taken back.
        assert_eq!(took(&mut suppliers, click.clone(), "2026-11-06"), Ok(State::Refused));
        assert_eq!(took(&mut request, click, "2026-11-06"), Ok(State::Cancelled));
        assert!(suppliers.goes_to_judge() && !request.goes_to_judge());
        // Nobody at home twice ends it, and leads to no judge either.
        let own = Ground::Household { case: 1 };
        let mut request = Request::open(own, Vec::new(), "b", at("2026-11-02"), &rules()).unwrap();
        took(&mut request, Step::LetterSent, "2026-11-03").unwrap();
        for on in ["2026-11-05", "2026-11-12"] {
            took(&mut request, Step::Appointment { day: day(on) }, "2026-11-04").ok();
            took(&mut request, Step::Appointment { day: day(on) }, on).ok();
            took(&mut request, Step::Absent, on).unwrap();
        }
        assert_eq!(request.state, State::AbsentAgain);
        assert!(!request.goes_to_judge());
    }

    #[test]
    fn pr_04_a_refusal_counts_from_the_day_on_which_it_came() {
        let mut request = asked(default("150", false));
        took(&mut request, Step::LetterSent, "2026-11-04").unwrap();
        took(&mut request, Step::Appointment { day: day("2026-11-20") }, "2026-11-10").unwrap();
        let refused = Step::Refused { channel: Channel::Click };
        let told = |on: &str| Entered { on: day(on), ..Entered::now("an", at("2026-11-12")) };
        let early = request.after(&refused, &told("2026-11-01"), &rules());
        assert_eq!(early, Err(RequestError::Before { last: day("2026-11-02") }));
        request.take_entered(refused, &told("2026-11-06"), &rules()).unwrap();
        let last = request.steps.last().unwrap();
        assert_eq!((request.state, last.day()), (State::Refused, day("2026-11-06")));
        assert_eq!(last.at.day(), day("2026-11-12"), "when it was entered stays, too");
    }

    #[test]
    fn pr_01_a_default_is_large_enough_and_was_notified_fifteen_days_ago() {
        let open = |ground: Ground, on: &str| {
            Request::open(ground, papers(), "An", at(on), &rules()).map(|request| request.state)
        };
        assert_eq!(open(default("100", false), "2026-10-16"), Ok(State::Requested));
        let (notified, first) = (day("2026-10-01"), day("2026-10-16"));
        let early = Err(RequestError::TooSoon { notified, first });
        assert_eq!(open(default("100", false), "2026-10-15"), early);
        let least = "100".parse().unwrap();
        let little = Err(RequestError::TooLittle { least });
        assert_eq!(open(default("99.99", false), "2026-11-02"), little);
        let least = "200".parse().unwrap();
        assert_eq!(
            open(default("150", true), "2026-11-02"),
            Err(RequestError::TooLittle { least })
        );
        let no_number = Ground::Judgment { id: " ".to_owned() };
        assert_eq!(open(no_number, "2026-11-02"), Err(RequestError::NoJudgment));
        let none =
            Request::open(default("100", false), Vec::new(), "An", at("2026-11-02"), &rules());
        assert_eq!(none, Err(RequestError::NoDocument));
    }

    #[test]
    fn pr_02_each_step_has_its_day() {
        let mut request = asked(default("150", false));
        assert_eq!(request.due, day("2026-11-12"), "a letter within ten days");
        assert_eq!(request.lump_sum_after(&rules()), day("2026-12-12"));
        let visit = || Step::Appointment { day: day("2026-11-20") };
        assert!(took(&mut request, visit(), "2026-11-03").is_err(), "before the letter");
        assert!(took(&mut request, Step::Activated, "2026-11-03").is_err(), "nobody was told");
        assert_eq!(took(&mut request, Step::LetterSent, "2026-11-04"), Ok(State::LetterSent));
        assert_eq!(request.due, day("2026-12-04"), "thirty days from the letter");
        assert!(took(&mut request, Step::LetterSent, "2026-11-05").is_err());
        assert_eq!(took(&mut request, visit(), "2026-11-05"), Ok(State::Appointment));
        assert_eq!(request.due, day("2026-11-20"));
        assert!(!request.is_late(day("2026-11-20")) && request.is_late(day("2026-11-21")));
        assert_eq!(took(&mut request, Step::Activated, "2026-11-20"), Ok(State::Activated));
        assert!(took(&mut request, Step::Absent, "2026-11-21").is_err(), "it has ended");
        assert_eq!(request.steps.len(), 3, "what was refused is not kept");
    }

    #[test]
    fn pr_04_a_household_refuses_by_any_way_at_any_time_but_not_a_judge() {
        for channel in Channel::ALL {
            let mut early = asked(default("150", false));
            let refused = Step::Refused { channel };
            assert_eq!(took(&mut early, refused.clone(), "2026-11-02"), Ok(State::Refused));
            let mut late = asked(default("150", false));
            took(&mut late, Step::LetterSent, "2026-11-04").unwrap();
            let visit = Step::Appointment { day: day("2026-11-20") };
            took(&mut late, visit, "2026-11-05").unwrap();
            assert_eq!(took(&mut late, refused.clone(), "2026-11-20"), Ok(State::Refused));
            let mut imposed = asked(Ground::Judgment { id: "26/A/1".to_owned() });
            assert_eq!(took(&mut imposed, refused, "2026-11-04"), Err(RequestError::Imposed));
        }
    }

    #[test]
    fn pr_05_absence_is_never_refusal_and_leads_to_a_new_day_or_to_the_end() {
        let mut request = asked(default("150", false));
        took(&mut request, Step::LetterSent, "2026-11-04").unwrap();
        assert!(took(&mut request, Step::Absent, "2026-11-05").is_err(), "no visit was fixed");
        let visit = |on: &str| Step::Appointment { day: day(on) };
        took(&mut request, visit("2026-11-12"), "2026-11-05").unwrap();
        assert_eq!(took(&mut request, Step::Absent, "2026-11-12"), Ok(State::Absent));
        assert_eq!(request.due, day("2026-11-19"), "a new day within five working days");
        took(&mut request, visit("2026-11-18"), "2026-11-13").unwrap();
        assert_eq!(took(&mut request, Step::Absent, "2026-11-18"), Ok(State::AbsentAgain));
        assert!(!request.is_open());
    }

    #[test]
    fn pa_31_an_end_needs_no_letter_and_no_visit() {
        let mut end = asked(Ground::Paid);
        for step in [Step::LetterSent, Step::Activated, Step::Refused { channel: Channel::Call }] {
            assert!(took(&mut end, step, "2026-11-03").is_err());
        }
        let silent = Step::Impossible { why: " ".to_owned() };
        assert_eq!(took(&mut end, silent, "2026-11-03"), Err(RequestError::NoReason));
        assert_eq!(took(&mut end, Step::Ended, "2026-11-03"), Ok(State::Ended));
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            Just(Step::LetterSent),
            (0..40_i32).prop_map(|days| Step::Appointment { day: day("2026-11-02").plus(days) }),
            Just(Step::Absent),
            Just(Step::Activated),
            Just(Step::Refused { channel: Channel::Card }),
            Just(Step::Impossible { why: "no room".to_owned() }),
            Just(Step::Cancelled { why: "paid".to_owned() }),
            Just(Step::Withdrawn),
            Just(Step::Ended),
        ]
    }

    proptest! {
        /// Whatever is tried: nothing follows an end, an activation follows a letter, and only a refusal refuses.
        #[test]
        fn pr_02_no_way_leads_around_the_letter(steps in proptest::collection::vec(any_step(), 0..12)) {
            let mut request = asked(default("150", false));
            for step in steps {
                let before = request.clone();
                let refuses = matches!(step, Step::Refused { .. });
                if took(&mut request, step, "2026-11-10").is_err() {
                    prop_assert_eq!(&request, &before);
                    continue;
                }
                prop_assert!(before.is_open());
                prop_assert_eq!(request.state == State::Refused, refuses);
            }
            if request.state == State::Activated {
                prop_assert!(request.steps.iter().any(|taken| taken.step == Step::LetterSent));
            }
        }
    }
}
