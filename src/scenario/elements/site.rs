//! `[site.NAME]`: a place.
//!
//! Always true here: it has no keys.

use crate::scenario::keys::keys;

keys! {
    name: "site", pattern: "site.*", header: "[site.NAME]", collapse: false,
    doc: "A place: everything in it shares power, cooling, fire and position. It has no keys.";
}
