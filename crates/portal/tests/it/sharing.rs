//! The pages of energy sharing as a browser gets them, over a group in memory.

use crate::html;
use crate::site::{Answer, Site, reporter};
use crate::staff;
use access::Role;
use calendar::{Instant, SettlementDay};
use portal::my::{MyError, Visitor};
use portal::sharing::{
    AdviceAsked, AgreeRefused, BillLine, Bills, Checksums, DocumentShown, DocumentView,
    DossierView, Dossiers, EndRefused, Ending, Entry, EntryShown, FileForm, FormShown, GroupLine,
    GroupView, Groups, JoinStopped, Joined, KeyEffect, KeyLine, KeyOutcome, KeyPreview, KeyRefused,
    KeyShown, KeyWanted, KeyWay, LeaveRefused, LineProblem, MemberLine, MemberMonth, MonthDue,
    MonthView, MySharing, NewGroup, NewPaper, News, NoticeLine, Notices, OpenRefused, Page,
    PaperOf, PaperRefused, Shared, SharingOptions, SignRefused, Signing, Simulation, StateShown,
    SubmitRefused, Task, TaskShown, TermsLine, TermsWanted, VersionLine, VersionShown, Warning,
    Why, WhyOf, WhyStep,
};
use std::sync::{Arc, Mutex};
use units::{Ean, Language, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// One group of whoever represents one; what was ended is noted.
#[derive(Default)]
pub struct Street(pub Arc<Mutex<Vec<String>>>);

const GROUP: i64 = 1_000_000_001;

fn ean(number: i64) -> Ean {
    crate::fake::ean(number)
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

fn kwh(text: &str) -> MilliWattHours {
    text.parse().unwrap()
}

/// What a test says of the group: its month has a version, its prices are agreed on.
const MADE: &str = "made";
const AGREED: &str = "agreed";

fn group_line() -> GroupLine {
    GroupLine {
        id: GROUP,
        name: "Rue Haute".to_owned(),
        form: FormShown::Renewable,
        state: StateShown::Accepted,
        starts: Some(day("2026-10-01")),
        open: 1,
        month: Some(MonthDue {
            first: day("2026-10-01"),
            made: false,
            by: day("2026-11-25"),
            late: false,
        }),
    }
}

fn view() -> GroupView {
    let member = |number: i64, injects: bool| MemberLine {
        number: usize::try_from(number).unwrap(),
        ean: ean(number),
        takes: !injects,
        injects,
        communicates: true,
        quarter_hours: number != 3,
        mandate: Some(day("2026-09-01")),
        signer: (number == 2).then(|| "A. Member".to_owned()),
        notices: if number == 2 { vec![(true, None)] } else { Vec::new() },
        label: (number == 2).then(|| "Flat <3>".to_owned()),
        from: day("2026-10-01"),
        to: (number == 3).then(|| day("2026-12-01")),
    };
    let task =
        |what, done| Task { what, done, points: if done { Vec::new() } else { vec![ean(2)] } };
    GroupView {
        line: group_line(),
        tasks: vec![task(TaskShown::Statutes, true), task(TaskShown::Notices, false)],
        returned: Some("La page 2 manque.".to_owned()),
        members: vec![member(1, true), member(2, false), member(3, false)],
        keys: vec![KeyLine {
            version: 1,
            key: KeyShown::Fixed,
            from: day("2026-10-01"),
            shares: vec![(ean(2), "3/5".to_owned()), (ean(3), "2/5".to_owned())],
            holds: true,
        }],
    }
}

fn version(seq: i32) -> VersionLine {
    VersionLine {
        month: "2026-10".to_owned(),
        first: day("2026-10-01"),
        seq,
        version: if seq == 1 { VersionShown::Final } else { VersionShown::Corrected(seq) },
        made: day("2026-11-20"),
        cause: if seq == 1 { String::new() } else { "compteur remplacé".to_owned() },
        sha256: "5f2c".repeat(16),
        changed: 2,
    }
}

fn flat() -> Shared {
    Shared { offtake: kwh("320.000"), received: kwh("96.400"), ..Shared::default() }
}

fn roof() -> Shared {
    Shared { injection: kwh("180.000"), given: kwh("96.400"), ..Shared::default() }
}

/// A dossier that was given back: a task has a reason of its own.
fn dossier() -> DossierView {
    let mut group = view();
    group.line.state = StateShown::Draft;
    let at: Instant = "2026-11-18T10:00:00+01:00".parse().unwrap();
    let document = |seq, task, holds| DocumentView {
        seq,
        task,
        kind: DocumentShown::Pdf,
        bytes: 120_500,
        at,
        holds,
    };
    DossierView {
        group,
        papers: vec![TaskShown::Statutes, TaskShown::Convention],
        replies: vec![(TaskShown::Notices, "<pas signé>".to_owned())],
        documents: vec![
            document(1, TaskShown::Statutes, false),
            document(2, TaskShown::Statutes, true),
        ],
        history: vec![
            Entry { at, what: EntryShown::Submitted, text: String::new(), tasks: Vec::new() },
            Entry {
                at,
                what: EntryShown::Returned,
                text: "La page 2 manque.".to_owned(),
                tasks: vec![(TaskShown::Notices, "<pas signé>".to_owned())],
            },
        ],
        due: None,
        kept_until: None,
        brussels: Some(portal::sharing::BrusselsShown::Cabin),
    }
}

impl Dossiers for Street {
    fn dossier(&self, _: &Visitor, group: i64) -> Result<Option<DossierView>, MyError> {
        Ok((group == GROUP).then(dossier))
    }

    fn open_group(
        &self,
        _: &Visitor,
        new: &NewGroup,
        attempt: &str,
    ) -> Result<Result<i64, OpenRefused>, MyError> {
        assert_eq!(attempt.len(), 32);
        if new.municipality.is_empty() {
            return Ok(Err(OpenRefused::Perimeter));
        }
        self.0.lock().unwrap().push(format!("open {:?} {} {}", new.form, new.name, new.wind));
        Ok(Ok(GROUP))
    }

    fn add_document(
        &self,
        _: &Visitor,
        group: i64,
        paper: &NewPaper,
        bytes: &[u8],
    ) -> Result<Option<Result<(), PaperRefused>>, MyError> {
        if group != GROUP {
            return Ok(None);
        }
        if !bytes.starts_with(b"%PDF-") {
            return Ok(Some(Err(PaperRefused::NotADocument)));
        }
        if bytes.ends_with(b"again") {
            return Ok(Some(Err(PaperRefused::Twice(2))));
        }
        let of = match paper.of {
            PaperOf::Paper(task) => task.name().to_owned(),
            PaperOf::Mandate(ean) => format!("mandate {ean}"),
        };
        let said = format!("{of} {} {} {}", paper.on, paper.signer, bytes.len());
        self.0.lock().unwrap().push(said);
        Ok(Some(Ok(())))
    }

    fn document(
        &self,
        _: &Visitor,
        group: i64,
        seq: i64,
    ) -> Result<Option<(DocumentShown, Vec<u8>)>, MyError> {
        let is = group == GROUP && (1..=2).contains(&seq);
        Ok(is.then(|| (DocumentShown::Pdf, b"%PDF-1.7".to_vec())))
    }

    fn submit(
        &self,
        _: &Visitor,
        group: i64,
    ) -> Result<Option<Result<(), SubmitRefused>>, MyError> {
        Ok((group == GROUP).then(|| Err(SubmitRefused::Open(vec![TaskShown::Notices]))))
    }

    fn answer(
        &self,
        _: &Visitor,
        group: i64,
        text: &str,
    ) -> Result<Option<Result<(), SubmitRefused>>, MyError> {
        if text.is_empty() {
            return Ok(Some(Err(SubmitRefused::Text)));
        }
        self.0.lock().unwrap().push(format!("answer {text}"));
        Ok((group == GROUP).then_some(Ok(())))
    }

    fn withdraw(
        &self,
        _: &Visitor,
        group: i64,
    ) -> Result<Option<Result<(), SubmitRefused>>, MyError> {
        self.0.lock().unwrap().push("withdraw".to_owned());
        Ok((group == GROUP).then_some(Ok(())))
    }
}

/// October of a point; of its fifth day nothing is known.
fn member_month(asked: Ean) -> MemberMonth {
    let first = day("2026-10-01");
    let sun = |quarter: usize, offset: usize| -> Option<i64> {
        let from_noon = (quarter.abs_diff(52) * 7 + offset * 13) % 90;
        let light = if (30..76).contains(&quarter) { 90 - from_noon } else { 0 };
        (offset != 4).then(|| i64::try_from(light).unwrap() * 1_000)
    };
    let quarters: Vec<Vec<Option<i64>>> =
        (0..31).map(|offset| (0..96).map(|quarter| sun(quarter, offset)).collect()).collect();
    let days = (0..).zip(&quarters).map(|(offset, of_day)| {
        (first.plus(offset), of_day.iter().map(|value| value.unwrap_or(0)).sum())
    });
    let gives = asked == ean(1);
    let total = if gives { roof() } else { flat() };
    let (days, version) = (days.collect(), version(2));
    MemberMonth {
        version,
        number: if gives { 1 } else { 2 },
        ean: asked,
        total,
        gives,
        days,
        quarters,
        before_cap: (!gives).then(|| kwh("120.000")),
        // The third takes and injects.
        given: (asked == ean(3)).then(|| Box::new(member_month(ean(1)))),
    }
}

impl Groups for Street {
    fn told(&self, _: &Visitor) -> Result<Vec<portal::ToldLine>, MyError> {
        Ok(Vec::new())
    }

    fn groups(&self, _: &Visitor) -> Result<Vec<GroupLine>, MyError> {
        let made = self.0.lock().unwrap().iter().any(|line| line == MADE);
        let mut line = group_line();
        line.month = line.month.map(|due| MonthDue { made, ..due });
        Ok(vec![line])
    }

    fn group(&self, _: &Visitor, group: i64) -> Result<Option<GroupView>, MyError> {
        Ok((group == GROUP).then(view))
    }

    fn point(&self, _: &Visitor, group: i64, member: usize) -> Result<Option<Ean>, MyError> {
        Ok((group == GROUP && (1..=3).contains(&member))
            .then(|| ean(i64::try_from(member).unwrap())))
    }

    fn simulation(
        &self,
        _: &Visitor,
        group: i64,
        asked: &AdviceAsked,
    ) -> Result<Option<Simulation>, MyError> {
        let eur = |text: &str| asked.prices.map(|_| text.parse().unwrap());
        let outcome = |key, of_today, way, more: i64| {
            let mut gains =
                vec![(Some(ean(2)), more, eur("0.576")), (Some(ean(3)), -more, eur("-0.576"))];
            gains.extend(asked.newcomer.then(|| (None, 1_500_000, eur("0.30"))));
            KeyOutcome { key, of_today, way, shared: kwh("90.000"), more: gains }
        };
        let keys = vec![
            outcome(KeyShown::Fixed, true, KeyWay::Filed, 0),
            outcome(KeyShown::ProRata, false, KeyWay::Filed, 4_200_000),
            outcome(KeyShown::Equal, false, KeyWay::Filed, 4),
            outcome(KeyShown::Hybrid, false, KeyWay::Asked, -1_100_000),
        ];
        let offered = vec![
            (KeyShown::Fixed, KeyWay::Filed),
            (KeyShown::Equal, KeyWay::Filed),
            (KeyShown::ProRata, KeyWay::Filed),
            (KeyShown::Hybrid, KeyWay::Asked),
            (KeyShown::Cascade, KeyWay::Asked),
        ];
        let (from, to) = (day("2026-10-21"), day("2026-11-19"));
        let waits = Some((KeyShown::Cascade, day("2027-01-01")));
        Ok((group == GROUP).then(|| Simulation {
            group: view(),
            from,
            to,
            keys,
            offered,
            asked: waits,
            of_draft: false,
        }))
    }

    fn month(
        &self,
        _: &Visitor,
        group: i64,
        month: Option<SettlementDay>,
    ) -> Result<Option<Option<MonthView>>, MyError> {
        let view = MonthView {
            name: "Rue Haute".to_owned(),
            version: version(2),
            months: vec![day("2026-10-01"), day("2026-09-01")],
            total: Shared { injection: kwh("180.000"), given: kwh("96.400"), ..flat() },
            members: vec![(1, ean(1), roof(), 0), (2, ean(2), flat(), 3)],
        };
        let is_there = month.is_none_or(|month| month == day("2026-10-01"));
        Ok((group == GROUP).then(|| is_there.then_some(view)))
    }

    fn member(
        &self,
        _: &Visitor,
        group: i64,
        _: Option<SettlementDay>,
        asked: Ean,
    ) -> Result<Option<MemberMonth>, MyError> {
        let month = member_month(asked);
        Ok((group == GROUP && asked != ean(4)).then_some(month))
    }

    fn why(&self, _: &Visitor, of: WhyOf, asked: Ean, at: Instant) -> Result<Option<Why>, MyError> {
        self.0.lock().unwrap().push(format!("why {of:?} {asked} {}", at.to_utc_string()));
        let known = of == WhyOf::Own || of == WhyOf::Group(GROUP);
        Ok((known && at.day() == day("2026-10-05")).then(|| Why {
            at,
            key: KeyShown::Fixed,
            key_version: 2,
            // At night the roof is silent.
            unknown: usize::from(at == "2026-10-05T02:15:00Z".parse().unwrap()),
            injected: MilliWattHours(260_000),
            taken: MilliWattHours(615_000),
            takers: 5,
            offtake: Some(MilliWattHours(161_000)),
            steps: vec![
                (WhyStep::Share("1/10".to_owned()), "26000".to_owned()),
                (
                    WhyStep::ShareOfLeft { round: 2, share: "1/10".to_owned() },
                    "21666 + 2/3".to_owned(),
                ),
            ],
            rounding: "1/3".to_owned(),
            received: MilliWattHours(47_667),
            gives: None,
        }))
    }

    fn versions(&self, _: &Visitor, group: i64) -> Result<Option<Vec<VersionLine>>, MyError> {
        Ok((group == GROUP).then(|| vec![version(1), version(2)]))
    }

    fn file(
        &self,
        _: &Visitor,
        group: i64,
        (month, seq): (SettlementDay, i32),
        form: FileForm,
    ) -> Result<Option<Vec<u8>>, MyError> {
        let text = match form {
            FileForm::Csv => format!("start,point\n{month},{seq}\n"),
            FileForm::Xlsx => "PK".to_owned(),
            FileForm::Json => "{}".to_owned(),
        };
        Ok((group == GROUP).then(|| text.into_bytes()))
    }

    fn checksums(
        &self,
        _: &Visitor,
        group: i64,
        (month, seq): (SettlementDay, i32),
    ) -> Result<Option<Checksums>, MyError> {
        let there = group == GROUP && month == day("2026-10-01") && (1..=2).contains(&seq);
        let sums =
            FileForm::ALL.map(|form| (form, (form != FileForm::Xlsx).then(|| "5f2c".repeat(16))));
        Ok(there.then(|| sums.to_vec()))
    }

    fn bills(
        &self,
        _: &Visitor,
        group: i64,
        asked: Option<(SettlementDay, Option<i32>)>,
    ) -> Result<Option<Bills>, MyError> {
        let line = BillLine {
            ean: ean(2),
            shared: kwh("96.400"),
            energy: eur("14.46"),
            fee: eur("2.00"),
            total: eur("16.46"),
            paid_to_producer: MicroEuro::ZERO,
            supplier_energy: kwh("223.600"),
            supplier_network: kwh("320.000"),
            network: Some(eur("3.0848")),
            relief: Some(eur("12.3392")),
        };
        let terms = |from: &str, price: &str, holds: bool| TermsLine {
            from: day(from),
            price: price.parse().unwrap(),
            fee: eur("2.00"),
            network: holds.then(|| "0.16".parse().unwrap()),
            kept: day("2026-10-05"),
            holds,
        };
        // September came before anything was agreed, and is provisional still.
        let september = asked.is_some_and(|(month, _)| month == day("2026-09-01"));
        let shown = match asked {
            Some((_, Some(seq))) if seq > 2 => None,
            Some((_, Some(seq))) => Some(version(seq)),
            _ => Some(version(2)),
        };
        let provisional = VersionLine {
            month: "2026-09".to_owned(),
            first: day("2026-09-01"),
            version: VersionShown::Provisional,
            ..version(1)
        };
        Ok((group == GROUP).then(|| Bills {
            months: vec![day("2026-10-01"), day("2026-09-01")],
            versions: if september { Vec::new() } else { vec![version(1), version(2)] },
            version: if september { Some(provisional) } else { shown },
            terms: vec![terms("2026-12-01", "0.14", false), terms("2026-10-01", "0.15", true)],
            lines: vec![line],
            changed_since: !september && asked.is_some_and(|(_, seq)| seq == Some(1)),
            next: day("2026-12-01"),
        }))
    }

    fn bills_file(
        &self,
        _: &Visitor,
        group: i64,
        (month, seq): (SettlementDay, i32),
    ) -> Result<Option<String>, MyError> {
        let there = group == GROUP && month <= day("2026-10-01") && (1..=2).contains(&seq);
        Ok(there.then(|| "group,month\n1000000001,2026-10\n".to_owned()))
    }

    fn agree(
        &self,
        _: &Visitor,
        group: i64,
        wanted: &TermsWanted,
    ) -> Result<Option<Result<(), AgreeRefused>>, MyError> {
        if wanted.from == day("2026-10-01") {
            return Ok(Some(Err(AgreeRefused::Final(wanted.from))));
        }
        self.0.lock().unwrap().push(format!("{wanted:?}"));
        Ok((group == GROUP).then_some(Ok(())))
    }

    fn try_end(
        &self,
        _: &Visitor,
        group: i64,
        ending: &Ending,
    ) -> Result<Option<Result<KeyEffect, EndRefused>>, MyError> {
        if group != GROUP {
            return Ok(None);
        }
        if ending.ean == ean(3) {
            return Ok(Some(Err(EndRefused::Leave(LeaveRefused::NoMember))));
        }
        let mut shares = vec![(ean(2), Some(60_000), None), (ean(3), Some(33_333), Some(93_333))];
        shares.extend(ending.other.iter().map(|other| (other.ean, None, Some(60_000))));
        Ok(Some(Ok(KeyEffect {
            key: Some(KeyShown::Fixed),
            shares,
            sum: Some((93_333, 93_333)),
            shared: ending.other.is_none().then(|| (kwh("90.000"), kwh("71.500"))),
            more: vec![(ean(3), 4_000_000)],
        })))
    }

    fn end(
        &self,
        _: &Visitor,
        group: i64,
        ending: &Ending,
    ) -> Result<Option<Result<(), EndRefused>>, MyError> {
        if group != GROUP {
            return Ok(None);
        }
        if ending.other.as_ref().is_some_and(|other| !other.quarter_hours) {
            return Ok(Some(Err(EndRefused::Newcomer(LineProblem::Unmet))));
        }
        let other = ending.other.as_ref().map(|other| {
            let (on, who, document) = &other.mandate;
            format!(" {} {on} {who} {document} {}", other.ean, other.social_tariff)
        });
        let line = format!("{} {}{}", ending.ean, ending.day, other.unwrap_or_default());
        self.0.lock().unwrap().push(line);
        Ok(Some(Ok(())))
    }

    fn try_key(
        &self,
        _: &Visitor,
        group: i64,
        wanted: &KeyWanted,
    ) -> Result<Option<Result<KeyPreview, KeyRefused>>, MyError> {
        let wrong = wanted.shares.iter().find(|(_, share)| share == "lots");
        let asks = wanted.key == KeyShown::Hybrid;
        if let Some((ean, _)) = wanted.ranks.iter().find(|(_, rank)| rank == "first") {
            return Ok((group == GROUP).then_some(Err(KeyRefused::Rank(*ean))));
        }
        Ok((group == GROUP).then(|| match wrong {
            Some((ean, _)) => Err(KeyRefused::Share(*ean)),
            None if wanted.shares.iter().all(|(_, share)| share == "60 %") && !asks => {
                Err(KeyRefused::Sum(Some(120_000)))
            }
            None => Ok(KeyPreview {
                sum: (!wanted.shares.is_empty()).then_some(100_000),
                shared: Some((kwh("90.000"), kwh("94.200"))),
                more: vec![(ean(2), 4_200_000), (ean(3), 0)],
                way: if asks { KeyWay::Asked } else { KeyWay::Filed },
            }),
        }))
    }

    fn file_key(
        &self,
        _: &Visitor,
        group: i64,
        wanted: &KeyWanted,
    ) -> Result<Option<Result<(), KeyRefused>>, MyError> {
        if group != GROUP {
            return Ok(None);
        }
        if wanted.from == day("2026-10-01") {
            return Ok(Some(Err(KeyRefused::Later)));
        }
        if wanted.key == KeyShown::Hybrid && wanted.reason.is_empty() {
            return Ok(Some(Err(KeyRefused::Reason)));
        }
        let shares: Vec<String> =
            wanted.shares.iter().map(|(ean, share)| format!("{ean}={share}")).collect();
        let line = format!("{:?} {} {}", wanted.key, wanted.from, shares.join(" "));
        let line = format!("{line} {}", wanted.reason).trim_end().to_owned();
        self.0.lock().unwrap().push(line);
        Ok(Some(Ok(())))
    }

    fn join(&self, _: &Visitor, group: i64, csv: &str) -> Result<Option<Joined>, MyError> {
        if group != GROUP {
            return Ok(None);
        }
        if csv.contains("wrong") {
            let lines =
                vec![(2, LineProblem::Field("role".to_owned())), (5, LineProblem::Household)];
            return Ok(Some(Err(JoinStopped::Lines(lines))));
        }
        if csv.contains("often") {
            let until = "2026-11-20T11:00:00+01:00".parse().unwrap();
            return Ok(Some(Err(JoinStopped::Wait(until))));
        }
        self.0.lock().unwrap().push(csv.lines().count().to_string());
        Ok(Some(Ok(csv.lines().count() - 1)))
    }

    fn label(
        &self,
        _: &Visitor,
        group: i64,
        ean: Ean,
        label: &str,
    ) -> Result<Option<bool>, MyError> {
        self.0.lock().unwrap().push(format!("label {ean} {label}"));
        Ok((group == GROUP).then_some(label.len() < 40))
    }

    fn notices(
        &self,
        _: &Visitor,
        group: i64,
        prices: Option<(NanoEuroPerKwh, NanoEuroPerKwh)>,
    ) -> Result<Option<Notices>, MyError> {
        let line = |number: i64, social: bool, signed| NoticeLine {
            number: usize::try_from(number).unwrap(),
            ean: ean(number),
            social,
            from: day("2026-10-01"),
            signed,
        };
        let signed = Some((day("2026-09-01"), Some("A. Member".to_owned()), "D-1".to_owned()));
        let is_agreed = self.0.lock().unwrap().iter().any(|line| line == AGREED);
        let agreed = ["0.15", "0.16"].map(|price| price.parse::<NanoEuroPerKwh>().unwrap());
        let prices = prices.or(is_agreed.then_some((agreed[0], agreed[1])));
        let now: NanoEuroPerKwh = "0.22238".parse().unwrap();
        let warning = prices.map(|(shared, network)| Warning {
            now,
            shared,
            network,
            gain: now.0 - shared.0 - network.0,
        });
        let lines =
            vec![line(2, true, None), line(2, false, signed.clone()), line(3, true, signed)];
        Ok((group == GROUP).then_some(Notices { lines, warning, prices }))
    }

    fn sign(
        &self,
        _: &Visitor,
        group: i64,
        signing: &Signing,
    ) -> Result<Option<Result<(), SignRefused>>, MyError> {
        if group != GROUP {
            return Ok(None);
        }
        if signing.on > day("2026-10-01") {
            return Ok(Some(Err(SignRefused::Late)));
        }
        let line = format!("{} {} {}", signing.ean, signing.signer, signing.document);
        self.0.lock().unwrap().push(line);
        Ok(Some(Ok(())))
    }

    fn tell(
        &self,
        _: &Visitor,
        group: i64,
        to: Option<Ean>,
        what: News,
    ) -> Result<Option<Option<usize>>, MyError> {
        if group != GROUP {
            return Ok(None);
        }
        self.0.lock().unwrap().push(format!("{to:?} {what:?}"));
        Ok(Some((to != Some(ean(4))).then_some(if to.is_some() { 1 } else { 3 })))
    }

    fn leave_own(
        &self,
        _: &Visitor,
        asked: Ean,
        to: SettlementDay,
    ) -> Result<Option<Result<(), LeaveRefused>>, MyError> {
        if asked != ean(5) {
            return Ok(None);
        }
        if to < day("2026-12-01") {
            return Ok(Some(Err(LeaveRefused::Day)));
        }
        self.0.lock().unwrap().push(format!("own {to}"));
        Ok(Some(Ok(())))
    }

    fn mine(&self, _: &Visitor) -> Result<Vec<MySharing>, MyError> {
        Ok(vec![
            MySharing {
                account: crate::fake::account(2),
                ean: ean(2),
                group: "Rue Haute".to_owned(),
                from: day("2026-10-01"),
                to: Some(day("2026-12-01")),
                social_tariff: true,
                months: vec![(version(2), flat(), Some("13.496".parse().unwrap()))],
                running: Some((day("2026-11-19"), flat())),
                newest: Some(member_month(ean(2))),
                warning: Some(Warning {
                    now: NanoEuroPerKwh(222_380_000),
                    shared: NanoEuroPerKwh(150_000_000),
                    network: NanoEuroPerKwh(160_000_000),
                    gain: -87_620_000,
                }),
                shown: false,
            },
            MySharing {
                account: crate::fake::account(5),
                ean: ean(5),
                group: "Rue Basse".to_owned(),
                from: day("2026-10-01"),
                to: None,
                social_tariff: true,
                months: Vec::new(),
                running: None,
                newest: None,
                warning: Some(Warning {
                    now: NanoEuroPerKwh(222_380_000),
                    shared: NanoEuroPerKwh(140_000_000),
                    network: NanoEuroPerKwh(160_000_000),
                    gain: -77_620_000,
                }),
                shown: true,
            },
        ])
    }
}

type Ended = Arc<Mutex<Vec<String>>>;

fn site() -> (Site, Ended) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let street = Street::default();
    let ended = Arc::clone(&street.0);
    let gate = staff::gate(staff::Staff::default());
    let options = SharingOptions { help_phone: "0800 00 000".to_owned() };
    let (router, _) = portal::sharing::router(Arc::new(street), &gate, options, reporter(&reports));
    (Site::serving(router, reports), ended)
}

fn get(site: &Site, role: Role, path: &str) -> Answer {
    site.request("GET", path, &format!("cookie: session={role}\r\n"))
}

fn leave(site: &Site, number: i64, day: &str) -> Answer {
    let body = format!("day={day}&do=end");
    let head = format!(
        "cookie: session=representative\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n",
        body.len()
    );
    let path = format!("/en/sharing/leave/{GROUP}/{number}");
    site.send("POST", &path, &head, body.as_bytes())
}

fn paths(language: Language) -> Vec<(Role, String)> {
    let own = |page: Page, rest: &str| {
        (Role::Representative, format!("{}/{GROUP}{rest}", page.path(language)))
    };
    vec![
        (Role::Representative, Page::Groups.path(language).to_owned()),
        own(Page::Group, ""),
        (Role::Representative, format!("{}/new", Page::Group.path(language))),
        own(Page::Members, ""),
        own(Page::Key, ""),
        own(Page::Volumes, ""),
        own(Page::Volumes, "?m=2026-09"),
        own(Page::Volumes, "/1"),
        own(Page::Volumes, "/2?m=2026-10"),
        own(Page::Volumes, "/2?m=2026-10&day=2026-10-05&at=12:15"),
        own(Page::Files, ""),
        own(Page::Bills, ""),
        own(Page::Bills, "?m=2026-09"),
        own(Page::Bills, "?v=2026-10-1"),
        own(Page::Notices, ""),
        own(Page::Notices, "?price=0,15&network=0.16"),
        own(Page::Notices, "/2?what=social&price=0.15&network=0.16"),
        own(Page::Notices, "/2?what=compensation"),
        own(Page::Messages, ""),
        own(Page::Messages, "?sent=3"),
        own(Page::Leave, "/2"),
        (Role::Customer, Page::Mine.path(language).to_owned()),
    ]
}

#[test]
fn each_page_of_sharing_is_sound_in_each_language_and_leads_somewhere() {
    let (site, _) = site();
    for language in Language::ALL {
        for (role, path) in paths(language) {
            let answer = get(&site, role, &path);
            assert_eq!(answer.status, 200, "{path}");
            let page = answer.text();
            html::assert_sound(&page);
            assert!(page.contains(&format!("<html lang=\"{}\"", language.code())), "{path}");
            assert!(!page.contains('{') && !page.contains('}'), "a value is missing: {path}");
            assert!(!page.contains("<script"), "{path}");
            assert!(page.len() < 30_000, "{path} has {} bytes before compression", page.len());
            for href in html::values(&page, "href=\"") {
                let own = Page::ALL.iter().any(|own| href.starts_with(own.path(language)));
                if own {
                    let href = href.replace("&amp;", "&").replace("&#38;", "&");
                    assert_eq!(get(&site, role, &href).status, 200, "{href} on {path}");
                }
            }
        }
    }
    assert_eq!(site.reports(), Vec::<String>::new());
}

#[test]
fn es_20_a_group_of_somebody_else_is_as_no_group() {
    let (site, _) = site();
    for (role, path) in paths(Language::En) {
        let stranger = path.replace(&GROUP.to_string(), "1000000002");
        if stranger != path {
            assert_eq!(get(&site, role, &stranger).status, 404, "{stranger}");
        }
    }
    // What is no month is not the newest one.
    for rest in ["?m=2025-13".to_owned(), "/2?m=soon".to_owned()] {
        let path = format!("/en/sharing/volumes/{GROUP}{rest}");
        assert_eq!(get(&site, Role::Representative, &path).status, 404, "{path}");
    }
    let nobody = format!("/en/sharing/volumes/{GROUP}/4");
    assert_eq!(get(&site, Role::Representative, &nobody).status, 404);
}

/// A point with both roles shows the days of what it received and of what it gave.
#[test]
fn es_20_a_point_that_takes_and_injects_shows_both() {
    let (site, _) = site();
    let page = |member: usize| {
        let path = format!("/en/sharing/volumes/{GROUP}/{member}");
        get(&site, Role::Representative, &path).text()
    };
    let both = page(3);
    for said in ["id=\"bars-1\"", "id=\"bars-51\"", "– Received</h2>", "– Given</h2>"] {
        assert!(both.contains(said), "{said} in {both}");
    }
    let one = page(2);
    assert!(one.contains("id=\"bars-1\"") && !one.contains("bars-51") && !one.contains("– Given"));
}

/// Of a quarter-hour that is held the page says so, and shows no steps.
#[test]
fn es_20_es_13_a_generation_that_is_not_known_is_said() {
    let (site, _) = site();
    let path = format!("/en/sharing/volumes/{GROUP}/2?m=2026-10&day=2026-10-05&at=04:15");
    let page = get(&site, Role::Representative, &path);
    let words = html::words(&page.text()).replace(['\u{a0}', '\n'], " ");
    assert!(words.contains("Producers without a reading 1"), "{words}");
    assert!(words.contains("nothing is shared while the production is missing"), "{words}");
    assert!(!words.contains("Rounded, so that all shares add up"), "{words}");
}

#[test]
fn es_20_a_representative_and_a_household_read_the_same_steps() {
    let (site, done) = site();
    let query = "day=2026-10-05&at=12:15";
    let member = format!("/en/sharing/volumes/{GROUP}/2?m=2026-10&{query}");
    let mine = Page::Mine.path(Language::En);
    let own = format!("{mine}?account={}&{query}", crate::fake::account(2));
    for (role, path) in [(Role::Representative, &member), (Role::Customer, &own)] {
        let page = get(&site, role, path);
        assert_eq!(page.status, 200, "{path}");
        let words = html::words(&page.text()).replace(['\u{a0}', '\n'], " ");
        for said in [
            "Fixed shares, version 2",
            "0.260000 kWh",
            "1/10 of what is injected, at most what it takes 26.000",
            "Round 2: 1/10 of the rest, over the shares in need 21.667",
            "Rounded, so that all shares add up 0.000",
            "Received 47.667",
        ] {
            assert!(words.contains(said), "{said} in {words}");
        }
    }
    let asked = |of: &str| format!("why {of} {} 2026-10-05T10:15:00Z", ean(2));
    let group = format!("Group({GROUP})");
    assert_eq!(*done.lock().unwrap(), [asked(&group), asked("Own")]);
    // What was typed stays, and what is wrong is said where it stands.
    let wrong = get(&site, Role::Customer, &own.replace("12:15", "12:20"));
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("value=\"12:20\"") && wrong.text().contains("href=\"#at\""));
    assert!(html::words(&wrong.text()).contains("Enter a day and the start of a quarter-hour"));
    // Nothing typed is no answer either, and a day may be typed as pages write it.
    let nothing = get(&site, Role::Customer, &own.replace(query, "day=&at="));
    assert_eq!(nothing.status, 422);
    let written = get(&site, Role::Customer, &own.replace("2026-10-05", "05/10/2026"));
    assert!(html::words(&written.text()).contains("Fixed shares, version 2"));
    let empty = get(&site, Role::Customer, &own.replace("10-05", "10-06")).text();
    assert!(html::words(&empty).contains("Nothing is known of this quarter-hour."));
}

