//! What concerns many points of an operator at once, as facts that are kept once: stop switches,
//! incidents, how many candidates a night found, approvals and waves, and the way to undo a run.

use crate::case::Approvals;
use crate::waves::{ALL_PPM, Bounds, Wave, WaveCheck, next_wave};
use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use units::{Energy, same_person};

/// Which points of an operator: `None` is all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Covers {
    pub energy: Option<Energy>,
    pub area: Option<String>,
}

impl Covers {
    /// A point whose area is not known is covered by every area: in doubt the supply stays on.
    pub fn includes(&self, energy: Energy, area: Option<&str>) -> bool {
        let same_area = match (self.area.as_deref(), area) {
            (Some(own), Some(area)) => own == area,
            (None, _) | (_, None) => true,
        };
        self.energy.is_none_or(|own| own == energy) && same_area
    }
}

/// Something that concerns many points at once. Never edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FleetFact {
    /// Anyone on duty may set a stop switch. Source: CG-14.
    StopSet {
        switch: String,
        covers: Covers,
        by: String,
    },
    /// Two people release it.
    StopReleased {
        switch: String,
        by: String,
    },
    /// Something that people need has failed. Source: CG-08, CG-19.
    IncidentOpened {
        incident: String,
        kind: String,
        covers: Covers,
        by: String,
    },
    IncidentClosed {
        incident: String,
        by: String,
    },
    /// Work that people are told of beforehand: what rests then, and where. Source: UX P-10.
    WorkPlanned {
        work: String,
        kind: String,
        covers: Covers,
        from: Instant,
        until: Instant,
        by: String,
    },
    WorkCancelled {
        work: String,
        by: String,
    },
    /// What a night found. Source: CG-15.
    Counted {
        energy: Energy,
        day: SettlementDay,
        candidates: i64,
        /// Of the last 8 same weekdays.
        median: i64,
    },
    /// What a night expects of the next one, if nobody pays.
    Expected {
        energy: Energy,
        day: SettlementDay,
        candidates: i64,
    },
    DryRunSeen {
        energy: Energy,
        day: SettlementDay,
        by: String,
    },
    SampleChecked {
        energy: Energy,
        day: SettlementDay,
        by: String,
    },
    Approved {
        energy: Energy,
        day: SettlementDay,
        by: String,
    },
    /// Points with a lower place may be ordered. Source: CG-16.
    WaveReleased {
        energy: Energy,
        day: SettlementDay,
        released_ppm: i64,
    },
    Paused {
        energy: Energy,
        day: SettlementDay,
        by: String,
        why: String,
    },
    /// Every point that one wave ordered off is released, and no further wave follows. Source: CG-16, CG-18.
    WaveUndone {
        energy: Energy,
        day: SettlementDay,
        wave: Wave,
        by: String,
        cost_borne_by: String,
    },
    /// Every point that was ordered off after this night is released. Source: CG-18.
    Undone {
        energy: Energy,
        day: SettlementDay,
        by: String,
        cost_borne_by: String,
    },
}

/// Why a fact of the fleet is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FleetError {
    #[error("no stop switch `{switch}` is set")]
    NoSwitch { switch: String },
    #[error("stop switch `{switch}` is set already")]
    SwitchSet { switch: String },
    #[error("`{person}` has done this already, a second person has to")]
    SamePerson { person: String },
    #[error("no incident `{incident}` is open")]
    NoIncident { incident: String },
    #[error("incident `{incident}` is known already")]
    IncidentKnown { incident: String },
    #[error("work `{work}` is known already")]
    WorkKnown { work: String },
    #[error("no work `{work}` is planned")]
    NoWork { work: String },
    #[error("work `{work}` would end before it begins")]
    WorkEndsFirst { work: String },
    #[error("the orders of {day} need a dry run, a checked sample and two approvals first")]
    NotApproved { day: SettlementDay },
    #[error("the orders of {day} are paused")]
    Paused { day: SettlementDay },
    #[error(
        "after {from_ppm} parts per million of the orders of {day} the next wave is another one"
    )]
    NotTheNextWave { day: SettlementDay, from_ppm: i64 },
    #[error("no wave of the orders of {day} goes from {from_ppm} to {to_ppm} parts per million")]
    NoWave { day: SettlementDay, from_ppm: i64, to_ppm: i64 },
    #[error("the orders of {day} were undone already")]
    UndoneAlready { day: SettlementDay },
    #[error("an approval needs a night that has counted its candidates, {day} has none")]
    NotCounted { day: SettlementDay },
}

