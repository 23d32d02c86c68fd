//! The sandbox as the page of operators has it. Source: UX O-14.

use super::{Rooms, failed};
use crate::agents::known_account;
use crate::failure::Failure;
use crate::sandbox::homes::{HOMES, ean};
use crate::training::{NotMoved, Training};
use calendar::Instant;
use portal::my::{MyError, Visitor};
use portal::operator::{
    Ground, GroundView, TrainingGround, TrainingHome, TrainingNow, TrainingRefused, TrainingTold,
};
use std::sync::Arc;

/// What a demo has written in its database.
const DEMO: &str = "demo";

impl Rooms {
    /// Of an installation for training, whose clock is turned here.
    pub fn with_training(self, training: Option<Arc<Training>>) -> Self {
        Self { training, ..self }
    }

    fn ground_of(&self) -> Result<GroundView, Failure> {
        let now = self.now();
        let Some(training) = &self.training else {
            let demo = self.engine().store.setting(DEMO)?.is_some();
            return Ok(GroundView { ground: if demo { Ground::Demo } else { Ground::Real }, now });
        };
        let mut engine = self.engine();
        let mut homes = Vec::with_capacity(HOMES.len());
        for (place, home) in HOMES.iter().enumerate() {
            let ean = ean(place)?;
            let account = engine.account_of(ean)?;
            let Some(known) = known_account(&mut engine, account, now)? else { continue };
            let reference = ean.reference().to_string();
            homes.push(TrainingHome { reference, energy: home.energy, state: known.card.state });
        }
        drop(engine);
        let (steps, last) = (training.steps()?, training.last());
        Ok(GroundView { ground: Ground::Training(TrainingNow { steps, last, homes }), now })
    }
}

impl TrainingGround for Rooms {
    fn ground(&self, _: &Visitor) -> Result<GroundView, MyError> {
        self.ground_of().map_err(failed("could not read what is practised on"))
    }

    fn move_clock(&self, _: &Visitor, to: Instant) -> TrainingTold {
        let Some(training) = &self.training else { return Ok(Err(TrainingRefused::NoTraining)) };
        let moved = training.turn(to).map_err(failed("could not move the clock"))?;
        Ok(moved.map_err(|why| match why {
            NotMoved::Back => TrainingRefused::Back,
            NotMoved::TooFar => TrainingRefused::TooFar,
        }))
    }

    fn begin_again(&self, _: &Visitor) -> TrainingTold {
        let Some(training) = &self.training else { return Ok(Err(TrainingRefused::NoTraining)) };
        training.begin_again();
        Ok(Ok(()))
    }
}
