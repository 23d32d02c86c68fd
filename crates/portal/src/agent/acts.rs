//! What an agent does with an account: the form, the effect before it is confirmed, the act as it stands,
//! and what waits for a second person. Source: UX, F-41, TP-25.

use super::api::{
    ActKind, ActState, ActView, AgentRefused, Effect, FormFacts, HOLDS, NotEvidence, OpenQuestion,
    OrderReason, Reason, ReliefStep, Wanted,
};
use super::board::WHY;
use super::case::{act_name, hold_words};
use super::contact;
use super::events;
use super::messages;
use super::notes;
use super::pages::{Menu, error_at};
use super::paths::{Page, case_path};
use super::plans;
use super::questions;
use super::relief;
use super::words::Words;
use super::{life, visits};
use crate::card::Chip;
use crate::language::{Paths as _, Writes as _};
use crate::multipart;
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::repaying;
use crate::view::{Modifier, ShownState, StateCard, Supply};
use crate::words::fill;
use access::Role;
use askama::Template;
use calendar::SettlementDay;
use procedures::{CaseKind, MOST_LETTERS, Outcome};
use serde::Deserialize;
use units::{Energy, Language, MicroEuro};

pub(super) const AMOUNT: &str = "amount";
pub(super) const WAY: &str = "way";
pub(super) const REASON: &str = "reason";
pub(super) const EVIDENCE: &str = "evidence";
pub(super) const NOTE: &str = "note";
pub(super) const TEXT: &str = "text";
pub(super) const LINE: &str = "line";
pub(super) const UNTIL: &str = "until";
pub(super) const HOLD: &str = "hold";
pub(super) const CODE: &str = "code";
pub(super) const OUTCOME: &str = "outcome";
pub(super) const WORDS: &str = "words";
pub(super) const IBAN: &str = "iban";
pub(super) const PAYEE: &str = "payee";
pub(super) const TIME: &str = "time";
pub(super) const PROPOSAL: &str = "proposal";

pub(super) const PHOTO: &str = "photo";

/// Evidence may be photographed: what a household brought. Source: UX.
pub(super) fn takes_photo(kind: ActKind) -> bool {
    matches!(kind, ActKind::Adjust | ActKind::Slip)
}

/// The fields of a form that has a file.
pub(super) fn sent(kind: &str, body: &[u8]) -> Fields {
    let of = |name: &str| multipart::text(kind, body, name);
    let fields = Fields {
        amount: of(AMOUNT),
        way: of(WAY),
        reason: of(REASON),
        evidence: of(EVIDENCE),
        note: of(NOTE),
        text: of(TEXT),
        line: of(LINE),
        attempt: of("attempt"),
        confirm: of("confirm"),
        change: of("change"),
        ..Fields::default()
    };
    fields.tidy()
}

/// Why a photo is not kept, at its field.
pub(super) fn not_evidence(refused: NotEvidence, language: Language) -> PageError {
    let v = visits::Words::of(language);
    match refused {
        NotEvidence::NoAccount => PageError::general(Words::of(language).e_account),
        NotEvidence::NotAPicture => PageError::at(PHOTO, v.e_picture),
        NotEvidence::TooLarge => PageError::at(PHOTO, v.e_large),
        NotEvidence::NoKey => PageError::at(PHOTO, v.e_no_key),
    }
}

/// A hold or a grace lasts this long at most.
const MOST_DAYS: i32 = 366;

/// The fields of all forms; each sends some.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    /// What is looked for: a name, a number, a phone.
    pub q: String,
    /// An EAN or a reference.
    pub point: String,
    pub amount: String,
    pub way: String,
    pub reason: String,
    pub evidence: String,
    pub note: String,
    pub text: String,
    pub line: String,
    pub until: String,
    pub hold: String,
    pub code: String,
    pub outcome: String,
    pub words: String,
    pub attempt: String,
    pub confirm: String,
    pub change: String,
    pub approve: String,
    pub account: String,
    pub dry_run: String,
    pub sample: String,
    pub stop: String,
    pub why: String,
    pub cost: String,
    pub iban: String,
    pub payee: String,
    pub letter_note: String,
    pub back_note: String,
    pub paper_name: String,
    pub paper_street: String,
    pub paper_town: String,
    pub to: String,
    pub rule: String,
    pub part: String,
    pub most: String,
    pub time: String,
    /// The number of what a social service proposes for a plan.
    pub proposal: String,
    #[serde(flatten)]
    pub contact: contact::Fields,
    #[serde(flatten)]
    pub life: life::Fields,
    #[serde(flatten)]
    pub visit: visits::Fields,
}

/// What is kept of what was keyed in.
fn shortened(text: &str, letters: usize) -> String {
    text.trim().chars().filter(|sign| !sign.is_control()).take(letters).collect()
}