#[test]
fn es_16_es_17_bills_are_of_a_month_and_version_by_what_was_agreed() {
    let (site, _) = site();
    let bills = |query: &str| {
        let path = format!("/en/sharing/bills/{GROUP}{query}");
        let answer = get(&site, Role::Representative, &path);
        (answer.status, words(&answer).replace('\n', " "), answer.text())
    };
    let (status, said, page) = bills("");
    assert_eq!(status, 200);
    for says in [
        "€14.46",
        "€16.46",
        "223.6 kWh",
        "320.0 kWh",
        "Network on the shared part €3.09",
        "Relief on the network in one building €12.34",
        "From October 2026 holds here",
        "From December 2026",
        "€0.15/kWh",
    ] {
        assert!(said.contains(says), "{says} in {said}");
    }
    // The form is filled with what holds, from next month on: what was billed stays.
    for field in ["value=\"2026-12\"", "value=\"0.15\"", "value=\"2\"", "value=\"0.16\""] {
        assert!(page.contains(field), "{field}");
    }
    assert!(page.contains("bills/1000000001/2026-10-2.csv\""));
    // An earlier version is there still; a provisional month says so at each bill.
    let (_, said, page) = bills("?v=2026-10-1");
    assert!(page.contains("2026-10-1.csv\"") && !said.contains("Provisional"));
    assert!(said.contains("These prices were agreed after this version was made."), "{said}");
    let (_, said, _) = bills("?m=2026-09");
    assert!(said.matches("Provisional").count() == 2, "{said}");
    let (_, said, page) = bills("?v=2026-10-7");
    assert!(said.contains("There are no volumes yet.") && !page.contains(".csv"), "{said}");
    for wrong in ["?m=2026-13", "?v=2026-10", "?m=x"] {
        assert_eq!(bills(wrong).0, 404, "{wrong}");
    }
    let file =
        |name: &str| get(&site, Role::Representative, &format!("/en/sharing/bills/{GROUP}/{name}"));
    let csv = file("2026-10-2.csv");
    assert!(csv.text().starts_with("group,month\n") && csv.header("content-digest").is_some());
    for name in ["2026-10-3.csv", "2026-10-2.json", "x"] {
        assert_eq!(file(name).status, 404, "{name}");
    }
}

