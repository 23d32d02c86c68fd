//! The books behind the pages of energy sharing: a representative sees the groups they represent, a
//! household its own points. Source: UX 7.3, 8.6, C-16.

mod acts;
mod billing;
mod dossier;
mod ending;
#[cfg(test)]
pub mod tests;

pub use acts::{dossier_error, of_chain};
pub use dossier::{changed, condition_of, document_shown, dossier_view, opened};

use super::advise::{Answer, Question, answers, newcomer_ean};
use super::groups::{
    FinalMonth, JoinRefused, Kept, KeptAct, LineRefused, documents, file, load, warned,
};
use super::runs::part::lived_in_version;
use super::runs::report::{As, Ready, Recipient, prepare};
use super::runs::supplied::SuppliersOf;
use super::runs::{
    Intervals, NotMeasured, NotShared, OwnTime, bills, curves, explained, rows_of, time_of, written,
};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::intervals::Place;
use ::intervals::Month;
use access::Act as Right;
use calendar::{Instant, SettlementDay};
use portal::my::{MyError, Visitor};
use portal::sharing::{
    AdviceAsked, AgreeRefused, BillLine, Bills, Checksums, EndRefused, Ending, FileForm, FormShown,
    GroupLine, GroupView, Groups, JoinStopped, Joined, KeyEffect, KeyLine, KeyOutcome, KeyPreview,
    KeyRefused, KeyShown, KeyWanted, KeyWay, LeaveRefused, LineProblem, MemberLine, MemberMonth,
    MonthDue, MonthView, MySharing, News, Notices, Shared, SignRefused, Signing, Simulation,
    StateShown, Task, TaskShown, TermsLine, TermsWanted, VersionLine, VersionShown, Why, WhyOf,
    WhyStep,
};
use sharing::advice::{Outcome, Worth, as_filed};
use sharing::month::Time;
use sharing::{
    Act, Condition, DossierError, Form, Key, Metering, Notice, Paper, State, StepKind, Verdict,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{KeptRun, KeptVolume, PersonLook, RunKind};
use units::{AccountId, Ean, Language, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// Days before a mandate was signed that a trial of keys may rest on. Source: ES-12.
const BEFORE_SIGNING: i32 = 30;

/// The desk of representatives.
pub struct Representatives {
    engine: Mutex<Engine>,
    /// None where nobody has said where quarter-hours lie.
    intervals: Option<Mutex<Intervals>>,
    clock: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// Of the documents of dossiers; without one none is kept.
    masters: crate::sealed::MasterKeys,
    /// Of the files of the version that was asked for last: a version never changes, and making them takes long.
    sums: Mutex<Option<((i64, i32, i32), Checksums)>>,
}

impl std::fmt::Debug for Representatives {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Representatives").finish_non_exhaustive()
    }
}

/// The quarter-hours that pages show; none where nobody has said where they lie.
pub fn quarter_hours(url: &str) -> Option<Mutex<Intervals>> {
    let folder = std::env::var_os("TIRELIRE_INTERVALS").map(Into::into);
    crate::intervals::open(url, &Place { folder }).ok().map(Mutex::new)
}

/// Whoever panicked left a connection whose transaction is rolled back.
fn of<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(what: &'static str) -> impl Fn(Failure) -> MyError {
    move |failure| MyError::failed(what, failure)
}

impl Representatives {
    /// Connections of their own to `url`.
    pub fn open(url: &str, clock: Arc<dyn Fn() -> Instant + Send + Sync>) -> Result<Self, Failure> {
        let intervals = quarter_hours(url);
        let masters = crate::sealed::MasterKeys::default();
        let (engine, sums) = (Mutex::new(Engine::open(url)?), Mutex::default());
        Ok(Self { engine, intervals, clock, masters, sums })
    }

    #[cfg(test)]
    pub fn over(engine: Engine, intervals: Intervals, now: Instant) -> Self {
        let clock = Arc::new(move || now);
        let masters = crate::sealed::MasterKeys::default();
        let (engine, intervals) = (Mutex::new(engine), Some(Mutex::new(intervals)));
        Self { engine, intervals, clock, masters, sums: Mutex::default() }
    }

    fn now(&self) -> Instant {
        (self.clock)()
    }

    /// A group, if the visitor represents it.
    fn kept(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        group: i64,
    ) -> Result<Option<Kept>, Failure> {
        let known = engine.store.group(group)?;
        let own = known.is_some_and(|kept| kept.head.representative == Some(visitor.person));
        if own { load(&mut engine.store, group).map(Some) } else { Ok(None) }
    }

    /// Keeps that the households were seen that live there now. Source: PD-05.
    fn note(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        points: impl IntoIterator<Item = Ean>,
    ) -> Result<(), Failure> {
        let mut accounts = Vec::new();
        for ean in points {
            accounts.extend(engine.store.account_of(ean)?.map(|account| account.id));
        }
        self.note_accounts(engine, visitor, accounts)
    }

    /// The same of a version: of who lived there then, whoever lives there now. Source: PD-05, PD-07.
    fn note_version(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        (kept, run): (&Kept, &KeptRun),
        points: impl IntoIterator<Item = Ean>,
    ) -> Result<(), Failure> {
        let accounts = lived_in_version(engine, kept, run, points)?;
        self.note_accounts(engine, visitor, accounts)
    }

    fn note_accounts(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        accounts: impl IntoIterator<Item = AccountId>,
    ) -> Result<(), Failure> {
        let mut looks = Vec::new();
        for account in accounts {
            looks.push(PersonLook {
                account,
                at: self.now(),
                number: crate::people::look_number()?,
                person: visitor.person,
                role: visitor.role.code(),
                saw: Right::QuarterHours.name().to_owned(),
                reason: "sharing".to_owned(),
            });
        }
        Ok(engine.store.add_person_looks(&looks)?)
    }

    fn view(&self, visitor: &Visitor, group: i64) -> Result<Option<GroupView>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        self.own_view(&mut engine, &kept).map(Some)
    }

    /// A group with how its representative calls the members.
    fn own_view(&self, engine: &mut Engine, kept: &Kept) -> Result<GroupView, Failure> {
        let mut view = group_view(kept, self.now());
        for (ean, label) in engine.store.sharing_labels(kept.id)? {
            for member in view.members.iter_mut().filter(|member| member.ean == ean) {
                member.label = Some(label.clone());
            }
        }
        Ok(view)
    }

    /// Where the newest month stands that is over.
    fn month_due(&self, engine: &mut Engine, kept: &Kept) -> Result<Option<MonthDue>, Failure> {
        let now = self.now();
        let (Some(this), Some((starts, ends))) =
            (Month::of(now.day()).first_day(), kept.dossier.state.shares())
        else {
            return Ok(None);
        };
        let month = Month::of(this.previous());
        let Some(first) = month.first_day() else { return Ok(None) };
        let after = month.next().first_day().map(SettlementDay::start);
        let shared =
            after.is_some_and(|after| starts < after) && ends.is_none_or(|end| first.start() < end);
        let by = super::due::report_day(engine, kept.dso, month, now)?;
        let (true, Some(by)) = (shared, by) else { return Ok(None) };
        let made = !engine.store.sharing_runs(kept.id, Some(month.0))?.is_empty();
        Ok(Some(MonthDue { first, made, by, late: !made && by < now.day() }))
    }

    fn labelled(
        &self,
        visitor: &Visitor,
        group: i64,
        ean: Ean,
        label: &str,
    ) -> Result<Option<bool>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        // A label is the representative's own word, no second place for what identifies a point.
        let digits = label.chars().filter(char::is_ascii_digit).count();
        if kept.dossier.number_of(ean).is_none() || label.chars().count() > 40 || digits >= 13 {
            return Ok(Some(false));
        }
        engine.store.label_point(group, ean, &label)?;
        Ok(Some(true))
    }

    /// What keys would have done. Of a group that shares: of its members with their mandate, since each shares. Of a dossier
    /// that was handed in: of those alone whose mandate lies there as a document and that somebody of the operator would
    /// accept, since who signed it lives there; the others count as these do on average, for a listed home has agreed to
    /// nothing. Of a draft nobody is read: what stands in it only its representative has seen. Nor of one that was refused
    /// or is over. Whose quarter-hours it rests on is noted. `None`: no figures, or nothing to compare. The engine is not
    /// held: quarter-hours are read. Source: ES-12, PD-03, PD-04, PD-05, PD-06.
    fn figures(
        &self,
        visitor: &Visitor,
        kept: &Kept,
        days: (SettlementDay, SettlementDay),
        question: Question,
    ) -> Result<Option<(Outcome, Vec<Answer>)>, Failure> {
        let Some(intervals) = &self.intervals else { return Ok(None) };
        let question = match &kept.dossier.state {
            State::Accepted { .. } => Question { shared_only: true, ..question },
            State::Submitted => {
                let readable = self.mandated(kept)?;
                let mut members = kept.dossier.members.iter();
                // Without what somebody injects there is nothing to share.
                let injects = members.any(|member| {
                    member.joining.role.injects() && readable.contains_key(&member.joining.ean)
                });
                if !injects {
                    return Ok(None);
                }
                Question { readable: Some(readable), ..question }
            }
            State::Draft | State::Refused { .. } | State::Withdrawn | State::Ended { .. } => {
                return Ok(None);
            }
        };
        // No members, no key or nothing measured: there is nothing to compare.
        let found = answers(&mut of(intervals), kept, days, &question).ok();
        if let Some((today, _)) = &found {
            let mut engine = of(&self.engine);
            match &question.readable {
                // Nothing of it is from before whoever lives there now came.
                Some(readable) => self.note(&mut engine, visitor, readable.keys().copied())?,
                None => {
                    let mut accounts = BTreeSet::new();
                    for ean in today.members.keys() {
                        let supplied = SuppliersOf::point(&mut engine, &kept.dossier, *ean)?;
                        accounts.append(&mut supplied.accounts_between(days));
                    }
                    self.note_accounts(&mut engine, visitor, accounts)?;
                }
            }
        }
        Ok(found)
    }

    /// Members of a dossier whose mandate is there as a document that somebody of the operator would accept the dossier
    /// with, and since when whoever signed it lives there. What was only typed has been signed by nobody we know of, and
    /// a document that nobody but its sender has opened proves nothing. Source: PD-03, PD-07.
    fn mandated(&self, kept: &Kept) -> Result<BTreeMap<Ean, Instant>, Failure> {
        let (mut engine, mut found) = (of(&self.engine), BTreeMap::new());
        // Whatever is filed after it takes the word back: it is of these mandates.
        if !matches!(kept.dossier.proposed, Some((_, Verdict::Accept { .. }))) {
            return Ok(found);
        }
        let documents = engine.store.sharing_documents(kept.id)?;
        for member in kept.dossier.members.iter().filter(|member| member.to.is_none()) {
            let ean = member.joining.ean;
            let Some(signed) = kept.dossier.mandates.get(&ean) else { continue };
            let file = documents::number_of(signed);
            if !documents.iter().any(|one| one.kept && Some(one.seq) == file) {
                continue;
            }
            let mut since = signed.on.plus(-BEFORE_SIGNING).start();
            let mut is_theirs = signed.on <= self.now().day();
            for account in engine.store.closed_accounts_of(ean)? {
                if let Some((end, _)) = engine.handed_over(&account, self.now())? {
                    since = since.max(end);
                    is_theirs &= end.day() <= signed.on;
                }
            }
            // Of a point without an account no look can be kept: it is not read.
            let Some(account) = engine.store.account_of(ean)? else { continue };
            is_theirs &= account.dso == kept.dso && account.closed_at.is_none();
            since = since.max(OwnTime::of(&mut engine, &account, self.now())?.from);
            if is_theirs {
                found.insert(ean, since);
            }
        }
        Ok(found)
    }

    fn tried(
        &self,
        visitor: &Visitor,
        group: i64,
        asked: &AdviceAsked,
    ) -> Result<Option<Simulation>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let (to, tomorrow) = (self.now().day().previous(), self.now().day().next());
        let parameters = engine.books.sharing(kept.dso, self.now());
        let mut offered = Vec::new();
        for key in Key::ALL {
            if let Some(way) = acts::way_of(key, &parameters, tomorrow)? {
                offered.push((key_shown(key), way));
            }
        }
        drop(engine);
        let from = to.plus(-29);
        let mut keys = Vec::new();
        let worth =
            asked.prices.map(|(supplied, shared, surplus)| Worth { supplied, shared, surplus });
        let (panels_ppm, typical) = (asked.panels_ppm, asked.newcomer);
        let question = Question { worth, panels_ppm, typical, ..Question::default() };
        let newcomer = newcomer_ean();
        if let Some((_, all)) = self.figures(visitor, &kept, (from, to), question)? {
            for answer in all {
                let key = key_shown(answer.outcome.key);
                let way = offered.iter().find(|(offered, _)| *offered == key);
                // The key of today stands there whatever is offered now.
                let way = match way {
                    Some((_, way)) => *way,
                    None if answer.of_today => KeyWay::Asked,
                    None => continue,
                };
                let whom = |ean: Ean| (Some(ean) != newcomer).then_some(ean);
                let gains = answer.gains.iter();
                keys.push(KeyOutcome {
                    key,
                    of_today: answer.of_today,
                    way,
                    shared: MilliWattHours(answer.outcome.totals.received),
                    more: gains.map(|(ean, (more, eur))| (whom(*ean), *more, *eur)).collect(),
                });
            }
        }
        let asked = kept.dossier.asked.as_ref();
        let asked = asked.map(|(from, terms)| (key_shown(terms.key), from.day()));
        let group = self.own_view(&mut of(&self.engine), &kept)?;
        let of_draft = kept.dossier.state.shares().is_none();
        Ok(Some(Simulation { group, from, to, keys, offered, asked, of_draft }))
    }

    /// The newest version of a month, or of the newest month.
    fn version_of(
        engine: &mut Engine,
        group: i64,
        month: Option<SettlementDay>,
    ) -> Result<Option<KeptRun>, Failure> {
        let runs = engine.store.sharing_runs(group, month.map(|day| Month::of(day).0))?;
        Ok(runs.into_iter().next_back())
    }

    fn month_of(
        &self,
        visitor: &Visitor,
        group: i64,
        month: Option<SettlementDay>,
    ) -> Result<Option<Option<MonthView>>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let Some(run) = Self::version_of(&mut engine, group, month)? else {
            return Ok(Some(None));
        };
        let volumes = engine.store.volumes(group, run.month, run.seq)?;
        let points = volumes.iter().map(|volume| volume.ean);
        self.note_version(&mut engine, visitor, (&kept, &run), points)?;
        let mut months: Vec<SettlementDay> = engine
            .store
            .sharing_runs(group, None)?
            .iter()
            .filter_map(|run| Month(run.month).first_day())
            .collect();
        months.dedup();
        months.reverse();
        let total = volumes.iter().map(shared).fold(Shared::default(), |sum, one| Shared {
            offtake: plus(sum.offtake, one.offtake),
            received: plus(sum.received, one.received),
            injection: plus(sum.injection, one.injection),
            given: plus(sum.given, one.given),
        });
        let members = volumes.iter().map(|volume| (volume.ean, shared(volume), volume.missing));
        let members = members
            .map(|(ean, shared, missing)| {
                (kept.dossier.number_of(ean).unwrap_or(0), ean, shared, missing)
            })
            .collect();
        let version = version_line(&run, 0);
        Ok(Some(Some(MonthView { name: kept.dossier.name, version, months, total, members })))
    }

    fn member_of(
        &self,
        visitor: &Visitor,
        group: i64,
        month: Option<SettlementDay>,
        ean: Ean,
    ) -> Result<Option<MemberMonth>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let number = kept.dossier.number_of(ean).unwrap_or(0);
        let Some(run) = Self::version_of(&mut engine, group, month)? else { return Ok(None) };
        let volumes = engine.store.volumes(group, run.month, run.seq)?;
        let Some(volume) = volumes.iter().find(|volume| volume.ean == ean) else {
            return Ok(None);
        };
        let dso = engine.store.group(group)?.map(|kept| kept.dso);
        self.note_version(&mut engine, visitor, (&kept, &run), [ean])?;
        drop(engine);
        let month = self.member_month((dso, number), &run, volume, None)?;
        let before_cap = match &self.intervals {
            // Without the rows of that version there is no such figure; the month is shown all the same.
            Some(intervals) if volume.offtake > 0 => rows_of(&mut of(intervals), &kept, &run)
                .ok()
                .and_then(|rows| rows.share_before_cap(ean))
                .map(MilliWattHours),
            Some(_) | None => None,
        };
        Ok(month.map(|month| MemberMonth { before_cap, ..month }))
    }

    /// A month of one point by day and quarter-hour. The engine is not held: quarter-hours are read.
    fn member_month(
        &self,
        (dso, number): (Option<units::Dso>, usize),
        run: &KeptRun,
        volume: &KeptVolume,
        own: Option<OwnTime>,
    ) -> Result<Option<MemberMonth>, Failure> {
        let gives = volume.injection > 0 && volume.offtake == 0;
        let month = self.side_of((dso, number), run, (volume, own), gives)?;
        // Who takes and injects sees both.
        let given = match volume.injection > 0 && volume.offtake > 0 {
            true => self.side_of((dso, number), run, (volume, own), true)?.map(Box::new),
            false => None,
        };
        Ok(month.map(|month| MemberMonth { given, ..month }))
    }

    /// The same of what it gave, or else received; of a household's own time, where the month is not all its own.
    fn side_of(
        &self,
        (dso, number): (Option<units::Dso>, usize),
        run: &KeptRun,
        (volume, own): (&KeptVolume, Option<OwnTime>),
        gives: bool,
    ) -> Result<Option<MemberMonth>, Failure> {
        let ean = volume.ean;
        let Some(first) = Month(run.month).first_day() else { return Ok(None) };
        let of_days: super::runs::Days = serde_json::from_str(&volume.days)?;
        let days = (0..).zip(&of_days).map(|(offset, [_, received, _, given])| {
            (first.plus(offset), if gives { *given } else { *received })
        });
        let mut quarters = Vec::new();
        if let (Some(intervals), Some(dso)) = (&self.intervals, dso) {
            let mut written = written(&mut of(intervals), dso, run, ean)?;
            if let Some(own) = own {
                own.keep(&mut written, time_of(Month(run.month))?);
            }
            let mut values = if gives { written.injection } else { written.offtake }.into_iter();
            for offset in (0..).take(of_days.len()) {
                let count = usize::try_from(first.plus(offset).quarter_hours())?;
                let day = values.by_ref().take(count);
                quarters
                    .push(day.map(|value| (value != sharing::MISSING).then_some(value)).collect());
            }
        }
        let (total, version) = (shared(volume), version_line(run, 0));
        let days = days.collect();
        Ok(Some(MemberMonth {
            version,
            number,
            ean,
            total,
            gives,
            days,
            quarters,
            before_cap: None,
            given: None,
        }))
    }

    /// The group that a household's own point shared in, if it lived there then.
    fn own_group(
        engine: &mut Engine,
        visitor: &Visitor,
        (ean, at): (Ean, Instant),
        now: Instant,
    ) -> Result<Option<i64>, Failure> {
        for given in engine.store.accounts_of_person(visitor.person)? {
            let account = engine.store.account(given.account)?;
            let account = account.filter(|one| one.ean == ean && given.until.is_none());
            let Some(account) = account else { continue };
            if !OwnTime::of(engine, &account, now)?.has(at) {
                continue;
            }
            let memberships = engine.store.memberships_of(ean)?;
            let then =
                memberships.iter().find(|one| one.from <= at && one.to.is_none_or(|to| at < to));
            if let Some(member) = then {
                return Ok(Some(member.group));
            }
        }
        Ok(None)
    }

    fn why_of(
        &self,
        visitor: &Visitor,
        whose: WhyOf,
        ean: Ean,
        at: Instant,
    ) -> Result<Option<Why>, Failure> {
        let mut engine = of(&self.engine);
        let kept = match whose {
            WhyOf::Group(group) => self.kept(&mut engine, visitor, group)?,
            WhyOf::Own => match Self::own_group(&mut engine, visitor, (ean, at), self.now())? {
                Some(group) => Some(load(&mut engine.store, group)?),
                None => None,
            },
        };
        let (Some(kept), Some(intervals)) = (kept, &self.intervals) else { return Ok(None) };
        let Some(run) = Self::version_of(&mut engine, kept.id, Some(at.day()))? else {
            return Ok(None);
        };
        if matches!(whose, WhyOf::Group(_)) {
            let supplied = SuppliersOf::point(&mut engine, &kept.dossier, ean)?;
            self.note_accounts(&mut engine, visitor, supplied.account_on(at.day()))?;
        }
        drop(engine);
        let (why, key_version, key) = match explained(&mut of(intervals), &kept, &run, ean, at) {
            Ok(explained) => explained,
            Err(failure) if failure.is::<NotShared>() => return Ok(None),
            Err(failure) => match failure.downcast::<NotMeasured>() {
                Ok(held) => return Ok(Some(not_measured(at, held.of.len()))),
                Err(failure) => return Err(failure),
            },
        };
        let energy = MilliWattHours;
        Ok(Some(Why {
            at,
            key: key_shown(key.parse()?),
            key_version,
            unknown: 0,
            injected: energy(why.injected_by_all),
            taken: energy(why.taken_by_all),
            takers: why.takers,
            offtake: why.offtake.map(energy),
            steps: why
                .steps
                .iter()
                .map(|step| (step_shown(&step.kind), step.amount.to_string()))
                .collect(),
            rounding: why.rounding.to_string(),
            received: energy(why.received),
            gives: why.injection.map(|injected| (energy(injected), energy(why.given))),
        }))
    }

    fn versions_of(
        &self,
        visitor: &Visitor,
        group: i64,
    ) -> Result<Option<Vec<VersionLine>>, Failure> {
        let mut engine = of(&self.engine);
        if self.kept(&mut engine, visitor, group)?.is_none() {
            return Ok(None);
        }
        let mut found = Vec::new();
        let mut before: Option<(i32, Vec<KeptVolume>)> = None;
        for run in engine.store.sharing_runs(group, None)? {
            let volumes = engine.store.volumes(group, run.month, run.seq)?;
            let earlier = before.take().filter(|(month, _)| *month == run.month);
            let is_changed = |volume: &&KeptVolume| {
                let mut all = earlier.iter().flat_map(|(_, volumes)| volumes);
                !all.any(|one| one.ean == volume.ean && one.sha256 == volume.sha256)
            };
            found.push(version_line(&run, volumes.iter().filter(is_changed).count()));
            before = Some((run.month, volumes));
        }
        Ok(Some(found))
    }

    /// A version of a group's month, ready to be a file. `note`: its quarter-hours are about to be seen.
    fn ready_of(
        &self,
        visitor: &Visitor,
        group: i64,
        (month, seq): (SettlementDay, i32),
        note: bool,
    ) -> Result<Option<Ready>, Failure> {
        let mut engine = of(&self.engine);
        if self.kept(&mut engine, visitor, group)?.is_none() {
            return Ok(None);
        }
        let runs = engine.store.sharing_runs(group, Some(Month::of(month).0))?;
        let (Some(run), Some(intervals)) =
            (runs.into_iter().find(|run| run.seq == seq), &self.intervals)
        else {
            return Ok(None);
        };
        let asked = (group, Month(run.month), Some(run.seq));
        let all = &Recipient::Representative;
        let ready = prepare(&mut engine, &mut of(intervals), asked, all)?;
        if note {
            self.note_accounts(&mut engine, visitor, ready.accounts.iter().copied())?;
        }
        Ok(Some(ready))
    }

    fn file_of(
        &self,
        visitor: &Visitor,
        group: i64,
        version: (SettlementDay, i32),
        form: FileForm,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let ready = self.ready_of(visitor, group, version, true)?;
        ready.map(|ready| ready.bytes(written_as(form))).transpose()
    }

    /// Of the files as they would be taken away now.
    fn checksums_of(
        &self,
        visitor: &Visitor,
        group: i64,
        version: (SettlementDay, i32),
    ) -> Result<Option<Checksums>, Failure> {
        let of_version = (group, Month::of(version.0).0, version.1);
        let known = of(&self.sums).clone().filter(|(known, _)| *known == of_version);
        if let Some((_, sums)) = known
            && self.kept(&mut of(&self.engine), visitor, group)?.is_some()
        {
            return Ok(Some(sums));
        }
        let Some(ready) = self.ready_of(visitor, group, version, false)? else { return Ok(None) };
        let mut sums = Vec::new();
        for form in FileForm::ALL {
            let sum = match ready.fits(written_as(form)) {
                true => Some(ready.sha256_of(written_as(form))?),
                false => None,
            };
            sums.push((form, sum));
        }
        *of(&self.sums) = Some((of_version, sums.clone()));
        Ok(Some(sums))
    }

    /// What the running month is so far, by the key and what is measured now: as a month would be made of it.
    fn running(
        &self,
        kept: &Kept,
        ean: Ean,
        own: OwnTime,
    ) -> Result<Option<(SettlementDay, Shared)>, Failure> {
        let today = self.now().day();
        let (Some(intervals), Some(shares), Some(first)) =
            (&self.intervals, kept.dossier.state.shares(), Month::of(today).first_day())
        else {
            return Ok(None);
        };
        // What was before the household lived there is not its own.
        let first = first.max(own.first_whole_day());
        if first >= today || own.to.is_some_and(|to| to <= first.start()) {
            return Ok(None);
        }
        let time = Time::of_days(first, today);
        let read = curves(&mut of(intervals), kept.dso, &kept.dossier, time, None)?;
        let measured = read.into_iter().map(|(ean, quarters)| (ean, quarters.curve)).collect();
        let Ok(outcome) = as_filed(&kept.dossier, shares, time, &measured) else { return Ok(None) };
        let own = outcome.members.get(&ean).filter(|own| own.offtake > 0 || own.injection > 0);
        Ok(own.map(|own| {
            let shared = Shared {
                offtake: MilliWattHours(own.offtake),
                received: MilliWattHours(own.received),
                injection: MilliWattHours(own.injection),
                given: MilliWattHours(own.given),
            };
            (today.previous(), shared)
        }))
    }

    fn own(&self, visitor: &Visitor) -> Result<Vec<MySharing>, Failure> {
        let mut engine = of(&self.engine);
        let mut found = Vec::new();
        for given in engine.store.accounts_of_person(visitor.person)? {
            let account = engine.store.account(given.account)?;
            let Some(account) = account.filter(|_| given.until.is_none()) else { continue };
            let others = others_at(&mut engine, &account)?;
            let time = OwnTime::of(&mut engine, &account, self.now())?;
            for member in engine.store.memberships_of(account.ean)? {
                // What others shared there before or since is theirs. Source: PD-07.
                if account.closed_at.is_some_and(|closed| member.from >= closed)
                    || member.to.is_some_and(|to| to <= account.opened_at)
                {
                    continue;
                }
                let kept = load(&mut engine.store, member.group)?;
                let is_it = |one: &sharing::Membership| {
                    (one.joining.ean, one.joining.from) == (account.ean, member.from)
                };
                let place = kept.dossier.members.iter().position(is_it);
                let joined = place.and_then(|place| kept.dossier.members.get(place));
                // Also where the membership of another goes on for some days.
                let filed = place.and_then(|place| kept.joined_at(place));
                let own = !others.iter().any(|(from, to)| {
                    *from < account.opened_at
                        && to.is_none_or(|to| filed.is_none_or(|filed| filed < to))
                });
                let joined = joined.filter(|_| own);
                let said = joined.is_some_and(|one| one.joining.social_tariff);
                // Whoever comes under it later loses the same on what is shared.
                let since = joined.is_some_and(|one| one.joining.role.takes())
                    && account.closed_at.is_none()
                    && warned::is_protected(&mut engine, &account, self.now())?;
                let social = said || since;
                let mut newest = None;
                let mut months: Vec<(VersionLine, Shared, Option<MicroEuro>)> = Vec::new();
                let mut versions: Vec<(KeptRun, KeptVolume)> = Vec::new();
                for (run, volume) in engine.store.volumes_of_point(account.ean)? {
                    if run.group == member.group {
                        // The newest version of each month.
                        versions.retain(|(known, _)| known.month != run.month);
                        versions.push((run, volume));
                    }
                }
                for (run, volume) in versions {
                    let month = Month(run.month);
                    // In the month of a move it is what each had of it.
                    let whole = is_own(&account, &others, month) && !time.ends_before(month);
                    let (volume, part) = match whole {
                        true => (Some(volume), None),
                        false => {
                            let mut intervals = self.intervals.as_ref().map(of);
                            let read = intervals.as_deref_mut();
                            (time.cut(read, kept.dso, &run, &volume)?, Some(time))
                        }
                    };
                    let Some(volume) = volume else { continue };
                    let credit = credited(&mut engine, &account, &run)?;
                    months.push((version_line(&run, 0), shared(&volume), credit));
                    newest = Some((run, volume, part));
                }
                months.reverse();
                let shown =
                    joined.and_then(|one| kept.dossier.notice_of(one, Notice::SocialTariff));
                // What was only reckoned when its notice came it has not seen.
                let shown = shown.and_then(|signed| signed.told).filter(|told| told.shown);
                let prices = match shown {
                    Some(told) => Some((told.shared, told.network)),
                    None => warned::agreed(&mut engine, kept.id, self.now().day())?,
                };
                let warning = match prices.filter(|_| social) {
                    Some(prices) => warned::warning(&engine, &kept, prices, self.now())?,
                    None => None,
                };
                let lives = member.from.max(account.opened_at);
                let running = match account.closed_at {
                    None => {
                        let own = OwnTime { from: time.from.max(member.from), to: member.to };
                        self.running(&kept, account.ean, own)?
                    }
                    Some(_) => None,
                };
                let newest = match newest {
                    Some((run, volume, part)) => {
                        self.member_month((Some(kept.dso), 0), &run, &volume, part)?
                    }
                    None => None,
                };
                found.push(MySharing {
                    running,
                    newest,
                    warning,
                    account: account.id,
                    ean: account.ean,
                    group: kept.dossier.name.clone(),
                    from: if own { member.from } else { lives }.day(),
                    to: member.to.map(|to| to.day()),
                    social_tariff: social,
                    months,
                });
            }
        }
        Ok(found)
    }
}