impl Fields {
    pub(super) fn tidy(&self) -> Self {
        let short = |text: &String| shortened(text, 80);
        let long = |text: &String| shortened(text, 300);
        Self {
            q: shortened(&self.q, 100),
            point: short(&self.point),
            amount: short(&self.amount),
            way: short(&self.way),
            reason: short(&self.reason),
            evidence: short(&self.evidence),
            note: long(&self.note),
            text: shortened(&self.text, 160),
            line: shortened(&self.line, 200),
            until: short(&self.until),
            hold: short(&self.hold),
            code: short(&self.code),
            outcome: short(&self.outcome),
            words: shortened(&self.words.replace(['\r', '\n'], " "), 2 * MOST_LETTERS),
            attempt: short(&self.attempt),
            confirm: short(&self.confirm),
            change: short(&self.change),
            approve: short(&self.approve),
            account: short(&self.account),
            dry_run: short(&self.dry_run),
            sample: short(&self.sample),
            stop: shortened(&self.stop, 120),
            why: long(&self.why),
            cost: short(&self.cost),
            iban: short(&self.iban).split_whitespace().collect(),
            payee: short(&self.payee),
            letter_note: long(&self.letter_note),
            back_note: long(&self.back_note),
            paper_name: short(&self.paper_name),
            paper_street: short(&self.paper_street),
            paper_town: short(&self.paper_town),
            to: short(&self.to),
            rule: short(&self.rule),
            part: short(&self.part),
            most: short(&self.most),
            time: short(&self.time),
            proposal: short(&self.proposal),
            contact: self.contact.tidy(shortened),
            life: self.life.tidy(shortened),
            visit: self.visit.tidy(shortened),
        }
    }

    pub(super) fn day(&self, today: SettlementDay) -> Option<SettlementDay> {
        let day = forms::day(&self.until)?;
        let ahead = day.days_since(today);
        (0..=MOST_DAYS).contains(&ahead).then_some(day)
    }

    /// What the fields say. Errors: at each field what is missing.
    pub(super) fn wanted(
        &self,
        kind: ActKind,
        today: SettlementDay,
        language: Language,
    ) -> Result<Wanted, Vec<PageError>> {
        let m = Words::of(language);
        let mut errors = Vec::new();
        let plan = plans::wanted(kind, self, (today, language), &mut errors).or(messages::wanted(
            kind,
            self,
            (today, language),
            &mut errors,
        ));
        let mut need = |wrong: bool, field: &'static str, text: &'static str| {
            if wrong {
                errors.push(PageError::at(field, text));
            }
        };
        let amount = forms::amount(&self.amount);
        let needs_amount = matches!(kind, ActKind::Adjust | ActKind::Grace | ActKind::Refund);
        need(needs_amount && amount.is_none(), AMOUNT, m.e_amount);
        let amount = amount.unwrap_or(MicroEuro::ZERO);
        let (note, evidence) = (self.note.clone(), self.evidence.clone());
        let reason = Reason::of_name(&self.reason);
        let wanted = match kind {
            ActKind::Adjust => {
                need(!matches!(self.way.as_str(), "credit" | "debit"), WAY, m.e_way);
                need(reason.is_none(), REASON, m.e_reason);
                need(evidence.is_empty(), EVIDENCE, m.e_evidence);
                need(self.text.is_empty(), TEXT, m.e_text);
                let signed = if self.way == "debit" { amount.checked_neg() } else { Some(amount) };
                let (amount, text) = (signed.unwrap_or(amount), self.text.clone());
                let reason = reason.unwrap_or(Reason::Waived);
                Wanted::Adjust { amount, reason, evidence, note: note.clone(), text }
            }
            ActKind::Slip => {
                need(self.line.is_empty(), LINE, m.e_line);
                need(evidence.is_empty(), EVIDENCE, m.e_evidence);
                Wanted::Slip { line: self.line.clone(), evidence, note: note.clone() }
            }
            ActKind::Grace => {
                let last = self.day(today);
                need(last.is_none(), UNTIL, m.e_day);
                Wanted::Grace { amount, last: last.unwrap_or(today), note: note.clone() }
            }
            ActKind::Code => {
                need(self.code.is_empty(), CODE, m.e_code);
                Wanted::Code { code: self.code.clone(), note: note.clone() }
            }
            ActKind::Hold => {
                let until = self.day(today);
                need(!HOLDS.contains(&self.hold.as_str()), HOLD, m.e_hold);
                need(!self.until.is_empty() && until.is_none(), UNTIL, m.e_day);
                Wanted::Hold { name: self.hold.clone(), until, note: note.clone() }
            }
            ActKind::Unhold => {
                need(self.hold.is_empty(), HOLD, m.e_hold);
                Wanted::Unhold { name: self.hold.clone(), note: note.clone() }
            }
            ActKind::Answer => {
                let case = self.line.parse().ok();
                let outcome = Outcome::from_name(&self.outcome);
                need(case.is_none(), LINE, m.e_question);
                need(outcome.is_none(), OUTCOME, m.e_outcome);
                need(self.words.is_empty(), WORDS, m.e_text);
                Wanted::Answer {
                    case: case.unwrap_or(0),
                    outcome: outcome.unwrap_or(Outcome::PassedOn),
                    words: self.words.clone(),
                    code: Some(self.code.clone()).filter(|code| !code.is_empty()),
                    note: note.clone(),
                }
            }
            ActKind::Refund => {
                need(self.line.is_empty(), LINE, m.e_line);
                let payment = self.line.clone();
                Wanted::Refund { payment, amount, to: self.payee(), note: note.clone() }
            }
            ActKind::GiveBack => {
                need(self.line.is_empty(), LINE, m.e_line);
                let line = self.line.clone();
                Wanted::GiveBack { line, to: self.payee(), note: note.clone() }
            }
            ActKind::Plan
            | ActKind::Agree
            | ActKind::Suspend
            | ActKind::Message
            | ActKind::Again
            | ActKind::NewCode => plan.unwrap_or_else(|| Wanted::Read { note: note.clone() }),
            ActKind::Cut => {
                let asked = OrderReason::of_name(&self.reason);
                let known = asked.filter(|one| OrderReason::OF_CUT.contains(one));
                need(known.is_none(), REASON, m.e_reason);
                Wanted::Cut { reason: known.unwrap_or(OrderReason::Over), note: note.clone() }
            }
            ActKind::Limit => {
                let asked = OrderReason::of_name(&self.reason);
                let asked = asked.filter(|one| OrderReason::OF_LIMIT.contains(one));
                need(asked.is_none(), REASON, m.e_reason);
                need(evidence.is_empty(), EVIDENCE, m.e_evidence);
                let reason = asked.unwrap_or(OrderReason::Over);
                Wanted::Limit { reason, evidence, note: note.clone() }
            }
            ActKind::Relief => {
                let step = ReliefStep::of_name(&self.reason);
                need(step.is_none(), REASON, m.e_step);
                need(evidence.is_empty(), EVIDENCE, m.e_evidence);
                let step = step.unwrap_or(ReliefStep::Asked);
                Wanted::Relief { step, evidence, note: note.clone() }
            }
            ActKind::Release => {
                let asked = OrderReason::of_name(&self.reason);
                let reason = asked.filter(|one| OrderReason::OF_RELEASE.contains(one));
                need(reason.is_none(), REASON, m.e_reason);
                Wanted::Release { reason, note: note.clone() }
            }
            ActKind::Read => Wanted::Read { note: note.clone() },
            ActKind::Display => Wanted::Display { note: note.clone() },
        };
        need(note.is_empty(), NOTE, m.e_note);
        if errors.is_empty() { Ok(wanted) } else { Err(errors) }
    }

