//! An invented source: some hundred accounts in every state, two months of days, no store.

use calendar::{Instant, SettlementDay};
use ledger::EntryKind;
use portal::homes::MovementKind;
use portal::{
    AccountItem, AccountPage, Booked, DayLine, EstimateNow, ExplainLine, ExplainPage, HeldBy,
    Method, Modifier, Movement, NoEstimate, OffCount, OffNow, OffPage, Quality, QualityLine,
    QualityPage, ShownHours, ShownState, Source, SourceError, StateCard, StateCounts, Supply,
    Until, WorkedOut,
};
use units::{AccountId, Dso, Ean, Energy, MicroEuro, MilliWattHours, ObisCode};

pub const AS_OF: &str = "2026-03-02T06:00:00+01:00";
const LAST: &str = "2026-03-02T00:00:00+01:00";
const LAST_STALE: &str = "2026-02-27T00:00:00+01:00";

/// Accounts 0 to `count`, all of them with `days` days.
pub struct Fake {
    pub count: i64,
    pub days: usize,
}

/// By which its address names an account.
pub fn account(id: i64) -> AccountId {
    AccountId::new(Dso::Ores, id + 1).expect("ids are not negative")
}

pub fn ean(id: i64) -> Ean {
    let number = u64::try_from(id).expect("ids are not negative");
    Ean::with_check_digit(54_144_901_230_000_000 + number).expect("starts with 54")
}

fn euro(text: &str) -> MicroEuro {
    text.parse().expect("an amount")
}

/// Always the same number for the same seed, below `below`.
fn dice(seed: i64, below: i64) -> i64 {
    let mixed =
        (seed.wrapping_mul(6_364_136_223_846_793_005)).wrapping_add(1_442_695_040_888_963_407);
    (mixed ^ (mixed >> 29)).wrapping_mul(0x2545_f491_4f6c_dd1d).rotate_left(17).rem_euclid(below)
}

/// The days before 2 March 2026, oldest first.
fn days_before(count: usize) -> Vec<SettlementDay> {
    let last: SettlementDay = "2026-03-01".parse().unwrap();
    let back = i32::try_from(count).unwrap();
    (0..back).rev().map(|ago| last.plus(-ago)).collect()
}

fn state(id: i64) -> ShownState {
    match id % 16 {
        3 | 11 => ShownState::Low,
        5 | 9 => ShownState::Emergency,
        6 | 14 => ShownState::HeldOn,
        7 | 15 => ShownState::Off,
        _ => ShownState::InOrder,
    }
}

fn supply(id: i64) -> Supply {
    match (state(id), id / 16 % 4) {
        (ShownState::Off, 0) => Supply::Disconnected,
        (ShownState::Off, 1) => Supply::ReadyForReconnection,
        (ShownState::Off, 2) => Supply::ReconnectOrdered,
        (ShownState::Off, _) if energy(id) == Energy::Gas => Supply::LeakTesting,
        (ShownState::Off, _) => Supply::Disconnected,
        (ShownState::HeldOn, 1) => Supply::DisconnectOrdered,
        _ => Supply::Connected,
    }
}

fn energy(id: i64) -> Energy {
    if id % 5 == 2 || id % 16 == 15 { Energy::Gas } else { Energy::Electricity }
}

fn modifiers(id: i64) -> Vec<Modifier> {
    let mut all = Vec::new();
    if id % 11 == 4 {
        all.push(Modifier::Stale { last_reading: Some(moment(LAST_STALE)) });
    }
    if id % 16 == 12 {
        all.push(Modifier::BillingHold { since: "2026-02-28".parse().unwrap() });
    }
    if id % 13 == 3 {
        all.push(Modifier::Advance { left: euro("12"), daily: None });
    }
    if id % 32 == 30 {
        all.push(Modifier::Limited { ampere: 10, until: Some("2026-04-20".parse().unwrap()) });
    }
    all
}

