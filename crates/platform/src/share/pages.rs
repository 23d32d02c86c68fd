//! The books behind the pages of energy sharing: a representative sees the groups they represent, a
//! household its own points. Source: UX 7.3, 8.6, C-16.

mod acts;
mod advice;
mod billing;
mod dossier;
mod ending;
mod files;
mod household;
mod month;
mod shown;
#[cfg(test)]
pub mod tests;
mod told;
mod why;

pub use acts::{dossier_error, of_chain};
pub use dossier::{changed, condition_of, document_shown, dossier_view, opened};
pub use shown::{key_shown, line};

#[cfg(test)]
use household::is_own;
use shown::{group_view, plus, shared, task_shown, version_line};
use told::told_of;

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

/// A group, a month of it, and the version.
type OfVersion = (i64, i32, i32);

/// The desk of representatives.
pub struct Representatives {
    engine: Mutex<Engine>,
    /// None where nobody has said where quarter-hours lie.
    intervals: Option<Mutex<Intervals>>,
    clock: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// Of the documents of dossiers; without one none is kept.
    masters: crate::sealed::MasterKeys,
    /// Of the files of the version that was asked for last: a version never changes, and making them takes long.
    sums: Mutex<Option<(OfVersion, Checksums)>>,
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

/// Where a representative begins.
pub fn begins_at(language: Language) -> String {
    portal::sharing::Page::Groups.path(language).to_owned()
}