    /// To whose account money goes, if one was keyed in.
    pub(super) fn payee(&self) -> Option<(String, String)> {
        let keyed = !self.iban.is_empty();
        keyed.then(|| (self.iban.clone(), self.payee.clone()))
    }

    /// As a form carries them from page to page.
    fn carried(&self) -> Vec<(&'static str, String)> {
        let all = [
            (AMOUNT, &self.amount),
            (WAY, &self.way),
            (REASON, &self.reason),
            (EVIDENCE, &self.evidence),
            (NOTE, &self.note),
            (TEXT, &self.text),
            (LINE, &self.line),
            (UNTIL, &self.until),
            (HOLD, &self.hold),
            (CODE, &self.code),
            (OUTCOME, &self.outcome),
            (WORDS, &self.words),
            (IBAN, &self.iban),
            (PAYEE, &self.payee),
            (super::queues::BACK_NOTE, &self.back_note),
            (plans::MONEY_FIELDS[0], &self.to),
            (plans::MONEY_FIELDS[1], &self.rule),
            (plans::MONEY_FIELDS[2], &self.part),
            (plans::MONEY_FIELDS[3], &self.most),
            (TIME, &self.time),
            (PROPOSAL, &self.proposal),
        ];
        let kept = all.into_iter().filter(|(_, value)| !value.is_empty());
        kept.map(|(name, value)| (name, value.clone())).collect()
    }
}

fn owned((name, words): (&str, &str)) -> (String, String) {
    (name.to_owned(), words.to_owned())
}

fn reason_name(reason: Reason, m: &Words) -> &'static str {
    match reason {
        Reason::SaleLoss => m.r_sale_loss,
        Reason::Waived => m.r_waived,
        Reason::WrongCharge => m.r_wrong_charge,
    }
}

pub(super) fn order_reason(reason: OrderReason, m: &Words) -> &'static str {
    match reason {
        OrderReason::Over => m.r_over,
        OrderReason::Missed => m.r_missed,
        OrderReason::Cpas => m.r_cpas,
        OrderReason::Household => m.r_household,
        OrderReason::Paid => m.r_paid,
        OrderReason::Mistake => m.r_mistake,
        OrderReason::Need => m.r_need,
    }
}

