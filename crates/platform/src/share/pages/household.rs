//! What a household reads of its own sharing. Source: UX C-16, ES-20, PD-07.

use super::*;

impl Representatives {
    /// What the running month is so far, by the key and what is measured now: as a month would be made of it.
    pub(super) fn running(
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

    pub(super) fn own(&self, visitor: &Visitor) -> Result<Vec<MySharing>, Failure> {
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
                    shown: shown.is_some(),
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
pub(super) fn others_at(
    engine: &mut Engine,
    account: &store::Account,
) -> Result<Vec<(Instant, Option<Instant>)>, Failure> {
    let all = engine.store.all_accounts_of(account.ean)?;
    let others = all.iter().filter(|one| one.id != account.id);
    Ok(others.map(|one| (one.opened_at, one.closed_at)).collect())
}

/// Whether a month is a household's alone: it lived there in it, and nobody else did. It counts from when its account
/// was opened, not from when this person was first let in to see it. Source: PD-07.
pub(super) fn is_own(
    account: &store::Account,
    others: &[(Instant, Option<Instant>)],
    month: Month,
) -> bool {
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
pub(super) fn credited(
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
