//! A camt.053.001.08, written as text.

use super::{ACCOUNT, Movement, Sample};
use calendar::SettlementDay;
use std::io::{self, Write};
use units::{MicroEuro, format_decimal};

/// The head of the document.
pub(super) fn begin(out: &mut impl Write, day: SettlementDay) -> io::Result<()> {
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n\
         <BkToCstmrStmt>\n<GrpHdr><MsgId>SAMPLE</MsgId><CreDtTm>{day}T06:00:00</CreDtTm></GrpHdr>\n"
    )
}

/// The end of the document.
pub(super) fn end(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"</BkToCstmrStmt>\n</Document>\n")
}

fn euro(amount: MicroEuro) -> String {
    format_decimal(i128::from(amount.0.unsigned_abs() / 10_000), 2)
}

fn indicator(amount: MicroEuro) -> &'static str {
    if amount.0 < 0 { "DBIT" } else { "CRDT" }
}

/// Writes one statement with its number, first movement and their count.
pub(super) fn statement(
    sample: &Sample,
    out: &mut impl Write,
    (number, first, count): (u64, u64, u64),
    (opening, closing): (MicroEuro, MicroEuro),
) -> io::Result<()> {
    let day = sample.day;
    write!(
        out,
        "<Stmt>\n<Id>SAMPLE-{number}</Id>\n<ElctrncSeqNb>{number}</ElctrncSeqNb>\n\
         <CreDtTm>{day}T06:00:00</CreDtTm>\n<Acct><Id><IBAN>{ACCOUNT}</IBAN></Id><Ccy>EUR</Ccy>\
         <Ownr><Nm>TIRELIRE SAMPLE</Nm></Ownr>\
         <Svcr><FinInstnId><BICFI>NICABEBB</BICFI></FinInstnId></Svcr></Acct>\n"
    )?;
    for (code, balance, day) in [("OPBD", opening, day.previous()), ("CLBD", closing, day)] {
        let (amount, indicator) = (euro(balance), indicator(balance));
        writeln!(
            out,
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt>\
             <CdtDbtInd>{indicator}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
        )?;
    }
    for index in first..first.saturating_add(count) {
        entry(out, &sample.movement(index))?;
    }
    out.write_all(b"</Stmt>\n")
}

fn entry(out: &mut impl Write, movement: &Movement) -> io::Result<()> {
    let Movement { amount, day, value, bank_reference, .. } = movement;
    let (amount, indicator) = (euro(*amount), indicator(*amount));
    write!(
        out,
        "<Ntry>\n <Amt Ccy=\"EUR\">{amount}</Amt>\n <CdtDbtInd>{indicator}</CdtDbtInd>\n \
         <Sts><Cd>BOOK</Cd></Sts>\n <BookgDt><Dt>{day}</Dt></BookgDt>\n \
         <ValDt><Dt>{value}</Dt></ValDt>\n <AcctSvcrRef>{bank_reference}</AcctSvcrRef>\n \
         <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>\
         </BkTxCd>\n <NtryDtls>\n"
    )?;
    let whole = [movement.amount];
    let parts = if movement.parts.is_empty() { &whole[..] } else { &movement.parts };
    for part in parts {
        transaction(out, movement, *part)?;
    }
    out.write_all(b" </NtryDtls>\n</Ntry>\n")
}

fn transaction(out: &mut impl Write, movement: &Movement, part: MicroEuro) -> io::Result<()> {
    let (amount, indicator) = (euro(part), indicator(part));
    let (name, account) = (quick_xml::escape::escape(movement.name), &movement.account);
    let party = if part.0 < 0 { "Cdtr" } else { "Dbtr" };
    write!(
        out,
        "  <TxDtls>\n   <Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\n   \
         <Amt Ccy=\"EUR\">{amount}</Amt>\n   <CdtDbtInd>{indicator}</CdtDbtInd>\n   \
         <RltdPties><{party}><Pty><Nm>{name}</Nm></Pty></{party}><{party}Acct><Id><IBAN>{account}\
         </IBAN></Id></{party}Acct></RltdPties>\n   <RltdAgts><{party}Agt><FinInstnId>\
         <BICFI>NICABEBB</BICFI></FinInstnId></{party}Agt></RltdAgts>\n   <RmtInf>"
    )?;
    match movement.ogm {
        Some(ogm) => {
            let digits: String = ogm.to_string().chars().filter(char::is_ascii_digit).collect();
            write!(
                out,
                "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp>\
                 <Ref>{digits}</Ref></CdtrRefInf></Strd>"
            )?;
        }
        None => write!(out, "<Ustrd>{}</Ustrd>", movement.text)?,
    }
    out.write_all(b"</RmtInf>\n  </TxDtls>\n")
}