fn lead(kind: ActKind, m: &Words) -> &'static str {
    match kind {
        ActKind::Adjust => m.l_adjust,
        ActKind::Slip => m.l_slip,
        ActKind::Grace => m.l_grace,
        ActKind::Code => m.l_code,
        ActKind::Hold => m.l_hold,
        ActKind::Unhold => m.l_unhold,
        ActKind::Release => m.l_release,
        ActKind::Cut => m.l_cut,
        ActKind::Limit => m.l_limit,
        ActKind::Read => m.l_read,
        ActKind::Display => m.l_display,
        ActKind::Answer => m.l_answer,
        ActKind::Refund => m.l_refund,
        ActKind::GiveBack => m.l_give_back,
        ActKind::Plan => m.l_plan,
        ActKind::Agree => m.l_agree,
        ActKind::Suspend => m.l_suspend,
        ActKind::Relief => m.l_relief,
        ActKind::Message => m.l_message,
        ActKind::Again => m.l_again,
        ActKind::NewCode => m.l_new_code,
    }
}

/// Why an act cannot be done at an account that stands like this, whoever asks; `None` if it can. What cannot be done is
/// not offered. Source: UX 8.5, A-04.
pub(super) fn impossible(kind: ActKind, card: &StateCard, m: &Words) -> Option<&'static str> {
    let is_on = card.supply == Supply::Connected;
    let limited = card.modifiers.iter().any(|one| matches!(one, Modifier::Limited { .. }));
    match kind {
        ActKind::Limit if card.energy == Energy::Gas => Some(m.e_gas_limit),
        ActKind::Limit if limited => Some(m.e_not_on),
        ActKind::Limit | ActKind::Cut if !is_on => Some(m.e_not_on),
        ActKind::Release if is_on => Some(m.e_is_on),
        _ => None,
    }
}

/// Who is given supply while credit is used up is cut again by the next run.
fn cut_again(card: &StateCard, language: Language, m: &Words) -> Option<String> {
    let missing = card.to_clear;
    let balance = language.balance_in_sentence(card.balance);
    let amount = language.money(missing);
    (missing > MicroEuro::ZERO)
        .then(|| fill(m.release_again, &[("balance", &balance), ("amount", &amount)]))
}

/// What was refused, in words that say what to do.
pub(super) fn refused(refused: &AgentRefused, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        AgentRefused::NoAccount => PageError::general(m.e_account),
        AgentRefused::NoAct => PageError::general(m.no_case_title),
        AgentRefused::NoQuestion => PageError::at(LINE, m.e_no_question),
        AgentRefused::Closed => PageError::general(m.e_closed),
        AgentRefused::SamePerson => PageError::general(m.e_same),
        AgentRefused::Decided => PageError::general(m.e_decided),
        AgentRefused::NoMeter => PageError::general(m.e_no_meter),
        AgentRefused::HeldBack(guards) => {
            let words: Vec<String> = guards.iter().map(|id| events::guard(id, language)).collect();
            PageError::general(fill(m.e_held_back, &[("guards", &words.join("; "))]))
        }
        AgentRefused::NotOn => PageError::general(m.e_not_on),
        AgentRefused::OnlyLimit => PageError::general(m.e_only_limit),
        AgentRefused::NoLimit => PageError::general(m.e_no_limit),
        AgentRefused::HeldLonger { until: None } => PageError::at(UNTIL, m.e_held_always),
        AgentRefused::HeldLonger { until: Some(until) } => {
            // A bar ends with a day: its last one.
            let day = language.date(until.plus_s(-1).day());
            PageError::at(UNTIL, fill(m.e_held_longer, &[("day", &day)]))
        }
        AgentRefused::Lapsed => PageError::general(m.e_lapsed),
        AgentRefused::NoCandidates => PageError::general(m.none_to_cut),
        AgentRefused::NoLine => PageError::at(LINE, m.e_line_gone),
        AgentRefused::NoIban => PageError::at(IBAN, m.e_iban),
        AgentRefused::NoGrace => PageError::general(m.grace_off),
        AgentRefused::NoRelief => PageError::general(m.e_no_relief),
        AgentRefused::TooMuch { most } => {
            PageError::at(AMOUNT, fill(m.e_much, &[("most", &language.short_money(*most))]))
        }
        AgentRefused::WrongCode => PageError::at(CODE, m.e_code),
        AgentRefused::NotSaid(why) => messages::refused(*why, language),
        AgentRefused::Proposal(why) => PageError::general(repaying::not_agreed(*why, language)),
        AgentRefused::Rule(why) => PageError::general(fill(m.e_rule, &[("why", why)])),
    }
}

/// Who it is about, on top of every page of an act.
#[derive(Debug)]
struct About {
    name: String,
    chip: Chip,
    state: String,
    case: String,
    /// Who else has the case open.
    here: Option<String>,
}

