//! Smart meters by segment, the share that the decree asks for, and where to go next. Source: GQ-06, PR-14.

use calendar::SettlementDay;
use std::collections::BTreeMap;
use std::str::FromStr;

/// Who has to have a smart meter first. Source: PR-14.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    LargeUse,
    Produces,
    PrepaymentMeter,
    ChargingPoint,
    MeterReplacement,
    NewConnection,
    Request,
}

impl Segment {
    pub const ALL: [Self; 7] = [
        Self::LargeUse,
        Self::Produces,
        Self::PrepaymentMeter,
        Self::ChargingPoint,
        Self::MeterReplacement,
        Self::NewConnection,
        Self::Request,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::LargeUse => "large_use",
            Self::Produces => "produces",
            Self::PrepaymentMeter => "prepayment_meter",
            Self::ChargingPoint => "charging_point",
            Self::MeterReplacement => "meter_replacement",
            Self::NewConnection => "new_connection",
            Self::Request => "request",
        }
    }
}

/// What is known of a point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteFacts {
    /// Off-take of a year, in kWh; `None` if it is not known.
    pub kwh_a_year: Option<u64>,
    pub produces: bool,
    pub prepayment_meter: bool,
    pub charging_point: bool,
    pub meter_replacement: bool,
    pub new_connection: bool,
    pub request: bool,
}

impl SiteFacts {
    /// The segments of a point, which may be several or none. `large_use_kwh`: use of at least so much a year
    /// (6,000 in the decree of 2022). Source: PR-14.
    pub fn segments(&self, large_use_kwh: u64) -> Vec<Segment> {
        let is = |segment: &Segment| match segment {
            Segment::LargeUse => self.kwh_a_year.is_some_and(|kwh| kwh >= large_use_kwh),
            Segment::Produces => self.produces,
            Segment::PrepaymentMeter => self.prepayment_meter,
            Segment::ChargingPoint => self.charging_point,
            Segment::MeterReplacement => self.meter_replacement,
            Segment::NewConnection => self.new_connection,
            Segment::Request => self.request,
        };
        Segment::ALL.into_iter().filter(is).collect()
    }
}

/// A point, its segments and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub point: String,
    pub street: String,
    pub circuit: Option<String>,
    pub segments: Vec<Segment>,
    /// The day its smart meter was placed.
    pub smart_since: Option<SettlementDay>,
    /// The user does not want one.
    pub refused: bool,
    pub appointment: Option<SettlementDay>,
}

/// What has to be reached by a day: 800 thousandths by 2029-12-31 in the decree of 2022, 1,000 in later texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub by: SettlementDay,
    pub permille: u32,
}

/// The operator's targets: of the points that are in a segment, and of all. Written as
/// `80 % of segments by 2029-12-31; 100 % of all by 2034-12-31`; either may stand alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Targets {
    pub segments: Option<Target>,
    pub all: Option<Target>,
}

/// Why a text is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no target such as `80 % of segments by 2029-12-31` or `100 % of all by 2034-12-31`"
)]
pub struct TargetError {
    pub text: String,
}

impl FromStr for Targets {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let mut targets = Self::default();
        for part in text.split(';') {
            let wrong = || TargetError { text: part.trim().to_owned() };
            let (percent, rest) = part.split_once('%').ok_or_else(wrong)?;
            let permille = units::parse_decimal(percent.trim(), 1).map_err(|_| wrong())?;
            let permille = u32::try_from(permille).ok().filter(|permille| *permille <= 1_000);
            let permille = permille.ok_or_else(wrong)?;
            let words: Vec<&str> = rest.split_whitespace().collect();
            let ["of", whose, "by", day] = words.as_slice() else { return Err(wrong()) };
            let by: SettlementDay = day.parse().map_err(|_| wrong())?;
            let place = match *whose {
                "segments" => &mut targets.segments,
                "all" => &mut targets.all,
                _ => return Err(wrong()),
            };
            if place.replace(Target { by, permille }).is_some() {
                return Err(wrong());
            }
        }
        Ok(targets)
    }
}

/// How far a segment is. A refusal stays in the number: the decree knows no exception.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub points: u32,
    pub equipped: u32,
    pub refused: u32,
    /// Not equipped, with an appointment on the day or later.
    pub appointments: u32,
}