/// When others lived at the point of an account.
fn others_at(
    engine: &mut Engine,
    account: &store::Account,
) -> Result<Vec<(Instant, Option<Instant>)>, Failure> {
    let all = engine.store.all_accounts_of(account.ean)?;
    let others = all.iter().filter(|one| one.id != account.id);
    Ok(others.map(|one| (one.opened_at, one.closed_at)).collect())
}

/// Whether a month is a household's alone: it lived there in it, and nobody else did. It counts from when its account
/// was opened, not from when this person was first let in to see it. Source: PD-07.
fn is_own(account: &store::Account, others: &[(Instant, Option<Instant>)], month: Month) -> bool {
    let (Some(first), Some(next)) = (month.first_day(), month.next().first_day()) else {
        return false;
    };
    let lived = |from: Instant, to: Option<Instant>| {
        from < next.start() && to.is_none_or(|to| first.start() < to)
    };
    lived(account.opened_at, account.closed_at)
        && !others.iter().any(|(from, to)| lived(*from, *to))
}

/// What a month has given back in all; `None` if nothing was posted for it.
fn credited(
    engine: &mut Engine,
    account: &store::Account,
    run: &KeptRun,
) -> Result<Option<MicroEuro>, Failure> {
    let of_month = format!("sharing/{}/{}/", run.group, Month(run.month));
    let mut sum: Option<i128> = None;
    for kept in engine.store.facts(&[account.id])? {
        if kept.kind != "shared_energy" {
            continue;
        }
        if let timeline::Fact::SharedEnergy { id, eur, femto_eur, .. } =
            serde_json::from_str(&kept.body)?
            && id.starts_with(&of_month)
        {
            let exact = eur.in_femto().saturating_add(i128::from(femto_eur));
            sum = Some(sum.unwrap_or(0).saturating_add(exact));
        }
    }
    // Days and corrections go through the residue: in all it is what was posted but for less than a micro-euro.
    Ok(sum.and_then(|exact| {
        i64::try_from(exact.div_euclid(units::FEMTO_PER_MICRO)).ok().map(MicroEuro)
    }))
}

