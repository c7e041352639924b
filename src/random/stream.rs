//! Streams of 64-bit words, one for each key, read through a buffer.
//!
//! Always true here: word `i` of a key is 32-bit words `2i` (low half) and `2i + 1` (high half) of
//! ChaCha8 under that key with stream number 0; the child of draw `i` reads the words of the same
//! key with stream number `i + 1`, from the first on.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Words of 64 bits in the buffer: the four blocks that the generator makes at once.
const WINDOW: usize = 32;
/// The number of no window: nothing is buffered.
const NOWHERE: u64 = u64::MAX;
/// 2^-53, the distance between neighbours of a uniform draw.
const STEP: f64 = 1.0 / 9_007_199_254_740_992.0;

/// A buffered reader of the words of one key.
///
/// Reading within the 32 words around the last one costs a few nanoseconds, going elsewhere or to a
/// new key costs the making of four ChaCha8 blocks.
#[derive(Clone, Debug)]
pub struct Stream {
    key: [u8; 32],
    window: u64,
    words: [u64; WINDOW],
}

impl Default for Stream {
    fn default() -> Stream {
        Stream::new()
    }
}

impl Stream {
    /// A stream of the all-zero key; give it a key before use.
    #[must_use]
    pub fn new() -> Stream {
        Stream {
            key: [0; 32],
            window: NOWHERE,
            words: [0; WINDOW],
        }
    }

    /// Turns to the stream of another key: the bytes of `seed`, `trial` and `name` (see
    /// [`name_hash`](super::name_hash)), each with its lowest byte first. ChaCha is a pseudorandom
    /// function of its key, so that nothing needs to be mixed. No block is made until a word is
    /// asked for.
    pub fn rekey(&mut self, seed: u64, trial: u64, name: u128) {
        self.key[..8].copy_from_slice(&seed.to_le_bytes());
        self.key[8..16].copy_from_slice(&trial.to_le_bytes());
        self.key[16..].copy_from_slice(&name.to_le_bytes());
        self.window = NOWHERE;
    }

    /// Word `index` of the stream.
    #[inline]
    pub fn word(&mut self, index: u64) -> u64 {
        let window = index / WINDOW as u64;
        if window != self.window {
            self.fill(window);
        }
        self.words[index as usize % WINDOW]
    }

    /// Word `index` as a number from 0 (included) to 1 (excluded), with 53 random bits.
    #[inline]
    pub fn uniform(&mut self, index: u64) -> f64 {
        unit(self.word(index))
    }

    /// The words on which draw `index` goes on when its own word was not enough.
    pub(super) fn child(&self, index: u64) -> Child {
        let mut generator = ChaCha8Rng::from_seed(self.key);
        generator.set_stream(index.wrapping_add(1));
        Child { generator }
    }

    #[inline(never)]
    fn fill(&mut self, window: u64) {
        let mut generator = ChaCha8Rng::from_seed(self.key);
        if window != 0 {
            generator.set_word_pos(u128::from(window) * 2 * WINDOW as u128);
        }
        for word in &mut self.words {
            *word = generator.next_u64();
        }
        self.window = window;
    }
}

/// The further words of one draw.
#[derive(Debug)]
pub(super) struct Child {
    generator: ChaCha8Rng,
}

impl Child {
    pub(super) fn word(&mut self) -> u64 {
        self.generator.next_u64()
    }
}

/// A word as a number from 0 (included) to 1 (excluded): its highest 53 bits.
#[inline]
pub(super) fn unit(word: u64) -> f64 {
    // Through i64: a single instruction on the common machines, and exact for 53 bits.
    (word >> 11) as i64 as f64 * STEP
}
