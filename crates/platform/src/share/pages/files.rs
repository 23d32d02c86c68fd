//! Versions, and their files with checksums. Source: ES-14, ES-15, UX R-06.

use super::*;

impl Representatives {
    pub(super) fn versions_of(
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
    pub(super) fn ready_of(
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

    pub(super) fn file_of(
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
    pub(super) fn checksums_of(
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
}

/// In which form a file is written.
pub(super) fn written_as(form: FileForm) -> As {
    match form {
        FileForm::Csv => As::Csv,
        FileForm::Xlsx => As::Xlsx,
        FileForm::Json => As::Json,
    }
}