#[test]
fn es_16_what_was_agreed_is_kept_from_a_month_on_and_what_is_mistyped_is_said_at_its_field() {
    let (site, kept) = site();
    let path = format!("/en/sharing/bills/{GROUP}");
    let typed = "from=2026-13&price=cheap&fee=-1&network=12";
    let wrong = send(&site, Role::Representative, &path, typed);
    assert_eq!(wrong.status, 422);
    html::assert_sound(&wrong.text());
    let said = words(&wrong);
    for says in [
        "Enter a month, such as 2026-10",
        "Enter a price between 0 and 10 euro for a kWh",
        "Enter a fee between 0 and 1000 euro",
    ] {
        assert!(said.contains(says), "{says} in {said}");
    }
    assert!(wrong.text().contains("value=\"cheap\""), "what was typed is kept");
    let of_final =
        send(&site, Role::Representative, &path, "from=2026-10&price=0.15&fee=&network=");
    assert_eq!(of_final.status, 422);
    let said = words(&of_final);
    assert!(said.contains("October 2026 is final. Choose a later month."), "{said}");
    assert!(kept.lock().unwrap().is_empty());
    let typed = "from=2026-12&price=0%2C15&fee=&network=";
    let done = send(&site, Role::Representative, &path, typed);
    assert_eq!((done.status, done.header("location")), (303, Some(path.as_str())));
    let all = kept.lock().unwrap();
    assert!(
        all[0].contains("NanoEuroPerKwh(150000000)") && all[0].contains("network: None"),
        "{all:?}"
    );
}

