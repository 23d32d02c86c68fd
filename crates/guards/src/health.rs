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

    pub fn path_healthy(&self) -> bool {
        !self.open(&Service::ReconnectionPath)
    }

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
    fn cg_18_a_broken_way_back_bars_until_it_is_whole() {
        let mut area = AreaHealth::default();
        area.fails("reconnection_path", Instant(0));
        area.fails("no_staff", Instant(0));
        assert!(!area.path_healthy() && !area.staff_reachable());
        assert!(area.barring(Instant(1), 24).is_empty());
        area.recovers("reconnection_path", Instant(2));
        assert!(area.path_healthy() && !area.staff_reachable());
    }
}