fn balance(id: i64) -> MicroEuro {
    let part = dice(id, 1_000_000);
    MicroEuro(match (state(id), supply(id)) {
        (ShownState::InOrder, _) => 6_000_000 + dice(id + 1, 40) * 1_000_000 + part,
        (ShownState::Low, _) => dice(id, 4) * 1_000_000 + part,
        (ShownState::Emergency, _) => -dice(id, 14) * 1_000_000 - part,
        (ShownState::Off, Supply::ReadyForReconnection | Supply::ReconnectOrdered) => 3_600_000,
        (ShownState::HeldOn | ShownState::Off, _) => -15_000_000 - dice(id, 4_000_000),
    })
}

fn item(id: i64) -> AccountItem {
    AccountItem {
        account: account(id),
        ean: ean(id),
        dso: Dso::ALL[usize::try_from(id).unwrap_or(0) / 3 % 5],
        energy: energy(id),
        state: state(id),
        balance: balance(id),
        supply: supply(id),
        as_of: moment(AS_OF),
        modifiers: modifiers(id),
    }
}

fn moment(text: &str) -> Instant {
    text.parse().unwrap()
}

fn cents_up(micro: i64) -> MicroEuro {
    MicroEuro(micro.div_euclid(10_000) * 10_000 + 10_000)
}

pub fn card(id: i64) -> StateCard {
    let item = item(id);
    let (state, balance) = (item.state, item.balance.0);
    let held = state == ShownState::HeldOn;
    let pays = held || (state == ShownState::Off && balance < 500_000);
    StateCard {
        ean: item.ean,
        dso: item.dso,
        energy: item.energy,
        state,
        supply: item.supply,
        balance: item.balance,
        emergency_credit: euro("15"),
        emergency_left: MicroEuro((balance + 15_000_000).clamp(0, 15_000_000)),
        to_stay_on: if held { cents_up(-15_000_000 - balance) } else { MicroEuro::ZERO },
        to_clear: if pays { cents_up(500_000 - balance) } else { MicroEuro::ZERO },
        held_by: held.then_some(match (id / 16 % 4, item.modifiers.is_empty()) {
            (_, false) => HeldBy::Limiter,
            (1, _) => HeldBy::Order,
            (2, _) => HeldBy::Guard,
            _ => HeldBy::Calendar,
        }),
        until: match state {
            ShownState::InOrder => Some(Until::About(moment("2026-03-11T19:00:00+01:00"))),
            ShownState::Low => Some(Until::About(moment("2026-03-03T19:00:00+01:00"))),
            ShownState::Emergency => Some(Until::About(moment("2026-03-05T13:00:00+01:00"))),
            ShownState::HeldOn => Some(Until::Held(moment("2026-03-03T08:00:00+01:00"))),
            ShownState::Off => None,
        },
        spared: calendar::Spared::default(),
        open_again: None,
        last_reading: Some(moment(if id % 11 == 4 { LAST_STALE } else { LAST })),
        modifiers: item.modifiers,
        as_of: moment(AS_OF),
        now: moment(AS_OF),
        help: (id % 2 == 1).then(|| "0800 00 000 (free)".to_owned()),
        office: None,
        gas_emergency: "0800 87 087".to_owned(),
    }
}

/// Days whose last balance is the account's, so that the page holds together.
fn days(id: i64, count: usize) -> Vec<DayLine> {
    let texts = days_before(count);
    let registers = if energy(id) == Energy::Gas { 1 } else { 2 };
    let mut lines: Vec<DayLine> = texts
        .iter()
        .enumerate()
        .map(|(index, day)| {
            let seed = id * 1_000 + i64::try_from(index).unwrap_or(0);
            let quality = match index % 23 {
                7 | 8 => Quality::Provisional,
                9 => Quality::Corrected,
                17 if id % 3 == 1 => Quality::Held,
                _ => Quality::Measured,
            };
            let weekday = 3_000 + dice(seed, 2_600);
            let energy: Vec<MilliWattHours> = match (quality, registers) {
                (Quality::Held, _) => Vec::new(),
                (_, 1) => vec![MilliWattHours(weekday * 9_000)],
                _ => vec![
                    MilliWattHours(weekday * 1_000),
                    MilliWattHours((2_500 + dice(seed + 7, 3_500)) * 1_000),
                ],
            };
            let used: i64 = energy.iter().map(|part| part.0).sum();
            let price = if registers == 1 { 90_150 } else { 306_815 };
            let charge = (!energy.is_empty()).then(|| MicroEuro(used * price / 1_000_000 + 7));
            let collected = if index < 20 { euro("1") } else { MicroEuro::ZERO };
            DayLine {
                day: *day,
                quality,
                energy,
                charge,
                collected,
                balance_after: None,
                explain_at: day.at(23, 0),
            }
        })
        .collect();
    let mut after = balance(id).0;
    for (index, line) in lines.iter_mut().enumerate().rev() {
        line.balance_after = Some(MicroEuro(after));
        after += line.charge.unwrap_or_default().0 + line.collected.0;
        if index % 9 == 3 {
            after -= 30_000_000;
        }
    }
    lines
}

