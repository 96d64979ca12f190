//! What banks write about payments that are not booked.

use super::omitted::Omission;
use super::quoted::quoted;

/// Words for what will be booked later, often on another day or with another amount.
const PENDING: [&str; 18] = [
    "pending",
    "authorised",
    "authorized",
    "processing",
    "on hold",
    "held",
    "unclaimed",
    "umsatz vorgemerkt",
    "vorgemerkt",
    "vormerkung",
    "ausstehend",
    "offen",
    "in bearbeitung",
    "en attente",
    "in attesa",
    "pendiente",
    "in behandeling",
    "gereserveerd",
];

/// Words for what will never be booked. `Reversed` is not one of them: such a payment was booked, and so is what reverses it.
const NOT_CARRIED_OUT: [&str; 16] = [
    "reverted",
    "declined",
    "denied",
    "failed",
    "rejected",
    "cancelled",
    "canceled",
    "expired",
    "voided",
    "abgelehnt",
    "abgebrochen",
    "fehlgeschlagen",
    "annulé",
    "refusé",
    "annullato",
    "rechazado",
];

/// Checks that a status says nothing else than that a payment is booked.
pub(super) fn check_booked(status: &str) -> Result<(), Omission> {
    let word = status.trim().to_lowercase();
    if PENDING.contains(&&*word) {
        return Err(Omission::Skipped(format!("is pending: {}", quoted(status))));
    }
    if NOT_CARRIED_OUT.contains(&&*word) {
        return Err(Omission::Skipped(format!("was not carried out: {}", quoted(status))));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_booked_is_skipped() {
        for status in ["Umsatz vorgemerkt", "PENDING", "Pending", "offen", "REVERTED", "Declined"] {
            assert!(matches!(check_booked(status), Err(Omission::Skipped(_))), "{status}");
        }
        for status in ["", "Umsatz gebucht", "COMPLETED", "Completed", "Refunded", "Reversed", "28.11.2026"] {
            assert_eq!(check_booked(status), Ok(()), "{status}");
        }
    }
}
