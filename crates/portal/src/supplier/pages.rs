//! What the platform tells as sections of ready text.

use super::api::{
    BilledAt, BilledPeriod, ConsentLine, CustomerLine, CustomerPeriods, Customers, DisputeLine,
    MonthLine, Overview, PayoutLine, PayoutStands, RequestLine, Settlement, SharedLine, Sure,
    Tariff, TariffLine, Wish,
};
use super::forms;
use super::paths::Page;
use super::sections::{Button, Card, Choice, Link, Section, SectionsPage};
use super::words::Words;
use crate::ShownState;
use crate::card::Chip;
use crate::language::Writes as _;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use calendar::SettlementDay;
use procedures::{Channel, Outcome, State, Step, Subject};
use units::{Ean, Energy, Language, MicroEuro};

/// Cards of a list, at most: the file has all.
pub(super) const MOST_CARDS: usize = 30;

pub(super) fn subject_name(subject: Subject, m: &Words) -> &'static str {
    match subject {
        Subject::Settlement => m.su_settlement,
        Subject::Statement => m.su_statement,
        Subject::Sharing => m.su_sharing,
        Subject::Request => m.su_request,
    }
}

pub(super) fn outcome_name(outcome: Outcome, m: &Words) -> &'static str {
    match outcome {
        Outcome::Corrected => m.o_corrected,
        Outcome::PassedOn => m.o_passed_on,
        Outcome::Explained | Outcome::Done | Outcome::NotReached | Outcome::WrongNumber => {
            m.o_explained
        }
    }
}

fn reference(ean: Ean) -> String {
    ean.to_string()
}

/// As an address carries a month.
pub(super) fn month_name(first: SettlementDay) -> String {
    let (year, month, _) = first.ymd();
    format!("{year:04}-{month:02}")
}

/// The first day of a month of an address.
pub(super) fn month_of(text: &str) -> Option<SettlementDay> {
    format!("{text}-01").parse().ok()
}

pub(super) fn overview(frame: Frame, told: &Overview) -> SectionsPage {
    let language = frame.language;
    let m = Words::of(language);
    let counts = ShownState::ALL.iter().zip(told.counts.0);
    let states = Section {
        id: "states",
        title: m.customers_title,
        lead: m.customers_lead.to_owned(),
        facts: counts
            .map(|(state, count)| (Chip::of(*state, language).word, count.to_string()))
            .collect(),
        ..Section::default()
    };
    let open = Section {
        id: "open",
        title: m.n_requests,
        facts: vec![
            (m.open_requests, told.open_requests.to_string()),
            (m.late_requests, told.late_requests.to_string()),
            (m.open_disputes, told.open_disputes.to_string()),
        ],
        links: vec![(Page::Requests.path(language).to_owned(), m.requests_title)],
        ..Section::default()
    };
    let files = Section {
        id: "files",
        title: m.files_title,
        facts: vec![
            (m.payouts, told.payouts.to_string()),
            (m.shared_months, told.shared_months.to_string()),
        ],
        links: vec![
            (Page::Settlement.path(language).to_owned(), m.n_settlement),
            (Page::Sharing.path(language).to_owned(), m.n_sharing),
        ],
        ..Section::default()
    };
    let title = format!("{}: {}", told.supplier, m.overview_title);
    SectionsPage::new(frame, Page::Overview, &title, vec![states, open, files])
        .button(Page::Ask.path(language), m.ask_button)
}

fn channel_name(channel: Channel, m: &Words) -> &'static str {
    match channel {
        Channel::Click => m.ch_click,
        Channel::Call => m.ch_call,
        Channel::Card => m.ch_card,
        Channel::Visit => m.ch_visit,
    }
}

