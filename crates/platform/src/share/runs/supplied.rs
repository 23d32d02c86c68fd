//! Who supplies a point of a group on each day of a month: a switch or a move in its midst leaves each supplier its own
//! days, and nobody the days of another household. Source: ES-15, PA-30, PD-07.

use super::rows::Days;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::suppliers::Supplied;
use ::intervals::Month;
use calendar::SettlementDay;
use sharing::Dossier;
use std::collections::BTreeSet;
use store::{Account, KeptVolume};
use units::{AccountId, Ean};

/// A time in which a point was a member, with whom it named as its supplier when it joined.
#[derive(Debug)]
struct Joined {
    from: SettlementDay,
    /// The day behind the last one.
    to: Option<SettlementDay>,
    supplier: Option<String>,
}

/// What is known of the suppliers of one point.
#[derive(Debug)]
pub struct SuppliersOf {
    /// In the order in which they were opened.
    accounts: Vec<(Account, Supplied)>,
    joined: Vec<Joined>,
}

/// The day behind the last one that begins before an instant.
fn behind(at: calendar::Instant) -> SettlementDay {
    if at == at.day().start() { at.day() } else { at.day().next() }
}

impl SuppliersOf {
    /// `dossier`: as it was when the version was made.
    pub fn point(engine: &mut Engine, dossier: &Dossier, ean: Ean) -> Result<Self, Failure> {
        let mut all = engine.store.closed_accounts_of(ean)?;
        let open = engine.store.account_of(ean)?;
        all.extend(open.filter(|account| account.closed_at.is_none()));
        let mut accounts = Vec::new();
        for account in all {
            let supplied = Supplied::of_one(engine, &account)?;
            accounts.push((account, supplied));
        }
        accounts.sort_by_key(|(account, _)| (account.opened_at, account.id));
        let members = dossier.members.iter().filter(|one| one.joining.ean == ean);
        let joined = members.map(|member| Joined {
            from: member.joining.from.day(),
            to: member.to.map(behind),
            supplier: member.joining.supplier.clone(),
        });
        Ok(Self { accounts, joined: joined.collect() })
    }

    fn with_account(&self, day: SettlementDay) -> Option<&(Account, Supplied)> {
        // Who is there last has the day of a move: the other's last day was settled in the night before.
        let there = self.accounts.iter().rev().find(|(account, _)| {
            account.opened_at.day() <= day && account.closed_at.is_none_or(|at| day < at.day())
        });
        // A household may have its contract before it has its account.
        let next = || self.accounts.iter().find(|(account, _)| day < account.opened_at.day());
        there.or_else(|| {
            next().filter(|(account, supplied)| supplied.contract_on(account.id, day).is_some())
        })
    }

    /// Of whose account a day is.
    pub fn account_on(&self, day: SettlementDay) -> Option<AccountId> {
        self.with_account(day).map(|(account, _)| account.id)
    }

    /// Who supplies it on a day on which it is a member: as the contracts of the account of that day say, else as the
    /// household named when it joined, else who supplies those without a contract.
    pub fn on(&self, day: SettlementDay) -> Option<&str> {
        let member = self
            .joined
            .iter()
            .rev()
            .find(|one| one.from <= day && one.to.is_none_or(|to| day < to))?;
        // Whoever has moved out since has named a supplier for nobody else.
        let moved = self.accounts.iter().any(|(account, _)| {
            account.closed_at.is_some_and(|at| member.from < at.day() && at.day() <= day)
        });
        let named = member.supplier.as_deref().filter(|_| !moved);
        let Some((account, supplied)) = self.with_account(day) else { return named };
        supplied.contract_on(account.id, day).or(named).or_else(|| supplied.on(account.id, day))
    }

    /// The same of a day on which it is no member after all: a version that is older had it.
    pub fn member_or_not(&self, day: SettlementDay) -> Option<&str> {
        let named = || self.joined.last().and_then(|one| one.supplier.as_deref());
        let Some((account, supplied)) = self.with_account(day) else { return named() };
        let contract = supplied.contract_on(account.id, day);
        contract.or_else(named).or_else(|| supplied.on(account.id, day))
    }

    fn is_member(&self, day: SettlementDay) -> bool {
        self.joined.iter().any(|one| one.from <= day && one.to.is_none_or(|to| day < to))
    }

    /// Which days of a month are a supplier's, in order.
    pub fn days_of(&self, supplier: &str, month: Month) -> Vec<bool> {
        days(month).map(|day| self.on(day) == Some(supplier)).collect()
    }

    /// Whose accounts the days from the first to the last are, as far as it is a member on them.
    pub fn accounts_between(
        &self,
        (from, to): (SettlementDay, SettlementDay),
    ) -> BTreeSet<AccountId> {
        let all = std::iter::successors(Some(from), |day| Some(day.next()));
        let all = all.take_while(|day| *day <= to).filter(|day| self.is_member(*day));
        all.filter_map(|day| self.account_on(day)).collect()
    }

