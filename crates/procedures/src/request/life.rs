//! What a request needs on its way: which steps may follow, what each of them waits for, where the household lives,
//! and how its prepayment begins. Source: PR-02, PR-05, PR-06, PA-04, PA-05.

use super::{Ground, Request, RequestError, State, Step};
use calendar::{Instant, SettlementDay};
use params::RequestParameters;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use units::{Energy, Language, ObisCode, Phone};

/// A step without what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    LetterSent,
    Appointment,
    Absent,
    Activated,
    Refused,
    Impossible,
    Cancelled,
    Withdrawn,
    Ended,
}

impl StepKind {
    pub const ALL: [Self; 9] = [
        Self::LetterSent,
        Self::Appointment,
        Self::Absent,
        Self::Activated,
        Self::Refused,
        Self::Impossible,
        Self::Cancelled,
        Self::Withdrawn,
        Self::Ended,
    ];

    /// All but what the supplier says itself.
    pub const OF_OPERATOR: [Self; 8] = [
        Self::LetterSent,
        Self::Appointment,
        Self::Absent,
        Self::Activated,
        Self::Refused,
        Self::Impossible,
        Self::Cancelled,
        Self::Ended,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::LetterSent => "letter_sent",
            Self::Appointment => "appointment",
            Self::Absent => "absent",
            Self::Activated => "activated",
            Self::Refused => "refused",
            Self::Impossible => "impossible",
            Self::Cancelled => "cancelled",
            Self::Withdrawn => "withdrawn",
            Self::Ended => "ended",
        }
    }
}

/// Where the household lives, as far as somebody has found out: before an account there is nobody to write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// May be empty: the letter goes to the resident.
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub town: String,
    pub language: Language,
    pub phone: Option<Phone>,
    pub energy: Energy,
}

/// By which way a meter comes to prepayment. Source: PR-06.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Journey {
    /// A smart meter is there: it is switched over the line.
    Remote,
    /// A meter without a balance is replaced. A card meter is closed with its own evidence, which opens the account.
    NewMeter,
}

impl Journey {
    pub const ALL: [Self; 2] = [Self::Remote, Self::NewMeter];

    pub fn name(self) -> &'static str {
        match self {
            Self::Remote => "remote",
            Self::NewMeter => "new_meter",
        }
    }
}

/// How the prepayment of a point begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begin {
    pub energy: Energy,
    /// Day and night are priced apart.
    pub two_rates: bool,
    pub journey: Journey,
    /// What the meter shows as it begins, in kWh or cubic metres.
    pub registers: BTreeMap<ObisCode, String>,
    /// What shows it: a sheet of the technician, a photo.
    pub evidence: String,
}

/// An activation that a second person has to look at. Source: UX 7.3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub at: Instant,
    pub by: String,
    pub person: i64,
    pub begin: Begin,
    pub note: String,
}

/// Who tells of a step, when, and when it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered<'a> {
    pub by: &'a str,
    pub at: Instant,
    /// Its day: not in the future, and not before the step before it.
    pub on: SettlementDay,
    /// For colleagues; may be empty.
    pub note: &'a str,
}

impl<'a> Entered<'a> {
    /// Of a step that happens now.
    pub fn now(by: &'a str, at: Instant) -> Self {
        Self { by, at, on: at.day(), note: "" }
    }
}

/// Something that has to be so before the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Demand {
    /// A document shows the ground.
    Shown,
    /// Somebody has found out who lives there.
    Home,
    /// The letter that explains the right to refuse has left.
    Letter,
    /// The household has not refused.
    NotRefused,
    /// The meter may communicate. Source: MT-20.
    Communicates,
    /// After a visit in vain a new day is fixed.
    NewDay,
    /// A visit or an activation.
    Placed,
    /// Nothing is owed to the supplier any more. Source: PA-31.
    NothingOwed,
    /// The account is closed. Source: PA-32.
    Closed,
}

/// A demand, whether it is met, and by when it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    pub demand: Demand,
    pub done: bool,
    pub by: Option<SettlementDay>,
}

/// What others know of the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointFacts {
    pub communicates: bool,
    pub account_open: bool,
}

impl Request {
    /// Whether a step of this kind has a place now. Errors: it has none.
    pub fn may(&self, kind: StepKind) -> Result<(), RequestError> {
        let (state, activates) = (self.state, self.ground.activates());
        let letter = state != State::Requested;
        let fits = match kind {
            StepKind::LetterSent => activates && !letter,
            StepKind::Appointment | StepKind::Activated => activates && letter,
            StepKind::Absent => state == State::Appointment,
            StepKind::Refused => activates,
            StepKind::Impossible | StepKind::Cancelled | StepKind::Withdrawn => true,
            StepKind::Ended => !activates,
        };
        if !state.is_open() || !fits {
            return Err(RequestError::NotNow { state, step: kind.name() });
        }
        if kind == StepKind::Refused && matches!(self.ground, Ground::Judgment { .. }) {
            return Err(RequestError::Imposed);
        }
        Ok(())
    }

