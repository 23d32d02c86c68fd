//! The sandbox as a browser gets it.

use super::*;
use portal::operator::{
    ClockStep, Ground, GroundView, TrainingGround, TrainingHome, TrainingNow, TrainingRefused,
    TrainingTold,
};

impl TrainingGround for Room {
    fn ground(&self, _: &Visitor) -> Result<GroundView, MyError> {
        let home = |state| TrainingHome {
            reference: "0000 0000 00017".to_owned(),
            energy: Energy::Electricity,
            state,
        };
        let ground = match self.done.lock().unwrap().iter().any(|one| one == "real") {
            true => Ground::Real,
            false => Ground::Training(TrainingNow {
                steps: vec![(ClockStep::NextDay, noon().day().next().at(10, 0))],
                last: day("2026-12-21"),
                homes: vec![home(ShownState::InOrder), home(ShownState::Off)],
            }),
        };
        Ok(GroundView { ground, now: noon() })
    }

    fn move_clock(&self, _: &Visitor, to: Instant) -> TrainingTold {
        let mut done = self.done.lock().unwrap();
        if done.iter().any(|one| one == "real") {
            return Ok(Err(TrainingRefused::NoTraining));
        }
        if to <= noon() {
            return Ok(Err(TrainingRefused::Back));
        }
        if to.day() > day("2026-12-21") {
            return Ok(Err(TrainingRefused::TooFar));
        }
        done.push(format!("clock {to}"));
        Ok(Ok(()))
    }

    fn begin_again(&self, _: &Visitor) -> TrainingTold {
        let mut done = self.done.lock().unwrap();
        if done.iter().any(|one| one == "real") {
            return Ok(Err(TrainingRefused::NoTraining));
        }
        done.push("again".to_owned());
        Ok(Ok(()))
    }
}

const PATHS: [&str; 4] = [
    "/fr/pilotage/formation",
    "/nl/sturing/opleiding",
    "/de/betrieb/schulung",
    "/en/operations/training",
];

#[test]
fn o_14_the_clock_is_moved_by_a_step_or_to_a_day_and_homes_are_made_anew() {
    let (site, _, done) = site();
    for path in PATHS {
        let page = get(&site, Role::Operator, path).text();
        html::assert_sound(&page);
        assert!(page.len() < 30_000 && page.contains("0000 0000 00017"), "{page}");
        assert_eq!(page.matches("<form class=\"card\"").count(), 3, "{path}");
        let seen = get(&site, Role::Auditor, path).text();
        assert_eq!(seen.matches("<form class=\"card\"").count(), 0, "{path}");
        assert_eq!(post(&site, Role::Auditor, path, "again=yes&sure=yes").status, 303);
    }
    let path = PATHS[3];
    let step = post(&site, Role::Operator, path, "to=2026-11-21T09:00:00Z");
    assert_eq!(step.header("location"), Some(path));
    let typed = post(&site, Role::Operator, path, "day=01%2F12%2F2026&time=10:00");
    assert_eq!(typed.header("location"), Some(path));
    for (body, words) in [
        ("day=tomorrow&time=10:00", "Write the day as 01/12/2026"),
        ("day=2026-12-01&time=", "Write the day as 01/12/2026"),
        ("day=2026-11-20&time=10:00", "The clock only goes forward."),
        ("day=2027-01-01&time=10:00", "Choose 21/12/2026 at the latest."),
        ("again=yes", "Tick the box first"),
    ] {
        let answer = post(&site, Role::Operator, path, body);
        assert_eq!(answer.status, 422, "{body}");
        let page = answer.text();
        html::assert_sound(&page);
        assert!(page.contains(words) && page.contains("<title>Error"), "{body}: {page}");
    }
    let kept = post(&site, Role::Operator, path, "day=tomorrow&time=10:00").text();
    assert!(kept.contains("value=\"tomorrow\"") && kept.contains("value=\"10:00\""), "{kept}");
    let again = post(&site, Role::Operator, path, "again=yes&sure=yes");
    assert_eq!(again.header("location"), Some("/en/sign-in"));
    assert_eq!(
        *done.lock().unwrap(),
        ["clock 2026-11-21T09:00:00Z", "clock 2026-12-01T09:00:00Z", "again"]
    );
}

#[test]
fn o_14_a_real_installation_says_so_and_refuses() {
    let (site, _, done) = site();
    done.lock().unwrap().push("real".to_owned());
    let page = get(&site, Role::Operator, PATHS[3]).text();
    assert!(page.contains("This installation is real") && !page.contains("name=\"to\""), "{page}");
    for body in ["to=2026-11-21T09:00:00Z", "again=yes&sure=yes"] {
        let refused = post(&site, Role::Operator, PATHS[3], body);
        assert_eq!(refused.status, 409, "{body}");
        assert!(refused.text().contains("Only an installation for training can do this."));
    }
    assert_eq!(done.lock().unwrap().len(), 1, "nothing was done");
}
