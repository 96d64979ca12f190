//! The decimal places of currencies.

use iso_currency::Currency;

/// The decimal places of the amounts in a currency: its exponent in ISO 4217. None for what has no minor unit, such as gold:
/// its amounts have as many as their column.
///
/// A constant function, so that a literal is checked when the program is compiled.
#[must_use]
pub const fn decimal_places(currency: Currency) -> Option<u32> {
    use Currency as C;
    match currency {
        C::BIF
        | C::CLP
        | C::DJF
        | C::GNF
        | C::ISK
        | C::JPY
        | C::KMF
        | C::KRW
        | C::PYG
        | C::RWF
        | C::UGX
        | C::UYI
        | C::VND
        | C::VUV
        | C::XAF
        | C::XOF
        | C::XPF => Some(0),
        C::BHD | C::IQD | C::JOD | C::KWD | C::LYD | C::OMR | C::TND => Some(3),
        C::CLF | C::UYW => Some(4),
        C::XAG
        | C::XAU
        | C::XBA
        | C::XBB
        | C::XBC
        | C::XBD
        | C::XDR
        | C::XPD
        | C::XPT
        | C::XSU
        | C::XTS
        | C::XUA
        | C::XXX => None,
        _ => Some(2),
    }
}

#[cfg(test)]
mod tests {
    use super::{Currency, decimal_places};

    #[test]
    fn the_decimal_places_are_the_exponents_of_iso_4217() {
        let all: Vec<_> = (0..1_000).filter_map(Currency::from_numeric).collect();
        assert!(all.len() > 150);
        for currency in all {
            assert_eq!(decimal_places(currency), currency.exponent().map(u32::from), "{currency:?}");
        }
    }
}
