//! A month of a group and of one of its points. Source: ES-15, UX R-05.

use super::*;
use crate::share::runs::Days;

impl Representatives {
    /// The newest version of a month, or of the newest month.
    pub(super) fn version_of(
        engine: &mut Engine,
        group: i64,
        month: Option<SettlementDay>,
    ) -> Result<Option<KeptRun>, Failure> {
        let runs = engine.store.sharing_runs(group, month.map(|day| Month::of(day).0))?;
        Ok(runs.into_iter().next_back())
    }

    pub(super) fn month_of(
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

    pub(super) fn member_of(
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
    pub(super) fn member_month(
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
    pub(super) fn side_of(
        &self,
        (dso, number): (Option<units::Dso>, usize),
        run: &KeptRun,
        (volume, own): (&KeptVolume, Option<OwnTime>),
        gives: bool,
    ) -> Result<Option<MemberMonth>, Failure> {
        let ean = volume.ean;
        let Some(first) = Month(run.month).first_day() else { return Ok(None) };
        let of_days: Days = serde_json::from_str(&volume.days)?;
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
}