fn plus(one: MilliWattHours, other: MilliWattHours) -> MilliWattHours {
    MilliWattHours(one.0.saturating_add(other.0))
}

fn shared(volume: &KeptVolume) -> Shared {
    Shared {
        offtake: MilliWattHours(volume.offtake),
        received: MilliWattHours(volume.received),
        injection: MilliWattHours(volume.injection),
        given: MilliWattHours(volume.given),
    }
}

/// Why nothing is shared where a generation is not known.
fn not_measured(at: Instant, unknown: usize) -> Why {
    let nothing = MilliWattHours(0);
    Why {
        at,
        key: KeyShown::ProRata,
        key_version: 0,
        unknown,
        injected: nothing,
        taken: nothing,
        takers: 0,
        offtake: None,
        steps: Vec::new(),
        rounding: String::new(),
        received: nothing,
        gives: None,
    }
}

fn version_line(run: &KeptRun, changed: usize) -> VersionLine {
    let month = Month(run.month);
    VersionLine {
        month: month.to_string(),
        first: month.first_day().unwrap_or(SettlementDay(0)),
        seq: run.seq,
        version: match run.kind {
            RunKind::Provisional => VersionShown::Provisional,
            RunKind::Final => VersionShown::Final,
            RunKind::Corrected => VersionShown::Corrected(run.number),
        },
        made: run.at.day(),
        cause: run.cause.clone(),
        sha256: run.sha256.clone(),
        changed,
    }
}

