//! What a household asked: how it stands, and what was done about it. A call is noted here at once; an answer
//! to a household goes by the page of acts, with its effect. Source: UX, PR-22.

use super::acts::{OUTCOME, WORDS};
use super::api::{ActKind, QuestionView};
use super::events;
use super::life::{self, POINT};
use super::pages::{Menu, error_at};
use super::paths::{Page, case_path};
use super::plans;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Only, Role};
use askama::Template;
use procedures::{CaseKind, Outcome};
use units::Language;

/// What may be chosen, as name and words. Of a call: reached, no answer, wrong number.
pub(super) fn outcomes(kinds: &[CaseKind], m: &Words) -> Vec<(String, String)> {
    let fits = |outcome: &Outcome| kinds.iter().any(|kind| kind.outcomes().contains(outcome));
    let is_call = kinds == [CaseKind::CallBack];
    let all = Outcome::ALL.into_iter().filter(fits);
    all.map(|outcome| (outcome.name().to_owned(), outcome_name(outcome, is_call, m).to_owned()))
        .collect()
}

pub(super) fn outcome_name(outcome: Outcome, is_call: bool, m: &Words) -> &'static str {
    match outcome {
        Outcome::Done if is_call => m.o_reached,
        Outcome::Done => m.o_done,
        Outcome::Corrected => m.o_corrected,
        Outcome::Explained => m.o_explained,
        Outcome::NotReached => m.o_not_reached,
        Outcome::WrongNumber => m.o_wrong_number,
        Outcome::PassedOn => m.o_passed_on,
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/question.html")]
pub(super) struct QuestionPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    title: String,
    /// Of one that is open.
    due: Option<(&'static str, String)>,
    facts: Vec<(&'static str, String)>,
    bars: bool,
    /// When, and what was said.
    words: Vec<(String, String)>,
    /// Calls in vain: when, and by whom.
    tries: Vec<String>,
    again: Option<String>,
    answer: Option<(String, &'static str, String)>,
    /// An act that waits for a second person.
    waiting: Option<String>,
    /// The page of the account.
    case: Option<String>,
    /// Where an answer is written; else it is noted here.
    to_answer: Option<String>,
    outcomes: Vec<(String, String)>,
    outcome: String,
    typed: String,
    words_hint: &'static str,
    /// Of a refusal of prepayment or a request for it: whose it is.
    whose: Option<Whose>,
    path: String,
}

/// The form in which somebody says whose words these are.
#[derive(Debug)]
struct Whose {
    title: &'static str,
    lead: String,
    label: &'static str,
    hint: &'static str,
    value: String,
    button: &'static str,
    path: String,
}

impl Whose {
    fn new(one: &QuestionView, typed: &str, language: Language) -> Self {
        let l = life::Words::of(language);
        let day = language.date(one.asked.day());
        let refusal = one.kind == CaseKind::RefusePrepayment;
        let (title, lead, button) = if refusal {
            (l.whose_refusal, l.refusal_lead, l.note_refusal)
        } else {
            (l.whose_request, l.request_lead, l.begin_request)
        };
        let known = one.reference.map(|it| format!("{:013}", it.as_u64())).unwrap_or_default();
        Self {
            title,
            lead: fill(lead, &[("day", &day)]),
            label: l.point,
            hint: l.point_hint,
            value: if typed.is_empty() { known } else { typed.to_owned() },
            button,
            path: format!("{}/{}/request", Page::Question.path(language), one.number),
        }
    }
}

impl QuestionPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        one: &QuestionView,
        [outcome, typed, point]: [String; 3],
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let is_call = one.kind == CaseKind::CallBack;
        let mut facts = vec![(m.asked_on, language.instant(one.asked))];
        if !one.name.is_empty() {
            facts.push((m.asker, one.name.clone()));
        }
        facts.extend(one.phone.clone().map(|phone| (m.phone, phone)));
        facts.extend(one.proposes.map(|how| plans::proposed(how, language)));
        facts.extend(one.write_to.iter().map(|to| (m.write_to, to.clone())));
        if one.account.is_none() {
            let none = || m.unknown.to_owned();
            facts.push((m.reference, one.reference.map_or_else(none, |it| it.to_string())));
        }
        facts.push((m.speaks, one.language.own_name().to_owned()));
        facts.push((m.number, one.number.to_string()));
        let said =
            |(at, words): &(calendar::Instant, String)| (language.instant(*at), words.clone());
        let first = (one.asked, one.words.clone());
        let words =
            std::iter::once(&first).chain(&one.again).filter(|(_, words)| !words.is_empty());
        let due = if one.late {
            ("s5", fill(m.overdue, &[("time", &language.date(one.due))]))
        } else if one.due == one.now.day() {
            ("s3", fill(m.due_today, &[("time", &language.date(one.due))]))
        } else {
            ("s1", fill(m.due_later, &[("time", &language.date(one.due))]))
        };
        let answer = one.answer.as_ref().map(|answer| {
            let who =
                fill(m.answered_by, &[("who", &answer.by), ("time", &language.instant(answer.at))]);
            (who, outcome_name(answer.outcome, is_call, m), answer.words.clone())
        });
        let is_open = answer.is_none() && one.waiting.is_none();
        let of_account = one.account.filter(|_| is_open && !is_call && !one.closed);
        let to_answer = of_account.map(|account| {
            let case = case_path(account, language);
            format!("{case}/{}?line={}", ActKind::Answer.name(), one.number)
        });
        let answers = Needs::PartOf(Act::Messages, Only::Resend).allows(Some(role));
        let noted_here = is_open && to_answer.is_none();
        let title = events::event(one.kind.name(), language);
        Self {
            menu: Menu::new(language, role, None),
            due: one.answer.is_none().then_some(due),
            facts,
            bars: one.bars_cuts && answer.is_none(),
            words: words.map(said).collect(),
            tries: one
                .tries
                .iter()
                .map(|(at, by)| {
                    fill(m.called_in_vain, &[("who", by), ("time", &language.instant(*at))])
                })
                .collect(),
            again: one
                .again_from
                .map(|from| fill(m.call_again, &[("time", &language.near(from, one.now))])),
            answer,
            waiting: one.waiting.map(|act| format!("{}/{act}", Page::Acts.path(language))),
            case: one.account.map(|account| case_path(account, language)),
            to_answer,
            outcomes: if noted_here { outcomes(&[one.kind], m) } else { Vec::new() },
            outcome,
            typed,
            whose: (is_open && one.kind.is_of_prepayment() && answers)
                .then(|| Whose::new(one, &point, language)),
            words_hint: match (is_call, one.closed) {
                (true, _) => m.call_words_hint,
                (false, true) => m.left_words_hint,
                (false, false) => m.said_words_hint,
            },
            path: format!("{}/{}", Page::Question.path(language), one.number),
            frame: frame.titled(&title, &errors),
            title,
            errors,
            m,
        }
    }
}

/// A case as the list of what is open names it.
pub(super) fn line(
    (number, kind, due, late): (i64, CaseKind, calendar::SettlementDay, bool),
    language: Language,
    m: &Words,
) -> (String, String) {
    let due = fill(if late { m.overdue } else { m.due_later }, &[("time", &language.date(due))]);
    let words = format!("{}. {due}", events::event(kind.name(), language));
    (words, format!("{}/{number}", Page::Question.path(language)))
}