fn step_words(step: &Step, state: State, language: Language) -> String {
    let m = Words::of(language);
    match step {
        Step::LetterSent => m.s_letter_sent.to_owned(),
        Step::Appointment { day } => fill(m.s_appointment, &[("day", &language.date(*day))]),
        Step::Absent if state == State::AbsentAgain => m.s_absent_again.to_owned(),
        Step::Absent => m.s_absent.to_owned(),
        Step::Activated => m.s_activated.to_owned(),
        Step::Refused { channel } => fill(m.s_refused, &[("channel", channel_name(*channel, m))]),
        Step::Impossible { why } => fill(m.s_impossible, &[("why", why)]),
        Step::Cancelled { why } => fill(m.s_cancelled, &[("why", why)]),
        Step::Withdrawn => m.s_withdrawn.to_owned(),
        Step::Ended => m.s_ended.to_owned(),
    }
}

fn request_card(line: &RequestLine, language: Language) -> Card {
    let m = Words::of(language);
    let class = match line.state {
        State::Requested | State::LetterSent | State::Appointment => "s2",
        State::Absent => "s3",
        State::Activated | State::Ended => "s1",
        State::Refused | State::AbsentAgain | State::Impossible | State::Cancelled => "s4",
    };
    let stands = line.steps.last().map_or_else(
        || m.s_requested.to_owned(),
        |taken| step_words(&taken.step, line.state, language),
    );
    let wish = match line.wish {
        Wish::Default => m.w_default,
        Wish::Judgment => m.w_judgment,
        Wish::End => m.w_end,
    };
    let day = language.date(line.asked_at.day());
    let mut lines = vec![fill(m.asked_on, &[("day", &day), ("name", &line.by)])];
    for (place, taken) in line.steps.iter().enumerate() {
        let is_last = place.saturating_add(1) == line.steps.len();
        let state = if is_last { line.state } else { State::Requested };
        let words = step_words(&taken.step, state, language);
        lines.push(format!("{}: {words}", language.date(taken.day)));
    }
    if !line.documents.is_empty() {
        lines.push(fill(m.shown_by, &[("names", &line.documents.join(", "))]));
    }
    if line.state.is_open() {
        let words = if line.late { m.late_since } else { m.due_by };
        lines.push(fill(words, &[("day", &language.date(line.due))]));
    }
    if line.state == State::Refused {
        lines.push(m.refused_note.to_owned());
    }
    let button = line.state.is_open().then(|| Button {
        path: Page::Requests.path(language).to_owned(),
        id: line.id,
        words: m.withdraw,
        about: reference(line.ean),
    });
    Card {
        chip: Some((class, stands)),
        title: format!("{} · {wish}", reference(line.ean)),
        lines,
        button,
        ..Card::default()
    }
}

pub(super) fn requests(frame: Frame, told: &[RequestLine]) -> SectionsPage {
    let language = frame.language;
    let m = Words::of(language);
    let open = told.iter().filter(|line| line.state.is_open()).count();
    let late = told.iter().filter(|line| line.late).count();
    let section = Section {
        id: "all",
        title: m.open_requests,
        lead: if told.is_empty() { m.no_requests.to_owned() } else { String::new() },
        facts: vec![(m.open_requests, open.to_string()), (m.late_requests, late.to_string())],
        cards: told.iter().take(MOST_CARDS).map(|line| request_card(line, language)).collect(),
        ..Section::default()
    };
    SectionsPage::new(frame, Page::Requests, m.requests_title, vec![section])
        .button(Page::Ask.path(language), m.ask_button)
}

fn money_of(lines: &[MonthLine], of: fn(&MonthLine) -> MicroEuro) -> MicroEuro {
    MicroEuro(lines.iter().map(|line| of(line).0).fold(0, i64::saturating_add))
}

fn month_facts(
    [received, back, recovered, remitted]: [MicroEuro; 4],
    language: Language,
) -> Vec<(&'static str, String)> {
    let m = Words::of(language);
    vec![
        (m.received, language.balance(received)),
        (m.back, language.balance(back)),
        (m.recovered, language.balance(recovered)),
        (m.to_remit, language.balance(remitted)),
    ]
}

