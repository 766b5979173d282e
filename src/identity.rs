//! Who somebody is: an Ed25519 key, however they call themselves and wherever they are.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD_NOCASE;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A person's public key, 32 bytes, checked: a point of the curve and not of small order.
///
/// Weak keys are refused wherever an identity is made, because a signature of such a key is valid
/// for every message, so that it would be an identity that everybody owns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Identity([u8; 32]);

/// Why bytes or a text are not an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Not 52 letters and digits of base32.
    #[error("a key is 52 letters and digits, as `chinwag id` prints it")]
    NotAKey,
    /// A key that everybody could sign for.
    #[error("this key is weak: anybody could pretend to own it")]
    Weak,
}

impl Identity {
    /// The identity with these public key bytes.
    ///
    /// # Errors
    /// When they are no canonical point of the curve, or one of small order.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, IdentityError> {
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| IdentityError::NotAKey)?;
        if key.is_weak() {
            return Err(IdentityError::Weak);
        }
        if key.to_edwards().compress().to_bytes() != bytes {
            return Err(IdentityError::NotAKey);
        }
        Ok(Self(bytes))
    }

    /// The public key bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether this identity signed the message, by the strict rule that leaves one signature per
    /// message and key (`verify_strict`).
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let (Ok(key), Ok(signature)) =
            (VerifyingKey::from_bytes(&self.0), Signature::from_slice(signature))
        else {
            return false;
        };
        key.verify_strict(message, &signature).is_ok()
    }

    /// The first four characters of the key: enough to tell two peers of one name apart, never
    /// enough to know somebody by.
    pub fn tag(&self) -> String {
        self.to_string().chars().take(TAG_LENGTH).collect()
    }

    /// Eight words to compare by voice, drawn from the key by a slow hash.
    ///
    /// 88 bits, and 2^16 rounds of SHA-256, make a look-alike some 2^104 work; words are what
    /// people compare with the fewest mistakes (Dechand et al., USENIX Security 2016).
    pub fn words(&self) -> String {
        let first = Sha256::new().chain_update(WORDS_DOMAIN).chain_update(self.0).finalize();
        let digest = (1..WORDS_ROUNDS).fold(first, |digest, _| Sha256::digest(digest));
        let list = bip39::Language::English.word_list();
        let word = |n: usize| {
            let bits = (0..11).fold(0, |bits, i| {
                let at = n * 11 + i;
                bits << 1 | usize::from(digest[at / 8] >> (7 - at % 8) & 1)
            });
            list[bits]
        };
        (0..WORDS).map(word).collect::<Vec<_>>().join(" ")
    }
}

/// 52 characters of base32 in lower case.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE32_NOPAD_NOCASE.encode(&self.0).to_ascii_lowercase())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.tag())
    }
}

impl FromStr for Identity {
    type Err = IdentityError;

    fn from_str(text: &str) -> Result<Self, IdentityError> {
        let bytes = BASE32_NOPAD_NOCASE
            .decode(text.trim().as_bytes())
            .map_err(|_| IdentityError::NotAKey)?;
        Self::from_bytes(bytes.try_into().map_err(|_| IdentityError::NotAKey)?)
    }
}

impl TryFrom<String> for Identity {
    type Error = IdentityError;

    fn try_from(text: String) -> Result<Self, IdentityError> {
        text.parse()
    }
}

impl From<Identity> for String {
    fn from(identity: Identity) -> Self {
        identity.to_string()
    }
}

/// The secret half of an identity. It signs, it is wiped when dropped, and it is never shown.
#[derive(Clone)]
pub struct KeyPair(SigningKey);

impl KeyPair {
    /// The pair that grows from 32 secret bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// The public half.
    pub fn identity(&self) -> Identity {
        Identity(self.0.verifying_key().to_bytes())
    }

    /// Signs a message, deterministically (RFC 8032).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }

    /// The key for the file format that other tools read too.
    pub const fn signing_key(&self) -> &SigningKey {
        &self.0
    }
}

impl From<SigningKey> for KeyPair {
    fn from(key: SigningKey) -> Self {
        Self(key)
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPair({:?})", self.identity())
    }
}

/// Characters of the shortest tag.
pub const TAG_LENGTH: usize = 4;
/// Characters of a key.
pub const KEY_LENGTH: usize = 52;
const WORDS: usize = 8;
const WORDS_ROUNDS: u32 = 1 << 16;
const WORDS_DOMAIN: &[u8] = b"chinwag fingerprint words 1";