#[test]
fn es_12_a_representative_ends_a_membership_and_reads_why_not() {
    let (site, ended) = site();
    let done = leave(&site, 2, "2026-12-01");
    let members = format!("/en/sharing/participants/{GROUP}");
    assert_eq!((done.status, done.header("location")), (303, Some(members.as_str())));
    assert_eq!(*ended.lock().unwrap(), [format!("{} 2026-12-01", ean(2))]);
    let path = |number: i64| format!("/en/sharing/leave/{GROUP}/{number}");
    for (number, day, says) in [
        (2, "soon", "Choose a day from tomorrow on"),
        (3, "2026-12-01", "This point is no member, or has left already"),
    ] {
        let body = format!("day={day}&do=try");
        let answer = send(&site, Role::Representative, &path(number), &body);
        assert_eq!(answer.status, 422);
        assert!(words(&answer).contains(says), "{says}");
    }
    // The effect comes first, and only then the button that ends it.
    assert!(!get(&site, Role::Representative, &path(2)).text().contains("value=\"end\""));
    let tried = send(&site, Role::Representative, &path(2), "day=2026-12-01&do=try");
    assert_eq!(tried.status, 200);
    html::assert_sound(&tried.text());
    assert!(tried.text().contains("value=\"end\""));
    let said = words(&tried);
    for says in [
        "71.5 kWh shared without it, 90.0 kWh with it",
        "Flat &#60;3&#62; 60 % –",
        "33.333 % 93.333 %",
        "Together 93.333 % 93.333 %",
        "+4.0 kWh Gains",
    ] {
        assert!(said.replace('\n', " ").contains(says), "{says} in {said}");
    }
    assert_eq!(ended.lock().unwrap().len(), 1);
}

