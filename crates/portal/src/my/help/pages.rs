//! The pages of help as structs of ready text.

use super::api::{
    CaseLine, HelpNow, MyPlan, MyVisit, NotTaken, PlanLine, Promised, RepaidBy, RepaidFor,
};
use super::months::by_month;
use super::words::Words;
use crate::card::{self, Card, Chip};
use crate::language::{Paths as _, Writes as _, share};
use crate::my::outside::HelpOffice;
use crate::my::pages::{Inside, Menu, energy_name};
use crate::my::paths::Page;
use crate::my::visits;
use crate::pay::frame::{Frame, PageError};
use crate::public::Explained;
use crate::repaying::{self, Offer};
use crate::words::fill;
use askama::Template;
use procedures::{CaseKind, Outcome, VisitReason};
use units::{Language, MicroEuro};

pub(super) const WORDS: &str = "words";
pub(super) const PHONE: &str = "phone";
pub(super) const REFERENCE: &str = "reference";
pub(super) const EMAIL: &str = "email";
/// What they could repay, and how often.
pub(super) const VALUE: &str = "value";

/// What was not taken, in words, at its field.
pub(super) fn not_taken(not_taken: NotTaken, frame: &Frame) -> PageError {
    let w = Words::of(frame.language);
    match not_taken {
        NotTaken::NoWords => PageError::at(WORDS, w.e_words),
        NotTaken::TooLong => PageError::at(WORDS, w.e_long),
        NotTaken::NotAPhone => PageError::at(PHONE, w.e_phone),
        NotTaken::NotAnEmail => PageError::at(EMAIL, w.e_email),
        NotTaken::NoWay => PageError::at(PHONE, w.e_no_way),
        NotTaken::NoHome => PageError::at(REFERENCE, w.e_whose),
        NotTaken::NotAReference => PageError::at(REFERENCE, w.e_reference),
        NotTaken::NotAnAmount => PageError::at(VALUE, w.e_amount),
        NotTaken::Wait { until } => {
            // To the minute, and never too early.
            let time = frame.language.clock(until.plus_s(59));
            let values = [("time", time.as_str()), ("phone", frame.phone.as_str())];
            PageError::general(fill(w.e_wait, &values))
        }
    }
}

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub kind: Option<CaseKind>,
    pub words: String,
    pub phone: String,
    pub name: String,
    pub reference: String,
    pub email: String,
    pub address: String,
}

pub(super) fn about(kind: CaseKind, w: &Words) -> &'static str {
    match kind {
        CaseKind::CallBack => w.call_back,
        CaseKind::ChangePlan => w.change_plan,
        CaseKind::WrongBalance => w.wrong_balance,
        CaseKind::Complaint => w.complaint,
        CaseKind::DelayCut => w.delay_cut,
        CaseKind::ReducedPower => w.reduced_power,
        CaseKind::Moving => w.moving,
        CaseKind::DataCopy => w.data_copy,
        CaseKind::DataCorrection => w.data_correction,
        CaseKind::DataErasure => w.data_erasure,
        CaseKind::RefusePrepayment => w.refusal,
        CaseKind::AskPrepayment => w.prepayment,
    }
}

fn done(outcome: Outcome, w: &Words) -> &'static str {
    match outcome {
        Outcome::Done => w.done,
        Outcome::Corrected => w.corrected,
        Outcome::Explained => w.explained,
        Outcome::NotReached => w.not_reached,
        Outcome::WrongNumber => w.wrong_number,
        Outcome::PassedOn => w.passed_on,
    }
}

/// A case as its household reads it.
#[derive(Debug)]
struct Question {
    about: &'static str,
    number: String,
    asked: String,
    words: String,
    /// What happens next, or what was answered.
    said: Vec<String>,
    late: Option<String>,
}

impl Question {
    fn new(line: &CaseLine, frame: &Frame) -> Self {
        let (language, w) = (frame.language, Words::of(frame.language));
        let day = |template: &str, day: String| fill(template, &[("day", &day)]);
        let (mut said, mut late) = (Vec::new(), None);
        said.extend(line.proposes.map(|how| fill(w.proposed, &[("how", &way(how, language))])));
        match &line.answer {
            Some((on, outcome, words)) => {
                said.push(day(w.answered_on, language.date(*on)));
                said.push(done(*outcome, w).to_owned());
                said.extend(Some(words.clone()).filter(|words| !words.is_empty()));
            }
            None => {
                said.extend(line.called.map(|on| day(w.called_in_vain, language.date(on))));
                if line.late {
                    late = Some(fill(w.late, &[("phone", &frame.phone)]));
                } else if line.about == CaseKind::CallBack {
                    said.push(day(w.call_lead, language.long_day(line.due)));
                } else {
                    said.push(day(w.answer_by, language.long_day(line.due)));
                }
                if line.bars_cuts {
                    said.push(w.holds.to_owned());
                }
            }
        }
        Self {
            about: about(line.about, w),
            number: fill(w.number, &[("number", &line.number.to_string())]),
            asked: day(w.asked_on, language.date(line.asked)),
            words: line.words.clone(),
            said,
            late,
        }
    }
}