fn step_shown(kind: &StepKind) -> WhyStep {
    match kind {
        StepKind::InProportion => WhyStep::InProportion,
        StepKind::InProportionOfGroup(group) => WhyStep::InProportionOfGroup(*group),
        StepKind::Share(share) => WhyStep::Share(share.clone()),
        StepKind::ShareOfLeft { round, share } => {
            WhyStep::ShareOfLeft { round: *round, share: share.clone() }
        }
        StepKind::EqualPart => WhyStep::EqualPart,
        StepKind::EqualPartOfLeft { round } => WhyStep::EqualPartOfLeft(*round),
        StepKind::RestInProportion => WhyStep::RestInProportion,
        StepKind::ShareOfOthers(share) => WhyStep::ShareOfOthers(share.clone()),
        StepKind::ShareOfEachOther(share) => WhyStep::ShareOfEachOther(share.clone()),
        StepKind::Pass { pass, share } => WhyStep::Pass { round: *pass, share: share.clone() },
    }
}

/// A key as pages name it.
pub fn key_shown(key: Key) -> KeyShown {
    match key {
        Key::Fixed => KeyShown::Fixed,
        Key::Equal => KeyShown::Equal,
        Key::ProRata => KeyShown::ProRata,
        Key::Hybrid => KeyShown::Hybrid,
        Key::Cascade => KeyShown::Cascade,
        Key::VlFixed => KeyShown::FlemishFixed,
        Key::VlRelative => KeyShown::FlemishRelative,
        Key::VlOptimal => KeyShown::FlemishOptimal,
    }
}