fn booked(kind: MovementKind, key: Option<String>, rule: &'static str) -> Booked {
    Booked { kind, key, rule }
}

fn top_up(id: i64, index: usize) -> Booked {
    booked(MovementKind::Entry(EntryKind::TopUp), Some(format!("shop-{id}-{index}")), "PA-11")
}

fn movements(id: i64, count: usize) -> Vec<Movement> {
    let mut all: Vec<Movement> = days(id, count)
        .into_iter()
        .enumerate()
        .flat_map(|(index, line)| {
            let day = line.day;
            let move_at = |hour: u8, what: Booked, amount: MicroEuro| Movement {
                at: day.at(hour, 2),
                day,
                what,
                amount,
            };
            let mut of_day = Vec::new();
            if index == 0 {
                let what = MovementKind::Entry(EntryKind::StartingAdvance);
                of_day.push(move_at(10, booked(what, None, "PA-04"), euro("20")));
            }
            if index % 9 == 3 {
                of_day.push(move_at(18, top_up(id, index), euro("30")));
            }
            if line.quality == Quality::Corrected {
                let what = booked(MovementKind::Entry(EntryKind::Correction), None, "PA-38");
                of_day.push(Movement {
                    at: day.plus(3).at(6, 0),
                    ..move_at(6, what, MicroEuro(375_397))
                });
            }
            if line.collected > MicroEuro::ZERO {
                let what = booked(MovementKind::Repaid, None, "PA-06");
                of_day.push(move_at(6, what, MicroEuro(-line.collected.0)));
            }
            of_day
        })
        .collect();
    all.reverse();
    all
}

fn estimate(id: i64) -> Result<EstimateNow, NoEstimate> {
    match (state(id), id % 7) {
        (ShownState::Off, _) => Err(NoEstimate::SupplyOff),
        (_, 6) => Err(NoEstimate::NoDay),
        (_, turn) => Ok(EstimateNow {
            balance: MicroEuro(balance(id).0 - 1_234_567),
            range: (turn != 5).then(|| {
                (MicroEuro(balance(id).0 - 1_900_000), MicroEuro(balance(id).0 - 700_000))
            }),
            method: if turn == 5 { Method::Flat } else { Method::HourAware },
            hours: match turn {
                5 => None,
                4 => Some(ShownHours::Alike),
                _ => Some(ShownHours::Own { days: 28, to: "2026-03-01".parse().unwrap() }),
            },
            as_of: moment("2026-03-02T18:20:00+01:00"),
            last_reading: moment(LAST),
            ends: (turn != 3).then(|| moment("2026-03-04T06:30:00+01:00")),
            emergency: balance(id) < MicroEuro::ZERO,
        }),
    }
}

fn quality(day: Option<&str>, method: Method) -> QualityLine {
    let worse = i64::from(method == Method::Flat);
    QualityLine {
        day: day.map(|day| day.parse().unwrap()),
        dso: Dso::Ores,
        energy: Energy::Electricity,
        method,
        accounts: 46_518,
        mean_off: MicroEuro(713_901 + 23_000 * worse),
        mean: MicroEuro(12_600 - 1_000_000 * worse),
        half_within: euro("0.50"),
        most_within: euro("3"),
        largest: euro("10.10"),
    }
}