impl Progress {
    /// In thousandths, rounded down; an empty segment is done.
    pub fn permille(&self) -> u32 {
        let part = u64::from(self.equipped) * 1_000;
        let part = part.checked_div(self.points.into()).unwrap_or(1_000);
        u32::try_from(part).unwrap_or(1_000)
    }

    /// Meters that still have to be placed for a target.
    pub fn missing(&self, target: &Target) -> u32 {
        let needed = (u64::from(self.points) * u64::from(target.permille)).div_ceil(1_000);
        u32::try_from(needed).unwrap_or(u32::MAX).saturating_sub(self.equipped)
    }

    /// Meters a month, rounded up, from `today` to the end of the target's day; `None` once it is over and
    /// some are missing. Months are thirty days.
    pub fn needed_a_month(&self, target: &Target, today: SettlementDay) -> Option<u32> {
        let missing = u64::from(self.missing(target));
        if missing == 0 {
            return Some(0);
        }
        let days =
            u64::try_from(target.by.next().days_since(today)).ok().filter(|days| *days > 0)?;
        u32::try_from((missing * 30).div_ceil(days)).ok()
    }

    fn add(&mut self, site: &Site, today: SettlementDay) {
        let equipped = site.smart_since.is_some_and(|since| since <= today);
        self.points += 1;
        self.equipped += u32::from(equipped);
        self.refused += u32::from(site.refused && !equipped);
        let ahead = site.appointment.is_some_and(|day| day >= today);
        self.appointments += u32::from(ahead && !equipped);
    }
}

/// All segments, and the points that are in any: a point in two counts once there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    pub segments: BTreeMap<Segment, Progress>,
    pub together: Progress,
    /// Every point, in a segment or not.
    pub all: Progress,
}

impl Deployment {
    /// As of `today`: what was placed later is not there yet. Source: GQ-06.
    pub fn of(sites: &[Site], today: SettlementDay) -> Self {
        let empty = Segment::ALL.map(|segment| (segment, Progress::default()));
        let (together, every) = (Progress::default(), Progress::default());
        let mut all = Self { segments: empty.into_iter().collect(), together, all: every };
        for site in sites {
            all.all.add(site, today);
            if site.segments.is_empty() {
                continue;
            }
            for (segment, progress) in &mut all.segments {
                if site.segments.contains(segment) {
                    progress.add(site, today);
                }
            }
            all.together.add(site, today);
        }
        all
    }
}

/// A street to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Street {
    pub street: String,
    /// Points of a segment without a smart meter, that did not refuse and have no appointment.
    pub open: u32,
    /// The highest risk of a circuit in it, as [`crate::rank`] has it.
    pub risk: u64,
}