#[test]
fn es_14_files_are_named_by_month_and_version() {
    let (site, _) = site();
    let file = |name: &str| {
        get(&site, Role::Representative, &format!("/fr/partage/fichiers/{GROUP}/{name}"))
    };
    let csv = file("2026-10-2.csv");
    assert_eq!(csv.text(), "start,point\n2026-10-01,2\n");
    // As `printf 'start,point\n2026-10-01,2\n' | openssl dgst -sha256 -binary | base64` says; it is not compressed.
    let digest = "sha-256=:uvjJyu6mAdYxWrZb7XJacitJXL6fjIvis63SqKwTups=:";
    assert_eq!(csv.header("content-digest"), Some(digest));
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(
        (csv.header("content-encoding"), csv.header("cache-control")),
        (None, Some("no-store"))
    );
    let (sheet, json) = (file("2026-10-2.xlsx").text(), file("2026-10-2.json").text());
    assert_eq!((sheet.as_str(), json.as_str()), ("PK", "{}"));
    for name in ["2026-13-1.csv", "2026-10.csv", "2026-10-2.pdf", "x"] {
        assert_eq!(file(name).status, 404, "{name}");
    }
}

fn send(site: &Site, role: Role, path: &str, body: &str) -> Answer {
    let head = format!(
        "cookie: session={role}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n",
        body.len()
    );
    site.send("POST", path, &head, body.as_bytes())
}

fn words(answer: &Answer) -> String {
    html::words(&answer.text()).replace('\u{a0}', " ")
}

#[test]
fn es_18_a_figure_by_the_prices_of_today_says_so_and_one_by_those_that_were_shown_does_not() {
    let (site, _) = site();
    let page = words(&get(&site, Role::Customer, Page::Mine.path(Language::En)));
    let today = "In October 2026 that made −€8.45. This is worked out with the prices of today.";
    assert!(page.contains(today), "{page}");
    assert!(page.contains("Each one costs €0.07762 more."), "{page}");
    assert_eq!(page.matches("with the prices of today").count(), 1, "{page}");
}

#[test]
fn es_18_what_is_lost_is_shown_before_it_is_signed_and_kept_with_day_and_signer() {
    let (site, kept) = site();
    let representative = Role::Representative;
    let list = format!("/en/sharing/notices/{GROUP}");
    let page = words(&get(&site, representative, &list));
    assert!(page.contains("Enter both prices."), "{page}");
    assert!(page.contains("Signed on 01/09/2026 by A. Member. Document: D-1"), "{page}");
    let page = words(&get(&site, representative, &format!("{list}?price=0.15&network=0.16")));
    let said = "A shared kWh costs €0.31000 instead of €0.22238. Each one costs €0.08762 more.";
    assert!(page.contains(said), "{page}");
    let one = format!("{list}/2");
    let form =
        words(&get(&site, representative, &format!("{one}?what=social&price=0.15&network=0.16")));
    assert!(form.contains(said), "{form}");
    let body = "what=social&price=0.15&network=0.16&day=2026-09-20&signer=B.+Member&document=D-2";
    // Without the prices nobody was warned, and nothing is kept.
    let unwarned = send(&site, representative, &one, &body.replace("0.16", ""));
    assert_eq!(unwarned.status, 422);
    let late = send(&site, representative, &one, &body.replace("2026-09-20", "2026-10-02"));
    assert_eq!(late.status, 422);
    assert!(words(&late).contains("This is later than the day the point joins"));
    assert_eq!(kept.lock().unwrap().len(), 0);
    let done = send(&site, representative, &one, body);
    assert_eq!((done.status, done.header("location")), (303, Some(list.as_str())));
    assert_eq!(*kept.lock().unwrap(), [format!("{} B. Member D-2", ean(2))]);
}