    /// What the operator may do next.
    pub fn next_steps(&self) -> Vec<StepKind> {
        StepKind::OF_OPERATOR.into_iter().filter(|kind| self.may(*kind).is_ok()).collect()
    }

    /// On which day the letter left.
    pub fn letter_day(&self) -> Option<SettlementDay> {
        let letter = self.steps.iter().find(|taken| taken.step == Step::LetterSent);
        letter.map(super::Taken::day)
    }

    /// The last day on which the operator still waits for the household, as the letter names it.
    pub fn refusal_day(&self, today: SettlementDay, rules: &RequestParameters) -> SettlementDay {
        self.letter_day().unwrap_or(today).plus(rules.placement_days)
    }

    /// Only a judge may go on from here. Source: PR-01, PR-05.
    pub fn goes_to_judge(&self) -> bool {
        let ended = matches!(self.state, State::Refused | State::AbsentAgain | State::Impossible);
        ended && matches!(self.ground, Ground::Default { .. })
    }

    /// What has to be so before the next step, in its order; empty once it has ended.
    pub fn checklist(&self, facts: PointFacts, rules: &RequestParameters) -> Vec<Item> {
        let item = |demand, done, by| Item { demand, done, by };
        if !self.is_open() {
            return Vec::new();
        }
        if !self.ground.activates() {
            return vec![
                item(Demand::NothingOwed, true, None),
                item(Demand::Closed, !facts.account_open, Some(self.due)),
            ];
        }
        let sent = self.letter_day();
        let letter_by = self.asked_at.day().plus(rules.letter_days);
        let mut all = vec![
            item(Demand::Shown, !self.documents.is_empty() || !self.ground.is_suppliers(), None),
            item(Demand::Home, self.home.is_some(), sent.is_none().then_some(letter_by)),
            item(Demand::Letter, sent.is_some(), sent.is_none().then_some(letter_by)),
        ];
        if matches!(self.ground, Ground::Default { .. }) {
            all.push(item(Demand::NotRefused, true, None));
        }
        all.push(item(Demand::Communicates, facts.communicates, None));
        if self.state == State::Absent {
            all.push(item(Demand::NewDay, false, Some(self.due)));
        }
        let placed_by = sent.map(|day| day.plus(rules.placement_days));
        all.push(item(Demand::Placed, false, placed_by));
        all
    }

    /// Keeps where the household lives. Errors: it has ended, or a line is too long.
    pub fn learn_home(&mut self, home: Home) -> Result<(), RequestError> {
        if !self.is_open() {
            return Err(RequestError::NotNow { state: self.state, step: "changed" });
        }
        // What waits for a second person is what that person sees.
        if self.waiting.is_some() {
            return Err(RequestError::Waits);
        }
        let lines = [&home.name, &home.street, &home.postcode, &home.town];
        if lines.iter().any(|line| line.chars().count() > super::MOST_OF_A_LINE) {
            return Err(RequestError::TooLong);
        }
        if [&home.street, &home.postcode, &home.town].iter().any(|line| line.trim().is_empty()) {
            return Err(RequestError::NoAddress);
        }
        self.home = Some(home);
        Ok(())
    }

    /// Puts an activation before a second person. Errors: it has no place now, one waits already.
    pub fn propose(&mut self, waiting: Waiting) -> Result<(), RequestError> {
        self.may(StepKind::Activated)?;
        if self.waiting.is_some() {
            return Err(RequestError::Waits);
        }
        self.waiting = Some(waiting);
        Ok(())
    }

    /// What `person` may approve. Errors: nothing waits, or they have asked for it themselves.
    pub fn to_approve(&self, person: i64) -> Result<&Waiting, RequestError> {
        match &self.waiting {
            None => Err(RequestError::NothingWaits),
            Some(waiting) if waiting.person == person => Err(RequestError::SamePerson),
            Some(waiting) => Ok(waiting),
        }
    }