fn task_shown(condition: Condition) -> TaskShown {
    match condition {
        Condition::Paper(Paper::BuildingDeclaration) => TaskShown::BuildingDeclaration,
        Condition::Paper(Paper::Statutes) => TaskShown::Statutes,
        Condition::Paper(Paper::Convention) => TaskShown::Convention,
        Condition::Paper(Paper::Authorisation) => TaskShown::Authorisation,
        Condition::Paper(Paper::Notification) => TaskShown::Notification,
        Condition::Paper(Paper::Contract) => TaskShown::Contract,
        Condition::Representative => TaskShown::Representative,
        Condition::ProducerAndConsumer => TaskShown::Pair,
        Condition::Key => TaskShown::Key,
        Condition::Meters => TaskShown::Meters,
        Condition::PublicGrid => TaskShown::PublicGrid,
        Condition::Mandates => TaskShown::Mandates,
        Condition::Notices => TaskShown::Notices,
    }
}

/// A group in a list.
pub fn line(kept: &Kept) -> GroupLine {
    let dossier = &kept.dossier;
    GroupLine {
        id: kept.id,
        name: dossier.name.clone(),
        form: match dossier.form {
            Form::Building => FormShown::Building,
            Form::RenewableCommunity => FormShown::Renewable,
            Form::CitizenCommunity => FormShown::Citizen,
            Form::PeerToPeer => FormShown::PeerToPeer,
        },
        state: match dossier.state {
            State::Draft => StateShown::Draft,
            State::Submitted => StateShown::Submitted,
            State::Accepted { .. } => StateShown::Accepted,
            State::Refused { .. } => StateShown::Refused,
            State::Withdrawn => StateShown::Withdrawn,
            State::Ended { .. } => StateShown::Ended,
        },
        starts: dossier.state.shares().map(|(starts, _)| starts.day()),
        open: dossier.tasks().iter().filter(|(_, unmet)| unmet.is_some()).count(),
        month: None,
    }
}

