//! Randomness: names become keys, keys become streams of words, words become lengths of time.
//!
//! Always true here: a value depends on the seed, the trial, the name of what draws and the ordinal
//! of the draw, and on nothing else: not on the order in which draws are made, not on what others
//! draw, not on the machine.

mod law;
mod powers;
mod sampler;
mod stream;
mod ziggurat;

pub use law::Law;
pub use sampler::Sampler;
pub use stream::Stream;

/// The 128-bit FNV-1a hash of a name, the part of a key that says what draws.
///
/// Start with 144066263297769815596495629667062367629; for each byte of the UTF-8 text, first
/// exclusive-or it into the low byte, then multiply by 309485009821345068724781371 modulo 2^128.
/// Names are written by the program (`stamp/alpha/node/3/hardware`), so what is asked of the hash is
/// that it never changes and that names stay apart, not that it withstands an attacker.
#[must_use]
pub fn name_hash(name: &str) -> u128 {
    const START: u128 = 144_066_263_297_769_815_596_495_629_667_062_367_629;
    const PRIME: u128 = 309_485_009_821_345_068_724_781_371;
    name.bytes().fold(START, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    })
}

#[cfg(test)]
mod tests {
    use super::name_hash;

    #[test]
    fn the_hash_gives_the_published_values() {
        assert_eq!(name_hash(""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(name_hash("a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
        assert_eq!(
            name_hash("foobar"),
            0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18
        );
    }
}
