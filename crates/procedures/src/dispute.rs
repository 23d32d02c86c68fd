//! A supplier disagrees with a figure of ours: said with evidence, answered in time, gone on with until the supplier
//! closes it. Source: UX F-S8, PA-33, PA-35.

use crate::Outcome;
use crate::request::{MOST_DOCUMENTS, MOST_OF_A_LINE};
use calendar::{Instant, SettlementDay};
use params::CaseParameters;
use serde::{Deserialize, Serialize};

/// Letters of what somebody writes, at most.
const MOST_LETTERS: usize = crate::MOST_LETTERS;
/// Letters that one dispute has, at most: behind them somebody calls.
const MOST_LINES: usize = 50;

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// What was remitted.
    Settlement,
    /// Reads, energy or advances of a year.
    Statement,
    /// Volumes of energy sharing.
    Sharing,
    /// A request of theirs.
    Request,
}

impl Subject {
    pub const ALL: [Self; 4] = [Self::Settlement, Self::Statement, Self::Sharing, Self::Request];

    pub fn name(self) -> &'static str {
        match self {
            Self::Settlement => "settlement",
            Self::Statement => "statement",
            Self::Sharing => "sharing",
            Self::Request => "request",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.name() == name)
    }
}

/// What one side writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub at: Instant,
    pub by: String,
    pub words: String,
    /// Names of documents, files and rows that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// The operator's; `None` is the supplier's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    Operator,
    Supplier,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    pub subject: Subject,
    /// As they name it: a month, a payout, a reference.
    pub about: String,
    pub lines: Vec<Line>,
    pub turn: Turn,
    /// By when the operator answers.
    pub due: SettlementDay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DisputeError {
    #[error("a dispute says what is wrong and about what")]
    NoWords,
    #[error("what is written is too long")]
    TooLong,
    #[error("it waits for the supplier")]
    Answered,
    #[error("it is closed")]
    Closed,
    #[error("`{}` is no answer to a dispute", outcome.name())]
    NoAnswer { outcome: Outcome },
}

fn checked(words: &str, evidence: &[String]) -> Result<String, DisputeError> {
    let words = words.trim();
    let long = |text: &String| text.chars().count() > MOST_OF_A_LINE;
    if words.is_empty() {
        return Err(DisputeError::NoWords);
    }
    let too_long = words.chars().count() > MOST_LETTERS;
    if too_long || evidence.len() > MOST_DOCUMENTS || evidence.iter().any(long) {
        return Err(DisputeError::TooLong);
    }
    Ok(words.to_owned())
}

impl Dispute {
    /// What may be answered.
    pub const OUTCOMES: [Outcome; 3] = [Outcome::Corrected, Outcome::Explained, Outcome::PassedOn];

    /// `written` is the supplier's. Errors: it says nothing, or too much.
    pub fn open(
        (subject, about): (Subject, &str),
        written: Line,
        rules: &CaseParameters,
    ) -> Result<Self, DisputeError> {
        let words = checked(&written.words, &written.evidence)?;
        let about = about.trim();
        if about.is_empty() {
            return Err(DisputeError::NoWords);
        }
        if about.chars().count() > MOST_OF_A_LINE {
            return Err(DisputeError::TooLong);
        }
        let due = written.at.day().add_working_days(rules.answer_working_days);
        let lines = vec![Line { words, outcome: None, ..written }];
        Ok(Self { subject, about: about.to_owned(), lines, turn: Turn::Operator, due })
    }

    pub fn is_open(&self) -> bool {
        self.turn != Turn::Closed
    }

    /// The operator is late with an answer.
    pub fn is_late(&self, today: SettlementDay) -> bool {
        self.turn == Turn::Operator && self.due < today
    }