fn group_view(kept: &Kept, now: Instant) -> GroupView {
    let dossier = &kept.dossier;
    let tasks = dossier.tasks().into_iter().map(|(condition, unmet)| Task {
        what: task_shown(condition),
        done: unmet.is_none(),
        points: unmet
            .map(|unmet| {
                let mut points: Vec<Ean> = unmet.points.iter().map(|(ean, _)| *ean).collect();
                points.dedup();
                points
            })
            .unwrap_or_default(),
    });
    let members = dossier.members.iter().map(|member| {
        let joining = &member.joining;
        let metering = dossier.metering.get(&joining.ean).copied().unwrap_or(joining.metering);
        let mandate = dossier.mandate_of(member);
        let signed = |notice| dossier.notice_of(member, notice).map(|signed| signed.on);
        let mut notices = Vec::new();
        if joining.social_tariff && joining.role.takes() {
            notices.push((true, signed(Notice::SocialTariff)));
        }
        if joining.in_compensation {
            notices.push((false, signed(Notice::Compensation)));
        }
        MemberLine {
            number: dossier.number_of(joining.ean).unwrap_or(0),
            ean: joining.ean,
            takes: joining.role.takes(),
            injects: joining.role.injects(),
            communicates: metering != Metering::Other,
            quarter_hours: matches!(metering, Metering::SmartQuarterHours | Metering::RemoteRead),
            mandate: mandate.map(|signed| signed.on),
            signer: mandate.and_then(|signed| signed.signer.clone()),
            notices,
            label: None,
            from: joining.from.day(),
            to: member.to.map(|to| to.day()),
        }
    });
    let held = dossier.key_at(now).map(|key| key.version);
    let keys = dossier.keys.iter().map(|key| KeyLine {
        version: key.version,
        key: key_shown(key.terms.key),
        from: key.from.day(),
        shares: key.terms.shares.iter().map(|(ean, share)| (*ean, share.to_string())).collect(),
        holds: held == Some(key.version),
    });
    GroupView {
        line: line(kept),
        tasks: tasks.collect(),
        returned: dossier.returned.clone(),
        members: members.collect(),
        keys: keys.collect(),
    }
}