    /// Whose accounts these days are, as far as it is a member on them.
    pub fn accounts_of(&self, month: Month, own: &[bool]) -> BTreeSet<AccountId> {
        let of = days(month).zip(own).filter(|(day, own)| **own && self.is_member(*day));
        of.filter_map(|(day, _)| self.account_on(day)).collect()
    }

    /// Whose accounts these days are, whether it is a member on them or was one before.
    pub fn accounts_there(&self, month: Month, own: &[bool]) -> BTreeSet<AccountId> {
        let of = days(month).zip(own).filter(|(_, own)| **own);
        of.filter_map(|(day, _)| self.account_on(day)).collect()
    }
}

/// The days of a month.
pub fn days(month: Month) -> impl Iterator<Item = SettlementDay> {
    let ends = month.first_day().zip(month.next().first_day());
    let (first, next) = ends.unwrap_or((SettlementDay(0), SettlementDay(0)));
    std::iter::successors(Some(first), |day| Some(day.next())).take_while(move |day| *day < next)
}

fn days_kept(volume: &KeptVolume) -> Result<Days, Failure> {
    Ok(serde_json::from_str(&volume.days)?)
}

/// Of some days of its month those of which a volume has something.
pub fn with_energy(volume: &KeptVolume, own: &[bool]) -> Result<Vec<bool>, Failure> {
    let kept = days_kept(volume)?;
    let has_some = |day: &[i64; 4]| day.iter().any(|value| *value != 0);
    Ok(kept.iter().zip(own).map(|(day, own)| *own && has_some(day)).collect())
}

/// A volume cut to some days of its month; `None` if none is left. Of what is missing it is known for the month alone:
/// no more than the days have.
pub fn cut(volume: &KeptVolume, own: &[bool]) -> Result<Option<KeptVolume>, Failure> {
    if !own.contains(&true) {
        return Ok(None);
    }
    if !own.contains(&false) {
        return Ok(Some(volume.clone()));
    }
    let kept = days_kept(volume)?;
    let kept = kept.into_iter().zip(own);
    let kept: Days = kept.map(|(day, own)| if *own { day } else { [0; 4] }).collect();
    let mut sums = [0_i64; 4];
    for day in &kept {
        for (sum, value) in sums.iter_mut().zip(day) {
            *sum = sum.saturating_add(*value);
        }
    }
    let [offtake, received, injection, given] = sums;
    let count = own.iter().filter(|own| **own).count();
    Ok(Some(KeptVolume {
        ean: volume.ean,
        offtake,
        received,
        injection,
        given,
        missing: volume.missing.min(i32::try_from(count.saturating_mul(100))?),
        days: serde_json::to_string(&kept)?,
        sha256: volume.sha256.clone(),
    }))
}

/// On which days two versions of a point differ; all of them where only its quarter-hours do. A version in which it
/// is not has nothing of it.
pub fn differing(
    now: Option<&KeptVolume>,
    before: Option<&KeptVolume>,
) -> Result<Vec<bool>, Failure> {
    let of = |volume: Option<&KeptVolume>| volume.map_or(Ok(Days::new()), days_kept);
    let (now, before) = (of(now)?, of(before)?);
    let count = now.len().max(before.len());
    let at = |days: &Days, place: usize| days.get(place).copied().unwrap_or([0; 4]);
    let found: Vec<bool> = (0..count).map(|place| at(&now, place) != at(&before, place)).collect();
    Ok(if found.contains(&true) { found } else { vec![true; count] })
}