impl About {
    fn new(facts: &FormFacts, language: Language) -> Self {
        let reference = format!("{:013}", facts.ean.reference().as_u64());
        let name = if facts.name.is_empty() { reference } else { facts.name.clone() };
        let town = if facts.town.is_empty() { String::new() } else { format!(", {}", facts.town) };
        Self {
            name: format!("{name}{town}"),
            chip: Chip::of(facts.card.state, language),
            state: language.balance(facts.card.balance),
            case: format!("{}/{}", Page::Case.path(language), facts.account),
            here: notes::here(&facts.here, language),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/form.html")]
pub(super) struct FormPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    title: &'static str,
    lead: &'static str,
    about: About,
    path: String,
    typed: Fields,
    attempt: String,
    needs_amount: bool,
    /// Name and words of each way.
    ways: Vec<(String, String)>,
    reasons: Vec<(String, String)>,
    reasons_label: &'static str,
    needs_evidence: bool,
    needs_text: bool,
    needs_code: bool,
    /// Words of the hint.
    until: Option<&'static str>,
    until_label: &'static str,
    /// Name and words.
    holds: Vec<(String, String)>,
    lines: Vec<(String, String)>,
    /// Questions to choose from.
    cases: Vec<(String, String)>,
    outcomes: Vec<(String, String)>,
    answer_hint: Option<String>,
    p: &'static plans::Words,
    plan: plans::PlanForm,
    s: &'static messages::Words,
    say: messages::SayForm,
    /// Why nothing can be sent.
    none: Option<&'static str>,
    notes: Vec<String>,
    /// It is done by this press: there is no money to look at first.
    at_once: bool,
}

impl FormPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        (kind, facts): (ActKind, &FormFacts),
        mut typed: Fields,
        attempt: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let is = |one: ActKind| kind == one;
        let holds: Vec<(String, String)> = match kind {
            ActKind::Hold => HOLDS
                .iter()
                .map(|name| ((*name).to_owned(), events::hold(name, language)))
                .collect(),
            ActKind::Unhold => facts
                .holds
                .iter()
                .map(|hold| (hold.name.clone(), hold_words(&hold.name, hold.until, language, m)))
                .collect(),
            _ => Vec::new(),
        };
        let lines = facts.lines.iter().filter(|_| is(ActKind::Slip)).map(|line| {
            let suggested =
                if line.suggested { format!(" ({})", m.suggested) } else { String::new() };
            let (amount, day) = (language.money(line.amount), language.date(line.received));
            (line.key.clone(), format!("{amount}, {day}, {}{suggested}", line.text))
        });
        let lines: Vec<(String, String)> = lines.collect();
        let questions: &[OpenQuestion] = if is(ActKind::Answer) { &facts.questions } else { &[] };
        if let ([only], true) = (questions, typed.line.is_empty()) {
            typed.line = only.number.to_string();
        }
        let chosen = questions.iter().find(|one| one.number.to_string() == typed.line);
        let kinds: Vec<CaseKind> = match chosen {
            Some(one) => vec![one.kind],
            None => questions.iter().map(|one| one.kind).collect(),
        };
        let asked = |one: &OpenQuestion| {
            format!("{}: {}", events::event(one.kind.name(), language), one.words)
        };
        let rests_on = facts
            .proposals
            .iter()
            .find(|one| is(ActKind::Agree) && one.number.to_string() == typed.proposal);
        if let (Some(one), true) = (rests_on, typed.rule.is_empty()) {
            typed.line = one.debt.to_string();
            (typed.rule, typed.part) = plans::fields_of(one.rule, language);
        }
        let plan = plans::PlanForm::new(kind, facts, language);
        if let ([(only, _)], true) = (plan.owed.as_slice(), typed.line.is_empty()) {
            typed.line.clone_from(only);
        }
        let say = messages::SayForm::new(kind, facts, &typed.line, language);
        if let ([(only, _)], true) = (say.channels.as_slice(), typed.way.is_empty()) {
            typed.way.clone_from(only);
        }
        let is_order = matches!(kind, ActKind::Release | ActKind::Read | ActKind::Display);
        let switches = matches!(kind, ActKind::Release | ActKind::Cut | ActKind::Limit);
        let none = match kind {
            ActKind::Slip if lines.is_empty() => Some(m.no_lines),
            ActKind::Answer if questions.is_empty() => Some(m.no_questions),
            ActKind::Unhold if holds.is_empty() => Some(m.no_holds),
            ActKind::Grace | ActKind::Code if facts.grace.is_none() => Some(m.grace_off),
            ActKind::Relief => relief::none(facts.relief, m),
            _ if (is_order || switches) && facts.meter.is_none() => Some(m.e_no_meter),
            _ => impossible(kind, &facts.card, m).or(plan.none).or(say.none),
        };
        let mut notes: Vec<String> = say.note.iter().cloned().collect();
        if let Some(one) = rests_on {
            let words = repaying::Words::of(language).desk_rests;
            notes.push(fill(words, &[("office", &one.office)]));
        }
        if is(ActKind::Relief) {
            notes.extend(relief::given(facts.relief, language));
        }
        if let (ActKind::Grace, Some(most)) = (kind, facts.grace) {
            notes.push(fill(m.grace_most, &[("most", &language.short_money(most))]));
        }
        if matches!(kind, ActKind::Adjust | ActKind::Slip) {
            notes.push(fill(m.second_cap, &[("cap", &language.short_money(facts.cap))]));
        }
        // Its effect stands above the button: it is pressed while somebody waits. Source: F-42.
        if is(ActKind::Release) {
            let order = events::order("connect", language);
            notes.push(format!("{}{} {order}", m.to_meter, frame.w.colon));
            notes.extend(cut_again(&facts.card, language, m));
        }
        let title = act_name(kind, m);
        Self {
            menu: Menu::new(language, role, None),
            about: About::new(facts, language),
            path: format!("{}/{}/{}", Page::Case.path(language), facts.account, kind.name()),
            title,
            lead: lead(kind, m),
            typed,
            attempt,
            needs_amount: is(ActKind::Adjust) || is(ActKind::Grace) || is(ActKind::Plan),
            ways: if is(ActKind::Adjust) {
                [("credit", m.way_credit), ("debit", m.way_debit)].map(owned).to_vec()
            } else {
                Vec::new()
            },
            reasons: {
                let of = |all: &[OrderReason]| -> Vec<(String, String)> {
                    all.iter().map(|one| owned((one.name(), order_reason(*one, m)))).collect()
                };
                match kind {
                    ActKind::Adjust => {
                        Reason::ALL.map(|one| owned((one.name(), reason_name(one, m)))).to_vec()
                    }
                    ActKind::Cut => of(&OrderReason::OF_CUT),
                    ActKind::Limit => of(&OrderReason::OF_LIMIT),
                    ActKind::Release => of(&OrderReason::OF_RELEASE),
                    ActKind::Relief => relief::steps(facts.relief, m),
                    _ => Vec::new(),
                }
            },
            reasons_label: if is(ActKind::Relief) { m.step } else { m.reason },
            needs_evidence: matches!(
                kind,
                ActKind::Adjust
                    | ActKind::Slip
                    | ActKind::Plan
                    | ActKind::Agree
                    | ActKind::Limit
                    | ActKind::Relief
            ),
            needs_text: is(ActKind::Adjust),
            needs_code: is(ActKind::Code),
            until: match kind {
                ActKind::Grace => Some(m.day_hint),
                ActKind::Hold => Some(m.day_or_none),
                _ => plan.until.or(say.when),
            },
            until_label: match kind {
                ActKind::Suspend => plans::Words::of(language).from,
                ActKind::Message => messages::Words::of(language).leaves,
                _ => m.last_day,
            },
            holds,
            lines,
            cases: questions.iter().map(|one| (one.number.to_string(), asked(one))).collect(),
            outcomes: questions::outcomes(&kinds, m),
            answer_hint: is(ActKind::Answer)
                .then(|| fill(m.answer_hint, &[("language", facts.language.own_name())])),
            p: plans::Words::of(language),
            plan,
            s: messages::Words::of(language),
            say,
            none,
            notes,
            at_once: is_order,
            frame: frame.titled(title, &errors),
            errors,
            m,
        }
    }
}

