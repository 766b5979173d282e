//! A part of a state: shared by all states that have the same one, and known by its fingerprint.

use std::ops::Deref;
use std::rc::Rc;

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Half of a SHA-256: among a million states two share one with a chance of 10^-27, and then one
/// of the two would not be looked at.
pub(super) type Fingerprint = [u8; 16];

/// Something that is copied only when it changes.
#[derive(Debug)]
pub(super) struct Part<T> {
    value: Rc<T>,
    fingerprint: Option<Fingerprint>,
}

impl<T: Clone + Serialize> Part<T> {
    pub(super) fn new(value: T) -> Self {
        Self { value: Rc::new(value), fingerprint: None }
    }

    pub(super) fn change(&mut self) -> &mut T {
        self.fingerprint = None;
        Rc::make_mut(&mut self.value)
    }

    pub(super) fn fingerprint(&mut self) -> Fingerprint {
        *self.fingerprint.get_or_insert_with(|| fingerprint(&*self.value))
    }
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), fingerprint: self.fingerprint }
    }
}

impl<T> Deref for Part<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Of all that makes a value what it is.
pub(super) fn fingerprint(value: &impl Serialize) -> Fingerprint {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("plain data can be written to memory");
    let whole = Sha256::digest(bytes);
    *whole.first_chunk().expect("a SHA-256 has 32 bytes")
}
