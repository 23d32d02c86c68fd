//! What may be let go of when its time is over. The books stay: days, entries, postings, facts and proofs are never
//! touched here, and an account keeps its number and its point. Source: PD-01, PD-07.

use crate::database::{Database, Value};
use crate::sharing_tasks::SharingTaskKind;
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso};

/// A call among the channels of notices.
const CALL: i64 = 8;
/// Somebody's own household.
const CUSTOMER: i64 = 1;

/// Accounts that say who lived there, by what their people left behind.
const NAMED: &str = "(EXISTS (SELECT 1 FROM contact c WHERE c.account_id = a.account_id
         AND (c.name <> '' OR c.phone IS NOT NULL OR c.email IS NOT NULL OR c.street <> ''
             OR c.postcode <> '' OR c.town <> ''))
     OR EXISTS (SELECT 1 FROM person_account p WHERE p.account_id = a.account_id)
     OR EXISTS (SELECT 1 FROM notice n WHERE n.account_id = a.account_id AND n.address <> ''))";

impl Store {
    /// Accounts of an operator that were closed before `before`, ask nothing any more, and still say who lived there.
    pub fn named_since_closed(
        &mut self,
        dso: Dso,
        before: Instant,
    ) -> Result<Vec<AccountId>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT a.account_id FROM account a
                 WHERE a.dso = $1 AND a.closed_us < $2 AND {NAMED}
                     AND NOT EXISTS (SELECT 1 FROM household_case h
                         WHERE h.account_id = a.account_id AND h.open = 1)
                 ORDER BY a.account_id"
            ),
            &[i64::from(dso.code()).into(), before.0.into()],
            &mut |mut row| {
                found.push(AccountId(row.number()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Cuts the identity from an account: who lived there, how they were reached, and that it was theirs. Somebody who
    /// has no household left signs in no more. Within the operator's lock.
    pub fn cut_identity(&mut self, account: AccountId, at: Instant) -> Result<(), StoreError> {
        self.transaction(|store| {
            let of_account = [account.0.into()];
            store.database.execute(
                "UPDATE contact SET name = '', phone = NULL, email = NULL, street = '', postcode = '',
                     town = '' WHERE account_id = $1",
                &of_account,
            )?;
            store.database.execute(
                "UPDATE notice SET address = '', figures = '{}', subject = '', body = ''
                 WHERE account_id = $1",
                &of_account,
            )?;
            // How money was paid out after the account had closed, in free words; which clerk did it stays (PD-05).
            store.database.execute("UPDATE settlement SET how = '' WHERE account_id = $1", &of_account)?;
            // Kept when one text still said both.
            for (table, column) in
                [("settlement", "by_name"), ("sharing_task", "ended_by"), ("closed_calendar", "ended_by")]
            {
                let words = format!(
                    "UPDATE {table} SET {column} = '-' WHERE account_id = $1 AND {column} LIKE '%: %'"
                );
                store.database.execute(&words, &of_account)?;
            }
            // That it came under the social tariff is its own to tell, and nothing was paid with it.
            let protected = SharingTaskKind::BecameProtected.code();
            for table in ["sharing_task", "settlement"] {
                let gone = format!("DELETE FROM {table} WHERE account_id = $1 AND kind = $2");
                store.database.execute(&gone, &[account.0.into(), protected.into()])?;
            }
            store.database.execute("DELETE FROM help_offer WHERE account_id = $1", &of_account)?;
            store.database.execute("DELETE FROM client_note WHERE account_id = $1", &of_account)?;
            store.database.execute("DELETE FROM client_proof WHERE account_id = $1", &of_account)?;
            store.database.execute("DELETE FROM case_note WHERE account_id = $1", &of_account)?;
            // On what a mandate rests stays with the mandate.
            store.database.execute(
                "DELETE FROM legal_request WHERE account_id = $1 AND state IN (2, 3)",
                &of_account,
            )?;
            // The reference on it is that of the home, and the paper says who signed.
            store.database.execute("DELETE FROM paper_mandate WHERE account_id = $1", &of_account)?;
            store.database.execute("DELETE FROM client_charge WHERE account_id = $1", &of_account)?;
            // The facts of what was agreed stay; why it was proposed goes.
            store.database.execute("DELETE FROM plan_proposal WHERE account_id = $1", &of_account)?;
            // Whoever lives there next keeps their own.
            store.database.execute(
                "DELETE FROM visit_photo WHERE visit_id IN (
                     SELECT v.visit_id FROM field_visit v JOIN account a ON a.ean = v.ean
                     WHERE a.account_id = $1 AND v.made_us < a.closed_us)",
                &of_account,
            )?;
            store.database.execute("DELETE FROM act_photo WHERE account_id = $1", &of_account)?;
            let people = store.people_of_account(account)?;
            store.database.execute("DELETE FROM person_account WHERE account_id = $1", &of_account)?;
            for one in people {
                let person = [Value::from(one.person)];
                let left = "SELECT COUNT(*) FROM person_account WHERE person_id = $1";
                let left = store.number_of(left, &person)?;
                let role = "SELECT role FROM person WHERE person_id = $1";
                let role = store.number_of(role, &person)?;
                if left.unwrap_or(0) > 0 || role != Some(CUSTOMER) {
                    continue;
                }
                store.forget_person(one.person, at)?;
            }
            store.database.execute("DELETE FROM person_code WHERE account_id = $1", &of_account)?;
            store.database.execute("DELETE FROM own_act WHERE account_id = $1", &of_account)?;
            Ok(())
        })
    }

    /// Forgets at which number and address an account's people were reached, also before. What was sent to them stays
    /// with where it went. Within the operator's lock.
    pub fn forget_reached(&mut self, account: AccountId) -> Result<(), StoreError> {
        let of_account = [account.0.into()];
        self.transaction(|store| {
            store.database.execute(
                "UPDATE contact SET phone = NULL, email = NULL WHERE account_id = $1",
                &of_account,
            )
        })?;
        Ok(())
    }

    /// Forgets where somebody signed in, also before, and what they did on their own pages; they sign in no more.
    /// That they saw a household's data stays in its list of looks, under a number. Within the operator's lock.
    pub fn forget_person(&mut self, person: i64, at: Instant) -> Result<(), StoreError> {
        let of_person = [Value::from(person)];
        self.transaction(|store| {
            store.database.execute(
                "UPDATE person_way SET name = '', phone = NULL, email = NULL, password = NULL,
                     totp = NULL, ended = 1 WHERE person_id = $1",
                &of_person,
            )?;
            for text in [
                "DELETE FROM person_code WHERE person_id = $1",
                "DELETE FROM own_change WHERE person_id = $1",
                "DELETE FROM own_act WHERE person_id = $1",
                "UPDATE partner_notice SET address = '' WHERE person_id = $1",
            ] {
                store.database.execute(text, &of_person)?;
            }
            store.end_session(person, None, at)?;
            Ok(())
        })
    }

    /// Cases of an operator that are not open, with what is kept of them: number and body.
    pub fn closed_cases(&mut self, dso: Dso) -> Result<Vec<(i64, String)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT case_id, body FROM household_case WHERE dso = $1 AND open = 0 ORDER BY case_id",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push((row.number()?, row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Forgets a case that is not open.
    pub fn drop_case(&mut self, id: i64) -> Result<(), StoreError> {
        let values = [id.into()];
        self.transaction(|store| {
            store
                .database
                .execute("DELETE FROM household_case WHERE case_id = $1 AND open = 0", &values)
        })?;
        Ok(())
    }

    /// How many means of voltage of an operator's complaints are of before `before`.
    pub fn voltages_before(&mut self, dso: Dso, before: SettlementDay) -> Result<u64, StoreError> {
        let count = self.number_of(
            &format!("SELECT COUNT(*) FROM quality_mean WHERE {}", Self::OLD_VOLTAGES),
            &[before.start().0.into(), i64::from(dso.code()).into()],
        )?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    const OLD_VOLTAGES: &'static str = "start_us < $1 AND case_id IN
        (SELECT case_id FROM quality_case WHERE dso = $2 AND open = 0)";

    /// Forgets them. Of an open complaint they are kept.
    pub fn drop_voltages(&mut self, dso: Dso, before: SettlementDay) -> Result<(), StoreError> {
        let values = [before.start().0.into(), i64::from(dso.code()).into()];
        let text = format!("DELETE FROM quality_mean WHERE {}", Self::OLD_VOLTAGES);
        self.transaction(|store| store.database.execute(&text, &values))?;
        Ok(())
    }

    const OLD_CALLS: &'static str =
        "channel = $1 AND ended_us < $2 AND account_id >= $3 AND account_id <= $4";

    const OLD_PHONE_CALLS: &'static str = "dso = $1 AND ended = 1 AND last_us < $2";

    /// How many calls ended before `before`: to an operator's households, and from whoever rang its phone line.
    pub fn calls_before(&mut self, dso: Dso, before: SettlementDay) -> Result<u64, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let made = self.number_of(
            &format!("SELECT COUNT(*) FROM notice WHERE {}", Self::OLD_CALLS),
            &[CALL.into(), before.start().0.into(), first.0.into(), last.0.into()],
        )?;
        let came = self.number_of(
            &format!("SELECT COUNT(*) FROM phone_call WHERE {}", Self::OLD_PHONE_CALLS),
            &[i64::from(dso.code()).into(), before.start().0.into()],
        )?;
        let count = made.unwrap_or(0).saturating_add(came.unwrap_or(0));
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Forgets them, and in which language a number is answered that has not rung since. That an account's state was
    /// told stays in the household's list of looks.
    pub fn drop_calls(&mut self, dso: Dso, before: SettlementDay) -> Result<(), StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let before = Value::from(before.start().0);
        let made = [CALL.into(), before.clone(), first.0.into(), last.0.into()];
        let came = [i64::from(dso.code()).into(), before.clone()];
        self.transaction(|store| {
            let text = format!("DELETE FROM notice WHERE {}", Self::OLD_CALLS);
            store.database.execute(&text, &made)?;
            let text = format!("DELETE FROM phone_call WHERE {}", Self::OLD_PHONE_CALLS);
            store.database.execute(&text, &came)?;
            store.database.execute("DELETE FROM phone_language WHERE at_us < $1", &[before])
        })?;
        Ok(())
    }
}
