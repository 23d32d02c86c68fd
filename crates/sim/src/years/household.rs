//! One household and the year it lives.

use super::rng::Rng;
use calendar::{Instant, SettlementDay, Weekday, is_holiday};
use serde_json::{Map, Value, json};
use units::{Dso, Ean, Energy, format_decimal};

const EURO: i64 = 1_000_000;

/// How people pay: below which balance they think of it, how many days in a thousand they then do,
/// and with which sums. In micro-euro, and whole euro.
#[derive(Debug, Clone, Copy, Default)]
struct Habit {
    trigger: i64,
    per_mille: i64,
    sums_eur: [i64; 4],
}

const HABITS: [Habit; 8] = [
    Habit { trigger: 25 * EURO, per_mille: 300, sums_eur: [50, 40, 75, 60] },
    Habit { trigger: 12 * EURO, per_mille: 500, sums_eur: [20, 30, 40, 100] },
    Habit { trigger: 9 * EURO, per_mille: 600, sums_eur: [20, 30, 50, 25] },
    Habit { trigger: 6 * EURO, per_mille: 700, sums_eur: [10, 30, 20, 25] },
    Habit { trigger: 4 * EURO, per_mille: 400, sums_eur: [10, 20, 20, 15] },
    Habit { trigger: 0, per_mille: 350, sums_eur: [10, 15, 20, 30] },
    Habit { trigger: -6 * EURO, per_mille: 250, sums_eur: [5, 10, 20, 10] },
    Habit { trigger: -13 * EURO, per_mille: 180, sums_eur: [5, 10, 15, 25] },
];

/// What the generator believes of the supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Belief {
    On,
    Off,
    Limited,
}

#[derive(Debug, Default)]
struct RoughDebt {
    left: i64,
    per_day: i64,
    per_week: i64,
    percent: i64,
}

#[derive(Debug)]
pub(super) struct Household {
    rng: Rng,
    energy: Energy,
    first: SettlementDay,
    days: i32,
    run_at: (u8, u8),
    habit: Habit,
    /// Mean use of a day, in Wh or litres.
    base_use: i64,
    /// Micro-kWh per m³ of gas, in force.
    factor: i64,
    /// First day, average price of each register in nano-euro per kWh, social price in percent of it.
    prices: Vec<(SettlementDay, [i64; 2], i64)>,
    /// `[from, to)`.
    protected: Vec<(SettlementDay, SettlementDay)>,
    holidays: bool,
    /// As it is, or will be once its last change is in force.
    emergency_limit: i64,
    moves_out: bool,

