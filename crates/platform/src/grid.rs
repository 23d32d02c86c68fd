//! `tirelire grid`: quality of supply from files: voltage against limits, phases to change, load against
//! ratings, circuits at risk. Rules: the crate `gridquality`.

pub mod complaint;
mod curves;
mod deployment;
mod load;
mod profile;
mod rebalance;
mod risk;
mod table;
#[cfg(test)]
mod tests;
mod voltage;

use crate::failure::Failure;
use std::io::Write;
use std::path::PathBuf;

/// Quality of supply.
#[derive(Debug, clap::Subcommand)]
pub enum Grid {
    /// Means of voltage by point, phase and week, against the limits of their day.
    Voltage(Voltage),
    /// Single-phase points to move, so that the phases of a circuit carry alike.
    Rebalance(Rebalance),
    /// What circuits and transformers carry, against their ratings, and where it is heading.
    Load(Load),
    /// Circuits at risk, the worst first, with reasons.
    Risk(Risk),
    /// Complaints about voltage that are kept, with the voltage they rest on.
    #[command(subcommand)]
    Complaint(Box<complaint::Complaint>),
    /// Smart meters by segment, against the operator's target, and streets to go to.
    Deployment(DeploymentAsked),
}

#[derive(Debug, clap::Args)]
pub struct DeploymentAsked {
    /// `point,street,circuit,kwh_a_year,produces,prepayment_meter,charging_point,meter_replacement,
    /// new_connection,request,smart_since,refused,appointment`: `yes` or `no`, and days.
    #[arg(long)]
    pub sites: PathBuf,
    #[arg(long, default_value = "ORES")]
    pub dso: units::Dso,
    /// As of this day; today without it.
    #[arg(long)]
    pub today: Option<calendar::SettlementDay>,
    /// From so much use a year on a point is one of large use.
    #[arg(long, default_value_t = 6_000)]
    pub large_use_kwh: u64,
}

#[derive(Debug, clap::Args)]
pub struct Voltage {
    /// `start,point,phase,voltage_v`, with `injection_kwh`, `current_a` and `feeder` behind or without; plain or gzip.
    #[arg(long)]
    pub input: PathBuf,
    /// `nominal=230 week=207..253 share=95% always=195.5..253 enough=90%`, with its first day in front if there
    /// are more; without, `quality.voltage_limits` of the operator.
    #[arg(long)]
    pub limits: Vec<String>,
    #[arg(long, default_value = "ORES")]
    pub dso: units::Dso,
    /// Minutes each value is the mean of: 10 or 15.
    #[arg(long, default_value_t = 10)]
    pub minutes: u8,
    /// `FEEDER=AMPERES` of each phase, for feeders that the file names.
    #[arg(long)]
    pub rating: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Rebalance {
    /// `point,connection,phase`: `single`, `fixed` (may not be moved) or `three` (without a phase).
    #[arg(long)]
    pub points: PathBuf,
    /// Quarter-hours: `start,member,offtake_kwh,injection_kwh`, plain or gzip; or Parquet.
    #[arg(long)]
    pub input: PathBuf,
    /// Moves at most.
    #[arg(long, default_value_t = 10)]
    pub most: usize,
}

#[derive(Debug, clap::Args)]
pub struct Load {
    /// `[{"id":"T1","rating_kva":"250","power_factor":"0.95","points":["P1"],"additions":[]}]`; a circuit has
    /// `rating_a` of each phase and `nominal_v` from a phase to neutral, 230 in a network of 400 V.
    #[arg(long)]
    pub assets: PathBuf,
    /// Quarter-hours, as for `rebalance`.
    #[arg(long)]
    pub input: PathBuf,
    /// Measured currents by phase, as for `voltage` with `current_a`: their peak is held against the rating.
    #[arg(long)]
    pub currents: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct Risk {
    /// `circuit,points,complaints,means,means_outside,utilisation_permille,installations`.
    #[arg(long)]
    pub input: PathBuf,
    /// Points of risk: `complaint=10 outside=5 utilisation=2 from=800 installation=1`. The rules give none.
    #[arg(long)]
    pub weights: String,
}

/// Errors: a file that cannot be taken, by its line; nothing is half-said.
pub fn run(url: &str, command: &Grid, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    match command {
        Grid::Voltage(asked) => voltage::run(url, asked, json, out),
        Grid::Complaint(asked) => {
            complaint::run(&mut crate::engine::Engine::open(url)?, asked, json, out)
        }
        Grid::Deployment(asked) => deployment::run(url, asked, json, out),
        Grid::Rebalance(asked) => rebalance::run(asked, json, out),
        Grid::Load(asked) => load::run(asked, json, out),
        Grid::Risk(asked) => risk::run(asked, json, out),
    }
}
