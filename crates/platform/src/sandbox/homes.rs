//! The homes of a world: one for each state and for what is said beside it. Each is brought there by the rules, from
//! what it paid and took; nothing of it is written down as a result. Source: UX 4.1, 4.3, D-03.

use super::time;
use crate::books::{enter_illustrative_parameter, enter_illustrative_price};
use crate::engine::{Engine, KnownProtection, Opening};
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use params::PriceBasis;
use prepay::{Category, Rates, TariffGroup};
use store::Store;
use timeline::{AnswerDelays, DebtKind, Fact};
use units::{Dso, Ean, Energy, MicroEuro, ObisCode};

/// Whose homes they are, by name.
pub const DSO: Dso = Dso::Ores;
/// The EAN of the first home, without its check digit; the others follow.
const FIRST_EAN: u64 = 54_144_900_000_000_001;
/// So that a day of 4 kWh, or of 4 cubic metres, is a euro.
const PRICE: &str = "0.250000";
const GAS_PRICE: &str = "0.025000";
/// Of gas, in kWh a cubic metre.
const GAS_FACTOR: &str = "10";
/// In cents, what a home has at least when it begins: below it, an advance lifts it. Source: PA-05.
const START: i64 = 2_000;
const TOWN: &str = "4800 Verviers";

/// What happens at a home before the world is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Happening {
    /// In euro.
    TopUp(i64),
    /// In euro, in all and a week.
    Debt(i64, i64),
    Press,
    /// The meter answers nobody any more.
    Silence,
}

/// How an account begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    /// With so many cents of the meter before.
    With(i64),
    /// With the credit that is advanced at the start.
    Advanced,
}

/// What its meter tells each night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    Well,
    /// Nothing from this day on.
    SilentFrom(&'static str),
    /// On this day less than the day before.
    BackOn(&'static str),
}

/// A home that a developer can rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MagicHome {
    pub name: &'static str,
    /// As the API calls them when a world begins.
    pub state: &'static str,
    pub supply: &'static str,
    pub modifiers: &'static [&'static str],
    pub energy: Energy,
    begins: Begins,
    /// What it takes a day while its supply is on, in kWh or cubic metres.
    pub a_day: i64,
    protected: bool,
    /// How long its meter takes to connect, in seconds.
    connect_s: i64,
    pub reads: Reads,
    story: &'static [(&'static str, Happening)],
}

const PLAIN: MagicHome = MagicHome {
    name: "in-order",
    state: "in_order",
    supply: "connected",
    modifiers: &[],
    energy: Energy::Electricity,
    begins: Begins::With(5410),
    a_day: 4,
    protected: false,
    connect_s: 60,
    reads: Reads::Well,
    story: &[],
};

/// Exhausted before the weekend: its supply was cut.
const CUT: MagicHome = MagicHome {
    state: "off",
    supply: "disconnected",
    begins: Begins::With(START),
    a_day: 16,
    ..PLAIN
};

/// All of them. A new one is added at the end: EAN and account number follow from the place.
pub const HOMES: [MagicHome; 15] = [
    PLAIN,
    MagicHome { name: "low", state: "low", begins: Begins::With(START), a_day: 6, ..PLAIN },
    MagicHome {
        name: "emergency",
        state: "emergency",
        begins: Begins::With(START),
        a_day: 8,
        ..PLAIN
    },
    MagicHome { name: "held", state: "held_on", begins: Begins::With(START), a_day: 12, ..PLAIN },
    MagicHome { name: "off", ..CUT },
    MagicHome {
        name: "paid-and-sent",
        supply: "reconnect_ordered",
        connect_s: 6 * 3_600,
        story: &[("2026-11-21T09:50:00+01:00", Happening::TopUp(60))],
        ..CUT
    },
    MagicHome {
        name: "press",
        supply: "ready_for_reconnection",
        story: &[("2026-11-21T09:00:00+01:00", Happening::TopUp(60))],
        ..CUT
    },
    MagicHome {
        name: "not-reached",
        supply: "reconnect_ordered",
        modifiers: &["not_reached"],
        story: &[
            ("2026-11-21T08:00:00+01:00", Happening::Silence),
            ("2026-11-21T09:00:00+01:00", Happening::TopUp(60)),
        ],
        ..CUT
    },
    MagicHome {
        name: "limited",
        state: "held_on",
        supply: "connected",
        modifiers: &["limited"],
        protected: true,
        ..CUT
    },
    MagicHome {
        name: "stale",
        modifiers: &["stale"],
        reads: Reads::SilentFrom("2026-11-18"),
        ..PLAIN
    },
    MagicHome {
        name: "advance",
        modifiers: &["advance"],
        begins: Begins::Advanced,
        a_day: 2,
        story: &[("2026-11-12T10:00:00+01:00", Happening::TopUp(30))],
        ..PLAIN
    },
    MagicHome {
        name: "plan",
        modifiers: &["plan"],
        story: &[("2026-11-10T10:00:00+01:00", Happening::Debt(60, 5))],
        ..PLAIN
    },
    MagicHome {
        name: "billing-hold",
        modifiers: &["billing_hold"],
        reads: Reads::BackOn("2026-11-19"),
        ..PLAIN
    },
    MagicHome { name: "gas-in-order", energy: Energy::Gas, ..PLAIN },
    MagicHome {
        name: "gas-leak-test",
        supply: "leak_testing",
        energy: Energy::Gas,
        story: &[
            ("2026-11-21T09:00:00+01:00", Happening::TopUp(60)),
            ("2026-11-21T09:59:30+01:00", Happening::Press),
        ],
        ..CUT
    },
];