    /// The operator answers. Errors: it is not its turn, or it says nothing.
    pub fn answer(&mut self, written: Line, outcome: Outcome) -> Result<(), DisputeError> {
        match self.turn {
            Turn::Operator => {}
            Turn::Supplier => return Err(DisputeError::Answered),
            Turn::Closed => return Err(DisputeError::Closed),
        }
        if !Self::OUTCOMES.contains(&outcome) {
            return Err(DisputeError::NoAnswer { outcome });
        }
        let words = checked(&written.words, &written.evidence)?;
        self.lines.push(Line { words, outcome: Some(outcome), ..written });
        self.turn = Turn::Supplier;
        Ok(())
    }

    /// The supplier writes more: an answer is due again, from now if there was one. Errors: it is closed.
    pub fn reply(&mut self, written: Line, rules: &CaseParameters) -> Result<(), DisputeError> {
        if self.turn == Turn::Closed {
            return Err(DisputeError::Closed);
        }
        if self.lines.len() >= MOST_LINES {
            return Err(DisputeError::TooLong);
        }
        let words = checked(&written.words, &written.evidence)?;
        if self.turn == Turn::Supplier {
            self.due = written.at.day().add_working_days(rules.answer_working_days);
        }
        self.lines.push(Line { words, outcome: None, ..written });
        self.turn = Turn::Operator;
        Ok(())
    }

    /// The supplier is content, or gives up. Errors: it is closed.
    pub fn close(&mut self) -> Result<(), DisputeError> {
        if self.turn == Turn::Closed {
            return Err(DisputeError::Closed);
        }
        self.turn = Turn::Closed;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use params::{ParameterBook, Parameters};
    use units::{Dso, Energy};

    fn at(day: &str) -> Instant {
        format!("{day}T10:00:00+01:00").parse().unwrap()
    }

    fn rules() -> CaseParameters {
        let now = at("2026-11-06");
        let book = ParameterBook::shipped().unwrap();
        Parameters::resolve(&book, Dso::Ores, Energy::Electricity, now.day(), now).unwrap().cases
    }

    fn line(words: &str, on: &str) -> Line {
        let evidence = vec!["payout 1, line 3".to_owned()];
        Line { at: at(on), by: "An".to_owned(), words: words.to_owned(), evidence, outcome: None }
    }

    #[test]
    fn pa_35_a_dispute_goes_to_and_fro_until_the_supplier_closes_it() {
        let about = (Subject::Settlement, "2026-10");
        let open = |words: &str, about| Dispute::open(about, line(words, "2026-11-06"), &rules());
        assert_eq!(open(" ", about), Err(DisputeError::NoWords));
        assert_eq!(open("12 EUR", (Subject::Sharing, "")), Err(DisputeError::NoWords));
        assert_eq!(open(&"x".repeat(1_001), about), Err(DisputeError::TooLong));
        let mut dispute = open("12 EUR are missing", about).unwrap();
        assert_eq!(dispute.due.to_string(), "2026-11-23", "ten working days, Armistice is none");
        let answer = |dispute: &mut Dispute, on: &str| {
            dispute.answer(line("they came on Monday", on), Outcome::Explained)
        };
        let wrong = dispute.answer(line("no", "2026-11-09"), Outcome::NotReached);
        assert_eq!(wrong, Err(DisputeError::NoAnswer { outcome: Outcome::NotReached }));
        assert!(dispute.is_late(dispute.due.next()));
        answer(&mut dispute, "2026-11-09").unwrap();
        assert!(!dispute.is_late(dispute.due.next()), "it waits for the supplier");
        assert_eq!(answer(&mut dispute, "2026-11-09"), Err(DisputeError::Answered));
        dispute.reply(line("not all of it", "2026-11-12"), &rules()).unwrap();
        assert_eq!(dispute.due.to_string(), "2026-11-26", "counted from what was written last");
        dispute.reply(line("one more line", "2026-11-13"), &rules()).unwrap();
        assert_eq!(dispute.due.to_string(), "2026-11-26", "more words win no time");
        answer(&mut dispute, "2026-11-16").unwrap();
        dispute.close().unwrap();
        assert_eq!(dispute.close(), Err(DisputeError::Closed));
        assert_eq!(dispute.reply(line("and", "2026-11-17"), &rules()), Err(DisputeError::Closed));
        assert_eq!(dispute.lines.len(), 5);
    }
}