#[test]
fn es_12_a_key_is_tried_and_then_filed_from_a_day_on() {
    let (site, filed) = site();
    let representative = Role::Representative;
    let path = format!("/en/sharing/key/{GROUP}");
    let body = format!("key=fixed&from=2026-12-01&share-{}=60+%25&share-{}=2%2F5", ean(2), ean(3));
    let tried = send(&site, representative, &path, &format!("{body}&do=try"));
    assert_eq!(tried.status, 200);
    let page = words(&tried);
    assert!(page.contains("The shares make 100 % together."), "{page}");
    assert!(page.contains("Shared: 94.2 kWh. Under today’s key: 90.0 kWh."), "{page}");
    assert_eq!(filed.lock().unwrap().len(), 0);
    for (body, says) in [
        (body.replace("2026-12-01", "soon"), "Enter a day, such as 01/12/2026"),
        (body.replace("60+%25", "lots"), "enter 0 to 100 %"),
        (
            format!("{}&do=file", body.replace("2026-12-01", "2026-10-01")),
            "Another key is filed for that day or later",
        ),
    ] {
        let answer = send(&site, representative, &path, &body);
        assert_eq!(answer.status, 422);
        html::assert_sound(&answer.text());
        assert!(words(&answer).contains(says), "{says}");
    }
    let done = send(&site, representative, &path, &format!("{body}&do=file"));
    assert_eq!((done.status, done.header("location")), (303, Some(path.as_str())));
    let line = format!("Fixed 2026-12-01 {}=60 % {}=2/5", ean(2), ean(3));
    assert_eq!(*filed.lock().unwrap(), [line]);
}

#[test]
fn es_12_participants_come_as_lines_and_each_bad_one_is_named() {
    let (site, joined) = site();
    let path = format!("/en/sharing/participants/{GROUP}");
    let bad = send(&site, Role::Representative, &path, "csv=ean%2Crole%2Cfrom%0Awrong");
    assert_eq!(bad.status, 422);
    html::assert_sound(&bad.text());
    let often = send(&site, Role::Representative, &path, "csv=ean%2Crole%0Aoften");
    assert_eq!(often.status, 422);
    assert!(words(&often).contains("Too many homes were asked about. Try again after 11:00"));
    let page = words(&bad);
    assert!(page.contains("Line 2: role cannot be read"), "{page}");
    let word = "Line 5: not without the household’s own word: its mandate and its signed notices";
    assert!(page.contains(word), "{page}");
    assert!(bad.text().contains("wrong</textarea>"), "what was typed is kept");
    let good = send(&site, Role::Representative, &path, "csv=ean%2Crole%2Cfrom%0A1%0A2");
    let to = format!("{path}?sent=2");
    assert_eq!((good.status, good.header("location")), (303, Some(to.as_str())));
    assert!(words(&get(&site, Role::Representative, &to)).contains("Points that have joined: 2"));
    assert_eq!(*joined.lock().unwrap(), ["3"]);
}

#[test]
fn cm_01z_a_representative_tells_everybody_or_one() {
    let (site, told) = site();
    let path = format!("/en/sharing/messages/{GROUP}");
    let done = send(&site, Role::Representative, &path, "to=all&about=volumes");
    assert_eq!(done.status, 303);
    assert_eq!(done.header("location"), Some(format!("{path}?sent=3").as_str()));
    let one = send(&site, Role::Representative, &path, &format!("to={}&about=sign", ean(2)));
    assert_eq!(one.header("location"), Some(format!("{path}?sent=1").as_str()));
    let nobody = send(&site, Role::Representative, &path, &format!("to={}&about=key", ean(4)));
    assert_eq!(nobody.status, 422);
    html::assert_sound(&nobody.text());
    let said = told.lock().unwrap().clone();
    assert_eq!(said[0], "None Volumes");
    assert!(said[1].ends_with("Sign"), "{said:?}");
}

#[test]
fn es_12_a_household_leaves_by_its_own_act_from_tomorrow_on() {
    let (site, left) = site();
    let path = "/en/my/sharing";
    let early = send(&site, Role::Customer, path, &format!("ean={}&day=2026-11-01", ean(5)));
    assert_eq!(early.status, 422);
    html::assert_sound(&early.text());
    assert!(words(&early).contains("Choose a day from tomorrow on"));
    let other = send(&site, Role::Customer, path, &format!("ean={}&day=2026-12-01", ean(2)));
    assert_eq!(other.status, 404);
    assert_eq!(left.lock().unwrap().len(), 0);
    let done = send(&site, Role::Customer, path, &format!("ean={}&day=2026-12-01", ean(5)));
    assert_eq!((done.status, done.header("location")), (303, Some(path)));
    assert_eq!(*left.lock().unwrap(), ["own 2026-12-01"]);
}

fn sent_to(site: &Site, path: &str, kind: &str, body: &[u8]) -> Answer {
    let head = format!(
        "cookie: session=representative\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n",
        body.len()
    );
    site.send("POST", path, &head, body)
}

