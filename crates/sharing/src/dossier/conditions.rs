//! What a group has to be, as a list of tasks. Source: ES-01, ES-02, ES-03, PS-05, ES-18.

use super::act::{Form, Joining, Metering, Notice, Paper, Signed};
use super::error::DossierError;
use super::{Dossier, Membership};
use crate::parameters::SharingParameters;
use calendar::SettlementDay;
use serde::{Deserialize, Serialize};
use units::Ean;

/// One task of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Condition {
    Paper(Paper),
    Representative,
    /// Somebody injects, somebody else takes.
    ProducerAndConsumer,
    /// A key that holds from the start.
    Key,
    /// Quarter-hours of each member's meter.
    Meters,
    /// Energy passes the public network.
    PublicGrid,
    Mandates,
    /// Signed by everyone who loses compensation or the social tariff.
    Notices,
}

impl Condition {
    /// As it is kept and typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paper(paper) => paper.name(),
            Self::Representative => "representative",
            Self::ProducerAndConsumer => "producer_and_consumer",
            Self::Key => "key",
            Self::Meters => "meters",
            Self::PublicGrid => "public_grid",
            Self::Mandates => "mandates",
            Self::Notices => "notices",
        }
    }
}

impl std::str::FromStr for Condition {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let others = [
            Self::Representative,
            Self::ProducerAndConsumer,
            Self::Key,
            Self::Meters,
            Self::PublicGrid,
            Self::Mandates,
            Self::Notices,
        ];
        let mut all = Paper::ALL.iter().copied().map(Self::Paper).chain(others);
        all.find(|one| one.name() == text)
            .ok_or_else(|| format!("`{text}` is no task of a dossier"))
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.name().to_owned()
    }
}

impl TryFrom<String> for Condition {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// A task that is open, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    pub condition: Condition,
    /// The points it is open for, if it is a task of points.
    pub points: Vec<(Ean, Option<Notice>)>,
}

impl std::fmt::Display for Unmet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.condition {
            Condition::Paper(paper) => write!(formatter, "the paper `{paper}`")?,
            Condition::Representative => formatter.write_str("a representative")?,
            Condition::ProducerAndConsumer => {
                formatter.write_str("a point that injects and another one that takes")?;
            }
            Condition::Key => formatter.write_str("a key that holds from the start")?,
            Condition::Meters => formatter.write_str("a meter that reports quarter-hours for")?,
            Condition::PublicGrid => formatter.write_str("the public network for")?,
            Condition::Mandates => formatter.write_str("the mandate of")?,
            Condition::Notices => formatter.write_str("the signed notice of")?,
        }
        for (place, (ean, notice)) in self.points.iter().enumerate() {
            formatter.write_str(if place == 0 { " " } else { ", " })?;
            write!(formatter, "`{ean}`")?;
            if let Some(notice) = notice {
                write!(formatter, " ({notice})")?;
            }
        }
        Ok(())
    }
}

/// The papers of a form. Source: ES-01.
pub(super) fn papers(form: Form) -> &'static [Paper] {
    match form {
        Form::Building => &[Paper::BuildingDeclaration, Paper::Convention],
        Form::RenewableCommunity | Form::CitizenCommunity => {
            &[Paper::Statutes, Paper::Convention, Paper::Authorisation, Paper::Notification]
        }
        Form::PeerToPeer => &[Paper::Contract],
    }
}

/// Papers that come only after the operator's form: asked for when it accepts.
fn comes_later(paper: Paper) -> bool {
    matches!(paper, Paper::Authorisation | Paper::Notification)
}

/// Which notices a point needs. Source: PS-05, ES-18.
pub(super) fn notices_of(joining: &Joining) -> impl Iterator<Item = Notice> {
    let compensation = joining.in_compensation.then_some(Notice::Compensation);
    let social = (joining.social_tariff && joining.role.takes()).then_some(Notice::SocialTariff);
    compensation.into_iter().chain(social)
}