/// A stop switch, and who has released it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopSwitch {
    pub covers: Covers,
    pub set_by: String,
    pub set_at: Instant,
    pub released_by: Vec<String>,
}

impl StopSwitch {
    pub fn is_set(&self) -> bool {
        self.released_by.len() < 2
    }
}

/// An incident of something that people need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenIncident {
    pub kind: String,
    pub covers: Covers,
    pub since: Instant,
    pub closed_at: Option<Instant>,
}

/// Work that was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedWork {
    pub kind: String,
    pub covers: Covers,
    pub from: Instant,
    pub until: Instant,
    pub cancelled: bool,
}

/// The orders that follow from one night.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrdersOfNight {
    pub counted: bool,
    pub candidates: i64,
    pub median: i64,
    pub expected: Option<i64>,
    pub approvals: Approvals,
    pub released_ppm: i64,
    /// Where each wave that was released ends, in order.
    pub waves_to_ppm: Vec<i64>,
    pub waves_undone: Vec<Wave>,
    pub paused: bool,
    pub undone: bool,
}

impl OrdersOfNight {
    /// The waves that were released, in order.
    pub fn waves(&self) -> Vec<Wave> {
        let starts = std::iter::once(0).chain(self.waves_to_ppm.iter().copied());
        let waves = starts.zip(self.waves_to_ppm.iter().copied());
        waves.map(|(from_ppm, to_ppm)| Wave { from_ppm, to_ppm }).collect()
    }
}

/// Where everything stands after some facts of an operator's fleet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FleetBook {
    pub switches: BTreeMap<String, StopSwitch>,
    pub incidents: BTreeMap<String, OpenIncident>,
    pub works: BTreeMap<String, PlannedWork>,
    pub orders: BTreeMap<(Energy, SettlementDay), OrdersOfNight>,
}

