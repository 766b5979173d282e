//! Stories of keys that are nobody's: anybody could sign for them, so nobody may be known by them.

use chinwag::address::{AddressError, Contact};
use chinwag::identity::{Identity, IdentityError};
use data_encoding::{BASE32_NOPAD_NOCASE, HEXLOWER};

use crate::people::keys_of;

#[test]
fn a_key_that_everybody_owns_is_no_identity() {
    for key in weak_keys() {
        assert_eq!(Identity::from_bytes(key), Err(IdentityError::Weak), "{key:02x?}");
        let text = BASE32_NOPAD_NOCASE.encode(&key).to_ascii_lowercase();
        for text in [text.clone(), text.to_uppercase(), format!(" {text} ")] {
            assert_eq!(text.parse::<Identity>(), Err(IdentityError::Weak), "{text}");
        }
        let contact = format!("chinwag:{text}@127.0.0.1:7001").parse::<Contact>();
        assert_eq!(contact, Err(AddressError::BadKey(IdentityError::Weak)), "{text}");
    }
}

/// A key with two spellings would be two people, and a ban on one of them no ban.
#[test]
fn a_key_in_another_spelling_is_no_identity() {
    for above in 0..=18 {
        for sign in [0, 0x80] {
            let mut key = [0xff; 32];
            key[0] = 0xed + above; // p is 2^255 - 19
            key[31] = 0x7f | sign;
            assert!(Identity::from_bytes(key).is_err(), "p + {above}: {key:02x?}");
            let text = BASE32_NOPAD_NOCASE.encode(&key);
            assert!(text.parse::<Identity>().is_err(), "{text}");
            assert!(format!("chinwag:{text}@127.0.0.1:7001").parse::<Contact>().is_err(), "{text}");
        }
    }
    for key in MINUS_ZERO.map(bytes_of_hex) {
        assert!(Identity::from_bytes(key).is_err(), "{key:02x?}");
    }
}

#[test]
fn an_honest_key_is_one_identity_in_bytes_and_in_text() {
    for name in ["alice", "bob", "carol", "mallory"] {
        let identity = keys_of(name).identity();
        assert_eq!(Identity::from_bytes(*identity.as_bytes()), Ok(identity));
        assert_eq!(identity.to_string().parse(), Ok(identity));
    }
}

/// The eight points of small order: any of them verifies some signature of every message.
pub(crate) fn weak_keys() -> [[u8; 32]; 8] {
    TORSION.map(bytes_of_hex)
}

fn bytes_of_hex(hex: &str) -> [u8; 32] {
    HEXLOWER.decode(hex.as_bytes()).expect("hexadecimal").try_into().expect("32 bytes")
}

/// A signature by the first of [`weak_keys`] that holds for every message: the point 1, times 0.
pub(crate) const FORGED_SIGNATURE: [u8; 64] = {
    let mut signature = [0; 64];
    signature[0] = 1;
    signature
};

/// The multiples of a point of order eight.
const TORSION: [&str; 8] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
];
/// The points 1 and -1 with an `x` of minus zero.
const MINUS_ZERO: [&str; 2] = [
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];