fn payout_card(payout: &PayoutLine, language: Language) -> Card {
    let m = Words::of(language);
    let (class, stands) = match payout.stands {
        PayoutStands::Proposed => ("s3", m.p_proposed),
        PayoutStands::Approved => ("s2", m.p_approved),
        PayoutStands::Sent => ("s2", m.p_sent),
        PayoutStands::Paid => ("s1", m.p_paid),
    };
    let path = Page::Settlement.path(language);
    let difference = i64::try_from(payout.difference()).unwrap_or(i64::MAX);
    Card {
        chip: Some((class, stands.to_owned())),
        title: format!("{} – {}", language.date(payout.from), language.date(payout.last)),
        facts: vec![
            (m.moved, language.balance(payout.moved)),
            (m.carried_in, language.balance(payout.carried_in)),
            (m.carried_out, language.balance(payout.carried_out)),
            (m.paid_out, language.money(payout.pay)),
            (m.difference, language.balance(MicroEuro(difference))),
        ],
        links: vec![
            (format!("{path}/{}.csv", payout.id), m.csv),
            (format!("{path}/{}.json", payout.id), m.json),
        ],
        ..Card::default()
    }
}

pub(super) fn settlement(frame: Frame, told: &Settlement) -> SectionsPage {
    let language = frame.language;
    let m = Words::of(language);
    let (path, month) = (Page::Settlement.path(language), month_name(told.first));
    let sums = [
        money_of(&told.lines, |line| line.received),
        money_of(&told.lines, |line| line.back),
        money_of(&told.lines, |line| line.recovered),
        money_of(&told.lines, |line| line.remitted),
    ];
    let mut facts = month_facts(sums, language);
    facts.push((m.not_yet, language.balance(told.not_yet)));
    let all = Section {
        id: "total",
        title: m.total,
        facts,
        links: vec![
            (format!("{path}/{month}.csv"), m.csv),
            (format!("{path}/{month}.json"), m.json),
            (format!("{path}/{month}.xml"), m.xml),
        ],
        ..Section::default()
    };
    let nothing = if told.payouts.is_empty() { m.no_remittances } else { "" };
    let payouts = Section {
        id: "payouts",
        title: m.remittances,
        lead: nothing.to_owned(),
        cards: told.payouts.iter().map(|payout| payout_card(payout, language)).collect(),
        ..Section::default()
    };
    let shown = told.lines.len().min(MOST_CARDS);
    let lead = if told.lines.is_empty() {
        m.no_movements.to_owned()
    } else {
        let values = [("shown", shown.to_string()), ("count", told.lines.len().to_string())];
        fill(m.some_shown, &values.each_ref().map(|(name, text)| (*name, text.as_str())))
    };
    let by_customer = Section {
        id: "customers",
        title: m.by_customer,
        lead,
        cards: told
            .lines
            .iter()
            .take(MOST_CARDS)
            .map(|line| Card {
                title: reference(line.ean),
                facts: month_facts(
                    [line.received, line.back, line.recovered, line.remitted],
                    language,
                ),
                ..Card::default()
            })
            .collect(),
        ..Section::default()
    };
    let at = |first: SettlementDay| format!("{path}?month={}", month_name(first));
    let mut tabs = vec![(at(told.first.plus_months(-1)), m.month_before)];
    if told.has_next {
        tabs.push((at(told.first.plus_months(1)), m.month_after));
    }
    let title = fill(m.settlement_title, &[("month", &month)]);
    SectionsPage::new(frame, Page::Settlement, &title, vec![all, payouts, by_customer])
        .tabs(tabs)
        .button(format!("{}/new", Page::Disputes.path(language)), m.dispute_button)
        .foot(m.looks_kept)
}

/// The month as a file: amounts with a point and six digits.
pub(super) fn settlement_csv(told: &Settlement) -> String {
    let mut out =
        "ean,received_eur,given_back_eur,advances_recovered_eur,to_remit_eur\r\n".to_owned();
    for line in &told.lines {
        let MonthLine { ean, received, back, recovered, remitted } = line;
        out.push_str(&format!("{ean},{received},{back},{recovered},{remitted}\r\n"));
    }
    out
}