impl FleetBook {
    pub fn of<'a>(facts: impl IntoIterator<Item = (Instant, &'a FleetFact)>) -> Self {
        let mut book = Self::default();
        for (at, fact) in facts {
            book.take(fact, at);
        }
        book
    }

    pub fn orders_of(&self, energy: Energy, day: SettlementDay) -> OrdersOfNight {
        self.orders.get(&(energy, day)).cloned().unwrap_or_default()
    }

    /// What covers a point now, as far as it stops cuts.
    pub fn stops(&self, energy: Energy, area: Option<&str>) -> bool {
        let covers = |switch: &&StopSwitch| switch.is_set() && switch.covers.includes(energy, area);
        self.switches.values().any(|switch| covers(&switch))
    }

    /// Kinds of what has failed for a point.
    pub fn failing(&self, energy: Energy, area: Option<&str>) -> Vec<&str> {
        let open = |incident: &&OpenIncident| {
            incident.closed_at.is_none() && incident.covers.includes(energy, area)
        };
        let mut kinds: Vec<&str> =
            self.incidents.values().filter(open).map(|incident| incident.kind.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Whether a fact may follow. Errors: why not.
    pub fn allows(&self, fact: &FleetFact) -> Result<(), FleetError> {
        match fact {
            FleetFact::StopSet { switch, .. } => match self.switches.get(switch) {
                Some(known) if known.is_set() => {
                    Err(FleetError::SwitchSet { switch: switch.clone() })
                }
                Some(_) | None => Ok(()),
            },
            FleetFact::StopReleased { switch, by } => {
                let known = self.switches.get(switch).filter(|known| known.is_set());
                let known = known.ok_or_else(|| FleetError::NoSwitch { switch: switch.clone() })?;
                another(&known.released_by, by)
            }
            FleetFact::IncidentOpened { incident, .. } => {
                match self.incidents.contains_key(incident) {
                    true => Err(FleetError::IncidentKnown { incident: incident.clone() }),
                    false => Ok(()),
                }
            }
            FleetFact::IncidentClosed { incident, .. } => {
                let open = self.incidents.get(incident).is_some_and(|one| one.closed_at.is_none());
                let missing = || FleetError::NoIncident { incident: incident.clone() };
                if open { Ok(()) } else { Err(missing()) }
            }
            FleetFact::WorkPlanned { work, from, until, .. } => {
                let work = work.clone();
                match (self.works.contains_key(&work), from < until) {
                    (true, _) => Err(FleetError::WorkKnown { work }),
                    (false, false) => Err(FleetError::WorkEndsFirst { work }),
                    (false, true) => Ok(()),
                }
            }
            FleetFact::WorkCancelled { work, .. } => {
                let planned = self.works.get(work).is_some_and(|known| !known.cancelled);
                let missing = || FleetError::NoWork { work: work.clone() };
                if planned { Ok(()) } else { Err(missing()) }
            }
            FleetFact::Counted { .. } | FleetFact::Expected { .. } => Ok(()),
            FleetFact::DryRunSeen { energy, day, .. }
            | FleetFact::SampleChecked { energy, day, .. }
            | FleetFact::Paused { energy, day, .. } => self.counted(*energy, *day),
            FleetFact::Approved { energy, day, by } => {
                self.counted(*energy, *day)?;
                another(&self.orders_of(*energy, *day).approvals.people, by)
            }
            FleetFact::WaveReleased { energy, day, released_ppm } => {
                let orders = self.orders_of(*energy, *day);
                if !orders.approvals.complete() {
                    return Err(FleetError::NotApproved { day: *day });
                }
                if orders.paused {
                    return Err(FleetError::Paused { day: *day });
                }
                let (day, from_ppm) = (*day, orders.released_ppm);
                let further = *released_ppm > from_ppm && *released_ppm <= ALL_PPM;
                if further { Ok(()) } else { Err(FleetError::NotTheNextWave { day, from_ppm }) }
            }
            FleetFact::WaveUndone { energy, day, wave, .. } => {
                let (day, orders) = (*day, self.orders_of(*energy, *day));
                if orders.undone || orders.waves_undone.contains(wave) {
                    return Err(FleetError::UndoneAlready { day });
                }
                let Wave { from_ppm, to_ppm } = *wave;
                match orders.waves().contains(wave) {
                    true => Ok(()),
                    false => Err(FleetError::NoWave { day, from_ppm, to_ppm }),
                }
            }
            FleetFact::Undone { energy, day, .. } => {
                let undone = self.orders_of(*energy, *day).undone;
                if undone { Err(FleetError::UndoneAlready { day: *day }) } else { Ok(()) }
            }
        }
    }

    fn counted(&self, energy: Energy, day: SettlementDay) -> Result<(), FleetError> {
        let known = self.orders_of(energy, day).counted;
        if known { Ok(()) } else { Err(FleetError::NotCounted { day }) }
    }

    /// The next wave of a night's orders, if what the last one did allows it. A wave that did not
    /// stand pauses them.
    pub fn next_wave(
        &self,
        energy: Energy,
        day: SettlementDay,
        parts_ppm: [i64; 2],
        last: Option<(WaveCheck, Bounds)>,
    ) -> Option<FleetFact> {
        let orders = self.orders_of(energy, day);
        // Whoever took a wave back has seen something that the next one would repeat.
        let taken_back = orders.undone || !orders.waves_undone.is_empty();
        if orders.paused || taken_back || !orders.approvals.complete() {
            return None;
        }
        let released_ppm = next_wave(orders.released_ppm, parts_ppm)?;
        match last {
            None if orders.released_ppm > 0 => None,
            Some((check, bounds)) if !check.stands(bounds) => {
                let why = format!(
                    "of {} orders {} were confirmed, {} complaints came, {} are back",
                    check.ordered, check.confirmed, check.complaints, check.reconnected
                );
                Some(FleetFact::Paused { energy, day, by: "wave check".to_owned(), why })
            }
            None | Some(_) => Some(FleetFact::WaveReleased { energy, day, released_ppm }),
        }
    }

    pub fn take(&mut self, fact: &FleetFact, at: Instant) {
        match fact {
            FleetFact::StopSet { switch, covers, by } => {
                let switch_now = StopSwitch {
                    covers: covers.clone(),
                    set_by: by.clone(),
                    set_at: at,
                    released_by: Vec::new(),
                };
                self.switches.insert(switch.clone(), switch_now);
            }
            FleetFact::StopReleased { switch, by } => {
                if let Some(known) = self.switches.get_mut(switch) {
                    known.released_by.push(by.clone());
                }
            }
            FleetFact::IncidentOpened { incident, kind, covers, .. } => {
                let (kind, covers) = (kind.clone(), covers.clone());
                let opened = OpenIncident { kind, covers, since: at, closed_at: None };
                self.incidents.insert(incident.clone(), opened);
            }
            FleetFact::IncidentClosed { incident, .. } => {
                if let Some(known) = self.incidents.get_mut(incident) {
                    known.closed_at = Some(at);
                }
            }
            FleetFact::WorkPlanned { work, kind, covers, from, until, .. } => {
                let planned = PlannedWork {
                    kind: kind.clone(),
                    covers: covers.clone(),
                    from: *from,
                    until: *until,
                    cancelled: false,
                };
                self.works.insert(work.clone(), planned);
            }
            FleetFact::WorkCancelled { work, .. } => {
                if let Some(known) = self.works.get_mut(work) {
                    known.cancelled = true;
                }
            }
            FleetFact::Counted { energy, day, candidates, median } => {
                let orders = self.orders.entry((*energy, *day)).or_default();
                orders.counted = true;
                orders.candidates = *candidates;
                orders.median = *median;
            }
            FleetFact::Expected { energy, day, candidates } => {
                self.orders.entry((*energy, *day)).or_default().expected = Some(*candidates);
            }
            FleetFact::DryRunSeen { energy, day, .. } => {
                self.orders.entry((*energy, *day)).or_default().approvals.dry_run = true;
            }
            FleetFact::SampleChecked { energy, day, .. } => {
                self.orders.entry((*energy, *day)).or_default().approvals.sample_checked = true;
            }
            FleetFact::Approved { energy, day, by } => {
                let orders = self.orders.entry((*energy, *day)).or_default();
                orders.approvals.people.push(by.clone());
            }
            FleetFact::WaveReleased { energy, day, released_ppm } => {
                let orders = self.orders.entry((*energy, *day)).or_default();
                orders.released_ppm = *released_ppm;
                orders.waves_to_ppm.push(*released_ppm);
            }
            FleetFact::Paused { energy, day, .. } => {
                self.orders.entry((*energy, *day)).or_default().paused = true;
            }
            FleetFact::WaveUndone { energy, day, wave, .. } => {
                self.orders.entry((*energy, *day)).or_default().waves_undone.push(*wave);
            }
            FleetFact::Undone { energy, day, .. } => {
                self.orders.entry((*energy, *day)).or_default().undone = true;
            }
        }
    }
}

/// Errors: the person is among those who have done it.
fn another(people: &[String], person: &str) -> Result<(), FleetError> {
    if people.iter().any(|known| same_person(known, person)) {
        return Err(FleetError::SamePerson { person: person.to_owned() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: SettlementDay = SettlementDay(20_000);

    fn taken(facts: &[FleetFact]) -> FleetBook {
        let mut book = FleetBook::default();
        for (at, fact) in (0..).zip(facts) {
            book.allows(fact).unwrap();
            book.take(fact, Instant(at));
        }
        book
    }

    #[test]
    fn p_10_work_is_announced_once_ends_after_it_begins_and_may_be_called_off() {
        let work = |work: &str, from: i64, until: i64| FleetFact::WorkPlanned {
            work: work.into(),
            kind: "supply".into(),
            covers: Covers { energy: None, area: Some("Huy".into()) },
            from: Instant(from),
            until: Instant(until),
            by: "an".into(),
        };
        let off = |work: &str| FleetFact::WorkCancelled { work: work.into(), by: "bo".into() };
        let book = taken(&[work("W", 50, 90)]);
        let known = Err(FleetError::WorkKnown { work: "W".into() });
        assert_eq!(book.allows(&work("W", 50, 90)), known);
        let backwards = Err(FleetError::WorkEndsFirst { work: "X".into() });
        assert_eq!(book.allows(&work("X", 90, 90)), backwards);
        assert_eq!(book.allows(&off("X")), Err(FleetError::NoWork { work: "X".into() }));
        let book = taken(&[work("W", 50, 90), off("W")]);
        assert!(book.works["W"].cancelled);
        assert_eq!(book.allows(&off("W")), Err(FleetError::NoWork { work: "W".into() }));
        assert!(book.failing(Energy::Gas, Some("Huy")).is_empty(), "nothing has failed");
    }

    fn set(energy: Option<Energy>, area: Option<&str>) -> FleetFact {
        let covers = Covers { energy, area: area.map(str::to_owned) };
        FleetFact::StopSet { switch: "S-1".into(), covers, by: "an".into() }
    }

    #[test]
    fn cg_14_anyone_sets_the_stop_switch_and_two_people_release_it() {
        let release = |by: &str| FleetFact::StopReleased { switch: "S-1".into(), by: by.into() };
        let mut book = taken(&[set(None, Some("Namur")), release("an")]);
        assert!(book.stops(Energy::Gas, Some("Namur")));
        assert!(!book.stops(Energy::Gas, Some("Huy")));
        assert!(book.stops(Energy::Gas, None), "an unknown area may be this one");
        let same = FleetError::SamePerson { person: "an".into() };
        assert_eq!(book.allows(&release("an")), Err(same));
        assert!(book.allows(&release(" An")).is_err(), "one person, however the name is typed");
        book.take(&release("bo"), Instant(9));
        assert!(!book.stops(Energy::Gas, Some("Namur")));
        assert!(book.allows(&release("cy")).is_err(), "it is not set any more");
        assert!(book.allows(&set(None, None)).is_ok(), "and may be set again");
        let gas = taken(&[set(Some(Energy::Gas), None)]);
        assert!(gas.stops(Energy::Gas, None) && !gas.stops(Energy::Electricity, None));
    }

    #[test]
    fn cg_19_an_area_is_healthy_when_all_that_covers_it_has_recovered() {
        let opened = |incident: &str, area: Option<&str>| FleetFact::IncidentOpened {
            incident: incident.into(),
            kind: "terminals".into(),
            covers: Covers { energy: None, area: area.map(str::to_owned) },
            by: "an".into(),
        };
        let closed = |incident: &str| FleetFact::IncidentClosed {
            incident: incident.into(),
            by: "an".into(),
        };
        let both = [opened("I-1", None), opened("I-2", Some("Huy")), closed("I-1")];
        let book = taken(&both);
        assert_eq!(book.failing(Energy::Gas, Some("Huy")), ["terminals"]);
        assert!(book.failing(Energy::Gas, Some("Namur")).is_empty());
        assert!(book.allows(&closed("I-1")).is_err());
        assert!(book.allows(&opened("I-1", None)).is_err());
    }

    #[test]
    fn cg_18_a_wave_that_left_is_undone_once_and_the_last_one_that_follows() {
        let (energy, day) = (Energy::Electricity, DAY);
        let approved = |by: &str| FleetFact::Approved { energy, day, by: by.into() };
        let released = |released_ppm: i64| FleetFact::WaveReleased { energy, day, released_ppm };
        let mut book = taken(&[
            FleetFact::Counted { energy, day, candidates: 500, median: 400 },
            FleetFact::DryRunSeen { energy, day, by: "an".into() },
            FleetFact::SampleChecked { energy, day, by: "an".into() },
            approved("an"),
            approved("bo"),
            released(10_000),
            released(110_000),
        ]);
        let wave = |from_ppm: i64, to_ppm: i64| Wave { from_ppm, to_ppm };
        let waves = vec![wave(0, 10_000), wave(10_000, 110_000)];
        assert_eq!(book.orders_of(energy, day).waves(), waves);
        let undone = |wave: Wave| FleetFact::WaveUndone {
            energy,
            day,
            wave,
            by: "an".into(),
            cost_borne_by: "operator".into(),
        };
        for none in [wave(0, 110_000), wave(110_000, 1_000_000)] {
            assert!(matches!(book.allows(&undone(none)), Err(FleetError::NoWave { .. })));
        }
        let second = wave(10_000, 110_000);
        assert_eq!(book.allows(&undone(second)), Ok(()));
        book.take(&undone(second), Instant(9));
        assert_eq!(book.allows(&undone(second)), Err(FleetError::UndoneAlready { day }));
        assert_eq!(book.allows(&undone(wave(0, 10_000))), Ok(()), "the other one");
        let bounds = Bounds {
            least_confirmed_ppm: 0,
            most_complaints_ppm: ALL_PPM,
            most_reconnected_ppm: ALL_PPM,
        };
        let check = WaveCheck { ordered: 5, confirmed: 5, complaints: 0, reconnected: 0 };
        let parts = [10_000, 100_000];
        assert_eq!(book.next_wave(energy, day, parts, Some((check, bounds))), None);
    }

    #[test]
    fn cg_16_many_orders_need_a_dry_run_a_sample_and_two_people() {
        let (energy, day) = (Energy::Electricity, DAY);
        let counted = FleetFact::Counted { energy, day, candidates: 500, median: 400 };
        let approved = |by: &str| FleetFact::Approved { energy, day, by: by.into() };
        let wave = FleetFact::WaveReleased { energy, day, released_ppm: 10_000 };
        assert_eq!(
            FleetBook::default().allows(&approved("an")),
            Err(FleetError::NotCounted { day })
        );
        let seen = [
            counted,
            FleetFact::DryRunSeen { energy, day, by: "an".into() },
            FleetFact::SampleChecked { energy, day, by: "an".into() },
            approved("an"),
        ];
        let mut book = taken(&seen);
        let parts = [10_000, 100_000];
        assert_eq!(book.allows(&wave), Err(FleetError::NotApproved { day }));
        assert_eq!(book.next_wave(energy, day, parts, None), None);
        assert!(book.allows(&approved("an")).is_err());
        book.take(&approved("bo"), Instant(5));
        assert_eq!(book.next_wave(energy, day, parts, None), Some(wave.clone()));
        book.take(&wave, Instant(6));
        assert_eq!(book.next_wave(energy, day, parts, None), None, "the first has to be checked");
        let bounds = Bounds {
            least_confirmed_ppm: 950_000,
            most_complaints_ppm: 20_000,
            most_reconnected_ppm: 250_000,
        };
        let good = WaveCheck { ordered: 5, confirmed: 5, complaints: 0, reconnected: 0 };
        let second = FleetFact::WaveReleased { energy, day, released_ppm: 110_000 };
        assert_eq!(book.next_wave(energy, day, parts, Some((good, bounds))), Some(second));
        let bad = WaveCheck { confirmed: 3, ..good };
        let pause = book.next_wave(energy, day, parts, Some((bad, bounds))).unwrap();
        assert!(matches!(pause, FleetFact::Paused { .. }));
        book.take(&pause, Instant(7));
        assert_eq!(book.next_wave(energy, day, parts, Some((good, bounds))), None);
        let further = FleetFact::WaveReleased { energy, day, released_ppm: 110_000 };
        assert_eq!(book.allows(&further), Err(FleetError::Paused { day }));
    }

    #[test]
    fn cg_18_a_run_is_undone_once() {
        let undone = FleetFact::Undone {
            energy: Energy::Gas,
            day: DAY,
            by: "an".into(),
            cost_borne_by: "operator".into(),
        };
        let book = taken(std::slice::from_ref(&undone));
        assert_eq!(book.allows(&undone), Err(FleetError::UndoneAlready { day: DAY }));
    }
}