pub(super) fn meter_fits(metering: Metering) -> bool {
    match metering {
        Metering::SmartQuarterHours | Metering::RemoteRead => true,
        Metering::Other | Metering::SmartDaily => false,
    }
}

impl Dossier {
    /// All tasks of this dossier, in order, each with what is open of it.
    pub fn tasks(&self) -> Vec<(Condition, Option<Unmet>)> {
        let papers = papers(self.form).iter().copied().map(Condition::Paper);
        let others = [
            Condition::Representative,
            Condition::ProducerAndConsumer,
            Condition::Meters,
            Condition::PublicGrid,
            Condition::Mandates,
            Condition::Notices,
            Condition::Key,
        ];
        papers.chain(others).map(|condition| (condition, self.unmet(condition))).collect()
    }

    /// What is open before the dossier may be submitted, or accepted.
    pub(super) fn open_tasks(&self, to_accept: bool) -> Vec<Unmet> {
        let counts = |condition: &Condition| match condition {
            Condition::Paper(paper) => to_accept || !comes_later(*paper),
            _ => true,
        };
        let tasks = self.tasks().into_iter().filter(|(condition, _)| counts(condition));
        tasks.filter_map(|(_, unmet)| unmet).collect()
    }

    /// Members of now or later that lie outside of the group on the day they join. Errors: no value of a rule.
    /// Source: ES-01, ES-02.
    pub fn outside(&self, parameters: &SharingParameters<'_>) -> Result<Vec<Ean>, DossierError> {
        let mut found = Vec::new();
        for member in self.members.iter().filter(|member| member.to.is_none()) {
            let joining = &member.joining;
            match check_perimeter(self, joining, parameters, joining.from.day()) {
                Err(DossierError::OutsidePerimeter { ean, .. }) => found.push(ean),
                other => other?,
            }
        }
        Ok(found)
    }

    /// The papers that its form needs. Source: ES-01.
    pub fn papers_needed(&self) -> &'static [Paper] {
        papers(self.form)
    }

    /// What is open for one point that joins a group which is sharing already.
    pub(super) fn open_for(&self, joining: &Joining) -> Vec<Unmet> {
        let mut unmet = Vec::new();
        let mut add = |condition, notice| {
            unmet.push(Unmet { condition, points: vec![(joining.ean, notice)] });
        };
        if !meter_fits(self.metering_of(joining)) {
            add(Condition::Meters, None);
        }
        if joining.private_grid {
            add(Condition::PublicGrid, None);
        }
        if !self.has_mandate(joining) {
            add(Condition::Mandates, None);
        }
        for notice in notices_of(joining) {
            if !self.has_notice(joining, notice) {
                add(Condition::Notices, Some(notice));
            }
        }
        unmet
    }

    /// The notices that members of now or later need before they share, each with what was signed.
    /// Source: PS-05, ES-18.
    pub fn notices_needed(&self) -> Vec<(&Joining, Notice, Option<&Signed>)> {
        let members = self.members.iter().filter(|member| member.to.is_none());
        let needed = members.flat_map(|member| {
            let joining = &member.joining;
            notices_of(joining).map(move |notice| (joining, notice))
        });
        needed
            .map(|(joining, notice)| (joining, notice, self.notices.get(&(joining.ean, notice))))
            .collect()
    }

    fn unmet(&self, condition: Condition) -> Option<Unmet> {
        let here = |open: bool| open.then(|| Unmet { condition, points: Vec::new() });
        let of_points = |points: Vec<(Ean, Option<Notice>)>| {
            (!points.is_empty()).then_some(Unmet { condition, points })
        };
        let members = || self.members.iter().filter(|member| member.to.is_none());
        let lacking = |lacks: &dyn Fn(&Joining) -> bool| {
            let points = members().filter(|member| lacks(&member.joining));
            of_points(points.map(|member| (member.joining.ean, None)).collect())
        };
        match condition {
            Condition::Paper(paper) => here(!self.papers.contains_key(&paper)),
            Condition::Representative => here(self.representative.is_none()),
            Condition::ProducerAndConsumer => {
                let injects: Vec<Ean> = members()
                    .filter(|member| member.joining.role.injects())
                    .map(|member| member.joining.ean)
                    .collect();
                let pair = members().any(|member| {
                    let ean = member.joining.ean;
                    member.joining.role.takes() && injects.iter().any(|other| *other != ean)
                });
                here(!pair)
            }
            Condition::Key => here(self.keys.is_empty()),
            Condition::Meters => lacking(&|joining| !meter_fits(self.metering_of(joining))),
            Condition::PublicGrid => lacking(&|joining| joining.private_grid),
            Condition::Mandates => lacking(&|joining| !self.has_mandate(joining)),
            Condition::Notices => {
                let mut points = Vec::new();
                for member in members() {
                    for notice in notices_of(&member.joining) {
                        if !self.has_notice(&member.joining, notice) {
                            points.push((member.joining.ean, Some(notice)));
                        }
                    }
                }
                of_points(points)
            }
        }
    }

    fn metering_of(&self, joining: &Joining) -> Metering {
        self.metering.get(&joining.ean).copied().unwrap_or(joining.metering)
    }

    /// The mandate on which a membership rests, given with its joining or as a document. Source: PD-03.
    pub fn mandate_of<'a>(&'a self, member: &'a Membership) -> Option<&'a Signed> {
        let of_document = || match &member.signed {
            Some(given) => given.mandate.as_ref(),
            None => self.mandates.get(&member.joining.ean),
        };
        member.joining.mandate.as_ref().or_else(of_document)
    }

    /// What was signed for a membership of what is lost by it. Source: PS-05, ES-18.
    pub fn notice_of<'a>(&'a self, member: &'a Membership, notice: Notice) -> Option<&'a Signed> {
        match &member.signed {
            Some(given) => given.notices.get(&notice),
            None => self.notices.get(&(member.joining.ean, notice)),
        }
    }

    fn has_mandate(&self, joining: &Joining) -> bool {
        joining.mandate.is_some() || self.mandates.contains_key(&joining.ean)
    }

    /// Signed on the day of joining at the latest: there are days here, no hours.
    fn has_notice(&self, joining: &Joining, notice: Notice) -> bool {
        let signed = self.notices.get(&(joining.ean, notice));
        signed.is_some_and(|signed| signed.on <= joining.from.day())
    }
}