/// Before and after.
#[derive(Debug)]
struct Changes {
    /// Of what: a balance, or money that is on nobody's.
    label: &'static str,
    balance: (String, String),
    states: [Option<Chip>; 2],
    orders: String,
    second: bool,
    lifts: bool,
    told: Vec<(String, String)>,
    plan: Option<plans::PlanPart>,
    /// Of a cut, a limit or a return.
    checks: Option<String>,
    /// Of a message, which moves nothing: label, and not before when.
    leaves: Option<(&'static str, String)>,
}

impl Changes {
    fn new(effect: &Effect, language: Language, m: &Words) -> Self {
        let chip = |id: &str| {
            let state = ShownState::ALL.into_iter().find(|state| state.id() == id);
            state.map(|state| Chip::of(state, language))
        };
        let orders: Vec<String> =
            effect.orders.iter().map(|name| events::order(name, language)).collect();
        let (before, after) = effect.lies.unwrap_or(effect.balance);
        Self {
            label: if effect.lies.is_some() { m.lies } else { m.balance },
            balance: (language.balance(before), language.balance(after)),
            states: [chip(&effect.state.0), chip(&effect.state.1)],
            orders: if orders.is_empty() {
                m.nothing_to_meter.to_owned()
            } else {
                orders.join(", ")
            },
            second: effect.second,
            lifts: effect.lifts,
            told: effect
                .told
                .iter()
                .map(|(way, text)| (messages::channel_name(way, language).to_owned(), text.clone()))
                .collect(),
            plan: effect.plan.as_ref().map(|plan| plans::PlanPart::new(plan, language)),
            checks: effect
                .checks
                .map(|count| fill(m.checks_hold, &[("count", &count.to_string())])),
            leaves: effect
                .leaves
                .map(|at| (messages::Words::of(language).leaves, language.instant(at))),
        }
    }
}

fn payee_lines(to: Option<&(String, String)>, m: &Words) -> Vec<(&'static str, String)> {
    let lines = to.map(|(iban, name)| vec![(m.iban, iban.clone()), (m.payee, name.clone())]);
    lines.unwrap_or_default()
}

/// What is wanted, in words: label and value.
fn said(wanted: &Wanted, language: Language, m: &Words) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    match wanted {
        Wanted::Adjust { amount, reason, evidence, text, .. } => {
            lines.push((m.amount, language.effect(*amount)));
            lines.push((m.reason, reason_name(*reason, m).to_owned()));
            lines.push((m.evidence, evidence.clone()));
            lines.push((m.text, text.clone()));
        }
        Wanted::Slip { line, evidence, .. } => {
            lines.push((m.line, line.clone()));
            lines.push((m.evidence, evidence.clone()));
        }
        Wanted::Grace { amount, last, .. } => {
            lines.push((m.amount, language.money(*amount)));
            lines.push((m.last_day, language.date(*last)));
        }
        Wanted::Code { code, .. } => lines.push((m.code, code.clone())),
        Wanted::Hold { name, until, .. } => {
            let end = until.map(SettlementDay::end);
            lines.push((m.hold, hold_words(name, end, language, m)));
        }
        Wanted::Unhold { name, .. } => lines.push((m.hold, events::hold(name, language))),
        Wanted::Answer { case, outcome, words, code, .. } => {
            lines.push((m.number, case.to_string()));
            lines.push((m.outcome, questions::outcome_name(*outcome, false, m).to_owned()));
            lines.push((m.text, words.clone()));
            lines.extend(code.clone().map(|code| (m.mediator_code, code)));
        }
        Wanted::Refund { payment, amount, to, .. } => {
            lines.push((m.payment, payment.clone()));
            lines.push((m.amount, language.money(*amount)));
            lines.extend(payee_lines(to.as_ref(), m));
        }
        Wanted::GiveBack { line, to, .. } => {
            lines.push((m.line, line.clone()));
            lines.extend(payee_lines(to.as_ref(), m));
        }
        Wanted::Plan { .. } | Wanted::Agree { .. } | Wanted::Suspend { .. } => {
            lines.extend(plans::said(wanted, language));
        }
        Wanted::Relief { step, evidence, .. } => {
            lines.push((m.step, relief::step_name(*step, m).to_owned()));
            lines.push((m.evidence, evidence.clone()));
        }
        Wanted::Message { .. } | Wanted::Again { .. } | Wanted::NewCode { .. } => {
            lines.extend(messages::said(wanted, language));
        }
        Wanted::Cut { reason, .. } => lines.push((m.reason, order_reason(*reason, m).to_owned())),
        Wanted::Limit { reason, evidence, .. } => {
            lines.push((m.reason, order_reason(*reason, m).to_owned()));
            lines.push((m.evidence, evidence.clone()));
        }
        Wanted::Release { reason, .. } => {
            lines.extend(reason.map(|reason| (m.reason, order_reason(reason, m).to_owned())));
        }
        Wanted::Read { .. } | Wanted::Display { .. } => {}
    }
    lines.push((m.note, wanted.note().to_owned()));
    lines
}

