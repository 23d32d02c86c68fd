//! One transaction of an entry.

use super::head::{account_number, bic, is_credit, money_in_any_currency, party_name};
use super::tags::Tag;
use super::xml::Xml;
use crate::error::{BankError, Problem};
use crate::statement::{Counterparty, Information, StatementLine, Structured};
use std::io::BufRead;
use units::MicroEuro;

/// All free text of one transaction.
const MOST_TEXT_BYTES: usize = 64 * 1024;
/// Structured references of one transaction.
const MOST_STRUCTURED: usize = 1_000;

/// What a transaction says of itself.
#[derive(Debug, Default)]
pub(super) struct Details {
    /// In euro, if it has one in euro.
    pub(super) amount: Option<MicroEuro>,
    pub(super) credit: Option<bool>,
    instructed: Option<MicroEuro>,
    bank_reference: String,
    client_reference: String,
    operation: String,
    debtor: Counterparty,
    creditor: Counterparty,
    purpose: String,
    text: String,
    structured: Vec<Structured>,
    return_reason: String,
    information: String,
}

impl Details {
    /// Reads `TxDtls`, which is open.
    pub(super) fn read<R: BufRead>(xml: &mut Xml<R>) -> Result<Self, BankError> {
        let mut details = Self::default();
        while let Some(child) = xml.child()? {
            match child {
                Tag::Refs => details.references(xml)?,
                Tag::Amt => details.amount = euro(xml)?.or(details.amount),
                Tag::CdtDbtInd => details.credit = Some(is_credit(xml)?),
                Tag::AmtDtls => details.amounts(xml)?,
                Tag::BkTxCd => details.operation = bank_code(xml)?,
                Tag::RltdPties => details.parties(xml)?,
                Tag::RltdAgts => details.agents(xml)?,
                Tag::Purp => xml.only_text("purpose")?.clone_into(&mut details.purpose),
                Tag::RmtInf => details.remittance(xml)?,
                Tag::RtrInf => details.returned(xml)?,
                Tag::AddtlTxInf => xml.text("AddtlTxInf")?.clone_into(&mut details.information),
                _ => xml.skip()?,
            }
        }
        details.amount = details.amount.or(details.instructed);
        Ok(details)
    }

    /// Puts it into a line. The counterparty of money that came is the debtor.
    pub(super) fn fill(self, line: &mut StatementLine, credit: bool) {
        line.counterparty = if credit { self.debtor } else { self.creditor };
        line.text = self.text;
        line.structured = self.structured;
        line.client_reference = self.client_reference;
        line.purpose = self.purpose;
        line.return_reason = self.return_reason;
        for (own, entry) in
            [(self.bank_reference, &mut line.bank_reference), (self.operation, &mut line.operation)]
        {
            if !own.is_empty() {
                *entry = own;
            }
        }
        if !self.information.is_empty() {
            let text = self.information;
            line.information.push(Information { code: String::new(), text });
        }
    }

