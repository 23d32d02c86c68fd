//! Health of what people need to stay on or come back: while they cannot top up or be reconnected,
//! cuts stop by themselves. Source: CG-19.

use calendar::Instant;
use serde::{Deserialize, Serialize};

/// What can fail. Names that are not known count as a failure of something people need.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Service {
    /// The way by which a cut supply returns. Source: CG-18.
    ReconnectionPath,
    /// Nobody can be reached in the next hours. Source: CG-18.
    Staff,
    /// Top-up channels, field network, bank feed, clock, data of the account. Source: CG-08.
    Other(String),
}

impl From<String> for Service {
    fn from(kind: String) -> Self {
        match kind.as_str() {
            "reconnection_path" => Self::ReconnectionPath,
            "no_staff" => Self::Staff,
            _ => Self::Other(kind),
        }
    }
}

impl From<Service> for String {
    fn from(service: Service) -> Self {
        match service {
            Service::ReconnectionPath => "reconnection_path".to_owned(),
            Service::Staff => "no_staff".to_owned(),
            Service::Other(kind) => kind,
        }
    }
}

/// A failure, and when it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    pub service: Service,
    pub since: Instant,
    pub recovered_at: Option<Instant>,
}

/// The incidents of an area.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AreaHealth(Vec<Incident>);

impl AreaHealth {
    /// One open incident of a kind at a time.
    pub fn fails(&mut self, kind: &str, at: Instant) {
        let service = Service::from(kind.to_owned());
        let open =
            |incident: &Incident| incident.service == service && incident.recovered_at.is_none();
        if !self.0.iter().any(open) {
            self.0.push(Incident { service, since: at, recovered_at: None });
        }
    }

    /// Returns whether such an incident was open.
    pub fn recovers(&mut self, kind: &str, at: Instant) -> bool {
        let service = Service::from(kind.to_owned());
        let mut was_open = false;
        for incident in &mut self.0 {
            if incident.service == service && incident.recovered_at.is_none() {
                incident.recovered_at = Some(at);
                was_open = true;
            }
        }
        was_open
    }

    /// What bars cuts at `at` as an incident of ours: open, or healthy for less than `recovery_h`.
    pub fn barring(&self, at: Instant, recovery_h: i64) -> Vec<String> {
        let bars = self.0.iter().filter(|incident| {
            matches!(incident.service, Service::Other(_))
                && incident.recovered_at.is_none_or(|end| at < end.plus_h(recovery_h))
        });
        bars.map(|incident| String::from(incident.service.clone())).collect()
    }

    fn open(&self, service: &Service) -> bool {
        self.0
            .iter()
            .any(|incident| incident.service == *service && incident.recovered_at.is_none())
    }

    /// Whether a cut supply could return at `at`. The way back has to be whole for `recovery_h` like
    /// everything else that people need: CG-19 names those who cannot be reconnected beside those who
    /// cannot top up, and a way that has just come back may fail again on the first release.
    /// Source: CG-18, CG-19.
    pub fn path_healthy(&self, at: Instant, recovery_h: i64) -> bool {
        let mut of_path = self.0.iter().filter(|one| one.service == Service::ReconnectionPath);
        !of_path.any(|one| one.recovered_at.is_none_or(|end| at < end.plus_h(recovery_h)))
    }

    /// When the way back counts again, at `at` or after it. `None` while it is broken.
    pub fn path_clears_from(&self, at: Instant, recovery_h: i64) -> Option<Instant> {
        let of_path = self.0.iter().filter(|one| one.service == Service::ReconnectionPath);
        let ends = of_path.filter_map(|incident| incident.recovered_at);
        let clear = ends.map(|end| end.plus_h(recovery_h)).max();
        clear.filter(|clear| *clear >= at && self.path_healthy(*clear, recovery_h))
    }

    /// At once when somebody is on duty again: that people go home is no failure that has to heal, and a
    /// day of health after each night would be a ban that no rule asks for. Source: CG-18.
    pub fn staff_reachable(&self) -> bool {
        !self.open(&Service::Staff)
    }

    /// When cuts that incidents barred may be decided on again, at `at` or after it: at the end of
    /// the last of them. `None` while one is open.
    pub fn clears_from(&self, at: Instant, recovery_h: i64) -> Option<Instant> {
        let barring = |incident: &&Incident| matches!(incident.service, Service::Other(_));
        let ends = self.0.iter().filter(barring).filter_map(|incident| incident.recovered_at);
        let clear = ends.map(|end| end.plus_h(recovery_h)).max();
        clear.filter(|clear| *clear >= at && self.barring(*clear, recovery_h).is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cg_19_cuts_start_again_only_after_a_day_of_health() {
        let mut area = AreaHealth::default();
        area.fails("terminals", Instant(0));
        assert_eq!(area.barring(Instant(5), 24), ["terminals"]);
        let end = Instant(10);
        area.recovers("terminals", end);
        assert_eq!(area.barring(end.plus_h(24).plus_s(-1), 24), ["terminals"]);
        assert!(area.barring(end.plus_h(24), 24).is_empty());
        let clear = end.plus_h(24);
        assert_eq!(area.clears_from(end, 24), Some(clear));
        assert_eq!(area.clears_from(clear, 24), Some(clear), "something else may be due then");
        assert_eq!(area.clears_from(clear.plus_s(1), 24), None);
    }

    #[test]
    fn cg_08_clears_with_the_last_of_several_incidents() {
        let mut area = AreaHealth::default();
        area.fails("terminals", Instant(0));
        area.fails("bank_feed", Instant(0));
        area.recovers("terminals", Instant(10));
        assert_eq!(area.clears_from(Instant(10), 24), None);
        area.recovers("bank_feed", Instant(20));
        assert_eq!(area.clears_from(Instant(20), 24), Some(Instant(20).plus_h(24)));
    }

    #[test]
    fn cg_18_cg_19_a_broken_way_back_bars_until_it_was_whole_for_a_day() {
        let mut area = AreaHealth::default();
        area.fails("reconnection_path", Instant(0));
        area.fails("no_staff", Instant(0));
        assert!(!area.path_healthy(Instant(1), 24) && !area.staff_reachable());
        assert!(area.barring(Instant(1), 24).is_empty(), "it has a guard of its own");
        assert_eq!(area.path_clears_from(Instant(1), 24), None);
        let end = Instant(2);
        area.recovers("reconnection_path", end);
        let clear = end.plus_h(24);
        assert!(!area.path_healthy(clear.plus_s(-1), 24), "people could not be reconnected lately");
        assert!(area.path_healthy(clear, 24) && !area.staff_reachable());
        assert_eq!(area.path_clears_from(end, 24), Some(clear));
        area.recovers("no_staff", end);
        assert!(area.staff_reachable(), "at once");
        area.fails("reconnection_path", end.plus_h(1));
        assert_eq!(area.path_clears_from(end, 24), None, "it failed again");
        assert!(!area.path_healthy(clear, 24));
    }
}
