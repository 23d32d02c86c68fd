//! Random mornings of three homes, one of which is limited and one on gas: money, stops, a run that is undone,
//! somebody who moves out, a line that loses, doubles and delays, workers that die, and two at a time. No cut
//! leaves without its cause, and in the end whoever has paid, or has left, has light.

use super::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// What holds at an instant, by the test's own account of it.
#[derive(Debug, Clone, Copy)]
struct Truth {
    at: Instant,
    cents: i64,
    stopped: bool,
    pending: bool,
    /// The run was undone, or the holder has left: nothing is cut any more that morning.
    undone: bool,
    left: bool,
}

/// Exhausted at -10.00, back on at 0.50, and this is where the morning begins.
const AT_FIRST: i64 = -2_400;

struct Morning {
    world: World,
    home: Home,
    /// Keeps the database of two workers.
    _folder: Option<tempfile::TempDir>,
    chance: Faults,
    truth: Vec<Truth>,
    paid: u64,
    pending: bool,
}

impl Morning {
    fn new(seed: u64) -> Self {
        let home = [Home::Plain, Home::Protected, Home::Gas][usize::try_from(seed % 3).unwrap()];
        // Every other one has two workers.
        let folder = (seed / 3 % 2 == 1).then(|| tempfile::tempdir().unwrap());
        let url = folder.as_ref().map_or("sqlite::memory:".to_owned(), |folder| {
            format!("sqlite:{}", folder.path().join("morning.db").display())
        });
        let mut world = World::built("2026-11-04T07:55:00+01:00", seed, home, &url);
        if folder.is_some() {
            world.second_worker();
        }
        let chance = Faults::none(seed ^ 0x5EED);
        let (at, cents) = (world.now(), AT_FIRST);
        let first = Truth { at, cents, stopped: false, pending: false, undone: false, left: false };
        Self { world, home, _folder: folder, chance, truth: vec![first], paid: 0, pending: false }
    }

    /// The orders after the night of Tuesday are taken back, whoever was cut.
    fn undo(&mut self) {
        let (energy, day) = (self.world.account.group.energy, "2026-11-03".parse().unwrap());
        let (by, cost_borne_by) = ("an".to_owned(), "operator".to_owned());
        let now = self.world.now();
        let undone = FleetFact::Undone { energy, day, by, cost_borne_by };
        self.world.engine.record_fleet(Dso::Ores, None, &undone, now).unwrap();
        self.world.engine.release_undone(Dso::Ores, energy, day, now).unwrap();
        self.now_holds(|truth| truth.undone = true);
    }

    fn move_out(&mut self) {
        let registers: &[(&str, &str)] = match self.home {
            Home::Plain => &[("1.8.1", "100"), ("1.8.2", "0")],
            Home::Protected => &[("1.8.1", "200"), ("1.8.2", "0")],
            Home::Gas => &[("24.2.3", "100")],
        };
        let registers =
            registers.iter().map(|(code, value)| (code.parse().unwrap(), (*value).to_owned()));
        self.world.told(&Fact::MoveOut { registers: Some(registers.collect()) });
        self.now_holds(|truth| truth.left = true);
    }

    fn last(&self) -> Truth {
        *self.truth.last().unwrap()
    }

    fn now_holds(&mut self, change: impl FnOnce(&mut Truth)) {
        let mut truth = Truth { at: self.world.now(), ..self.last() };
        change(&mut truth);
        self.truth.push(truth);
    }

    fn pay(&mut self, cents: i64) {
        self.paid += 1;
        let eur = format!("{}.{:02}", cents / 100, cents % 100);
        self.world.pay(&eur, &format!("T-{}", self.paid));
        self.now_holds(|truth| truth.cents += cents);
    }

    fn announce(&mut self, on: bool) {
        let id = "P-1".to_owned();
        let eur = "20.00".parse().unwrap();
        let fact = if on {
            Fact::PaymentPending { id, eur, channel: "online".into() }
        } else {
            Fact::PaymentFailed { id, eur: None, channel: None }
        };
        let now = self.world.now();
        self.world.engine.record(&self.world.account, &fact, now).unwrap();
        self.pending = on;
        self.now_holds(|truth| truth.pending = on);
    }

    fn change_the_line(&mut self) {
        let (lost, late) = (self.chance.chance(400), self.chance.chance(300));
        let (doubled, silent) = (self.chance.chance(300), self.chance.chance(6) == 0);
        let (answers, late_s) = (self.chance.chance(600), 1 + self.chance.chance(40));
        let mut faults = self.world.faults.lock().unwrap();
        faults.questions_lost = lost;
        faults.answers_lost = answers;
        faults.doubled = doubled;
        faults.late = late;
        faults.late_s = late_s;
        faults.unreachable = silent;
    }