/// One form of the page of help.
#[derive(Debug)]
struct Ask {
    /// Name of the kind; ids on the page begin with it.
    kind: &'static str,
    title: &'static str,
    lead: String,
    button: &'static str,
    words: Option<String>,
    /// Empty if none is known.
    phone: Option<String>,
    errors: Vec<PageError>,
}

impl Ask {
    fn error(&self, field: &str) -> Option<&str> {
        let mut at = self.errors.iter().filter(|error| error.field == Some(field));
        at.next().map(|error| error.text.as_str())
    }
}

#[derive(Debug, Template)]
#[template(path = "my/help.html")]
pub(super) struct HelpPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    chip: Chip,
    energy: &'static str,
    card: Card,
    errors: Vec<PageError>,
    taken: Option<String>,
    asks: Vec<Ask>,
    questions: Vec<Question>,
    /// When a technician comes, and what for.
    visits: Vec<Comes>,
    /// The social service of where the home is.
    office: Option<HelpOffice>,
    links: Vec<(&'static str, &'static str)>,
    action: String,
}

/// A technician comes: when, what for, and where it is moved.
#[derive(Debug)]
struct Comes {
    when: String,
    what: &'static str,
    href: String,
    link: &'static str,
}

fn visit(one: &MyVisit, place: usize, language: Language) -> Comes {
    let w = Words::of(language);
    let (when, href, link) = visits::line(place, one, language);
    let what = match one.reason {
        VisitReason::CardSwap => w.visit_card,
        VisitReason::NewMeter => w.visit_new,
        VisitReason::Reading => w.visit_read,
        VisitReason::Silent | VisitReason::Fault => w.visit_look,
    };
    Comes { when, what, href, link }
}

/// The error at the field of the form that was sent: each form has ids of its own.
fn at_form(error: PageError, typed: &Typed) -> PageError {
    let field = match (typed.kind, error.field) {
        (Some(CaseKind::CallBack), Some(PHONE)) => Some("call_back-phone"),
        (Some(CaseKind::WrongBalance), Some(WORDS)) => Some("wrong_balance-words"),
        (Some(CaseKind::Complaint), Some(WORDS)) => Some("complaint-words"),
        (Some(CaseKind::DataCorrection), Some(WORDS)) => Some("data_correction-words"),
        (_, field) => field,
    };
    PageError { field, ..error }
}

/// What the forms of a page are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// To be called, a wrong balance, anything else.
    Anything,
    /// What one may ask about one's own data.
    Data,
    /// To refuse prepayment, or to ask for it. Source: PR-02, PR-04.
    Prepayment,
}

impl About {
    fn of(kind: Option<CaseKind>) -> Self {
        match kind {
            Some(kind) if kind.is_of_data() => Self::Data,
            Some(kind) if kind.is_of_prepayment() => Self::Prepayment,
            Some(_) | None => Self::Anything,
        }
    }
}

fn asks(
    language: Language,
    promised: Promised,
    about: About,
) -> Vec<(CaseKind, &'static str, String, &'static str)> {
    let w = Words::of(language);
    let by = |template: &str, day| fill(template, &[("day", &language.long_day(day))]);
    if about == About::Prepayment {
        let refuse = by(w.refuse_lead, promised.call_by);
        let ask = by(w.prepay_lead, promised.answer_by);
        return vec![
            (CaseKind::RefusePrepayment, w.refuse_title, refuse, w.refuse_button),
            (CaseKind::AskPrepayment, w.prepay_title, ask, w.prepay_button),
        ];
    }
    if about == About::Data {
        let lead = |template: &str| by(template, promised.data_by);
        return vec![
            (CaseKind::DataCopy, w.copy_title, lead(w.copy_lead), w.send),
            (CaseKind::DataCorrection, w.correct_title, lead(w.correct_lead), w.send),
            (CaseKind::DataErasure, w.erase_title, lead(w.erase_lead), w.send),
        ];
    }
    vec![
        (CaseKind::CallBack, w.call_title, by(w.call_lead, promised.call_by), w.call_button),
        (CaseKind::WrongBalance, w.wrong_title, w.wrong_lead.to_owned(), w.send),
        (CaseKind::Complaint, w.other_title, by(w.other_lead, promised.answer_by), w.send),
    ]
}

