//! The elements of camt.053 that mean something to us.

macro_rules! tags {
    ($($tag:ident)*) => {
        /// An element's name; `Other` is passed over.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(clippy::upper_case_acronyms, reason = "the names of the schema")]
        pub(super) enum Tag { $($tag,)* Other }

        impl Tag {
            pub(super) fn of(local_name: &[u8]) -> Self {
                match std::str::from_utf8(local_name) {
                    $(Ok(stringify!($tag)) => Self::$tag,)*
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
    Document BkToCstmrStmt GrpHdr Stmt Id ElctrncSeqNb LglSeqNb CreDtTm CpyDplctInd
    Acct IBAN Othr Ccy Ownr Nm Svcr FinInstnId BIC BICFI
    Bal Tp CdOrPrtry Cd Prtry Amt CdtDbtInd Dt DtTm
    TxsSummry TtlNtries TtlCdtNtries TtlDbtNtries NbOfNtries Sum
    Ntry NtryRef RvslInd Sts BookgDt ValDt AcctSvcrRef BkTxCd Domn Fmly SubFmlyCd
    NtryDtls TxDtls AddtlNtryInf
    Refs EndToEndId AmtDtls InstdAmt TxAmt RltdPties Dbtr DbtrAcct Cdtr CdtrAcct Pty
    RltdAgts DbtrAgt CdtrAgt Purp RmtInf Ustrd Strd CdtrRefInf Issr Ref RtrInf Rsn AddtlTxInf
}
