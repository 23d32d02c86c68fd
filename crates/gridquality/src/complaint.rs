//! A complaint about voltage: what was said, what was measured, and what was done. Source: GQ-01.

use crate::limits::MilliVolts;
use crate::voltage::{Verdict, VoltageReport};
use calendar::Instant;

/// The short form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub point: String,
    /// When it happens, as people say it.
    pub times: String,
    /// What is noticed.
    pub effect: String,
    /// What is installed, such as panels.
    pub installation: Option<String>,
}

/// What the point's voltage was, attached without anybody asking for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    pub from: Instant,
    /// The first instant after it.
    pub until: Instant,
    pub verdict: Verdict,
    pub means: u64,
    pub outside: u64,
    pub lowest: MilliVolts,
    pub highest: MilliVolts,
}

impl Evidence {
    /// Of a point's history; `None` if there is none, and a meter has to be placed.
    pub fn of(report: &VoltageReport, (from, until): (Instant, Instant)) -> Option<Self> {
        let (means, outside) = report.outside();
        Some(Self {
            from,
            until,
            verdict: report.verdict(),
            means,
            outside,
            lowest: report.weeks.iter().map(|week| week.lowest).min()?,
            highest: report.weeks.iter().map(|week| week.highest).max()?,
        })
    }

    /// Whether there is enough to say something: a broken limit, or whole weeks.
    pub fn is_enough(&self) -> bool {
        self.verdict != Verdict::NotEnough
    }
}

/// Where a complaint stands. Source: GQ-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseState {
    /// A meter measures, or has to be placed to.
    Received,
    /// There is evidence.
    Measured,
    /// The cause is known.
    Diagnosed,
    /// Something was done about it.
    Action,
    Closed,
}

/// What happens to a complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A meter was placed to measure.
    MeterPlaced,
    Measured(Evidence),
    Diagnosed {
        cause: String,
    },
    Acted {
        what: String,
    },
    /// The person was told why.
    Closed {
        answer: String,
    },
    /// It happens again.
    Reopened {
        why: String,
    },
}

/// What has to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    PlaceMeter,
    Measure,
    Diagnose,
    Act,
    Answer,
    Nothing,
}

/// Why an event does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    #[error("a complaint that is {state:?} cannot take `{event}`")]
    OutOfPlace { state: CaseState, event: &'static str },
    #[error("`{what}` is empty: whoever reads it later needs a reason")]
    Empty { what: &'static str },
    #[error("an event cannot be earlier than the one before")]
    Earlier,
}

/// A complaint and all that happened to it; nothing is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    form: Form,
    received: Instant,
    state: CaseState,
    meter: bool,
    evidence: Vec<Evidence>,
    events: Vec<(Instant, Event)>,
}

impl Case {
    /// Opens a complaint with the history of its point attached, where there is one.
    /// Errors: a point or an effect that is empty. Source: GQ-01.
    pub fn open(
        form: Form,
        received: Instant,
        history: Option<Evidence>,
        has_meter: bool,
    ) -> Result<Self, CaseError> {
        for (what, text) in [("point", &form.point), ("effect", &form.effect)] {
            if text.trim().is_empty() {
                return Err(CaseError::Empty { what });
            }
        }
        let enough = history.is_some_and(|history| history.is_enough());
        Ok(Self {
            form,
            received,
            state: if enough { CaseState::Measured } else { CaseState::Received },
            meter: has_meter,
            evidence: history.into_iter().collect(),
            events: Vec::new(),
        })
    }

    pub fn form(&self) -> &Form {
        &self.form
    }

    pub fn state(&self) -> CaseState {
        self.state
    }

    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    pub fn events(&self) -> &[(Instant, Event)] {
        &self.events
    }

    pub fn next_step(&self) -> Step {
        match self.state {
            CaseState::Received if self.meter => Step::Measure,
            CaseState::Received => Step::PlaceMeter,
            CaseState::Measured => Step::Diagnose,
            CaseState::Diagnosed => Step::Act,
            CaseState::Action => Step::Answer,
            CaseState::Closed => Step::Nothing,
        }
    }

    /// Takes an event. Errors: it has no place in this state, gives no reason, or is earlier than the one
    /// before; then nothing has changed.
    pub fn take(&mut self, at: Instant, event: Event) -> Result<(), CaseError> {
        let last = self.events.last().map_or(self.received, |(at, _)| *at);
        if at < last {
            return Err(CaseError::Earlier);
        }
        let state = self.after(&event)?;
        match &event {
            Event::MeterPlaced => self.meter = true,
            Event::Measured(evidence) => self.evidence.push(*evidence),
            Event::Diagnosed { .. }
            | Event::Acted { .. }
            | Event::Closed { .. }
            | Event::Reopened { .. } => {}
        }
        self.state = state;
        self.events.push((at, event));
        Ok(())
    }

