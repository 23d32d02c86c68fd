//! The elements of camt.053 that mean something to us.

/// A name of up to 16 bytes as one number, so that a name is found in a few comparisons of numbers
/// instead of seventy of texts. 0 for longer ones: no element has an empty name.
const fn key(name: &[u8]) -> u128 {
    if name.len() > 16 {
        return 0;
    }
    let (mut key, mut rest) = (0, name);
    while let [first, others @ ..] = rest {
        key = key << 8 | *first as u128;
        rest = others;
    }
    key
}

macro_rules! tags {
    ($($tag:ident)*) => {
        /// An element's name; `Other` is passed over.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(clippy::upper_case_acronyms, reason = "the names of the schema")]
        pub(super) enum Tag { $($tag,)* Other }

        impl Tag {
            #[expect(non_upper_case_globals, reason = "the names of the schema")]
            pub(super) fn of(local_name: &[u8]) -> Self {
                $(
                    const $tag: u128 = key(stringify!($tag).as_bytes());
                )*
                match key(local_name) {
                    $($tag => Self::$tag,)*
                    _ => Self::Other,
                }
            }

            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Self::$tag => stringify!($tag),)*
                    Self::Other => "another element",
                }
            }
        }
    };
}

tags! {
    Document BkToCstmrStmt GrpHdr MsgPgntn Stmt StmtPgntn PgNb LastPgInd Id ElctrncSeqNb LglSeqNb CreDtTm CpyDplctInd
    Acct IBAN Othr Ccy Ownr Nm Svcr FinInstnId BIC BICFI
    Bal Tp CdOrPrtry Cd Prtry Amt CdtDbtInd Dt DtTm
    TxsSummry TtlNtries TtlCdtNtries TtlDbtNtries NbOfNtries Sum
    Ntry NtryRef RvslInd Sts BookgDt ValDt AcctSvcrRef BkTxCd Domn Fmly SubFmlyCd
    NtryDtls TxDtls AddtlNtryInf
    Refs EndToEndId AmtDtls InstdAmt TxAmt RltdPties Dbtr DbtrAcct Cdtr CdtrAcct Pty
    RltdAgts DbtrAgt CdtrAgt Purp RmtInf Ustrd Strd CdtrRefInf Issr Ref RtrInf Rsn AddtlTxInf
}