/// Whether something of a point is other than in the version before, on days of its own.
pub fn is_other(volume: &KeptVolume, before: &[KeptVolume], own: &[bool]) -> Result<bool, Failure> {
    let Some(earlier) = before.iter().find(|one| one.ean == volume.ean) else { return Ok(true) };
    if earlier.sha256 == volume.sha256 {
        return Ok(false);
    }
    let differing = differing(Some(volume), Some(earlier))?;
    Ok(differing.iter().zip(own).any(|(differs, own)| *differs && *own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::Instant;
    use prepay::{Rates, TariffGroup};
    use units::{Dso, Energy};

    const OCTOBER: Month = Month(2026 * 12 + 9);

    fn day(text: &str) -> SettlementDay {
        format!("2026-{text}").parse().unwrap()
    }

    /// Of `[from, to)`, with its contracts.
    fn account(
        id: i64,
        (from, to): (&str, Option<&str>),
        contracts: &[(&str, &str)],
    ) -> (Account, Supplied) {
        let at = |text: &str| day(text).start();
        let account = Account {
            id: AccountId(1_000_000_000 + id),
            ean: Ean::with_check_digit(54_144_900_000_000_001).unwrap(),
            dso: Dso::Ores,
            group: TariffGroup { energy: Energy::Electricity, rates: Rates::Two },
            opened_at: at(from),
            closed_at: to.map(at),
            opening: String::new(),
        };
        let supplied = Supplied::known(Some("D"), account.id, contracts);
        (account, supplied)
    }

    fn joined(from: &str, to: Option<&str>, supplier: Option<&str>) -> Joined {
        let supplier = supplier.map(str::to_owned);
        Joined { from: day(from), to: to.map(day), supplier }
    }

    /// Each supplier with its days of October, as first and last.
    fn told(of: &SuppliersOf) -> String {
        let mut all: Vec<(Option<&str>, SettlementDay, SettlementDay)> = Vec::new();
        for day in days(OCTOBER) {
            match all.last_mut() {
                Some((who, _, last)) if *who == of.on(day) => *last = day,
                _ => all.push((of.on(day), day, day)),
            }
        }
        let line = |(who, from, last): &(Option<&str>, SettlementDay, SettlementDay)| {
            format!("{} {}-{}", who.unwrap_or("-"), from.ymd().2, last.ymd().2)
        };
        all.iter().map(line).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn es_15_each_day_is_who_supplied_it() {
        let of = |accounts, joined| told(&SuppliersOf { accounts, joined });
        let one = |contracts: &[(&str, &str)]| vec![account(1, ("09-03", None), contracts)];
        let member = |named| vec![joined("10-01", None, named)];
        let switch = [("2026-09-03", "A"), ("2026-10-16", "B")];
        assert_eq!(of(one(&switch), member(Some("S"))), "A 1-15, B 16-31");
        assert_eq!(of(one(&[]), member(Some("S"))), "S 1-31", "as it said when it joined");
        assert_eq!(of(one(&[]), member(None)), "D 1-31", "the operator's default");
        assert_eq!(of(Vec::new(), member(None)), "- 1-31");
        let late = vec![account(1, ("10-20", None), &[("2026-10-05", "A")])];
        assert_eq!(of(late, member(None)), "- 1-4, A 5-31", "the contract came first");
        let part = vec![joined("10-10", Some("10-21"), Some("S"))];
        assert_eq!(of(Vec::new(), part), "- 1-9, S 10-20, - 21-31", "no member, no day");
    }

    #[test]
    fn pd_07_es_15_the_days_of_the_next_household_are_not_told_under_the_one_before() {
        let member = || vec![joined("09-10", None, Some("S"))];
        let of = |next: &[(&str, &str)]| {
            let accounts =
                vec![account(1, ("09-03", Some("10-16")), &[]), account(2, ("10-18", None), next)];
            SuppliersOf { accounts, joined: member() }
        };
        assert_eq!(told(&of(&[("2026-10-18", "B")])), "S 1-15, - 16-17, B 18-31");
        assert_eq!(told(&of(&[])), "S 1-15, - 16-17, D 18-31", "nobody has named S for them");
        let of = of(&[("2026-10-18", "B")]);
        let whose = |supplier: &str| -> Vec<i64> {
            let own = of.days_of(supplier, OCTOBER);
            of.accounts_of(OCTOBER, &own).iter().map(|id| id.0 % 10).collect()
        };
        assert_eq!((whose("S"), whose("B"), whose("A")), (vec![1], vec![2], vec![]));
        // Whoever signs for a membership of its own names its own supplier.
        let mut both = of;
        both.joined =
            vec![joined("09-10", Some("10-16"), Some("S")), joined("10-20", None, Some("T"))];
        both.accounts[1] = account(2, ("10-18", None), &[]);
        assert_eq!(told(&both), "S 1-15, - 16-19, T 20-31");
    }

    fn volume(days: &Days, sha256: &str) -> KeptVolume {
        let sum = |place: usize| days.iter().map(|day| day[place]).sum();
        KeptVolume {
            ean: Ean::with_check_digit(54_144_900_000_000_001).unwrap(),
            offtake: sum(0),
            received: sum(1),
            injection: sum(2),
            given: sum(3),
            missing: 7,
            days: serde_json::to_string(days).unwrap(),
            sha256: sha256.to_owned(),
        }
    }

    #[test]
    fn es_15_a_volume_is_cut_to_days_and_what_differs_elsewhere_is_no_change() {
        let days: Days = (1..=31).map(|day| [day * 10, day, 0, 0]).collect();
        let whole = volume(&days, "a");
        let mut own = vec![false; 31];
        assert_eq!(cut(&whole, &own).unwrap(), None);
        (own[0], own[30]) = (true, true);
        let part = cut(&whole, &own).unwrap().unwrap();
        assert_eq!((part.offtake, part.received), (320, 32));
        assert!(part.days.starts_with("[[10,1,0,0],[0,0,0,0]") && part.missing == 7);
        assert_eq!(cut(&whole, &[true; 31]).unwrap(), Some(whole.clone()));
        let mut later = days;
        later[5][1] += 1;
        let later = volume(&later, "b");
        let before = [whole.clone()];
        let other = |volume: &KeptVolume, own: &[bool]| is_other(volume, &before, own).unwrap();
        assert!(!other(&later, &own) && other(&later, &[true; 31]));
        assert!(!other(&whole, &[true; 31]));
        // Within a day, or it was not there at all: it concerns everybody.
        assert!(other(&KeptVolume { sha256: "c".to_owned(), ..whole.clone() }, &own));
        assert!(is_other(&whole, &[], &own).unwrap());
        let days = |at: &str| -> Instant { day(at).start() };
        assert_eq!(
            (behind(days("10-16")), behind(days("10-16").plus_h(1))),
            (day("10-16"), day("10-17"))
        );
    }
}