#[derive(Debug, Template)]
#[template(path = "agent/preview.html")]
pub(super) struct PreviewPage {
    frame: Frame,
    errors: Vec<PageError>,
    /// A photo may be sent with it: label and hint.
    photo: Option<(&'static str, &'static str)>,
    m: &'static Words,
    menu: Menu,
    /// Of money that is on nobody's balance there is none.
    about: Option<About>,
    name: &'static str,
    said: Vec<(&'static str, String)>,
    changes: Changes,
    path: String,
    carried: Vec<(&'static str, String)>,
    attempt: String,
}

impl PreviewPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        facts: &FormFacts,
        (wanted, effect): (&Wanted, &Effect),
        from: (&Fields, String),
    ) -> Self {
        let language = frame.language;
        let kind = wanted.kind();
        let path = format!("{}/{}/{}", Page::Case.path(language), facts.account, kind.name());
        let mut page = Self::at(path, frame, role, (wanted, effect), from);
        if kind == ActKind::Release {
            page.changes.checks = cut_again(&facts.card, language, page.m);
        }
        Self { about: Some(About::new(facts, language)), ..page }
    }

    /// Confirmed at another address than that of an act on an account.
    pub(super) fn at(
        path: String,
        frame: Frame,
        role: Role,
        (wanted, effect): (&Wanted, &Effect),
        (fields, attempt): (&Fields, String),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        Self {
            menu: Menu::new(language, role, None),
            about: None,
            name: act_name(wanted.kind(), m),
            said: said(wanted, language, m),
            changes: Changes::new(effect, language, m),
            path,
            carried: fields.carried(),
            attempt,
            errors: Vec::new(),
            photo: None,
            frame: frame.titled(m.preview_title, &[]),
            m,
        }
    }