/// Streets with something to do: by the risk of their circuits, then by how much there is, then by name.
/// Source: GQ-06.
pub fn streets(sites: &[Site], risks: &[crate::Risk], today: SettlementDay) -> Vec<Street> {
    let risk_of = |circuit: &Option<String>| {
        let mut found = risks.iter().filter(|risk| Some(&risk.circuit) == circuit.as_ref());
        found.next().map_or(0, |risk| risk.score)
    };
    let mut by_name: BTreeMap<&str, Street> = BTreeMap::new();
    for site in sites {
        let equipped = site.smart_since.is_some_and(|since| since <= today);
        let planned = site.appointment.is_some_and(|day| day >= today);
        if site.segments.is_empty() || equipped || planned || site.refused {
            continue;
        }
        let street = by_name.entry(&site.street).or_insert_with(|| Street {
            street: site.street.clone(),
            open: 0,
            risk: 0,
        });
        street.open += 1;
        street.risk = street.risk.max(risk_of(&site.circuit));
    }
    let mut all: Vec<Street> = by_name.into_values().collect();
    all.sort_by_key(|street| std::cmp::Reverse((street.risk, street.open)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pr_14_targets_are_read_from_the_operators_text() {
        let day = |text: &str| text.parse::<SettlementDay>().unwrap();
        let shipped: Targets = "80 % of segments by 2029-12-31".parse().unwrap();
        let target = Target { by: day("2029-12-31"), permille: 800 };
        assert_eq!(shipped, Targets { segments: Some(target), all: None });
        let both: Targets =
            "80 % of segments by 2029-12-31; 100% of all by 2034-12-31".parse().unwrap();
        assert_eq!(both.all, Some(Target { by: day("2034-12-31"), permille: 1_000 }));
        for wrong in [
            "",
            "most",
            "80 % of some by 2029-12-31",
            "101 % of all by 2029-12-31",
            "80 % of all by 2029-12-31; 90 % of all by 2030-12-31",
            "80 % of all by soon",
        ] {
            assert!(wrong.parse::<Targets>().is_err(), "{wrong}");
        }
    }

    fn day(year: i32, month: u8, day: u8) -> SettlementDay {
        SettlementDay::from_ymd(year, month, day).unwrap()
    }

    fn site(point: &str, street: &str, segments: &[Segment]) -> Site {
        Site {
            point: point.to_owned(),
            street: street.to_owned(),
            circuit: None,
            segments: segments.to_vec(),
            smart_since: None,
            refused: false,
            appointment: None,
        }
    }

    #[test]
    fn pr_14_a_point_is_in_all_segments_that_fit_it() {
        let facts = SiteFacts { kwh_a_year: Some(6_000), produces: true, ..SiteFacts::default() };
        assert_eq!(facts.segments(6_000), [Segment::LargeUse, Segment::Produces]);
        let less = SiteFacts { kwh_a_year: Some(5_999), ..SiteFacts::default() };
        assert_eq!(less.segments(6_000), []);
    }

    #[test]
    fn gq_06_progress_counts_each_segment_and_each_point_once_together() {
        let today = day(2026, 6, 1);
        let both = [Segment::Produces, Segment::Request];
        let sites = [
            Site { smart_since: Some(day(2026, 5, 1)), ..site("a", "x", &both) },
            Site { smart_since: Some(day(2026, 7, 1)), ..site("b", "x", &both) },
            Site { refused: true, ..site("c", "x", &[Segment::Produces]) },
            Site { appointment: Some(today), ..site("d", "x", &[Segment::Request]) },
            site("e", "x", &[]),
        ];
        let all = Deployment::of(&sites, today);
        assert_eq!(
            all.segments[&Segment::Produces],
            Progress { points: 3, equipped: 1, refused: 1, appointments: 0 }
        );
        assert_eq!(all.together, Progress { points: 4, equipped: 1, refused: 1, appointments: 1 });
        assert_eq!(all.together.permille(), 250);
        assert_eq!(all.segments[&Segment::ChargingPoint].permille(), 1_000);
    }

    #[test]
    fn pr_14_eighty_and_a_hundred_percent_are_two_targets() {
        let by = day(2029, 12, 31);
        let progress = Progress { points: 1_001, equipped: 500, refused: 0, appointments: 0 };
        let (most, all) = (Target { by, permille: 800 }, Target { by, permille: 1_000 });
        // 800.8 of 1,001 points: the last part of one is one.
        assert_eq!((progress.missing(&most), progress.missing(&all)), (301, 501));
        assert_eq!(progress.needed_a_month(&most, day(2029, 12, 2)), Some(301));
        assert_eq!(progress.needed_a_month(&most, day(2029, 11, 2)), Some(151));
        assert_eq!(progress.needed_a_month(&most, day(2030, 1, 1)), None);
        let done = Progress { equipped: 801, ..progress };
        assert_eq!(done.needed_a_month(&most, day(2030, 1, 1)), Some(0));
    }

    #[test]
    fn gq_06_streets_are_chosen_by_risk_and_by_what_is_to_do() {
        let on = |street, circuit: &str| Site {
            circuit: Some(circuit.to_owned()),
            ..site("p", street, &[Segment::Request])
        };
        let risk = |circuit: &str, score| crate::Risk {
            circuit: circuit.to_owned(),
            score,
            reasons: Vec::new(),
            measured: true,
        };
        let refused = Site { refused: true, ..on("north", "C1") };
        let sites =
            [on("south", "C2"), on("south", "C2"), on("east", "C3"), on("west", "C1"), refused];
        let all = streets(&sites, &[risk("C1", 9), risk("C2", 4)], day(2026, 6, 1));
        let names: Vec<_> =
            all.iter().map(|street| (street.street.as_str(), street.open)).collect();
        assert_eq!(names, [("west", 1), ("south", 2), ("east", 1)]);
    }
}