/// What somebody who represents groups was told. It names groups, and no home. Source: CM-01z, PD-01.
fn told_of(
    engine: &mut Engine,
    visitor: &Visitor,
    now: Instant,
) -> Result<Vec<portal::ToldLine>, Failure> {
    let since = now.day().plus(-portal::TOLD_DAYS).start();
    let kept = engine.store.partner_notices_of(visitor.person, since)?;
    let line = |one: store::PartnerNotice| portal::ToldLine {
        at: one.made_at,
        words: portal::ToldWords::Sent {
            subject: one.notice.subject,
            text: one.notice.body,
            language: one.notice.language,
            address: one.notice.address,
        },
        state: match one.state {
            0 | 1 => portal::ToldState::Waits,
            2 => portal::ToldState::Left,
            _ => portal::ToldState::Failed,
        },
    };
    Ok(kept.into_iter().map(line).collect())
}

impl Groups for Representatives {
    fn told(&self, visitor: &Visitor) -> Result<Vec<portal::ToldLine>, MyError> {
        let now = self.now();
        told_of(&mut of(&self.engine), visitor, now).map_err(failed("could not read what was told"))
    }

    fn groups(&self, visitor: &Visitor) -> Result<Vec<GroupLine>, MyError> {
        let read = || -> Result<Vec<GroupLine>, Failure> {
            let mut engine = of(&self.engine);
            let all = engine.store.groups_of_representative(visitor.person)?;
            let mut found = Vec::new();
            for known in all {
                let kept = load(&mut engine.store, known.id)?;
                let month = self.month_due(&mut engine, &kept)?;
                found.push(GroupLine { month, ..line(&kept) });
            }
            Ok(found)
        };
        read().map_err(failed("could not read groups"))
    }

    fn group(&self, visitor: &Visitor, group: i64) -> Result<Option<GroupView>, MyError> {
        self.view(visitor, group).map_err(failed("could not read a group"))
    }

    fn point(&self, visitor: &Visitor, group: i64, member: usize) -> Result<Option<Ean>, MyError> {
        let kept = self.kept(&mut of(&self.engine), visitor, group);
        kept.map(|kept| kept.and_then(|kept| kept.dossier.point_of(member)))
            .map_err(failed("could not read a member"))
    }