    /// True registers of the meter, in Wh or litres, and those of the last two midnights.
    registers: Vec<i64>,
    last_midnight: Vec<i64>,
    /// Midnights that the silent meter will deliver when it returns.
    stored: Vec<(SettlementDay, Vec<i64>)>,
    silent_until: SettlementDay,
    /// No new trouble with readings before this day.
    calm_until: SettlementDay,
    /// Parameters that have a version which is not yet in force, and until when.
    changing: Vec<(&'static str, SettlementDay)>,
    /// Flags and until when they are set.
    flags: Vec<(&'static str, Instant)>,
    incident_until: SettlementDay,
    relief_open: bool,
    relief_until: SettlementDay,
    stopped: bool,
    /// Rough, in micro-euro.
    balance: i64,
    /// What is left of each debt, what it takes a day and on Mondays, and of a top-up in percent.
    debts: Vec<RoughDebt>,
    exhausted_days: i64,
    limited_once: bool,
    belief: Belief,
    next_id: u32,
    events: Vec<(Instant, Value)>,
}

impl Household {
    pub fn new(seed: u64, days: i32) -> Self {
        let mut rng = Rng::new(seed);
        let energy = rng.pick(&[Some(Energy::Electricity), Some(Energy::Gas)]);
        let energy = energy.unwrap_or(Energy::Electricity);
        let electric = energy == Energy::Electricity;
        // Some electricity accounts are from before minimum supply became automatic (PA-16).
        let early = electric && rng.chance(60);
        let (from, to) =
            if early { ((2022, 3, 1), (2022, 12, 31)) } else { ((2023, 1, 2), (2027, 6, 30)) };
        let bound = |(y, m, d)| SettlementDay::from_ymd(y, m, d).map_or(19_000, |day| day.0);
        let first = SettlementDay(rng.day_between(bound(from), bound(to)));
        let base_use =
            if electric { rng.between(3_500, 14_000) } else { rng.between(1_200, 8_000) };
        let registers = if electric {
            vec![rng.between(0, 90_000_000), rng.between(0, 90_000_000)]
        } else {
            vec![rng.between(0, 40_000_000)]
        };
        let run_at = if rng.chance(800) {
            (6, 0)
        } else {
            rng.pick(&[(4, 0), (5, 30), (7, 15), (7, 59), (9, 15), (1, 30)])
        };
        Self {
            energy,
            first,
            days,
            run_at,
            habit: rng.pick(&HABITS),
            base_use,
            factor: 0,
            prices: Vec::new(),
            protected: Vec::new(),
            holidays: true,
            emergency_limit: 15 * EURO,
            moves_out: days > 40 && rng.chance(150),
            last_midnight: registers.clone(),
            registers,
            stored: Vec::new(),
            silent_until: first,
            calm_until: first.plus(3),
            changing: Vec::new(),
            flags: Vec::new(),
            incident_until: first,
            relief_open: false,
            relief_until: first,
            stopped: false,
            balance: 20 * EURO,
            debts: Vec::new(),
            exhausted_days: 0,
            limited_once: false,
            belief: Belief::On,
            next_id: 0,
            events: Vec::new(),
            rng,
        }
    }

    /// Lives the year and writes it down.
    pub fn live(mut self) -> String {
        let mut scenario = self.header();
        self.begin();
        let last = self.first.plus(self.days - 1);
        let mut day = self.first;
        let mut ended = false;
        while day <= last && !ended {
            let remaining = last.days_since(day);
            if self.moves_out && remaining == 2 {
                self.move_out(day);
                ended = true;
            } else {
                self.one_day(day, remaining);
            }
            day = day.next();
        }
        let until = last.next().at(12, 0);
        self.events.sort_by_key(|(at, _)| *at);
        let events = self.events.into_iter().map(|(_, event)| event).collect();
        scenario.insert("events".to_owned(), Value::Array(events));
        scenario.insert("until".to_owned(), json!(until.to_local_string()));
        Value::Object(scenario).to_string()
    }

    fn electric(&self) -> bool {
        self.energy == Energy::Electricity
    }

    // ---- the header ----------------------------------------------------------------------------

    fn header(&mut self) -> Map<String, Value> {
        let dso = self.rng.pick(&Dso::ALL.map(Some)).unwrap_or(Dso::Ores);
        let first_17 = 54_144_900_000_000_000 + self.rng.between(0, 99_999_999_999);
        let ean = u64::try_from(first_17).ok().and_then(Ean::with_check_digit);
        let two_rates = self.electric() && self.rng.chance(600);
        let mut header = Map::new();
        header.insert("dso".to_owned(), json!(dso.name()));
        header.insert("ean".to_owned(), json!(ean.map(|ean| ean.to_string())));
        header.insert("energy".to_owned(), json!(self.energy.name()));
        header.insert("rates".to_owned(), json!(if two_rates { "two" } else { "single" }));
        let parameters = self.parameters();
        header.insert("parameters".to_owned(), Value::Object(parameters));
        let prices = self.prices(two_rates);
        header.insert("prices".to_owned(), Value::Array(prices));
        let protected = self.protected_intervals();
        header.insert("protected".to_owned(), Value::Array(protected));
        let (hour, minute) = self.run_at;
        header.insert("run_at".to_owned(), json!(format!("{hour:02}:{minute:02}")));
        let connect = if self.rng.chance(60) { 2_400 } else { self.rng.between(20, 600) };
        let (cut, limit) = (self.rng.between(20, 900), self.rng.between(20, 900));
        let answers = if self.rng.chance(300) {
            json!(connect.min(1_800))
        } else {
            json!({ "disconnect": cut, "connect": connect, "limit": limit, "unlimit": connect })
        };
        header.insert("meter_answers_after_s".to_owned(), answers);
        header
    }

    fn parameters(&mut self) -> Map<String, Value> {
        let mut set = Map::new();
        set.insert("ndp.profile".to_owned(), json!("card-wal"));
        self.holidays = self.rng.chance(600);
        set.insert("ndp.holidays".to_owned(), json!(self.holidays));
        if !self.electric() {
            self.factor = self.rng.between(9_800_000, 11_900_000);
            let text = format_decimal(self.factor.into(), 6);
            set.insert("gas.energy_factor".to_owned(), json!(text));
        }
        if self.rng.chance(250) {
            set.insert("grace.enabled".to_owned(), json!(true));
        }
        let low_power = self.rng.chance(300);
        let limit = self.rng.pick(&[10_000_000, 12_500_000]);
        let choices: [(&str, i64, Value); 16] = [
            ("price.fixed_charge_year", 200, self.money_value(&[21_900_000, 37_123_457])),
            ("credit.emergency_limit", 150, self.money_value(&[limit])),
            ("credit.low_threshold", 150, self.money_value(&[8_000_000, 3_500_000])),
            ("account.recovery_per_day", 60, self.money_value(&[500_000, 1_500_000])),
            ("account.recovery_first_day", 60, json!(2)),
            ("account.starting_credit", 40, self.money_value(&[25_000_000, 15_000_000])),
            ("cut.notice_min_h", 150, json!(self.rng.pick(&[0, 1, 24]))),
            ("correction.grace_days", 100, json!(self.rng.pick(&[0, 2, 14]))),
            ("silence.mean_days_max", 100, json!(self.rng.pick(&[1, 3, 10]))),
            ("silence.provisional_days_max", 150, json!(self.rng.pick(&[0, 2, 3, 8]))),
            ("charge.when_disconnected", 120, json!(true)),
            ("charge.when_limited", 120, json!(false)),
            ("charge.in_emergency_credit", 120, json!(false)),
            ("charge.in_protected_hours", 120, json!(false)),
            ("limiter.auto_for_protected", 60, json!(false)),
            ("limiter.booking", 400, json!("separate_debt")),
        ];
        for (name, per_mille, value) in choices {
            if self.rng.chance(per_mille) {
                if name == "credit.emergency_limit" {
                    self.emergency_limit = limit;
                }
                set.insert(name.to_owned(), value);
            }
        }
        if low_power && self.electric() {
            // Low, so that a jump is not a catastrophe for the balance.
            let power_w = 3_000.max(self.base_use * 3 / 24);
            set.insert("reading.max_power_w".to_owned(), json!(power_w));
        } else if low_power {
            let flow = 700.max(self.base_use * 4 / 24);
            set.insert("reading.max_flow_l_per_h".to_owned(), json!(flow));
        }
        set
    }

    /// As a text, or as a JSON number.
    fn money_value(&mut self, choices: &[i64]) -> Value {
        let micro = self.rng.pick(choices);
        let text = format_decimal(micro.into(), 6);
        let short = text.trim_end_matches('0').trim_end_matches('.');
        let number = short.parse::<serde_json::Number>().ok();
        match number {
            Some(number) if self.rng.chance(300) => Value::Number(number),
            _ => json!(short),
        }
    }

    /// Versions of the average and of the social price, which is always the lower one.
    fn prices(&mut self, two_rates: bool) -> Vec<Value> {
        let registers: &[&str] = if self.electric() { &["1.8.1", "1.8.2"] } else { &["24.2.3"] };
        let mut starts = vec![self.first.plus(-self.rng.day_between(5, 300))];
        for _ in 0..self.rng.between(0, 3) {
            starts.push(self.first.plus(self.rng.day_between(1, self.days)));
        }
        starts.sort_unstable();
        starts.dedup();
        let mut prices = Vec::new();
        for from in starts {
            let (low, high) = if self.electric() { (260_000, 420_000) } else { (55_000, 105_000) };
            let peak = self.rng.between(low, high) * 1_000 + self.digits();
            let off_peak = if two_rates { peak * self.rng.between(70, 90) / 100 } else { peak };
            let social = self.rng.between(45, 80);
            for (register, average) in registers.iter().zip([peak, off_peak]) {
                for (basis, price) in [("average", average), ("social", average * social / 100)] {
                    let text = format_decimal(price.into(), 9);
                    prices.push(json!({
                        "from": from.to_string(), "basis": basis, "register": register,
                        "eur_per_kwh": text,
                    }));
                }
            }
            self.prices.push((from, [peak, off_peak], social));
        }
        prices
    }

    /// Most published prices have six decimals, some more.
    fn digits(&mut self) -> i64 {
        if self.rng.chance(200) { self.rng.between(0, 999) } else { 0 }
    }

    fn protected_intervals(&mut self) -> Vec<Value> {
        let category = self.rng.pick(&["federal", "federal", "regional"]);
        if self.rng.chance(550) {
            return Vec::new();
        }
        let from = self.first.plus(self.rng.day_between(-400, 60));
        if self.rng.chance(600) {
            return vec![self.protected_interval(from, None, category)];
        }
        let to = self.first.plus(self.rng.day_between(61, 300));
        let mut all = vec![self.protected_interval(from, Some(to), category)];
        if self.rng.chance(400) {
            let again = to.plus(self.rng.day_between(0, 60));
            all.push(self.protected_interval(again, None, "federal"));
        }
        all
    }

    fn protected_interval(
        &mut self,
        from: SettlementDay,
        to: Option<SettlementDay>,
        category: &str,
    ) -> Value {
        self.protected.push((from, to.unwrap_or(SettlementDay(i32::MAX))));
        json!({ "from": from.to_string(), "to": to.map(|to| to.to_string()), "category": category })
    }

    fn is_protected(&self, day: SettlementDay) -> bool {
        self.protected.iter().any(|(from, to)| *from <= day && day < *to)
    }

    // ---- writing events ------------------------------------------------------------------------

    fn tell(&mut self, at: Instant, key: &str, body: Value) {
        let text = self.instant(at);
        let mut event = Map::new();
        event.insert("at".to_owned(), text);
        event.insert(key.to_owned(), body);
        self.events.push((at, Value::Object(event)));
    }

    /// In local time or in UTC.
    fn instant(&mut self, at: Instant) -> Value {
        json!(if self.rng.chance(900) { at.to_local_string() } else { at.to_utc_string() })
    }

    /// A moment of a day, at odd seconds; once in a while exactly on an hour.
    fn moment(&mut self, day: SettlementDay, from_hour: i64, to_hour: i64) -> Instant {
        let hour = u8::try_from(self.rng.between(from_hour, to_hour)).unwrap_or(12);
        let minute = u8::try_from(self.rng.between(0, 59)).unwrap_or(0);
        if self.rng.chance(15) {
            return day.at(hour, 0);
        }
        day.at(hour, minute).plus_s(self.rng.between(1, 58))
    }

    fn id(&mut self, letter: char) -> String {
        self.next_id += 1;
        format!("{letter}-{}", self.next_id)
    }

    fn register_body(&self, values: &[i64]) -> Value {
        let names: &[&str] = if self.electric() { &["1.8.1", "1.8.2"] } else { &["24.2.3"] };
        let pairs = names.iter().zip(values);
        let texts = pairs.map(|(n, v)| ((*n).to_owned(), json!(format_decimal((*v).into(), 3))));
        Value::Object(texts.collect())
    }

    /// The values of a midnight, learnt at that time or later.
    fn tell_reading(&mut self, midnight: SettlementDay, values: &[i64], learnt: Instant) {
        let at = midnight.start();
        let mut event = Map::new();
        event.insert("at".to_owned(), self.instant(at));
        if learnt > at {
            event.insert("learnt_at".to_owned(), self.instant(learnt));
        }
        event.insert("reading".to_owned(), self.register_body(values));
        self.events.push((at, Value::Object(event)));
    }

    fn tell_parameter(&mut self, at: Instant, name: &str, value: Value, from: SettlementDay) {
        let body = json!({ "name": name, "value": value, "from": from.to_string() });
        self.tell(at, "parameter", body);
    }

    // ---- the days ------------------------------------------------------------------------------

    fn begin(&mut self) {
        let at = self.moment(self.first, 8, 16);
        let registers = self.register_body(&self.registers.clone());
        if self.rng.chance(650) {
            self.tell(at, "activate", json!({ "registers": registers }));
            let left = 20 * EURO;
            self.debts.push(RoughDebt { left, per_day: EURO, ..RoughDebt::default() });
        } else {
            let old_cents = self.rng.between(-1_200, 3_500);
            let old = format_decimal(old_cents.into(), 2);
            self.tell(at, "swap", json!({ "old_balance_eur": old, "registers": registers }));
            let old = old_cents * 10_000;
            let left = (20 * EURO - old).max(0);
            self.debts.push(RoughDebt { left, per_day: EURO, ..RoughDebt::default() });
            self.balance = old.max(20 * EURO);
        }
    }

    fn one_day(&mut self, day: SettlementDay, remaining: i32) {
        let calm = day < self.calm_until || remaining < 15;
        self.morning(day);
        if day > self.first {
            self.pay(day);
            self.trouble_of_people(day);
            self.trouble_of_operator(day);
            if self.rng.chance(50) {
                let at = self.moment(day, 0, 23);
                self.tell(at, "press", json!({}));
            }
            if !self.electric() && self.rng.chance(4) {
                let at = self.moment(day, 0, 23);
                self.tell(at, "leak", json!({}));
            }
        }
        let swapped = !calm && self.rng.chance(6) && self.swap(day);
        if !swapped {
            self.use_energy(day, 100);
        }
        self.midnight(day.next(), calm || swapped, remaining);
        self.last_midnight.clone_from(&self.registers);
    }

    /// Uses `percent` of what the day would take.
    fn use_energy(&mut self, day: SettlementDay, percent: i64) {
        let (_, month, _) = day.ymd();
        let season = match (self.electric(), month) {
            (true, 11 | 12 | 1 | 2) => 125,
            (true, _) => 90,
            (false, 12 | 1 | 2) => 140,
            (false, 3 | 4 | 10 | 11) => 80,
            (false, _) => 15,
        };
        let supplied = match self.belief {
            Belief::On => 100,
            Belief::Limited => 60,
            Belief::Off => 0,
        };
        let luck = self.rng.between(50, 160);
        let used = self.base_use * season * luck / 10_000 * percent * supplied / 10_000;
        let first = if self.electric() { used * self.rng.between(30, 70) / 100 } else { used };
        for (register, used) in self.registers.iter_mut().zip([first, used - first]) {
            *register += used;
        }
        let current = self.prices.iter().rfind(|(from, _, _)| *from <= day);
        let Some(&(_, [peak, off_peak], social)) = current else { return };
        // Nano-euro per kWh, times Wh: femto-euro times a thousand.
        let mut cost = (first * peak + (used - first) * off_peak) / 1_000_000;
        if !self.electric() {
            cost = cost / 1_000 * self.factor / 1_000;
        }
        if self.is_protected(day) {
            cost = cost * social / 100;
        }
        if day <= self.relief_until {
            cost = cost * 3 / 10;
        }
        self.balance -= cost;
    }

    /// What the run and the end of protected hours roughly do.
    fn morning(&mut self, day: SettlementDay) {
        if day == self.first {
            return;
        }
        if self.belief != Belief::Off {
            let monday = day.previous().weekday() == Weekday::Mon;
            for debt in &mut self.debts {
                let due = debt.per_day + if monday { debt.per_week } else { 0 };
                let taken = due.min(debt.left);
                debt.left -= taken;
                self.balance -= taken;
            }
        }
        self.exhausted_days = if self.balance <= -15 * EURO { self.exhausted_days + 1 } else { 0 };
        let holiday = self.holidays && is_holiday(day);
        let open = !holiday && !day.weekday().is_weekend();
        if self.belief != Belief::On || self.exhausted_days == 0 {
            return;
        }
        if self.rng.chance(30) && day > self.silent_until {
            let at = self.moment(day, 7, 8);
            self.tell(at, "silence", json!({}));
        }
        if open && self.exhausted_days >= 2 {
            let limited = self.is_protected(day) && self.electric();
            self.limited_once |= limited;
            self.belief = if limited { Belief::Limited } else { Belief::Off };
        }
    }

    // ---- money ---------------------------------------------------------------------------------

    fn pay(&mut self, day: SettlementDay) {
        let wants = match self.belief {
            Belief::On => {
                self.balance < self.habit.trigger && self.rng.chance(self.habit.per_mille)
            }
            Belief::Off | Belief::Limited => self.rng.chance(280),
        };
        if wants {
            let at = self.moment(day, 8, 21);
            let cents = if self.belief != Belief::On && self.rng.chance(500) {
                // About what is asked for to be back on.
                ((EURO / 2 - self.balance) / 10_000).max(500) + self.rng.between(-200, 900)
            } else {
                self.rng.pick(&self.habit.sums_eur.clone()) * 100
            };
            self.top_up(at, cents.max(100));
        }
        if self.balance < 0 && self.rng.chance(if self.is_protected(day) { 25 } else { 8 }) {
            let at = self.moment(day, 9, 17);
            let cents = self.rng.pick(&[1_500, 3_000, 5_000, 2_250]);
            let id = self.id('A');
            let eur = format_decimal(cents.into(), 2);
            self.tell(at, "aid", json!({ "eur": eur, "channel": "cpas", "id": id }));
            self.paid(at, cents);
        }
        if self.rng.chance(5) {
            let at = self.moment(day, 9, 17);
            let cents = self.rng.between(100, 2_000);
            let (id, eur) = (self.id('R'), format_decimal(cents.into(), 2));
            let refund = if self.rng.chance(500) {
                json!({ "eur": eur, "channel": "transfer", "id": id, "given": true })
            } else {
                json!({ "eur": eur, "channel": "transfer", "id": id })
            };
            self.tell(at, "refund", refund);
            if self.balance > cents * 10_000 {
                self.balance -= cents * 10_000;
            }
        }
        if self.rng.chance(5) {
            let at = self.moment(day, 6, 23);
            let cents = self.rng.pick(&[1_000, 2_000, 5_000]);
            let (id, eur) = (self.id('B'), format_decimal(cents.into(), 2));
            self.tell(at, "chargeback", json!({ "eur": eur, "channel": "web", "id": id }));
            self.balance -= (cents * 10_000).min(self.balance.max(0));
        }
    }

    /// A top-up, maybe announced as pending, failed, told twice, or answered by a silent meter.
    fn top_up(&mut self, at: Instant, cents: i64) {
        let id = self.id('T');
        let channel = self.rng.pick(&["terminal", "web", "transfer", "phone", "shop"]);
        let eur = format_decimal(cents.into(), 2);
        let body = json!({ "eur": eur, "channel": channel, "id": id });
        if self.rng.chance(180) {
            let before_s = self.rng.pick(&[40, 400, 3_000, 20_000, 90_000]);
            if at.plus_s(-before_s) > self.first.end() {
                self.tell(at.plus_s(-before_s), "payment_pending", body.clone());
                if self.rng.chance(300) {
                    self.tell(at, "payment_failed", body);
                    return;
                }
            }
        }
        self.tell(at, "top_up", body.clone());
        if self.rng.chance(40) {
            let later = self.rng.between(1, 200_000);
            self.tell(at.plus_s(later), "top_up", body);
        }
        self.paid(at, cents);
    }

    /// Afterwards: somebody goes to press, if the supply may come back.
    fn paid(&mut self, at: Instant, cents: i64) {
        let in_danger = self.belief != Belief::On || self.balance < -10 * EURO;
        self.balance += cents * 10_000;
        let base = (cents * 10_000).min(self.balance - EURO / 2).max(0);
        for debt in &mut self.debts {
            let taken = (base * debt.percent / 100).min(debt.left).min(10 * EURO);
            debt.left -= taken;
            self.balance -= taken;
        }
        if !in_danger || self.balance < EURO / 2 {
            return;
        }
        if self.rng.chance(60) {
            let silent_at = at.plus_s(self.rng.between(1, 90));
            self.tell(silent_at, "silence", json!({}));
        }
        self.belief = Belief::On;
        let mut press_at = at.plus_s(self.rng.between(30, 9_000));
        if self.rng.chance(60) {
            press_at = press_at.plus_h(self.rng.between(20, 60));
        }
        self.tell(press_at, "press", json!({}));
        while !self.electric() && self.rng.chance(250) {
            let leak_at = press_at.plus_s(self.rng.between(5, 900));
            self.tell(leak_at, "leak", json!({}));
            press_at = leak_at.plus_s(self.rng.between(60, 4_000));
            self.tell(press_at, "press", json!({}));
        }
        // A second try, should the release have been late.
        let again = press_at.plus_s(self.rng.between(3_000, 40_000));
        self.tell(again, "press", json!({}));
    }

    // ---- what else happens to people -----------------------------------------------------------

    fn trouble_of_people(&mut self, day: SettlementDay) {
        if self.rng.chance(7) {
            self.debt_event(day);
        }
        if self.rng.chance(if self.exhausted_days > 0 { 40 } else { 6 }) {
            let name = self.rng.pick(&[
                "medical",
                "vulnerable",
                "dispute",
                "complaint",
                "cle_file",
                "judge_stay",
                "hold",
                "refusal",
                "binding",
                "contract_ended",
            ]);
            let at = self.moment(day, 0, 23);
            let days = self.rng.day_between(0, 12);
            let off = self.moment(day.plus(days), 6, 20).max(at.plus_s(61));
            let for_good = self.rng.chance(100);
            // Set twice, it would also be lifted twice.
            if !self.flags.iter().any(|(known, until)| *known == name && *until >= at) {
                self.tell(at, "flag", json!({ "name": name }));
                let until = if for_good { Instant(i64::MAX) } else { off };
                self.flags.push((name, until));
                if !for_good {
                    self.tell(off, "unflag", json!({ "name": name }));
                }
            }
        }
        if self.rng.chance(1) && self.rng.chance(80) {
            let at = self.moment(day, 0, 23);
            self.tell(at, "flag", json!({ "name": "death" }));
        }
        if self.rng.chance(if self.balance < -8 * EURO { 25 } else { 2 }) {
            let at = self.moment(day, 8, 18);
            let eur = format_decimal(self.rng.between(200, 1_800).into(), 2);
            let end = day.plus(self.rng.day_between(0, 6));
            let until = if self.rng.chance(500) {
                json!(end.to_string())
            } else {
                let until = self.moment(end, 18, 23).max(at.plus_s(600));
                self.instant(until)
            };
            self.grace(at, &eur, &until);
        }
        if self.electric() && self.rng.chance(if self.limited_once { 60 } else { 1 }) {
            self.limiter_debt(day);
        }
        let (_, month, _) = day.ymd();
        let winter = [11, 12, 1, 2, 3].contains(&month);
        let likely = if self.electric() {
            2
        } else if self.is_protected(day) {
            30
        } else {
            6
        };
        if winter && !self.relief_open && self.rng.chance(likely) {
            let at = self.moment(day, 8, 18);
            self.tell(at, "relief_request", json!({}));
            self.relief_open = true;
            if !self.electric() && self.is_protected(day) {
                self.relief_until = day.plus(if month < 4 { 60 } else { 120 });
            }
            if self.rng.chance(800) {
                let decided = day.plus(self.rng.day_between(2, 40));
                let at = self.moment(decided, 8, 18);
                let granted = self.rng.chance(500);
                if !granted {
                    self.relief_until = self.relief_until.min(decided);
                }
                self.tell(at, "relief_decision", json!({ "granted": granted }));
            }
        }
        if self.rng.chance(3) {
            let at = self.moment(day, 8, 18);
            let supplier = self.rng.pick(&["Luminus", "Eneco", "social"]);
            let from = day.plus(self.rng.day_between(1, 30)).to_string();
            self.tell(at, "contract", json!({ "supplier": supplier, "from": from }));
        }
        if self.rng.chance(3) {
            let at = self.moment(day, 8, 18);
            let from = day.plus(-self.rng.day_between(1, 45));
            let to = from.plus(self.rng.day_between(5, 200));
            let to = if self.rng.chance(500) { None } else { Some(to) };
            let body = self.protected_interval(from, to, "federal");
            self.tell(at, "protected", body);
        }
    }

    /// By an agent, or by a code: told twice, told later than it was honoured, or both.
    fn grace(&mut self, at: Instant, eur: &str, until: &Value) {
        let code = self.rng.chance(500).then(|| self.id('G'));
        let body = json!({ "eur": eur, "until": until, "code": code });
        if code.is_some() && self.rng.chance(300) {
            let again = at.plus_s(self.rng.between(60, 200_000));
            self.tell(again, "grace", body.clone());
        }
        let told_s = if self.rng.chance(300) { self.rng.between(60, 300_000) } else { 0 };
        let learnt = at.plus_s(told_s);
        let mut event = Map::new();
        event.insert("at".to_owned(), self.instant(at));
        if told_s > 0 {
            event.insert("learnt_at".to_owned(), self.instant(learnt));
        }
        event.insert("grace".to_owned(), body);
        self.events.push((at, Value::Object(event)));
    }

    /// Repays what is owed apart for energy under the limiter, or agrees on a plan for it.
    fn limiter_debt(&mut self, day: SettlementDay) {
        let at = self.moment(day, 8, 18);
        if self.rng.chance(600) {
            let cents = self.rng.between(50, 1_500);
            let (id, eur) = (self.id('L'), format_decimal(cents.into(), 2));
            let body = json!({ "eur": eur, "channel": "web", "id": id });
            self.tell(at, "limiter_repayment", body.clone());
            if self.rng.chance(100) {
                let again = at.plus_s(self.rng.between(60, 90_000));
                self.tell(again, "limiter_repayment", body);
            }
            return;
        }
        let body = match self.rng.between(0, 2) {
            0 => json!({ "kind": "fixed_per_day", "amount": "0.50" }),
            1 => json!({ "kind": "fixed_per_week", "amount": "4.00" }),
            _ => json!({ "kind": "share_of_topup", "share": "0.2" }),
        };
        self.tell(at, "limiter_plan", body);
    }

    fn debt_event(&mut self, day: SettlementDay) {
        let at = self.moment(day, 8, 18);
        let cents = self.rng.between(1_500, 20_000);
        let total = format_decimal(cents.into(), 2);
        let priority = self.rng.between(1, 9);
        let mut rough = RoughDebt { left: cents * 10_000, ..RoughDebt::default() };
        let body = match self.rng.between(0, 2) {
            0 => {
                rough.per_day = self.rng.pick(&[500_000, 250_000, 333_333]);
                let amount = format_decimal(rough.per_day.into(), 6);
                json!({ "kind": "fixed_per_day", "total": total, "priority": priority,
                    "amount": amount })
            }
            1 => {
                rough.per_week = self.rng.pick(&[2_000_000, 5_000_000, 3_750_000]);
                let amount = format_decimal(rough.per_week.into(), 6);
                json!({ "kind": "fixed_per_week", "total": total, "priority": priority,
                    "amount": amount, "creditor": "dso" })
            }
            _ => {
                rough.percent = self.rng.pick(&[25, 10, 33, 50]);
                let share = format_decimal(rough.percent.into(), 2);
                let cap = self.rng.pick(&["10.00", "5.00", "7.50"]);
                json!({ "kind": "share_of_topup", "total": total, "priority": priority,
                    "share": share, "cap": cap })
            }
        };
        self.debts.push(rough);
        self.tell(at, "debt", body);
    }

    // ---- what the operator does ----------------------------------------------------------------

    fn trouble_of_operator(&mut self, day: SettlementDay) {
        let exhausted = self.exhausted_days > 0;
        if day > self.incident_until && self.rng.chance(if exhausted { 30 } else { 4 }) {
            let kind = self.rng.pick(&[
                "topup_channel",
                "field_network",
                "bank_feed",
                "clock",
                "account_data",
                "reconnection_path",
                "no_staff",
            ]);
            let at = self.moment(day, 0, 23);
            self.tell(at, "incident", json!({ "kind": kind }));
            let days = self.rng.day_between(0, 3);
            let end = self.moment(day.plus(days), 7, 20).max(at.plus_s(301));
            self.tell(end, "recovered", json!({ "kind": kind }));
            self.incident_until = day.plus(days + 3);
        }
        if self.rng.chance(if exhausted { 25 } else { 3 }) && !self.stopped {
            let at = self.moment(day, 0, 23);
            self.tell(at, "stop_switch", json!({ "on": true }));
            // One at a time: the second would be released by the first.
            self.stopped = true;
            let days = self.rng.day_between(0, 4);
            let end = self.moment(day.plus(days), 7, 20).max(at.plus_s(301));
            self.tell(end, "stop_switch", json!({ "on": false }));
        } else if self.rng.chance(100) {
            self.stopped = false;
        }
        if self.rng.chance(25) {
            self.parameter_change(day);
        }
    }

    fn parameter_change(&mut self, day: SettlementDay) {
        let at = self.moment(day, 8, 18);
        let soon = day.plus(self.rng.day_between(1, 10));
        let mut limit = self.emergency_limit;
        let (name, value) = match self.rng.between(0, 14) {
            0 | 1 => {
                limit = self.rng.pick(&[15_000_000, 18_000_000, 10_000_000, 8_750_000]);
                ("credit.emergency_limit", self.money_value(&[limit]))
            }
            2 | 3 => {
                ("credit.low_threshold", self.money_value(&[4_000_000, 10_000_000, 6_660_000]))
            }
            4 => ("ndp.holidays", json!(self.rng.chance(500))),
            5 => ("cut.notice_min_h", json!(self.rng.pick(&[0, 6, 12, 48]))),
            6 => ("charge.when_disconnected", json!(self.rng.chance(500))),
            7 => ("charge.when_limited", json!(self.rng.chance(500))),
            8 => ("charge.in_emergency_credit", json!(self.rng.chance(500))),
            9 => ("charge.in_protected_hours", json!(self.rng.chance(500))),
            10 => ("price.fixed_charge_year", self.money_value(&[0, 12_345_678, 60_000_000])),
            11 => ("silence.provisional_days_max", json!(self.rng.pick(&[1, 5, 7]))),
            12 => ("silence.mean_days_max", json!(self.rng.pick(&[2, 7]))),
            13 => ("limiter.booking", json!(self.rng.pick(&["balance", "separate_debt"]))),
            _ => {
                self.factor = self.rng.between(9_800_000, 11_900_000);
                ("gas.energy_factor", json!(format_decimal(self.factor.into(), 6)))
            }
        };
        if name == "gas.energy_factor" && self.electric() {
            return;
        }
        if self.changing.iter().any(|(known, until)| *known == name && *until >= day) {
            return;
        }
        // A lower limit that is entered for today holds from tomorrow (3.7).
        let falls = limit < self.emergency_limit;
        let from = if falls && self.rng.chance(400) { day } else { soon };
        self.emergency_limit = limit;
        self.changing.push((name, soon));
        self.tell_parameter(at, name, value, from);
    }

    // ---- the meter -----------------------------------------------------------------------------

    /// A new meter in the middle of the day. False if the day does not suit.
    fn swap(&mut self, day: SettlementDay) -> bool {
        if day <= self.silent_until || day == self.first {
            return false;
        }
        self.use_energy(day, 45);
        let at = self.moment(day, 8, 16);
        let old = self.register_body(&self.registers.clone());
        for register in &mut self.registers {
            *register = self.rng.between(0, 2_000);
        }
        let new = self.register_body(&self.registers.clone());
        self.tell(at, "swap", json!({ "old_registers": old, "registers": new }));
        self.use_energy(day, 50);
        self.calm_until = day.plus(4);
        true
    }

    /// The meter's midnight, and all that can happen to its values.
    fn midnight(&mut self, midnight: SettlementDay, calm: bool, remaining: i32) {
        let values = self.registers.clone();
        let at_once = midnight.start();
        let early = at_once.plus_s(self.rng.between(1, 3_000));
        if midnight <= self.silent_until {
            self.stored.push((midnight, values));
            if midnight == self.silent_until {
                self.meter_returns(midnight);
            }
            return;
        }
        let kind = if calm { 1_000 } else { self.rng.between(0, 999) };
        match kind {
            0..12 => self.falls_silent(midnight, values, remaining),
            12..37 => {
                // Lost, for a while or for good.
                if self.rng.chance(650) {
                    let later = self.rng.between(6 * 3_600, 8 * 86_400);
                    self.tell_reading(midnight, &values, at_once.plus_s(later));
                }
            }
            37..57 => {
                // Too low at first, put right later.
                let part = self.rng.between(0, 95);
                let low: Vec<i64> = values
                    .iter()
                    .zip(&self.last_midnight)
                    .map(|(now, before)| before + (now - before) * part / 100)
                    .collect();
                self.tell_reading(midnight, &low, early);
                let later = self.rng.between(3_600, 9 * 86_400);
                self.tell_reading(midnight, &values, early.plus_s(later));
            }
            57..77 => {
                self.tell_reading(midnight, &values, early);
                let later = self.rng.between(60, 5 * 86_400);
                self.tell_reading(midnight, &values, early.plus_s(later));
            }
            77..79 => self.implausible(midnight, values, early),
            _ => {
                let learnt = if self.rng.chance(500) { at_once } else { early };
                self.tell_reading(midnight, &values, learnt);
            }
        }
    }

    fn falls_silent(&mut self, midnight: SettlementDay, values: Vec<i64>, remaining: i32) {
        let days = self.rng.day_between(0, 9).min(remaining - 3);
        if self.rng.chance(700) {
            let at = self.moment(midnight.previous(), 0, 23).max(self.first.end());
            self.tell(at, "silence", json!({}));
        }
        self.stored.push((midnight, values));
        self.silent_until = midnight.plus(days);
        self.calm_until = midnight.plus(days + 2);
        if days == 0 {
            self.meter_returns(midnight);
        }
    }

    /// Delivers what it stored, in order of day, some lost for good.
    fn meter_returns(&mut self, last: SettlementDay) {
        let learnt = last.start().plus_s(self.rng.between(10, 100_000));
        for (midnight, values) in std::mem::take(&mut self.stored) {
            if self.rng.chance(880) {
                self.tell_reading(midnight, &values, learnt);
            }
        }
    }

    /// Backward or jumping, then put right, or true after all.
    fn implausible(&mut self, midnight: SettlementDay, mut values: Vec<i64>, early: Instant) {
        self.calm_until = midnight.plus(12);
        let backward = self.rng.chance(400);
        let true_jump = !backward && self.rng.chance(350);
        let mut wrong = values.clone();
        let most = if self.electric() { 27_700 * 24 + 1_000 } else { 10_000 * 24 + 1_000 };
        let small = if self.electric() {
            3_000.max(self.base_use * 3 / 24)
        } else {
            700.max(self.base_use * 4 / 24)
        };
        // Beyond the low limit that some accounts have; a true jump beyond the usual one costs too much.
        let jump = if true_jump || self.rng.chance(500) { small * 24 + 2_000 } else { most };
        for (value, before) in wrong.iter_mut().zip(&self.last_midnight) {
            *value = if backward {
                before - self.rng.between(1, 3_000).min(*before)
            } else {
                *value + jump
            };
        }
        self.tell_reading(midnight, &wrong, early);
        if true_jump {
            values = wrong;
            self.registers.clone_from(&values);
        } else {
            let later = early.plus_s(self.rng.between(40_000, 4 * 86_400));
            self.tell_reading(midnight, &values, later);
        }
        // Cleared before or after it is put right; before, it may be held again.
        for days in [self.rng.day_between(0, 5), self.rng.day_between(6, 8)] {
            let at = self.moment(midnight.plus(days), 6, 20);
            self.tell(at, "unflag", json!({ "name": "billing_hold" }));
        }
    }

    /// The last act, two days before the end.
    fn move_out(&mut self, day: SettlementDay) {
        self.use_energy(day, 50);
        match self.rng.between(0, 2) {
            0 => self.tell(day.start(), "move_out", json!({})),
            1 => {
                let at = self.moment(day, 0, 20);
                self.tell(at, "move_out", json!({}));
            }
            _ => {
                let at = self.moment(day, 0, 20);
                let registers = self.register_body(&self.registers.clone());
                self.tell(at, "move_out", json!({ "registers": registers }));
            }
        }
    }
}