    /// Takes what waits back, whoever does.
    pub fn turn_down(&mut self) -> Result<(), RequestError> {
        self.waiting.take().map(drop).ok_or(RequestError::NothingWaits)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::super::tests::{asked, at, day, default, rules, took};
    use super::*;
    use crate::Channel;

    const FACTS: PointFacts = PointFacts { communicates: true, account_open: false };

    fn open_demands(request: &Request) -> Vec<(Demand, Option<SettlementDay>)> {
        let items = request.checklist(FACTS, &rules()).into_iter();
        items.filter(|item| !item.done).map(|item| (item.demand, item.by)).collect()
    }

    fn home() -> Home {
        Home {
            name: String::new(),
            street: "Kaai 1".to_owned(),
            postcode: "5000".to_owned(),
            town: "Namur".to_owned(),
            language: Language::Fr,
            phone: None,
            energy: Energy::Electricity,
        }
    }

    fn waiting(person: i64) -> Waiting {
        let begin = Begin {
            energy: Energy::Electricity,
            two_rates: true,
            journey: Journey::Remote,
            registers: BTreeMap::new(),
            evidence: String::new(),
        };
        let (at, by) = (at("2026-11-05"), "an".to_owned());
        Waiting { at, by, person, begin, note: String::new() }
    }

    #[test]
    fn pr_02_only_lawful_steps_come_next_and_the_list_says_what_they_wait_for() {
        let mut request = asked(default("150", false));
        let names = |request: &Request| {
            let next = request.next_steps().into_iter();
            next.map(StepKind::name).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(&request), "letter_sent refused impossible cancelled");
        let letter_by = Some(day("2026-11-12"));
        assert_eq!(
            open_demands(&request),
            [(Demand::Home, letter_by), (Demand::Letter, letter_by), (Demand::Placed, None)]
        );
        request.learn_home(home()).unwrap();
        took(&mut request, Step::LetterSent, "2026-11-04").unwrap();
        assert_eq!(names(&request), "appointment activated refused impossible cancelled");
        assert_eq!(open_demands(&request), [(Demand::Placed, Some(day("2026-12-04")))]);
        took(&mut request, Step::Appointment { day: day("2026-11-12") }, "2026-11-05").unwrap();
        assert_eq!(names(&request), "appointment absent activated refused impossible cancelled");
        took(&mut request, Step::Absent, "2026-11-12").unwrap();
        let demands = open_demands(&request);
        assert_eq!(demands.first(), Some(&(Demand::NewDay, Some(day("2026-11-19")))));
        let channel = Channel::Visit;
        took(&mut request, Step::Refused { channel }, "2026-11-13").unwrap();
        assert_eq!((names(&request).as_str(), open_demands(&request)), ("", Vec::new()));
        assert!(request.goes_to_judge(), "and nobody else");
        let imposed = asked(Ground::Judgment { id: "26/A/1".to_owned() });
        assert!(!imposed.next_steps().contains(&StepKind::Refused), "a judge imposed it");
        let end = asked(Ground::Paid);
        assert_eq!(names(&end), "impossible cancelled ended");
        assert_eq!(open_demands(&end), []);
        let open = PointFacts { account_open: true, ..FACTS };
        let closed = end.checklist(open, &rules()).into_iter().find(|item| !item.done).unwrap();
        assert_eq!(closed.demand, Demand::Closed);
    }

    #[test]
    fn pr_02_a_step_is_told_later_but_never_of_tomorrow_nor_before_the_one_before() {
        let mut request = asked(default("150", false));
        let now = at("2026-11-09");
        let told = |on: &str| Entered { by: "an", at: now, on: day(on), note: "by post" };
        let take = |request: &mut Request, step: Step, on: &str| {
            request.take_entered(step, &told(on), &rules()).map(|()| request.due)
        };
        let future = Err(RequestError::Future);
        assert_eq!(take(&mut request, Step::LetterSent, "2026-11-10"), future);
        let asked_on = day("2026-11-02");
        let before = Err(RequestError::Before { last: asked_on });
        assert_eq!(take(&mut request, Step::LetterSent, "2026-11-01"), before);
        // Days count from the day on which it left, not from the one on which somebody tells of it.
        assert_eq!(take(&mut request, Step::LetterSent, "2026-11-04"), Ok(day("2026-12-04")));
        assert_eq!(request.steps[0].day(), day("2026-11-04"));
        assert_eq!((request.steps[0].at, request.steps[0].note.as_str()), (now, "by post"));
        let gone = Step::Appointment { day: day("2026-11-08") };
        let past = Err(RequestError::PastVisit);
        assert_eq!(take(&mut request, gone, "2026-11-09"), past);
        let visit = Step::Appointment { day: day("2026-11-12") };
        assert!(take(&mut request, visit, "2026-11-05").is_ok());
        let early = Err(RequestError::NoVisitYet { day: day("2026-11-12") });
        assert_eq!(take(&mut request, Step::Absent, "2026-11-09"), early);
    }

    #[test]
    fn ux_7_3_an_activation_waits_for_another_person_and_for_nothing_once_it_is_refused() {
        let mut request = asked(default("150", false));
        assert!(request.propose(waiting(1)).is_err(), "nobody was told");
        took(&mut request, Step::LetterSent, "2026-11-04").unwrap();
        request.propose(waiting(1)).unwrap();
        assert_eq!(request.propose(waiting(2)), Err(RequestError::Waits));
        assert_eq!(request.learn_home(home()), Err(RequestError::Waits));
        assert_eq!(request.to_approve(1), Err(RequestError::SamePerson));
        assert_eq!(request.to_approve(2).map(|waiting| waiting.person), Ok(1));
        let channel = Channel::Click;
        took(&mut request, Step::Refused { channel }, "2026-11-05").unwrap();
        assert_eq!(request.to_approve(2), Err(RequestError::NothingWaits));
        assert_eq!(request.turn_down(), Err(RequestError::NothingWaits));
    }

    #[test]
    fn pr_02_where_they_live_is_an_address_while_the_request_runs() {
        let mut request = asked(default("150", false));
        let nowhere = Home { town: " ".to_owned(), ..home() };
        assert_eq!(request.learn_home(nowhere), Err(RequestError::NoAddress));
        request.learn_home(home()).unwrap();
        took(&mut request, Step::Withdrawn, "2026-11-04").unwrap();
        assert!(request.learn_home(home()).is_err());
    }
}