    fn simulation(
        &self,
        visitor: &Visitor,
        group: i64,
        asked: &AdviceAsked,
    ) -> Result<Option<Simulation>, MyError> {
        self.tried(visitor, group, asked).map_err(failed("could not try keys"))
    }

    fn month(
        &self,
        visitor: &Visitor,
        group: i64,
        month: Option<SettlementDay>,
    ) -> Result<Option<Option<MonthView>>, MyError> {
        self.month_of(visitor, group, month).map_err(failed("could not read a month"))
    }

    fn member(
        &self,
        visitor: &Visitor,
        group: i64,
        month: Option<SettlementDay>,
        ean: Ean,
    ) -> Result<Option<MemberMonth>, MyError> {
        self.member_of(visitor, group, month, ean).map_err(failed("could not read a member"))
    }

    fn versions(&self, visitor: &Visitor, group: i64) -> Result<Option<Vec<VersionLine>>, MyError> {
        self.versions_of(visitor, group).map_err(failed("could not read versions"))
    }

    fn file(
        &self,
        visitor: &Visitor,
        group: i64,
        version: (SettlementDay, i32),
        form: FileForm,
    ) -> Result<Option<Vec<u8>>, MyError> {
        self.file_of(visitor, group, version, form).map_err(failed("could not write a file"))
    }

    fn checksums(
        &self,
        visitor: &Visitor,
        group: i64,
        version: (SettlementDay, i32),
    ) -> Result<Option<Checksums>, MyError> {
        self.checksums_of(visitor, group, version).map_err(failed("could not sum a file"))
    }

    fn bills(
        &self,
        visitor: &Visitor,
        group: i64,
        asked: Option<(SettlementDay, Option<i32>)>,
    ) -> Result<Option<Bills>, MyError> {
        self.bills_of(visitor, group, asked).map_err(failed("could not make bills"))
    }

    fn bills_file(
        &self,
        visitor: &Visitor,
        group: i64,
        (month, seq): (SettlementDay, i32),
    ) -> Result<Option<String>, MyError> {
        let asked = (month, Some(seq));
        self.bills_file_of(visitor, group, asked).map_err(failed("could not write bills"))
    }

    fn agree(
        &self,
        visitor: &Visitor,
        group: i64,
        wanted: &TermsWanted,
    ) -> Result<Option<Result<(), AgreeRefused>>, MyError> {
        self.agreed(visitor, group, wanted).map_err(failed("could not keep what was agreed"))
    }

    fn try_end(
        &self,
        visitor: &Visitor,
        group: i64,
        ending: &Ending,
    ) -> Result<Option<Result<KeyEffect, EndRefused>>, MyError> {
        self.tried_end(visitor, group, ending).map_err(failed("could not try an ending"))
    }

    fn end(
        &self,
        visitor: &Visitor,
        group: i64,
        ending: &Ending,
    ) -> Result<Option<Result<(), EndRefused>>, MyError> {
        self.ended(visitor, group, ending).map_err(failed("could not end a membership"))
    }

    fn try_key(
        &self,
        visitor: &Visitor,
        group: i64,
        wanted: &KeyWanted,
    ) -> Result<Option<Result<KeyPreview, KeyRefused>>, MyError> {
        self.tried_key(visitor, group, wanted).map_err(failed("could not try a key"))
    }

    fn file_key(
        &self,
        visitor: &Visitor,
        group: i64,
        wanted: &KeyWanted,
    ) -> Result<Option<Result<(), KeyRefused>>, MyError> {
        self.key_filed(visitor, group, wanted).map_err(failed("could not file a key"))
    }

    fn why(
        &self,
        visitor: &Visitor,
        whose: WhyOf,
        ean: Ean,
        at: Instant,
    ) -> Result<Option<Why>, MyError> {
        self.why_of(visitor, whose, ean, at).map_err(failed("could not explain a share"))
    }

    fn join(&self, visitor: &Visitor, group: i64, csv: &str) -> Result<Option<Joined>, MyError> {
        self.joined(visitor, group, csv).map_err(failed("could not add participants"))
    }

    fn label(
        &self,
        visitor: &Visitor,
        group: i64,
        ean: Ean,
        label: &str,
    ) -> Result<Option<bool>, MyError> {
        self.labelled(visitor, group, ean, label).map_err(failed("could not keep a label"))
    }

    fn notices(
        &self,
        visitor: &Visitor,
        group: i64,
        prices: Option<(NanoEuroPerKwh, NanoEuroPerKwh)>,
    ) -> Result<Option<Notices>, MyError> {
        self.notices_of(visitor, group, prices).map_err(failed("could not read notices"))
    }

    fn sign(
        &self,
        visitor: &Visitor,
        group: i64,
        signing: &Signing,
    ) -> Result<Option<Result<(), SignRefused>>, MyError> {
        self.signed(visitor, group, signing).map_err(failed("could not keep a notice"))
    }

    fn tell(
        &self,
        visitor: &Visitor,
        group: i64,
        to: Option<Ean>,
        what: News,
    ) -> Result<Option<Option<usize>>, MyError> {
        self.told(visitor, group, to, what).map_err(failed("could not tell members"))
    }

    fn leave_own(
        &self,
        visitor: &Visitor,
        ean: Ean,
        day: SettlementDay,
    ) -> Result<Option<Result<(), LeaveRefused>>, MyError> {
        self.left_own(visitor, ean, day).map_err(failed("could not end a membership"))
    }

    fn mine(&self, visitor: &Visitor) -> Result<Vec<MySharing>, MyError> {
        self.own(visitor).map_err(failed("could not read what a household shares"))
    }
}

/// In which form a file is written.
fn written_as(form: FileForm) -> As {
    match form {
        FileForm::Csv => As::Csv,
        FileForm::Xlsx => As::Xlsx,
        FileForm::Json => As::Json,
    }
}

/// Where a representative begins.
pub fn begins_at(language: Language) -> String {
    portal::sharing::Page::Groups.path(language).to_owned()
}