    async fn live(&mut self) {
        for _ in 0..60 {
            match self.chance.chance(16) {
                0 => {
                    let more = self.chance.chance(3_000);
                    self.pay(100 + i64::try_from(more).unwrap());
                }
                1 => {
                    let on = !self.last().stopped;
                    self.world.stop(on);
                    self.now_holds(|truth| truth.stopped = on);
                }
                // A payment is announced once.
                2 if !self.pending && !self.truth.iter().any(|truth| truth.pending) => {
                    self.announce(true);
                }
                3 if self.pending => self.announce(false),
                4 | 5 => self.change_the_line(),
                6 => self.world.restart(),
                7 => {
                    self.world.press();
                }
                8 if self.chance.chance(4) == 0 && !self.last().undone => self.undo(),
                9 if self.chance.chance(6) == 0 && !self.last().left => self.move_out(),
                // Gas flows during the test.
                10 => self.world.model.inside().testing_since = None,
                _ => {}
            }
            let seconds = 1 + self.chance.chance(45);
            self.world.round(seconds).await;
        }
    }

    /// The line is good again, and all is paid.
    async fn end_well(&mut self) {
        *self.world.faults.lock().unwrap() = Faults::none(1);
        if self.last().stopped {
            self.world.stop(false);
            self.now_holds(|truth| truth.stopped = false);
        }
        self.pay(20_000);
        // A leak test takes twelve minutes.
        let rounds = if self.home == Home::Gas { 240 } else { 120 };
        for _ in 0..rounds {
            self.world.round(10).await;
            self.world.press();
        }
    }

    /// What held at `at`.
    fn at(&self, at: Instant) -> Truth {
        *self.truth.iter().rev().find(|truth| truth.at <= at).unwrap()
    }
}

/// From the worker's yes to the act of the meter: a late question takes up to 41 s, and HDLC repeats it.
const MOST_UNDER_WAY_S: i64 = 300;

/// Lives a morning of this seed. Returns how often the meter was cut.
async fn one(seed: u64) -> u64 {
    let mut morning = Morning::new(seed);
    morning.live().await;
    morning.end_well().await;
    let done = morning.world.model.inside().done.clone();
    let log = morning.world.log.clone();
    let story = || format!("seed {seed}: {done:?}\n{:#?}\n{log:#?}", morning.truth);
    // Each yes to a cut was one while its cause held.
    let leaving = morning.world.cuts_left_at();
    for at in &leaving {
        let truth = morning.at(*at);
        let barred = truth.stopped || truth.pending || truth.undone || truth.left;
        assert!(truth.cents <= -1_000 && !barred, "{truth:?} {}", story());
    }
    // And nothing was cut without one.
    for (at, what) in &done {
        let asked =
            leaving.iter().any(|left| left <= at && at.seconds_since(*left) <= MOST_UNDER_WAY_S);
        let takes_light = ["off", "limit"].contains(what);
        assert!(!takes_light || asked, "{what} at {at} without a yes: {}", story());
        let measure = if morning.home == Home::Protected { "limit" } else { "off" };
        assert!(!takes_light || *what == measure, "{what} of {:?}: {}", morning.home, story());
    }
    assert_eq!(morning.world.model.control_state(), ControlState::Connected, "{}", story());
    assert_eq!(morning.world.model.inside().limit, 999, "{}", story());
    let names = morning.world.names();
    let id = morning.world.account.id;
    let supply = morning.world.engine.supply_of(id).unwrap().unwrap();
    assert_eq!(supply, SupplyState::Connected, "{names:?} {}", story());
    crate::testing::sound(&mut morning.world.engine);
    let taken = done.iter().filter(|(_, what)| ["off", "limit"].contains(what));
    u64::try_from(taken.count()).unwrap()
}

/// Mornings without `TIRELIRE_SEEDS`.
const A_FEW: u64 = 24;

#[test]
fn cg_17_mt_07_no_cut_leaves_without_its_cause_whatever_the_line_does() {
    let seeds = crate::testing::seeds(A_FEW);
    let next = AtomicU64::new(seeds.start);
    let lanes = std::thread::available_parallelism().map_or(1, usize::from);
    let cuts = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..lanes {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let mut runtime = tokio::runtime::Builder::new_current_thread();
                    let runtime = runtime.enable_all().start_paused(true).build().unwrap();
                    cuts.fetch_add(runtime.block_on(one(seed)), Ordering::Relaxed);
                }
            });
        }
    });
    let cuts = cuts.load(Ordering::Relaxed);
    eprintln!("seeds {seeds:?}, {cuts} cuts");
    assert!(cuts > 0, "a world without cuts proves nothing");
}
