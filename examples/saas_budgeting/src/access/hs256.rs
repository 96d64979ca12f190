//! The only algorithm by which tokens are signed: HMAC with SHA-256.
//!
//! jsonwebtoken's own sets of algorithms bring RSA and elliptic curves, which nothing here uses.

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwkUtils, JwtSigner, JwtVerifier};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{self, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use sha2::Sha256;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key: &EncodingKey| {
        Ok(Box::new(Hs256::new(*algorithm, key.try_get_hmac_secret()?)?))
    },
    verifier_factory: |algorithm, key: &DecodingKey| {
        Ok(Box::new(Hs256::new(*algorithm, key.try_get_hmac_secret()?)?))
    },
    jwk_utils: JwkUtils::new_unimplemented(),
};

/// Makes jsonwebtoken use this algorithm, from the first call on.
pub(super) fn install() {
    // An error says that it is installed already.
    let _ = PROVIDER.install_default();
}

struct Hs256(Hmac<Sha256>);

impl Hs256 {
    fn new(algorithm: Algorithm, secret: &[u8]) -> Result<Self, Error> {
        match algorithm {
            Algorithm::HS256 => {
                let key = Hmac::new_from_slice(secret).map_err(|_| ErrorKind::InvalidKeyFormat)?;
                Ok(Self(key))
            }
            _ => Err(ErrorKind::InvalidAlgorithm.into()),
        }
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        let mac = self.0.clone().chain_update(message);
        Ok(mac.finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let mac = self.0.clone().chain_update(message);
        // In constant time.
        mac.verify_slice(signature).map_err(signature::Error::from_source)
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The second test case of RFC 4231.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let hs256 = Hs256::new(Algorithm::HS256, b"Jefe").unwrap();
        let signature = hs256.try_sign(b"what do ya want for nothing?").unwrap();
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let expected = (0..64).step_by(2).map(|at| u8::from_str_radix(&expected[at..at + 2], 16).unwrap());
        assert_eq!(signature, expected.collect::<Vec<u8>>());
        hs256.verify(b"what do ya want for nothing?", &signature).unwrap();
        hs256.verify(b"what do ya want for nothing!", &signature).unwrap_err();
        hs256.verify(b"what do ya want for nothing?", &signature[..31].to_vec()).unwrap_err();
    }

    #[test]
    fn there_is_no_other_algorithm() {
        for algorithm in
            [Algorithm::HS384, Algorithm::HS512, Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA]
        {
            assert!(Hs256::new(algorithm, b"secret").is_err(), "{algorithm:?}");
        }
    }
}
