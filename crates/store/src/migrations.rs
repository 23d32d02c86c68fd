//! Forward only, one text for both databases.

use crate::StoreError;
use refinery::{Migration, Runner};

/// Version, name and text; the name begins with the version.
const TEXTS: [(i64, &str, &str); 80] = [
    (1, "V1__accounts_days_journal", include_str!("../migrations/V1__accounts_days_journal.sql")),
    (
        2,
        "V2__outbox_jobs_proofs_books",
        include_str!("../migrations/V2__outbox_jobs_proofs_books.sql"),
    ),
    (3, "V3__fleet_and_clock", include_str!("../migrations/V3__fleet_and_clock.sql")),
    (4, "V4__till", include_str!("../migrations/V4__till.sql")),
    (5, "V5__estimates_points", include_str!("../migrations/V5__estimates_points.sql")),
    (6, "V6__bank", include_str!("../migrations/V6__bank.sql")),
    (7, "V7__desk", include_str!("../migrations/V7__desk.sql")),
    (8, "V8__wide_bookings", include_str!("../migrations/V8__wide_bookings.sql")),
    (9, "V9__parties", include_str!("../migrations/V9__parties.sql")),
    (10, "V10__meters", include_str!("../migrations/V10__meters.sql")),
    (11, "V11__releases", include_str!("../migrations/V11__releases.sql")),
    (12, "V12__suspense_provider", include_str!("../migrations/V12__suspense_provider.sql")),
    (13, "V13__contacts_notices", include_str!("../migrations/V13__contacts_notices.sql")),
    (14, "V14__people", include_str!("../migrations/V14__people.sql")),
    (15, "V15__calendars", include_str!("../migrations/V15__calendars.sql")),
    (16, "V16__person_terminal", include_str!("../migrations/V16__person_terminal.sql")),
    (17, "V17__household_cases", include_str!("../migrations/V17__household_cases.sql")),
    (18, "V18__live_values", include_str!("../migrations/V18__live_values.sql")),
    (19, "V19__intervals", include_str!("../migrations/V19__intervals.sql")),
    (20, "V20__staff_acts", include_str!("../migrations/V20__staff_acts.sql")),
    (21, "V21__webhooks_events_keys", include_str!("../migrations/V21__webhooks_events_keys.sql")),
    (22, "V22__points", include_str!("../migrations/V22__points.sql")),
    (23, "V23__sharing_groups", include_str!("../migrations/V23__sharing_groups.sql")),
    (24, "V24__sharing_runs", include_str!("../migrations/V24__sharing_runs.sql")),
    (25, "V25__mandate_requests", include_str!("../migrations/V25__mandate_requests.sql")),
    (26, "V26__cpas_aid", include_str!("../migrations/V26__cpas_aid.sql")),
    (27, "V27__decided_versions", include_str!("../migrations/V27__decided_versions.sql")),
    (28, "V28__looks_by_time", include_str!("../migrations/V28__looks_by_time.sql")),
    (29, "V29__household_consents", include_str!("../migrations/V29__household_consents.sql")),
    (30, "V30__top_up_places", include_str!("../migrations/V30__top_up_places.sql")),
    (31, "V31__suppliers", include_str!("../migrations/V31__suppliers.sql")),
    (32, "V32__prosumers", include_str!("../migrations/V32__prosumers.sql")),
    (33, "V33__quality_cases", include_str!("../migrations/V33__quality_cases.sql")),
    (34, "V34__channels_by_time", include_str!("../migrations/V34__channels_by_time.sql")),
    (35, "V35__staff_terms", include_str!("../migrations/V35__staff_terms.sql")),
    (36, "V36__bank_debits_files", include_str!("../migrations/V36__bank_debits_files.sql")),
    (37, "V37__outbox_queued", include_str!("../migrations/V37__outbox_queued.sql")),
    (38, "V38__wrong_tries", include_str!("../migrations/V38__wrong_tries.sql")),
    (39, "V39__paper_mandates", include_str!("../migrations/V39__paper_mandates.sql")),
    (40, "V40__client_notes", include_str!("../migrations/V40__client_notes.sql")),
    (41, "V41__meter_holds", include_str!("../migrations/V41__meter_holds.sql")),
    (42, "V42__client_charges", include_str!("../migrations/V42__client_charges.sql")),
    (43, "V43__meter_quarters", include_str!("../migrations/V43__meter_quarters.sql")),
    (44, "V44__timely_days", include_str!("../migrations/V44__timely_days.sql")),
    (45, "V45__desk_day", include_str!("../migrations/V45__desk_day.sql")),
    (46, "V46__phone_line", include_str!("../migrations/V46__phone_line.sql")),
    (47, "V47__supply_contract", include_str!("../migrations/V47__supply_contract.sql")),
    (48, "V48__requests_of_points", include_str!("../migrations/V48__requests_of_points.sql")),
    (49, "V49__api_requests", include_str!("../migrations/V49__api_requests.sql")),
    (50, "V50__shop_staff", include_str!("../migrations/V50__shop_staff.sql")),
    (51, "V51__shop_terms", include_str!("../migrations/V51__shop_terms.sql")),
    (52, "V52__own_acts", include_str!("../migrations/V52__own_acts.sql")),
    (53, "V53__by_mail", include_str!("../migrations/V53__by_mail.sql")),
    (54, "V54__welfare_offices", include_str!("../migrations/V54__welfare_offices.sql")),
    (55, "V55__case_notes", include_str!("../migrations/V55__case_notes.sql")),
    (56, "V56__case_presence", include_str!("../migrations/V56__case_presence.sql")),
    (57, "V57__aid_terms", include_str!("../migrations/V57__aid_terms.sql")),
    (58, "V58__client_proofs", include_str!("../migrations/V58__client_proofs.sql")),
    (59, "V59__commission_sittings", include_str!("../migrations/V59__commission_sittings.sql")),
    (60, "V60__field_visits", include_str!("../migrations/V60__field_visits.sql")),
    (61, "V61__terminal_stops", include_str!("../migrations/V61__terminal_stops.sql")),
    (62, "V62__mandates_by_time", include_str!("../migrations/V62__mandates_by_time.sql")),
    (63, "V63__sharing_documents", include_str!("../migrations/V63__sharing_documents.sql")),
    (
        64,
        "V64__supplier_representative_systems",
        include_str!("../migrations/V64__supplier_representative_systems.sql"),
    ),
    (65, "V65__sharing_labels", include_str!("../migrations/V65__sharing_labels.sql")),
    (66, "V66__asked_by_law", include_str!("../migrations/V66__asked_by_law.sql")),
    (67, "V67__sharing_tasks", include_str!("../migrations/V67__sharing_tasks.sql")),
    (68, "V68__partner_notices", include_str!("../migrations/V68__partner_notices.sql")),
    (69, "V69__injected_registers", include_str!("../migrations/V69__injected_registers.sql")),
    (70, "V70__early_help", include_str!("../migrations/V70__early_help.sql")),
    (71, "V71__closed_accounts", include_str!("../migrations/V71__closed_accounts.sql")),
    (72, "V72__plan_proposals", include_str!("../migrations/V72__plan_proposals.sql")),
    (
        73,
        "V73__incident_messages_act_photos",
        include_str!("../migrations/V73__incident_messages_act_photos.sql"),
    ),
    (74, "V74__sharing_terms", include_str!("../migrations/V74__sharing_terms.sql")),
    (
        75,
        "V75__sharing_task_protected",
        include_str!("../migrations/V75__sharing_task_protected.sql"),
    ),
    (
        76,
        "V76__sheets_and_easy_letters",
        include_str!("../migrations/V76__sheets_and_easy_letters.sql"),
    ),
    (77, "V77__proposals_by_party", include_str!("../migrations/V77__proposals_by_party.sql")),
    (78, "V78__settlements", include_str!("../migrations/V78__settlements.sql")),
    (79, "V79__key_makers", include_str!("../migrations/V79__key_makers.sql")),
    (80, "V80__outbox_order", include_str!("../migrations/V80__outbox_order.sql")),
];