    /// The same with a place for a photo as evidence, under what was wrong with one.
    pub(super) fn with_photo(self, takes: bool, errors: Vec<PageError>) -> Self {
        let language = self.frame.language;
        let v = visits::Words::of(language);
        let photo = takes.then_some((self.m.photo, v.photos_hint));
        let frame = self.frame.titled(self.m.preview_title, &errors);
        Self { photo, errors, frame, ..self }
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/act.html")]
pub(super) struct ActPage {
    frame: Frame,
    /// The photo that came with it.
    photo: Option<String>,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    title: &'static str,
    class: &'static str,
    name: &'static str,
    who: String,
    case: Option<String>,
    said: Vec<(&'static str, String)>,
    changes: Changes,
    /// Label and value.
    people: Vec<(&'static str, String)>,
    outcome: Option<String>,
    /// Why it can only be turned down.
    barred: Option<String>,
    waits: bool,
    own: bool,
    decides: bool,
    path: String,
    why: String,
}

impl ActPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        act: &ActView,
        why: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let when = |who: &str, at| format!("{who}, {}", language.instant(at));
        let mut people = vec![(m.asked_by, when(&act.asked_by, act.asked_at))];
        people.extend(act.lapses.map(|at| (m.lapses, language.instant(at))));
        let (title, class, outcome) = match &act.state {
            ActState::Waiting => (m.act_waiting, "wait", None),
            ActState::Done { at, by, outcome } => {
                if let Some(by) = by {
                    people.push((m.approved_by, when(by, *at)));
                }
                (m.act_done, "good", Some(outcome.clone()))
            }
            ActState::TurnedDown { at, by, why } => {
                people.push((m.refused_by, when(by, *at)));
                (m.act_refused, "bad", Some(why.clone()))
            }
        };
        let outcome = outcome.filter(|text| !text.is_empty()).map(|text| {
            // Names of what followed; or the words of who turned it down.
            let known: Vec<String> =
                text.split(' ').map(|name| events::event(name, language)).collect();
            match act.state {
                ActState::Done { .. } => known.join(", "),
                ActState::Waiting | ActState::TurnedDown { .. } => text,
            }
        });
        Self {
            menu: Menu::new(language, role, None),
            title,
            class,
            name: act_name(act.wanted.kind(), m),
            who: who(act),
            case: act.account.map(|account| case_path(account, language)),
            said: {
                let mut said = said(&act.wanted, language, m);
                let gone = act.photo_gone.as_ref();
                said.extend(gone.map(|gone| (m.photo, fill(m.photo_gone, &[("digest", gone)]))));
                said
            },
            changes: Changes::new(&act.effect, language, m),
            people,
            outcome,
            barred: act.barred.as_ref().map(|why| refused(why, language).text),
            waits: act.state == ActState::Waiting,
            own: act.own,
            decides: act.decides,
            photo: act.photo.then(|| format!("{}/{}/photo", Page::Acts.path(language), act.id)),
            path: format!("{}/{}", Page::Acts.path(language), act.id),
            why,
            frame: frame.titled(title, &errors),
            errors,
            m,
        }
    }
}

/// Whose account an act is about, if it is about one.
fn who(act: &ActView) -> String {
    let reference = act.ean.map(|ean| format!("{:013}", ean.reference().as_u64()));
    if act.name.is_empty() { reference.unwrap_or_default() } else { act.name.clone() }
}

/// What waits for a second person.
#[derive(Debug, Template)]
#[template(path = "agent/acts.html")]
pub(super) struct ActsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    rows: Vec<ActRow>,
}

#[derive(Debug)]
struct ActRow {
    href: String,
    name: &'static str,
    who: String,
    asked: String,
    change: String,
    own: bool,
}

impl ActsPage {
    pub(super) fn new(frame: Frame, role: Role, acts: &[ActView]) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let rows = acts.iter().map(|act| {
            let (before, after) = act.effect.lies.unwrap_or(act.effect.balance);
            let change = match act.wanted {
                Wanted::Adjust { .. }
                | Wanted::Slip { .. }
                | Wanted::Refund { .. }
                | Wanted::GiveBack { .. } => {
                    format!("{} → {}", language.balance(before), language.balance(after))
                }
                _ => String::new(),
            };
            ActRow {
                href: format!("{}/{}", Page::Acts.path(language), act.id),
                name: act_name(act.wanted.kind(), m),
                who: who(act),
                asked: format!("{}, {}", act.asked_by, language.near(act.asked_at, act.now)),
                change,
                own: act.own,
            }
        });
        Self {
            menu: Menu::new(language, role, Some(Page::Acts)),
            rows: rows.collect(),
            frame: frame.titled(m.acts_title, &[]),
            m,
        }
    }
}