    fn references<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), BankError> {
        while let Some(child) = xml.child()? {
            match child {
                Tag::AcctSvcrRef => {
                    xml.text("AcctSvcrRef")?.clone_into(&mut self.bank_reference);
                }
                Tag::EndToEndId => match xml.text("EndToEndId")? {
                    // The word of the scheme for none.
                    "NOTPROVIDED" => {}
                    text => text.clone_into(&mut self.client_reference),
                },
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn amounts<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), BankError> {
        while let Some(child) = xml.child()? {
            if !matches!(child, Tag::TxAmt | Tag::InstdAmt) {
                xml.skip()?;
                continue;
            }
            while let Some(grandchild) = xml.child()? {
                match (child, grandchild) {
                    (Tag::TxAmt, Tag::Amt) => self.amount = self.amount.or(euro(xml)?),
                    (_, Tag::Amt) => self.instructed = euro(xml)?,
                    _ => xml.skip()?,
                }
            }
        }
        Ok(())
    }

    fn parties<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), BankError> {
        while let Some(child) = xml.child()? {
            match child {
                Tag::Dbtr => self.debtor.name = party_name(xml)?,
                Tag::Cdtr => self.creditor.name = party_name(xml)?,
                Tag::DbtrAcct => self.debtor.account = account(xml)?,
                Tag::CdtrAcct => self.creditor.account = account(xml)?,
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn agents<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), BankError> {
        while let Some(child) = xml.child()? {
            match child {
                Tag::DbtrAgt => self.debtor.bic = bic(xml)?,
                Tag::CdtrAgt => self.creditor.bic = bic(xml)?,
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn remittance<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), BankError> {
        while let Some(child) = xml.child()? {
            match child {
                Tag::Ustrd => {
                    let text = xml.text("Ustrd")?;
                    if self.text.len().saturating_add(text.len()) > MOST_TEXT_BYTES {
                        let what = "the text of a transaction";
                        let most_bytes = MOST_TEXT_BYTES;
                        return Err(xml.problem(Problem::TooLong { what, most_bytes }));
                    }
                    if !self.text.is_empty() {
                        self.text.push(' ');
                    }
                    self.text.push_str(text);
                }
                Tag::Strd => {
                    while let Some(child) = xml.child()? {
                        match child {
                            Tag::CdtrRefInf => self.creditor_reference(xml)?,
                            _ => xml.skip()?,
                        }
                    }
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn creditor_reference<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), BankError> {
        let (mut code, mut issuer, mut text) = (String::new(), String::new(), String::new());
        while let Some(child) = xml.child()? {
            match child {
                Tag::Tp => {
                    while let Some(child) = xml.child()? {
                        match child {
                            Tag::CdOrPrtry => {
                                xml.only_text("type of reference")?.clone_into(&mut code);
                            }
                            Tag::Issr => xml.text("Issr")?.clone_into(&mut issuer),
                            _ => xml.skip()?,
                        }
                    }
                }
                Tag::Ref => xml.text("Ref")?.clone_into(&mut text),
                _ => xml.skip()?,
            }
        }
        if self.structured.len() == MOST_STRUCTURED {
            let found = format!("more than {MOST_STRUCTURED}");
            return Err(xml.field("references of a transaction", "a few", &found));
        }
        self.structured.push(Structured { code, issuer, text });
        Ok(())
    }

    fn returned<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), BankError> {
        while let Some(child) = xml.child()? {
            match child {
                Tag::Rsn => {
                    xml.only_text("reason of the return")?.clone_into(&mut self.return_reason);
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }
}

fn account<R: BufRead>(xml: &mut Xml<R>) -> Result<String, BankError> {
    let mut number = String::new();
    while let Some(child) = xml.child()? {
        match child {
            Tag::Id => number = account_number(xml)?,
            _ => xml.skip()?,
        }
    }
    Ok(number)
}

/// An amount, if it is in euro: the instructed amount of a payment may be in another currency.
fn euro<R: BufRead>(xml: &mut Xml<R>) -> Result<Option<MicroEuro>, BankError> {
    let (amount, currency) = money_in_any_currency(xml, "amount of the transaction")?;
    Ok((currency.as_deref() == Some("EUR")).then_some(amount))
}

/// `PMNT-RCDT-ESCT`, or the bank's own code if it gives no other.
pub(super) fn bank_code<R: BufRead>(xml: &mut Xml<R>) -> Result<String, BankError> {
    let (mut domain, mut family, mut sub_family) = (String::new(), String::new(), String::new());
    let mut own = String::new();
    while let Some(child) = xml.child()? {
        match child {
            Tag::Domn => {
                while let Some(child) = xml.child()? {
                    match child {
                        Tag::Cd => xml.text("Cd")?.clone_into(&mut domain),
                        Tag::Fmly => {
                            while let Some(child) = xml.child()? {
                                match child {
                                    Tag::Cd => xml.text("Cd")?.clone_into(&mut family),
                                    Tag::SubFmlyCd => {
                                        xml.text("SubFmlyCd")?.clone_into(&mut sub_family);
                                    }
                                    _ => xml.skip()?,
                                }
                            }
                        }
                        _ => xml.skip()?,
                    }
                }
            }
            Tag::Prtry => {
                while let Some(child) = xml.child()? {
                    match child {
                        Tag::Cd => xml.text("Cd")?.clone_into(&mut own),
                        _ => xml.skip()?,
                    }
                }
            }
            _ => xml.skip()?,
        }
    }
    Ok(if domain.is_empty() { own } else { format!("{domain}-{family}-{sub_family}") })
}
