//! The currencies of ISO 4217.

use std::fmt;

/// Defines the currencies, by their decimal places.
macro_rules! currencies {
    ($($places:expr => { $($code:ident)* })*) => {
        /// A currency of ISO 4217, named by its code. Withdrawn ones are included, because rows may have them.
        ///
        /// ```
        /// use fin_infra::prelude::*;
        ///
        /// assert_eq!(Currency::EUR.code(), "EUR");
        /// assert_eq!(Currency::from_code("JPY"), Some(Currency::JPY));
        /// assert_eq!(Currency::KWD.decimal_places(), Some(3));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[allow(clippy::upper_case_acronyms, reason = "the codes are in capital letters")]
        pub enum Currency {
            $($(#[doc = concat!("`", stringify!($code), "`")] $code,)*)*
        }

        impl Currency {
            /// All currencies.
            #[must_use]
            pub const fn all() -> &'static [Self] {
                &[$($(Self::$code),*),*]
            }

            /// The code, three capital letters.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $($(Self::$code => stringify!($code),)*)*
                }
            }

            /// The decimal places of amounts: the exponent of the minor unit. None for what has no minor unit, such as gold,
            /// whose amounts have as many as their column.
            #[must_use]
            pub const fn decimal_places(self) -> Option<u32> {
                match self {
                    $($(Self::$code)|* => $places,)*
                }
            }

            /// The currency with a code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($(stringify!($code) => Some(Self::$code),)*)*
                    _ => None,
                }
            }
        }
    };
}

currencies! {
    Some(0) => {
        BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    }
    Some(2) => {
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
        CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
        GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
        MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
        QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY
        TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG ZWL
    }
    Some(3) => {
        BHD IQD JOD KWD LYD OMR TND
    }
    Some(4) => {
        CLF UYW
    }
    None => {
        XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX
    }
}

/// The code.
impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Currency;

    #[test]
    fn the_currencies_are_those_of_iso_4217() {
        let theirs: Vec<_> = (0..1_000).filter_map(iso_currency::Currency::from_numeric).collect();
        assert_eq!(Currency::all().len(), theirs.len());
        for currency in theirs {
            let ours = Currency::from_code(currency.code()).unwrap();
            assert_eq!((ours.code(), ours.to_string().as_str()), (currency.code(), currency.code()));
            assert_eq!(ours.decimal_places(), currency.exponent().map(u32::from), "{ours}");
        }
    }
}