fn document(task: &str, whose: &str, bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    for (name, text) in
        [("task", task), ("whose", whose), ("signed", "2026-11-02"), ("signer", "An Peeters")]
    {
        let head = format!("--x1\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
        all.extend(format!("{head}{text}\r\n").into_bytes());
    }
    all.extend(b"--x1\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n");
    all.extend(bytes);
    all.extend(b"\r\n--x1--\r\n");
    all
}

#[test]
fn r_02_a_document_is_sent_with_who_signed_it_and_what_was_typed_stays() {
    const KIND: &str = "multipart/form-data; boundary=x1";
    let (site, done) = site();
    let path = format!("/en/sharing/dossier/{GROUP}/document");
    let answer = sent_to(&site, &path, KIND, &document("statutes", "", b"%PDF-1.7 a"));
    assert_eq!(answer.status, 303, "{}", answer.text());
    let answer = sent_to(&site, &path, KIND, &document("mandate", "2", b"%PDF-1.7 a"));
    assert_eq!(answer.status, 303);
    let said = done.lock().unwrap().clone();
    let mandate = format!("mandate {} 2026-11-02 An Peeters 10", ean(2));
    assert_eq!(said, ["statutes 2026-11-02 An Peeters 10".to_owned(), mandate]);
    let wrong = [
        (document("statutes", "", b"GIF89a"), "Choose a PDF, a JPEG or a PNG"),
        (document("mandate", "9", b"%PDF-1"), "Choose the participant"),
        (document("", "", b"%PDF-1"), "Choose what the document is"),
        (document("statutes", "", b""), "Choose a file of up to 4 MB"),
    ];
    for (body, why) in wrong {
        let answer = sent_to(&site, &path, KIND, &body);
        assert_eq!(answer.status, 422, "{why}");
        assert!(answer.text().contains(why) && answer.text().contains("An Peeters"), "{why}");
        html::assert_sound(&answer.text());
    }
    let page = get(&site, Role::Representative, &format!("/en/sharing/dossier/{GROUP}")).text();
    assert!(page.contains("The operator has written: &#60;pas signé&#62;"), "{page}");
    assert!(page.contains("a later one counts"));
    let file = get(&site, Role::Representative, &format!("/en/sharing/dossier/{GROUP}/document/2"));
    assert_eq!((file.status, file.body.as_slice()), (200, &b"%PDF-1.7"[..]));
    let gone = get(&site, Role::Representative, &format!("/en/sharing/dossier/{GROUP}/document/9"));
    assert_eq!(gone.status, 404);
    for role in [Role::Customer, Role::Operator, Role::Supplier] {
        let path = format!("/en/sharing/dossier/{GROUP}/document/2");
        assert_ne!(get(&site, role, &path).status, 200, "{role}");
    }
}

#[test]
fn r_01_a_group_is_opened_and_r_02_it_is_handed_in_answered_and_withdrawn() {
    const KIND: &str = "application/x-www-form-urlencoded";
    let (site, done) = site();
    let new = "/en/sharing/dossier/new";
    let answer = sent_to(&site, new, KIND, b"form=cer&name=Rue+Basse&municipality=63079&wind=yes");
    assert_eq!(answer.status, 303);
    let again = sent_to(&site, new, KIND, b"form=cer&name=Rue+Basse");
    assert_eq!(again.status, 422);
    assert!(again.text().contains("Enter a municipality") && again.text().contains("Rue Basse"));
    assert_eq!(sent_to(&site, new, KIND, b"form=club&name=A").status, 422);
    // The attempt of a form stays with it, so that it opens one group however often it is sent.
    let hidden = "name=\"attempt\" value=\"";
    let page = get(&site, Role::Representative, new).text();
    let at = page.find(hidden).map(|at| at + hidden.len()).unwrap();
    let attempt = &page[at..at + 32];
    assert!(attempt.bytes().all(|byte| byte.is_ascii_hexdigit()), "{attempt}");
    let body = format!("form=club&name=A&attempt={attempt}");
    assert!(sent_to(&site, new, KIND, body.as_bytes()).text().contains(attempt));
    let path = format!("/en/sharing/dossier/{GROUP}");
    let open = sent_to(&site, &path, KIND, b"do=submit");
    assert_eq!(open.status, 422);
    assert!(open.text().contains("Still open: Signed notices"), "{}", open.text());
    assert_eq!(sent_to(&site, &path, KIND, b"do=answer&answer=").status, 422);
    assert_eq!(sent_to(&site, &path, KIND, b"do=answer&answer=Signed+now").status, 303);
    assert_eq!(sent_to(&site, &path, KIND, b"do=withdraw").status, 303);
    let said = done.lock().unwrap().clone();
    assert_eq!(said, ["open Renewable Rue Basse true", "answer Signed now", "withdraw"]);
}

#[test]
fn r_10_another_point_comes_in_the_place_of_one_after_its_effect_was_seen() {
    let (site, done) = site();
    let path = format!("/en/sharing/leave/{GROUP}/2");
    let body = format!(
        "first=01%2F12%2F2026&other={}&same=yes&meter=yes&signed=2026-11-02&signer=B.+Member\
         &document=M-7&social=yes&notices=N-7",
        ean(4)
    );
    let tried = send(&site, Role::Representative, &path, &format!("{body}&do=try_replace"));
    assert_eq!(tried.status, 200);
    html::assert_sound(&tried.text());
    assert!(tried.text().contains("value=\"replace\"") && tried.text().contains("value=\"M-7\""));
    assert!(done.lock().unwrap().is_empty());
    for (wrong, says, field) in [
        (body.replace("same=yes&", ""), "Elsewhere? End this one", "same"),
        (body.replace(&ean(4).to_string(), "12"), "Enter the 18 digits", "other"),
        (body.replace("meter=yes&", ""), "The other point: a meter", "other"),
        (body.replace("document=M-7", "document="), "Enter where the document is kept", "document"),
    ] {
        let answer = send(&site, Role::Representative, &path, &format!("{wrong}&do=replace"));
        assert_eq!(answer.status, 422, "{says}");
        html::assert_sound(&answer.text());
        let text = answer.text();
        assert!(
            words(&answer).contains(says) && text.contains(&format!("href=\"#{field}\"")),
            "{says} {text}"
        );
    }
    assert!(done.lock().unwrap().is_empty());
    let good = send(&site, Role::Representative, &path, &format!("{body}&do=replace"));
    assert_eq!(good.status, 303);
    let line = format!("{} 2026-12-01 {} 2026-11-02 B. Member M-7 true", ean(2), ean(4));
    assert_eq!(*done.lock().unwrap(), [line]);
}

#[test]
fn es_05_the_advice_is_a_table_of_keys_and_members_in_kwh_and_euro() {
    let (site, _) = site();
    let path = format!("/en/sharing/key/{GROUP}");
    let plain = words(&get(&site, Role::Representative, &path)).replace('\n', " ");
    for says in [
        "Fixed shares (today’s key) · 90.0 kWh shared",
        "Keys that you can file",
        "Flat &#60;3&#62; +4.2 0",
        "Keys that the operator has to approve",
        "Asked of the operator: One after the other, from 01/01/2027.",
        "The keys of Flanders do not exist here.",
    ] {
        assert!(plain.contains(says), "{says} in {plain}");
    }
    assert!(!plain.contains("€"), "no euro without prices");
    let asked = format!("{path}?price=0.15&supplied=0,30&surplus=0.04&panels=1,5&more=yes");
    let asked = get(&site, Role::Representative, &asked);
    html::assert_sound(&asked.text());
    let said = words(&asked).replace('\n', " ");
    assert!(said.contains("One more home") && said.contains("+€0.57"), "{said}");
    assert!(asked.text().contains("value=\"1,5\""));
    for (query, says, field) in [
        ("?price=0.15", "Enter all three prices, or none", "supplied"),
        ("?panels=lots", "Enter a number from 0 to 20", "panels"),
    ] {
        let answer = get(&site, Role::Representative, &format!("{path}{query}"));
        assert_eq!(answer.status, 422);
        html::assert_sound(&answer.text());
        let link = format!("href=\"#{field}\"");
        assert!(words(&answer).contains(says) && answer.text().contains(&link), "{says}");
    }
}

#[test]
fn es_05_a_key_that_the_operator_approves_is_asked_for_with_a_reason() {
    let (site, done) = site();
    let path = format!("/en/sharing/key/{GROUP}");
    let body = format!("key=hybrid&from=2026-12-01&share-{}=60+%25", ean(2));
    let tried = send(&site, Role::Representative, &path, &format!("{body}&do=try"));
    assert_eq!(tried.status, 200);
    assert!(words(&tried).contains("Ask for this key"));
    let mute = send(&site, Role::Representative, &path, &format!("{body}&do=file&reason="));
    assert_eq!(mute.status, 422);
    html::assert_sound(&mute.text());
    assert!(mute.text().contains("href=\"#reason\"") && mute.text().contains("value=\"file\""));
    let asked = format!("{body}&do=file&reason=The+bakery");
    assert_eq!(send(&site, Role::Representative, &path, &asked).status, 303);
    let line = format!("Hybrid 2026-12-01 {}=60 % The bakery", ean(2));
    assert_eq!(*done.lock().unwrap(), [line]);
    // What does not fit names the sum, at a field.
    let much = format!("key=fixed&from=2026-12-01&share-{}=60+%25&do=try", ean(2));
    let much = send(&site, Role::Representative, &path, &much);
    assert_eq!(much.status, 422);
    assert!(words(&much).contains("The shares make 120 % together: at most 100 %"));
    assert!(much.text().contains("id=\"shares\""));
}

#[test]
fn r_03_a_representative_names_participants_by_words_of_their_own() {
    let (site, done) = site();
    let path = format!("/en/sharing/participants/{GROUP}");
    let page = words(&get(&site, Role::Representative, &path)).replace('\n', " ");
    let own = format!("Flat &#60;3&#62; · {}", ean(2));
    for says in [
        own.as_str(),
        "Communicating meter Yes",
        "Quarter-hours No",
        "01/09/2026, by A. Member",
        "Social tariff, on shared energy: Not signed yet",
        "None is needed",
    ] {
        assert!(page.contains(says), "{says} in {page}");
    }
    let named = send(&site, Role::Representative, &path, "do=label&number=3&label=Shop");
    assert_eq!(named.status, 303);
    assert_eq!(*done.lock().unwrap(), [format!("label {} Shop", ean(3))]);
    let long = format!("do=label&number=3&label={}", "x".repeat(50));
    let long = send(&site, Role::Representative, &path, &long);
    assert_eq!(long.status, 422);
    html::assert_sound(&long.text());
    assert!(long.text().contains("href=\"#label\"") && long.text().contains(&"x".repeat(50)));
    let nobody = send(&site, Role::Representative, &path, "do=label&number=9&label=Shop");
    assert_eq!(nobody.status, 404);
}

#[test]
fn r_05_the_month_is_a_table_first_and_r_01_says_what_comes_next() {
    let (site, _) = site();
    let path = format!("/en/sharing/volumes/{GROUP}");
    let page = words(&get(&site, Role::Representative, &path)).replace('\n', " ");
    // 96.4 of 320 taken, and of 180 injected.
    assert!(page.contains("Flat &#60;3&#62; · Takes 96.4 223.6 30 % 0 %"), "{page}");
    assert!(page.contains("Injects 96.4 83.6 54 % –"), "{page}");
    let bar = get(&site, Role::Representative, &path).text();
    assert!(bar.contains("h100v1h-100z") && bar.contains("h30v1h-30z"), "of the largest");
    let groups = words(&get(&site, Role::Representative, "/en/sharing/groups"));
    let next = "The volumes of October 2026 come by 25/11/2026.";
    assert!(groups.contains(next), "{groups}");
}

#[test]
fn es_15_r_05_each_participant_has_three_ratios_in_words_of_four_languages() {
    let (site, _) = site();
    for (path, heads) in [
        ("/fr/partage/volumes", ["Part", "Taux"]),
        ("/nl/delen/volumes", ["Deel", "Dekking"]),
        ("/de/teilen/mengen", ["Anteil", "Deckung"]),
        ("/en/sharing/volumes", ["Share", "Coverage"]),
    ] {
        let page = get(&site, Role::Representative, &format!("{path}/{GROUP}"));
        html::assert_sound(&page.text());
        for head in heads {
            let column = format!("<th scope=\"col\" class=\"n\">{head}</th>");
            assert!(page.text().contains(&column), "{column} in {path}");
        }
    }
}

#[test]
fn f_51_the_button_of_a_group_leads_to_the_volumes_that_are_next_and_they_to_their_file() {
    let (site, kept) = site();
    let groups = || get(&site, Role::Representative, "/en/sharing/groups");
    let group = format!("href=\"/en/sharing/dossier/{GROUP}\"");
    let volumes = format!("/en/sharing/volumes/{GROUP}?m=2026-10");
    let before = groups().text();
    assert!(before.contains(&format!("<a class=\"button second\" {group}")), "{before}");
    assert!(!before.contains(&volumes), "there is nothing to look at yet");
    kept.lock().unwrap().push(MADE.to_owned());
    let page = groups();
    html::assert_sound(&page.text());
    assert!(words(&page).contains("Look at the volumes of October 2026."), "{}", words(&page));
    let button = format!("<a class=\"button second\" href=\"{volumes}\">Volumes");
    assert!(page.text().contains(&button), "{}", page.text());
    // The group itself has a way still.
    assert!(page.text().contains(&format!("<a class=\"link\" {group}")), "{}", page.text());
    let month = get(&site, Role::Representative, &volumes).text();
    let (before, _) = month.split_once(".csv\"").unwrap();
    let file = format!("{}.csv", before.rsplit('"').next().unwrap());
    assert!(file.starts_with(&format!("/en/sharing/files/{GROUP}/2026-10-")), "{file}");
    let csv = get(&site, Role::Representative, &file);
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
}

#[test]
fn r_08_what_a_group_agreed_on_stands_in_the_fields_and_in_the_form_to_sign() {
    let (site, kept) = site();
    let get = |path: &str| get(&site, Role::Representative, path);
    let (list, fr) = (format!("/en/sharing/notices/{GROUP}"), format!("/fr/partage/avis/{GROUP}"));
    let field = |page: &str, name: &str| -> String {
        let (_, field) = page.split_once(&format!("id=\"{name}\"")).unwrap();
        let (field, _) = field.split_once('>').unwrap();
        let value = field.split_once("value=\"").map_or("", |(_, rest)| rest);
        value.split('"').next().unwrap().to_owned()
    };
    let empty = get(&list).text();
    assert_eq!(["price", "network"].map(|name| field(&empty, name)), ["", ""]);
    assert!(!empty.contains("price="), "no link brings a price that nobody said");
    kept.lock().unwrap().push(AGREED.to_owned());
    let filled = get(&list);
    assert_eq!(["price", "network"].map(|name| field(&filled.text(), name)), ["0.15", "0.16"]);
    assert!(words(&filled).contains("Each one costs €0.08762 more."), "{}", words(&filled));
    let link = format!("{list}/2?what=social&amp;price=0.15&amp;network=0.16");
    let there = filled.text().replace("&#38;", "&amp;");
    assert!(there.contains(&link), "{there}");
    let french = get(&fr).text();
    assert_eq!(["price", "network"].map(|name| field(&french, name)), ["0,15", "0,16"]);
    // What was typed stands, and not what was agreed.
    let typed = get(&format!("{list}?price=0.20&network=0.10")).text();
    assert_eq!(["price", "network"].map(|name| field(&typed, name)), ["0.20", "0.10"]);
    let sign = get(&format!("{list}/2?what=social&price=0.15&network=0.16"));
    html::assert_sound(&sign.text());
    assert_eq!(["price", "network"].map(|name| field(&sign.text(), name)), ["0.15", "0.16"]);
    for name in ["day", "signer", "document"] {
        assert_eq!(field(&sign.text(), name), "", "{name} is nobody's to guess");
    }
}

#[test]
fn c_16_a_household_reads_this_month_in_bars_and_what_the_social_tariff_loses() {
    let (site, _) = site();
    let page = get(&site, Role::Customer, "/en/my/sharing");
    html::assert_sound(&page.text());
    let said = words(&page).replace('\n', " ");
    for says in [
        "November 2026, until 19/11/2026: 96.4 kWh shared, 223.6 kWh from the grid. Not final yet.",
        "Each one costs €0.08762 more. In October 2026 that made −€8.45.",
        "By day",
        "By quarter-hour",
    ] {
        assert!(said.contains(says), "{says} in {said}");
    }
    // A day without data is marked, and none of its values is nought.
    assert!(page.text().contains("<path class=\"t0\" d=\"M4.5 0v96\""), "{}", page.text());
    assert!(said.contains("05/10/2026 –") && said.contains("Dashed: no data."), "{said}");
    let other = get(&site, Role::Representative, &format!("/fr/partage/volumes/{GROUP}/2"));
    let said = words(&other).replace('\n', " ");
    assert!(said.contains("Part avant le plafond 120,0 kWh"), "{said}");
    assert!(said.contains("0 h 12 h 24 h"), "the hours of the map: {said}");
}

#[test]
fn d_06_a_first_version_has_no_changes_and_one_month_is_no_choice() {
    let (site, _) = site();
    let files = words(&get(&site, Role::Representative, &format!("/en/sharing/files/{GROUP}")));
    assert_eq!(files.matches("Points changed").count(), 1, "{files}");
    assert!(!files.contains("5f2c") && files.contains("Checksums of the files"), "{files}");
    let up = get(&site, Role::Representative, &format!("/en/sharing/volumes/{GROUP}")).text();
    assert!(up.contains("href=\"#menu\"") && up.contains("id=\"menu\""));
}

#[test]
fn es_15_r_06_the_checksums_of_one_version_are_of_its_files_and_come_when_they_are_asked_for() {
    let (site, _) = site();
    let of =
        |v: &str| get(&site, Role::Representative, &format!("/en/sharing/files/{GROUP}?v={v}"));
    let page = of("2026-10-2");
    html::assert_sound(&page.text());
    let said = words(&page).replace('\n', " ");
    assert_eq!(said.matches(&"5f2c".repeat(16)).count(), 2, "{said}");
    assert!(said.contains("too many quarter-hours for a sheet"), "{said}");
    // The other version has a link still.
    assert!(page.text().contains("?v=2026-10-1\""));
    for v in ["2026-10-7", "2026-13-1", "x"] {
        assert_eq!(of(v).status, 404, "{v}");
    }
    let site = get(&site, Role::Representative, &format!("/en/sharing/volumes/{GROUP}/2"));
    let said = words(&site).replace('\n', " ");
    for says in ["Shared of what was taken 30 %", "Injected against taken 0 %"] {
        assert!(said.contains(says), "{says} in {said}");
    }
}

#[test]
fn es_05_r_04_a_cascade_has_its_order_and_a_wrong_rank_is_said_at_its_field() {
    let (site, _) = site();
    let path = format!("/en/sharing/key/{GROUP}");
    let page = get(&site, Role::Representative, &path).text();
    // Who takes has a rank; the roof has none.
    assert!(page.contains(&format!("name=\"rank-{}\"", ean(2))), "{page}");
    assert!(!page.contains(&format!("name=\"rank-{}\"", ean(1))));
    let typed = format!("key=cascade&from=01%2F06%2F2029&rank-{}=first&do=try", ean(2));
    let wrong = send(&site, Role::Representative, &path, &typed);
    assert_eq!(wrong.status, 422);
    html::assert_sound(&wrong.text());
    assert!(words(&wrong).contains("enter a number from 1 to 999"), "{}", words(&wrong));
    assert!(wrong.text().contains("id=\"ranks\"") && wrong.text().contains("value=\"first\""));
}

#[test]
fn ux_8_6_a_representative_has_a_page_of_what_was_written_to_them() {
    let (site, _) = site();
    let groups = get(&site, Role::Representative, "/en/sharing/groups").text();
    assert!(groups.contains("href=\"/en/sharing/our-notices\""), "{groups}");
    for language in Language::ALL {
        let page = get(&site, Role::Representative, Page::Told.path(language)).text();
        html::assert_sound(&page);
    }
    let page = get(&site, Role::Representative, "/en/sharing/our-notices").text();
    assert!(html::words(&page).contains("Nothing for now."), "{page}");
    assert_eq!(get(&site, Role::Customer, "/en/sharing/our-notices").status, 303);
}
