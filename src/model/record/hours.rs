//! The hours of a week, as a list of numbers where they are handed on.
//!
//! Always true here: there are 168 of them; a list of another length is refused.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<S: Serializer>(
    hours: &[u128; 168],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    hours.as_slice().serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<[u128; 168], D::Error> {
    let hours = Vec::<u128>::deserialize(deserializer)?;
    <[u128; 168]>::try_from(hours).map_err(|_| D::Error::custom("a week has 168 hours"))
}