impl MagicHome {
    fn group(&self) -> TariffGroup {
        let rates = match self.energy {
            Energy::Electricity => Rates::Two,
            Energy::Gas => Rates::Single,
        };
        TariffGroup { energy: self.energy, rates }
    }

    fn opening(&self, number: usize, first: SettlementDay) -> Opening {
        let codes: &[ObisCode] = match self.energy {
            Energy::Electricity => &[ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK],
            Energy::Gas => &[ObisCode::GAS_VOLUME],
        };
        let registers = codes.iter().map(|code| (*code, "0".to_owned())).collect();
        let start = match self.begins {
            Begins::Advanced => Fact::Activate { registers },
            Begins::With(cents) => Fact::Swap {
                old_balance_eur: MicroEuro::from_cents(cents),
                registers,
                old_registers: None,
            },
        };
        let known =
            KnownProtection { category: Category::Federal, from: first.plus(-30), to: None };
        let answers = AnswerDelays { connect: self.connect_s, ..AnswerDelays::default() };
        Opening {
            start,
            protected: self.protected.then_some(known).into_iter().collect(),
            basis: LawfulBasis::Request { id: format!("sandbox-{number}") },
            answers: Some(answers),
            area: Some(TOWN.to_owned()),
            notices_are_facts: false,
            closing: None,
        }
    }
}

impl Happening {
    fn fact(self, id: String) -> Fact {
        let euro = |eur: i64| MicroEuro(eur.saturating_mul(1_000_000));
        match self {
            Self::TopUp(eur) => Fact::TopUp { eur: euro(eur), channel: "terminal".to_owned(), id },
            Self::Debt(total, a_week) => Fact::Debt {
                kind: DebtKind::FixedPerWeek,
                total: euro(total),
                amount: Some(euro(a_week)),
                share: None,
                cap: None,
                floor: None,
                priority: 1,
                creditor: Some("dso".to_owned()),
            },
            Self::Press => Fact::Press {},
            Self::Silence => Fact::Silence {},
        }
    }
}

/// The EAN of a home by its place in the table. Errors: a place too far.
pub fn ean(place: usize) -> Result<Ean, Failure> {
    match Ean::with_check_digit(FIRST_EAN + u64::try_from(place)?) {
        Some(ean) => Ok(ean),
        None => refuse("there are too many homes"),
    }
}

/// A reference that is rightly written and stands for nobody, and one whose check digit is wrong.
pub fn wrong_references() -> Result<[String; 2], Failure> {
    let unknown = ean(HOMES.len())?.reference().to_string();
    let known = ean(0)?.reference().to_string();
    let mut digits: Vec<char> = known.chars().collect();
    if let Some(last) = digits.last_mut() {
        *last = if *last == '0' { '1' } else { '0' };
    }
    Ok([unknown, digits.into_iter().collect()])
}

/// Makes the world that all others are copies of, in an empty database, and lives its days until it begins.
pub fn make(url: &str) -> Result<(), Failure> {
    let mut store = Store::open(url)?;
    for (energy, price) in [(Energy::Electricity, PRICE), (Energy::Gas, GAS_PRICE)] {
        for basis in [PriceBasis::Average, PriceBasis::Social] {
            enter_illustrative_price(&mut store, (DSO, energy, basis), None, price)?;
        }
    }
    let factor = ("gas.energy_factor", GAS_FACTOR);
    enter_illustrative_parameter(&mut store, Some(Energy::Gas), factor)?;
    drop(store);
    let mut engine = Engine::played(url)?;
    let first = time::FIRST_DAY.parse::<SettlementDay>()?;
    let mut story: Vec<(Instant, usize, Happening)> = Vec::new();
    for (place, home) in HOMES.iter().enumerate() {
        let opening = home.opening(place, first);
        engine.open_account(ean(place)?, DSO, home.group(), first.start(), &opening)?;
        for (at, happening) in home.story {
            story.push((at.parse()?, place, *happening));
        }
    }
    story.sort_by_key(|(at, place, _)| (*at, *place));
    time::begin(&mut engine, first.at(12, 0))?;
    for (at, place, happening) in story {
        time::pass(&mut engine, at)?;
        let account = engine.account_of(ean(place)?)?;
        engine.record(&account, &happening.fact(format!("sandbox-{place}-{}", at.0)), at)?;
    }
    time::pass(&mut engine, time::BEGINS.parse()?)
}