/// The same as JSON, with the payouts that touch it.
pub(super) fn settlement_json(told: &Settlement) -> String {
    let text = |amount: MicroEuro| format!("\"{amount}\"");
    let lines = told.lines.iter().map(|line| {
        format!(
            "{{\"ean\":\"{}\",\"received_eur\":{},\"given_back_eur\":{},\"advances_recovered_eur\":{},\"to_remit_eur\":{}}}",
            line.ean,
            text(line.received),
            text(line.back),
            text(line.recovered),
            text(line.remitted)
        )
    });
    let payouts = told.payouts.iter().map(|payout| {
        format!(
            "{{\"payout\":{},\"from\":\"{}\",\"to\":\"{}\",\"moved_eur\":{},\"carried_in_eur\":{},\"carried_out_eur\":{},\"pay_eur\":{}}}",
            payout.id,
            payout.from,
            payout.last,
            text(payout.moved),
            text(payout.carried_in),
            text(payout.carried_out),
            text(payout.pay)
        )
    });
    format!(
        "{{\"month\":\"{}\",\"not_yet_remitted_eur\":{},\"customers\":[{}],\"payouts\":[{}]}}\n",
        month_name(told.first),
        text(told.not_yet),
        lines.collect::<Vec<_>>().join(","),
        payouts.collect::<Vec<_>>().join(",")
    )
}

/// The same as XML: an element for each customer and payout, amounts with a point and six digits.
pub(super) fn settlement_xml(told: &Settlement) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<settlement month=\"{}\" not_yet_remitted_eur=\"{}\">\n",
        month_name(told.first),
        told.not_yet
    );
    for line in &told.lines {
        let MonthLine { ean, received, back, recovered, remitted } = line;
        out.push_str(&format!(
            "<customer ean=\"{ean}\" received_eur=\"{received}\" given_back_eur=\"{back}\" \
             advances_recovered_eur=\"{recovered}\" to_remit_eur=\"{remitted}\"/>\n"
        ));
    }
    for payout in &told.payouts {
        out.push_str(&format!(
            "<payout number=\"{}\" from=\"{}\" to=\"{}\" moved_eur=\"{}\" carried_in_eur=\"{}\" \
             carried_out_eur=\"{}\" pay_eur=\"{}\"/>\n",
            payout.id,
            payout.from,
            payout.last,
            payout.moved,
            payout.carried_in,
            payout.carried_out,
            payout.pay
        ));
    }
    out.push_str("</settlement>\n");
    out
}