/// Whether a point lies within a group. Source: ES-01.
pub(super) fn check_perimeter(
    dossier: &Dossier,
    joining: &Joining,
    parameters: &SharingParameters<'_>,
    on: SettlementDay,
) -> Result<(), DossierError> {
    let (group, point) = (&dossier.perimeter, &joining.place);
    let same = |ours: &Option<String>, its: &Option<String>| ours.is_some() && ours == its;
    let near = || -> Result<bool, DossierError> {
        match point.wind_turbine_m.filter(|_| group.wind) {
            Some(metres) => Ok((0..=parameters.wind_radius_m(on)?).contains(&metres)),
            None => Ok(false),
        }
    };
    let inside = match dossier.form {
        Form::Building => same(&group.building, &point.building),
        Form::RenewableCommunity => {
            same(&group.municipality, &point.municipality)
                || same(&group.station, &point.station)
                || near()?
        }
        // It may be wider.
        Form::CitizenCommunity | Form::PeerToPeer => true,
    };
    if inside {
        return Ok(());
    }
    let said = |what: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!("{what} `{value}`"))
    };
    let found = [
        said("building", &point.building),
        said("municipality", &point.municipality),
        said("behind station", &point.station),
        point.wind_turbine_m.map(|metres| format!("{metres} m from the wind turbine")),
    ];
    let perimeter = [
        said("building", &group.building),
        said("municipality", &group.municipality),
        said("behind station", &group.station),
        group.wind.then(|| "around its wind turbine".to_owned()),
    ];
    let text = |parts: [Option<String>; 4]| {
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { "a place nobody said".to_owned() } else { parts.join(", ") }
    };
    Err(DossierError::OutsidePerimeter {
        ean: joining.ean,
        found: text(found),
        perimeter: text(perimeter),
    })
}