/// The newest version this program knows.
pub const NEWEST: i64 = 80;

/// Where refinery notes which versions a database has.
pub(crate) const HISTORY: &str = "refinery_schema_history";

/// Where the databases differ.
pub(crate) struct Dialect {
    /// Keeps a table in the order of its key.
    pub(crate) clustered: &'static str,
    /// Compares a text byte by byte, so that both databases have the same order.
    pub(crate) bytewise: &'static str,
    /// The function that says where in a text another begins, from 1.
    pub(crate) place_of: &'static str,
}

/// The migrations up to `version`.
pub(crate) fn runner(version: i64, dialect: &Dialect) -> Result<Runner, StoreError> {
    let migrations: Result<Vec<Migration>, refinery::Error> = TEXTS
        .iter()
        .take_while(|(number, ..)| *number <= version)
        .map(|(_, name, text)| {
            let text = text.replace(") CLUSTERED;", &format!("){};", dialect.clustered));
            let text = text.replace("PLACE_OF(", &format!("{}(", dialect.place_of));
            Migration::unapplied(name, &text.replace(" BYTEWISE", dialect.bytewise))
        })
        .collect();
    let migrations = migrations
        .map_err(|error| StoreError::Migration { known: version, source: Box::new(error) })?;
    Ok(Runner::new(&migrations).set_abort_missing(true).set_abort_divergent(true))
}

/// Refuses a database that a later program has migrated. Errors: both versions.
pub(crate) fn not_newer(found: Option<i64>) -> Result<(), StoreError> {
    match found {
        Some(found) if found > NEWEST => Err(StoreError::NewerVersion { found, known: NEWEST }),
        _ => Ok(()),
    }
}
