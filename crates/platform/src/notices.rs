//! What people are told: notices are made from the outbox, sent, and known to have arrived or not.
//! Source: CM-01 to CM-06.

mod access;
mod commands;
mod consents;
mod copies;
mod days;
pub mod desk;
mod endpoints;
pub mod forecast;
mod heard;
mod held;
mod incidents;
mod letters;
mod making;
mod near;
mod nightly;
mod office;
mod outbox;
mod partners;
mod plans;
pub mod prices;
pub mod printing;
mod promised;
mod returned;
mod rules;
mod sending;
mod shops;
mod stands;
#[cfg(test)]
mod tests;
mod threshold;
mod told;
mod visits;
mod welcome;

pub use access::{access_ended, access_lapsed};
pub use commands::{Asked, name_of as channel_name, run, write_last};
pub use consents::{P1_PORT, port_consent, warn_of_consents};
pub use days::tell_of_days;
pub use endpoints::tell_of_endpoints;
pub use heard::unknown_of_month;
pub use held::tell_of_last_open_day;
pub use incidents::{incident, incident_key, incident_texts};
pub use letters::{
    appointment_letter, appointment_text, no_reference, of_notice, own_request, right_to_refuse,
};
pub use making::{make, person, would_say};
pub use nightly::{JOB, job_key, tell_of_night};
pub use office::{
    OfficeMessage, WouldSay, access_by_law, access_given, in_brief, office_would_say, office_writes,
};
pub use outbox::{
    access_asked, balance_asked, case_ended, contact_changed, looked_at, new_device, sharing_news,
};
pub use partners::representative_told;
pub use plans::{plan_proposal_over, plan_proposal_reaches, plan_proposed};
pub use prices::prices_published;
pub use promised::say_call;
pub use returned::{came_back_from, letter_came_back};
pub use rules::{JOB as RULES_JOB, rules_changed, tell_of_rules};
#[cfg(test)]
pub use sending::failed;
pub use sending::{CarrierArguments, Courier, keep_unsent};
pub use shops::{heard, tell_of_weeks, watch_terminals};
pub use threshold::{COST_DAYS, say_own_low, usual_cost};
pub use told::{begins, left_for_holder, told_to_holder};
pub use visits::{VisitTold, When as VisitWhen, visit_changed, visit_would_say};

use crate::failure::Failure;
use notify::figures::House;
use serde::{Deserialize, Serialize};
use store::Store;
use units::Dso;

/// Messages whose text is for the household alone: they hold codes that open something. Nobody else reads them
/// on a page. Source: PD-03.
pub const CODES: [&str; 2] = ["M02", "M17"];

/// A house as it is kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptHouse {
    name: String,
    site: String,
    help: String,
    emergency: String,
    postal: String,
}

fn setting(dso: Dso) -> String {
    format!("notices/{dso}")
}

/// In whose name an operator's customers are written to.
pub fn kept_house(store: &mut Store, dso: Dso) -> Result<Option<House>, Failure> {
    let Some(body) = store.setting(&setting(dso))? else { return Ok(None) };
    let KeptHouse { name, site, help, emergency, postal } = serde_json::from_str(&body)?;
    Ok(Some(House { name, site, help, emergency, postal }))
}

/// From now on an operator's customers are written to, in this name.
pub fn keep_house(store: &mut Store, dso: Dso, house: &House) -> Result<(), Failure> {
    let House { name, site, help, emergency, postal } = house.clone();
    let kept = KeptHouse { name, site, help, emergency, postal };
    Ok(store.set_setting(&setting(dso), &serde_json::to_string(&kept)?)?)
}