fn energy_name(energy: Energy, m: &'static Words) -> &'static str {
    match energy {
        Energy::Electricity => m.power,
        Energy::Gas => m.gas,
    }
}

/// What a customer is to its supplier, without its files.
fn customer_card(line: &CustomerLine, language: Language) -> Card {
    let m = Words::of(language);
    let since = fill(m.since, &[("day", &language.date(line.opened))]);
    let mut lines = vec![format!("{}, {since}", energy_name(line.energy, m))];
    lines.extend(line.closed.map(|day| fill(m.until_day, &[("day", &language.date(day))])));
    Card { title: reference(line.ean), lines, ..Card::default() }
}

/// A period and both of its files.
fn period(of: &CustomerLine, period: BilledPeriod, language: Language) -> (String, Vec<Link>) {
    let m = Words::of(language);
    let path = Page::Data.path(language);
    let why = match period.ends {
        BilledAt::Year => m.at_year,
        BilledAt::Switch => m.at_switch,
        BilledAt::Move => m.at_move,
    };
    let (from, last) = (language.date(period.from), language.date(period.last));
    let said = fill(m.from_to, &[("from", &from), ("last", &last), ("why", why)]);
    let file = |form: &str| {
        format!("{path}/{}.{form}?from={}&to={}", of.account, period.from, period.last)
    };
    (said, vec![(file("csv"), m.csv), (file("json"), m.json)])
}

pub(super) fn customers(
    frame: Frame,
    told: &Customers,
    typed: (String, Option<&'static str>),
) -> SectionsPage {
    let language = frame.language;
    let m = Words::of(language);
    let path = Page::Data.path(language);
    let cards = told.lines.iter().map(|line| {
        let mut card = customer_card(line, language);
        match line.newest {
            Some(newest) => {
                let (said, links) = period(line, newest, language);
                card.lines.push(said);
                card.links = links;
            }
            None => card.lines.push(m.no_period.to_owned()),
        }
        card.links.push((format!("{path}/{}", line.account), m.all_periods));
        card
    });
    let section = Section {
        id: "customers",
        title: m.by_customer,
        lead: if told.lines.is_empty() { m.no_customers.to_owned() } else { String::new() },
        cards: cards.collect(),
        ..Section::default()
    };
    let errors = typed.1.map(|wrong| PageError::at(forms::EAN, wrong)).into_iter().collect();
    let page = SectionsPage::new(frame, Page::Data, m.data_title, vec![section])
        .lead(m.data_lead)
        .choice(Choice { path, m, typed })
        .foot(m.looks_kept)
        .errors(errors);
    match told.lines.last().filter(|_| told.more) {
        Some(last) => page.button(format!("{path}?after={}", last.account), m.more),
        None => page,
    }
}

/// The whole periods of one customer: other days are in no file. Source: PA-33.
pub(super) fn periods(frame: Frame, told: &CustomerPeriods) -> SectionsPage {
    let language = frame.language;
    let m = Words::of(language);
    let cards = told.over.iter().map(|one| {
        let (title, links) = period(&told.line, *one, language);
        Card { title, links, ..Card::default() }
    });
    let none = if told.over.is_empty() { m.no_period } else { "" };
    let runs = told.runs_to.map(|last| fill(m.runs_to, &[("day", &language.date(last))]));
    let said = [none.to_owned(), runs.unwrap_or_default()];
    let section = Section {
        id: "periods",
        title: m.all_periods,
        lead: said.join(" ").trim().to_owned(),
        cards: cards.collect(),
        ..Section::default()
    };
    let whose = customer_card(&told.line, language);
    let customer = Section {
        id: "customer",
        title: m.one_customer,
        lead: format!("{} ({})", whose.title, whose.lines.join(", ")),
        ..Section::default()
    };
    SectionsPage::new(frame, Page::Data, m.data_title, vec![customer, section])
        .lead(m.periods_lead)
        .button(Page::Data.path(language), m.by_customer)
        .foot(m.looks_kept)
}

fn tariff_card(line: &TariffLine, language: Language) -> Card {
    let m = Words::of(language);
    let energy = match line.energy {
        Energy::Electricity => m.power,
        Energy::Gas => m.gas,
    };
    let register = line.register.map_or_else(|| m.all_registers.to_owned(), |of| of.to_string());
    let chip = line.coming.then(|| ("s3", m.coming.to_owned()));
    Card {
        chip,
        title: format!("{energy} · {}", if line.social { m.social } else { m.average }),
        lines: vec![
            format!("{register}: {}", fill(m.per_kwh, &[("price", &line.price)])),
            fill(m.from_day, &[("day", &language.date(line.from))]),
        ],
        ..Card::default()
    }
}

pub(super) fn tariff(frame: Frame, told: &Tariff) -> SectionsPage {
    let language = frame.language;
    let m = Words::of(language);
    let [average, social] = told.counts;
    let section = Section {
        id: "prices",
        title: m.tariff_title,
        lead: if told.lines.is_empty() { m.no_tariff.to_owned() } else { String::new() },
        facts: vec![(m.on_average, average.to_string()), (m.on_social, social.to_string())],
        cards: told.lines.iter().map(|line| tariff_card(line, language)).collect(),
        ..Section::default()
    };
    SectionsPage::new(frame, Page::Tariff, m.n_tariff, vec![section]).lead(m.tariff_lead)
}

pub(super) fn consents(frame: Frame, told: &[ConsentLine]) -> SectionsPage {
    let language = frame.language;
    let m = Words::of(language);
    let path = Page::Consents.path(language);
    let section = Section {
        id: "consents",
        title: m.by_customer,
        lead: if told.is_empty() { m.no_consents.to_owned() } else { String::new() },
        cards: told
            .iter()
            .take(MOST_CARDS)
            .map(|line| Card {
                title: reference(line.ean),
                lines: vec![fill(m.allowed_until, &[("day", &language.date(line.last))])],
                links: vec![(format!("{path}/{}.csv", line.account), m.days_file)],
                ..Card::default()
            })
            .collect(),
        ..Section::default()
    };
    SectionsPage::new(frame, Page::Consents, m.consents_title, vec![section])
        .lead(m.consents_lead)
        .foot(m.looks_kept)
}

fn shared_card(line: &SharedLine, language: Language) -> Card {
    let m = Words::of(language);
    let (class, sure) = match line.kind {
        Sure::Provisional => ("s3", m.v_provisional),
        Sure::Final => ("s1", m.v_final),
        Sure::Corrected => ("s2", m.v_corrected),
    };
    let sum = |of: fn(&super::SharedPoint) -> units::MilliWattHours| {
        let sum = line.points.iter().map(|point| of(point).0).fold(0, i64::saturating_add);
        language.kwh(units::MilliWattHours(sum))
    };
    let month = month_name(line.month);
    let path = Page::Sharing.path(language);
    let points = line.points.iter().take(MOST_CARDS).map(|point| {
        format!(
            "{}: {} {}, {} {}",
            reference(point.ean),
            m.allocated,
            language.kwh(point.received),
            m.residual,
            language.kwh(point.residual)
        )
    });
    Card {
        chip: Some((class, sure.to_owned())),
        title: format!(
            "{month} · {} · {}",
            line.group,
            fill(m.version, &[("number", &line.version.to_string())])
        ),
        facts: vec![
            (m.points_count, line.points.len().to_string()),
            (m.allocated, sum(|point| point.received)),
            (m.residual, sum(|point| point.residual)),
            (m.given, sum(|point| point.given)),
            (m.surplus, sum(|point| point.surplus)),
        ],
        lines: points.collect(),
        links: vec![(format!("{path}/{}_{month}_{}.csv", line.group, line.version), m.csv)],
        ..Card::default()
    }
}

pub(super) fn sharing(frame: Frame, told: &[SharedLine]) -> SectionsPage {
    let language = frame.language;
    let m = Words::of(language);
    let section = Section {
        id: "months",
        title: m.shared_months,
        lead: if told.is_empty() { m.no_sharing.to_owned() } else { String::new() },
        cards: told.iter().take(MOST_CARDS).map(|line| shared_card(line, language)).collect(),
        ..Section::default()
    };
    SectionsPage::new(frame, Page::Sharing, m.sharing_title, vec![section])
        .lead(m.sharing_lead)
        .foot(m.looks_kept)
}

pub(super) fn disputes(frame: Frame, told: &[DisputeLine]) -> SectionsPage {
    let language = frame.language;
    let m = Words::of(language);
    let path = Page::Disputes.path(language);
    let cards = told.iter().take(MOST_CARDS).map(|line| Card {
        chip: Some(forms::turn(line, language)),
        title: format!("{}: {}", subject_name(line.subject, m), line.about),
        href: Some(format!("{path}/{}", line.id)),
        ..Card::default()
    });
    let section = Section {
        id: "all",
        title: m.open_disputes,
        lead: if told.is_empty() { m.no_disputes.to_owned() } else { String::new() },
        cards: cards.collect(),
        ..Section::default()
    };
    SectionsPage::new(frame, Page::Disputes, m.disputes_title, vec![section])
        .button(format!("{path}/new"), m.dispute_button)
}