impl HelpPage {
    /// `taken`: the number of the case that was just opened.
    pub(super) fn new(
        frame: Frame,
        page: &HelpNow,
        typed: &Typed,
        refused: Option<NotTaken>,
        taken: Option<i64>,
    ) -> Self {
        let (language, w) = (frame.language, Words::of(frame.language));
        let path = Page::Help.path(language);
        let refused = refused.map(|refused| not_taken(refused, &frame));
        let of = asks(language, page.promised, About::of(typed.kind)).into_iter();
        let ask = |(kind, title, lead, button): (CaseKind, _, _, _)| {
            let typed = Some(typed).filter(|typed| typed.kind == Some(kind));
            let errors = refused.iter().filter(|_| typed.is_some()).cloned().collect();
            let known = page.phone.clone().unwrap_or_default();
            let phone = typed.map(|typed| typed.phone.clone()).filter(|typed| !typed.is_empty());
            Ask {
                kind: kind.name(),
                title,
                lead,
                button,
                words: kind
                    .needs_words()
                    .then(|| typed.map(|typed| typed.words.clone()).unwrap_or_default()),
                phone: (kind == CaseKind::CallBack).then_some(phone.unwrap_or(known)),
                errors,
            }
        };
        let asks = of.map(ask).collect();
        let errors: Vec<PageError> =
            refused.into_iter().map(|error| at_form(error, typed)).collect();
        Self {
            menu: Menu::new(language, Some(Page::Help)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            chip: Chip::of(page.card.state, language),
            energy: energy_name(page.meter.energy, language),
            card: card::card(&page.card, language),
            taken: taken.map(|number| fill(w.taken, &[("number", &number.to_string())])),
            asks,
            questions: page.cases.iter().map(|line| Question::new(line, &frame)).collect(),
            visits: page.visits.iter().map(|one| visit(one, page.meter.place, language)).collect(),
            office: page.card.office.clone(),
            links: [
                Explained::NoPower,
                Explained::YourMeter,
                Explained::HelpToPay,
                Explained::Refuse,
            ]
            .map(|page| (page.path(language), page.told(language).title))
            .to_vec(),
            action: format!("{path}?n={}", page.meter.place),
            frame: frame.titled(w.help_title, &errors),
            errors,
            w,
        }
    }
}

// What is repaid.

/// One thing that is repaid, as label and value.
#[derive(Debug)]
pub(crate) struct Repaid {
    pub(crate) what: &'static str,
    pub(crate) facts: Vec<(&'static str, String)>,
}

/// How something is repaid, in words.
pub(crate) fn way(how: RepaidBy, language: Language) -> String {
    let w = Words::of(language);
    let money = |template: &str, amount| fill(template, &[("amount", &language.money(amount))]);
    match how {
        RepaidBy::Day(amount) => money(w.by_day, amount),
        RepaidBy::Week(amount) => money(w.by_week, amount),
        RepaidBy::Share(ppm) => fill(w.by_share, &[("percent", &share(ppm, language))]),
        RepaidBy::Review => w.by_review.to_owned(),
    }
}

impl Repaid {
    pub(crate) fn new(line: &PlanLine, language: Language) -> Self {
        let w = Words::of(language);
        let what = match line.what {
            RepaidFor::Advance => w.for_advance,
            RepaidFor::Operator => w.for_operator,
            RepaidFor::Supplier => w.for_supplier,
            RepaidFor::Relief => w.for_relief,
            RepaidFor::Chargeback => w.for_chargeback,
        };
        let how = way(line.how, language);
        let repaid = MicroEuro(line.total.0.saturating_sub(line.left.0));
        let mut facts = vec![
            (w.left, language.money(line.left)),
            (w.how, how),
            (w.total, language.money(line.total)),
            (w.repaid, language.money(repaid)),
        ];
        facts.extend(line.next.map(|day| (w.next, language.date(day))));
        facts.extend(line.ends.map(|day| (w.ends, language.date(day))));
        Self { what, facts }
    }
}

/// What is repaid, and month by month what is left of it.
#[derive(Debug)]
struct Line {
    of: Repaid,
    how: String,
    /// Month, what it takes, what is left after it.
    months: Vec<(String, String, String)>,
}

impl Line {
    fn new(line: &PlanLine, language: Language) -> Self {
        let months = by_month(line).into_iter().map(|month| {
            let (taken, left) = (language.money(month.taken), language.money(month.left));
            (language.month_and_year(month.day), taken, left)
        });
        Self {
            of: Repaid::new(line, language),
            how: way(line.how, language),
            months: months.collect(),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "my/plan.html")]
pub(super) struct PlanPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    lines: Vec<Line>,
    p: &'static repaying::Words,
    /// What a social service proposes, or has proposed of late.
    offers: Vec<Offer>,
    answer: String,
    /// Where a change is asked for; nothing is repaid without it.
    cannot: Option<String>,
    action: String,
    words: String,
    /// What they could repay, as they wrote it; and by the week, or else by the day.
    value: String,
    weekly: bool,
    errors: Vec<PageError>,
}

/// What was keyed in on the page of what is repaid.
#[derive(Debug, Clone, Default)]
pub(super) struct PlanTyped {
    pub(super) words: String,
    pub(super) value: String,
    pub(super) daily: bool,
}

impl PlanPage {
    pub(super) fn new(
        frame: Frame,
        page: &MyPlan,
        typed: PlanTyped,
        errors: Vec<PageError>,
    ) -> Self {
        let (language, w) = (frame.language, Words::of(frame.language));
        let path = Page::Plan.path(language);
        let by = language.long_day(page.promised.answer_by);
        Self {
            menu: Menu::new(language, Some(Page::Plan)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            lines: page.lines.iter().map(|line| Line::new(line, language)).collect(),
            p: repaying::Words::of(language),
            offers: page.proposals.iter().map(|one| Offer::new(one, language)).collect(),
            answer: format!("{path}?n={}", page.meter.place),
            cannot: (!page.lines.is_empty()).then(|| fill(w.cannot_lead, &[("day", &by)])),
            action: format!("{}?n={}", Page::Help.path(language), page.meter.place),
            words: typed.words,
            value: typed.value,
            weekly: !typed.daily,
            frame: frame.titled(w.plan_title, &errors),
            errors,
            w,
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        let mut at = self.errors.iter().filter(|error| error.field == Some(field));
        at.next().map(|error| error.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_08_what_is_repaid_is_told_with_its_end_and_a_way_to_say_it_is_too_much() {
        let meter = crate::my::MyMeter {
            place: 2,
            energy: units::Energy::Electricity,
            reference: "541449012345678908".parse::<units::Ean>().unwrap().reference(),
            town: "Huy".to_owned(),
        };
        let day = |text: &str| text.parse::<calendar::SettlementDay>().unwrap();
        let euro = |whole: i64| MicroEuro(whole * 1_000_000);
        let promised = Promised {
            call_by: day("2026-11-23"),
            answer_by: day("2026-12-04"),
            data_by: day("2026-12-20"),
        };
        let line = PlanLine {
            what: RepaidFor::Advance,
            how: RepaidBy::Day(euro(1)),
            total: euro(20),
            left: euro(12),
            next: Some(day("2026-11-22")),
            ends: Some(day("2026-12-03")),
        };
        let page = MyPlan {
            meter: meter.clone(),
            meters: vec![meter],
            lines: vec![line],
            proposals: Vec::new(),
            promised,
        };
        let links = crate::pay::frame::Switch::Links(Vec::new());
        let frame = Frame::new(Language::En, "0800 00 000", links);
        let text = PlanPage::new(frame, &page, PlanTyped::default(), Vec::new()).render().unwrap();
        for words in ["Credit that was lent to you", "€12.00", "€1.00 a day", "€8.00", "03/12/2026"]
        {
            assert!(text.contains(words), "{words} in {text}");
        }
        // Two in November, the rest in December.
        for words in ["November 2026", "€9.00", "€3.00", "December 2026", "€0.00"] {
            assert!(text.contains(words), "{words} in {text}");
        }
        assert!(text.contains("name=\"value\"") && text.contains("in euro"), "{text}");
        assert!(text.contains("action=\"/en/my/help?n=2\""), "{text}");
        assert!(text.contains("name=\"kind\" value=\"change_plan\""), "{text}");
    }

    #[test]
    fn a_share_is_written_without_needless_figures() {
        assert_eq!(share(250_000, Language::Fr), "25");
        assert_eq!(share(125_000, Language::Fr), "12,5");
        assert_eq!(share(125_000, Language::En), "12.5");
        assert_eq!(share(333_333, Language::De), "33,33");
        assert_eq!(share(1_000_000, Language::Nl), "100");
    }
}