fn explanation(id: i64, count: usize, at: Instant, known: Instant) -> ExplainPage {
    let mut lines: Vec<ExplainLine> = Vec::new();
    for (index, line) in days(id, count).into_iter().enumerate() {
        if line.explain_at > at {
            break;
        }
        let mut say = |hour: u8, what: Booked, amount: MicroEuro, from: Option<WorkedOut>| {
            let booked_at = line.day.at(hour, 0);
            lines.push(ExplainLine { booked_at, day: line.day, what, amount, from });
        };
        if index % 9 == 3 {
            say(18, top_up(id, index), euro("30"), None);
        }
        if let Some(charge) = line.charge {
            let from = WorkedOut {
                energy: line.energy.clone(),
                quality: line.quality,
                reading_version: 1,
                price_version: 1,
                social: id % 2 == 0,
                net: None,
            };
            let what = booked(MovementKind::Energy, None, "PA-07");
            say(23, what, MicroEuro(-charge.0), Some(from));
        }
        if line.collected > MicroEuro::ZERO {
            let what = booked(MovementKind::Repaid, None, "PA-06");
            say(23, what, MicroEuro(-line.collected.0), None);
        }
    }
    let balance = MicroEuro(lines.iter().map(|line| line.amount.0).sum());
    ExplainPage { account: account(id), ean: ean(id), at, as_known_at: known, balance, lines }
}

impl Fake {
    fn id_of(&self, asked: AccountId) -> Option<i64> {
        (0..self.count).find(|id| account(*id) == asked)
    }
}

impl Source for Fake {
    fn counts(&self) -> Result<StateCounts, SourceError> {
        let of = |each| (0..self.count).filter(|id| state(*id) == each).count() as u64;
        Ok(StateCounts(ShownState::ALL.map(of)))
    }

    fn accounts(
        &self,
        asked: Option<ShownState>,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<AccountItem>, SourceError> {
        let behind = |id: &i64| after.is_none_or(|after| account(*id).0 > after);
        let ids = (0..self.count).filter(behind);
        let ids = ids.filter(|id| asked.is_none_or(|asked| state(*id) == asked));
        Ok(ids.take(most).map(item).collect())
    }

    fn account(&self, asked: AccountId) -> Result<Option<AccountPage>, SourceError> {
        Ok(self.id_of(asked).map(|id| AccountPage {
            account: asked,
            card: card(id),
            registers: match energy(id) {
                Energy::Electricity => vec![ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK],
                Energy::Gas => vec![ObisCode::GAS_VOLUME],
            },
            days: days(id, self.days),
            movements: movements(id, self.days),
            estimate: estimate(id),
        }))
    }

    fn off(&self) -> Result<OffPage, SourceError> {
        if self.count == 0 {
            return Ok(OffPage::default());
        }
        let (dso, area) = (Dso::Ores, Some("Huy".to_owned()));
        let count = OffCount {
            dso,
            area: area.clone(),
            month: "2026-11-01".parse().unwrap(),
            times: 12,
            off_still: 1,
            hours: 310,
        };
        let one = OffNow {
            account: account(7),
            ean: ean(7),
            dso,
            energy: Energy::Electricity,
            area,
            since: moment("2026-11-10T08:02:00+01:00"),
            hours: 27,
            first_contact: None,
            released: false,
        };
        Ok(OffPage { counts: vec![count], now: vec![one] })
    }

    fn quality(&self) -> Result<QualityPage, SourceError> {
        if self.count == 0 {
            return Ok(QualityPage::default());
        }
        Ok(QualityPage {
            period: Some(("2026-02-01".parse().unwrap(), "2026-03-01".parse().unwrap())),
            lines: [Method::Flat, Method::HourAware].map(|method| quality(None, method)).to_vec(),
            days: ["2026-03-01", "2026-02-28"]
                .into_iter()
                .flat_map(|day| {
                    [Method::HourAware, Method::Flat].map(|method| quality(Some(day), method))
                })
                .collect(),
        })
    }

    fn explain(
        &self,
        asked: AccountId,
        at: Option<Instant>,
        known: Option<Instant>,
    ) -> Result<Option<ExplainPage>, SourceError> {
        let [at, known] = [at, known].map(|moment| moment.unwrap_or_else(|| self::moment(AS_OF)));
        Ok(self.id_of(asked).map(|id| explanation(id, self.days, at, known)))
    }
}