    fn after(&self, event: &Event) -> Result<CaseState, CaseError> {
        let (name, reason) = match event {
            Event::MeterPlaced => ("meter placed", None),
            Event::Measured(_) => ("measured", None),
            Event::Diagnosed { cause } => ("diagnosed", Some(("cause", cause))),
            Event::Acted { what } => ("acted", Some(("action", what))),
            Event::Closed { answer } => ("closed", Some(("answer", answer))),
            Event::Reopened { why } => ("reopened", Some(("reason", why))),
        };
        if let Some((what, text)) = reason
            && text.trim().is_empty()
        {
            return Err(CaseError::Empty { what });
        }
        use CaseState::{Action, Closed, Diagnosed, Measured, Received};
        match (self.state, event) {
            (Received, Event::MeterPlaced) => Ok(Received),
            (Received, Event::Measured(evidence)) if evidence.is_enough() => Ok(Measured),
            (Received, Event::Measured(_)) => Ok(Received),
            // More evidence, also of what an action brought, does not set it back.
            (state @ (Measured | Diagnosed | Action), Event::Measured(_)) => Ok(state),
            (Measured | Diagnosed, Event::Diagnosed { .. }) => Ok(Diagnosed),
            (Diagnosed | Action, Event::Acted { .. }) => Ok(Action),
            // Nothing has to be done where nothing is wrong; but never without evidence.
            (Diagnosed | Action, Event::Closed { .. }) => Ok(Closed),
            (Closed, Event::Reopened { .. }) => Ok(Received),
            (
                state,
                Event::MeterPlaced
                | Event::Measured(_)
                | Event::Diagnosed { .. }
                | Event::Acted { .. }
                | Event::Closed { .. }
                | Event::Reopened { .. },
            ) => Err(CaseError::OutOfPlace { state, event: name }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form {
            point: "541449000000000001".to_owned(),
            times: "sunny afternoons".to_owned(),
            effect: "the inverter stops".to_owned(),
            installation: Some("panels".to_owned()),
        }
    }

    fn evidence(verdict: Verdict) -> Evidence {
        Evidence {
            from: Instant(0),
            until: Instant(9),
            verdict,
            means: 1_008,
            outside: 60,
            lowest: MilliVolts(228_000),
            highest: MilliVolts(254_100),
        }
    }

    #[test]
    fn gq_01_history_is_attached_and_a_meter_is_placed_where_there_is_none() {
        let at = Instant(10);
        let known = Case::open(form(), at, Some(evidence(Verdict::OutsideTooOften)), true).unwrap();
        assert_eq!((known.state(), known.next_step()), (CaseState::Measured, Step::Diagnose));
        let mut unknown = Case::open(form(), at, None, false).unwrap();
        assert_eq!((unknown.state(), unknown.next_step()), (CaseState::Received, Step::PlaceMeter));
        unknown.take(Instant(11), Event::MeterPlaced).unwrap();
        assert_eq!(unknown.next_step(), Step::Measure);
        unknown.take(Instant(12), Event::Measured(evidence(Verdict::NotEnough))).unwrap();
        assert_eq!(unknown.state(), CaseState::Received);
        unknown.take(Instant(13), Event::Measured(evidence(Verdict::Within))).unwrap();
        assert_eq!((unknown.state(), unknown.evidence().len()), (CaseState::Measured, 2));
    }

    #[test]
    fn gq_01_a_complaint_goes_its_way_and_may_come_back() {
        let history = Some(evidence(Verdict::OutsideAlways));
        let mut case = Case::open(form(), Instant(10), history, true).unwrap();
        let text = || "long line".to_owned();
        case.take(Instant(11), Event::Diagnosed { cause: text() }).unwrap();
        case.take(Instant(12), Event::Acted { what: text() }).unwrap();
        case.take(Instant(13), Event::Measured(evidence(Verdict::Within))).unwrap();
        assert_eq!((case.state(), case.next_step()), (CaseState::Action, Step::Answer));
        case.take(Instant(14), Event::Closed { answer: text() }).unwrap();
        assert_eq!(case.next_step(), Step::Nothing);
        case.take(Instant(15), Event::Reopened { why: text() }).unwrap();
        assert_eq!((case.state(), case.events().len()), (CaseState::Received, 5));
    }

    #[test]
    fn gq_01_nobody_closes_without_evidence_or_reason() {
        let mut case = Case::open(form(), Instant(10), None, true).unwrap();
        let close = Event::Closed { answer: "sorry".to_owned() };
        assert_eq!(
            case.take(Instant(11), close).unwrap_err().to_string(),
            "a complaint that is Received cannot take `closed`"
        );
        let empty = Event::Diagnosed { cause: " ".to_owned() };
        assert_eq!(case.take(Instant(11), empty), Err(CaseError::Empty { what: "cause" }));
        assert_eq!(case.take(Instant(9), Event::MeterPlaced), Err(CaseError::Earlier));
        assert_eq!((case.state(), case.events().len()), (CaseState::Received, 0));
        let nothing = Form { effect: String::new(), ..form() };
        assert_eq!(
            Case::open(nothing, Instant(1), None, true).unwrap_err(),
            CaseError::Empty { what: "effect" }
        );
    }
}
