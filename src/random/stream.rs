//! Streams of 64-bit words, one for each key, read through a buffer.
//!
//! Always true here: word `i` of a key is 32-bit words `2i` (low half) and `2i + 1` (high half) of
//! ChaCha8 under that key with stream number 0; the child of draw `i` reads the words of the same
//! key with stream number `i + 1`, from the first on.

use rand::rand_core::block::Generator;
use rand::{Rng, SeedableRng};
use rand_chacha::{ChaCha8Core, ChaCha8Rng};

/// Words of 64 bits in the buffer: the four blocks that the generator makes at once.
const WINDOW: usize = 32;
/// The number of no window: nothing is buffered.
const NOWHERE: u64 = u64::MAX;
/// 2^-53, the distance between neighbours of a uniform draw.
const STEP: f64 = 1.0 / 9_007_199_254_740_992.0;

/// A buffered reader of the words of one key.
///
/// Reading within the 32 words around the last one costs a few nanoseconds, going elsewhere or to a
/// new key costs the making of four ChaCha8 blocks. A stream that nobody has read is its key alone.
#[derive(Debug)]
pub struct Stream {
    key: [u8; 32],
    /// The window that is buffered.
    window: u64,
    /// The window that the generator makes next.
    next: u64,
    /// Made when the first word is asked for, and kept from key to key.
    buffer: Option<Box<Buffer>>,
}

/// The words of one window, and what makes those of the next one.
#[derive(Debug)]
struct Buffer {
    core: ChaCha8Core,
    halves: [u32; 2 * WINDOW],
}

impl Clone for Stream {
    /// The same key: what is buffered is words that it makes again.
    fn clone(&self) -> Stream {
        let mut copy = Stream::new();
        copy.key = self.key;
        copy
    }
    // What is buffered of the same key is as good.
    fn clone_from(&mut self, from: &Stream) {
        if self.key != from.key {
            self.key = from.key;
            self.window = NOWHERE;
            self.next = NOWHERE;
        }
    }
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
            next: NOWHERE,
            buffer: None,
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
        self.next = NOWHERE;
    }

    /// Word `index` of the stream.
    #[inline]
    pub fn word(&mut self, index: u64) -> u64 {
        let window = index / WINDOW as u64;
        if window != self.window {
            self.fill(window);
        }
        let Some(buffer) = &self.buffer else {
            unreachable!("a window has a buffer")
        };
        let place = index as usize % WINDOW * 2;
        u64::from(buffer.halves[place + 1]) << 32 | u64::from(buffer.halves[place])
    }

    /// Word `index` as a number from 0 (included) to 1 (excluded), with 53 random bits.
    #[inline]
    pub fn uniform(&mut self, index: u64) -> f64 {
        unit(self.word(index))
    }

    /// The words on which draw `index` goes on when its own word was not enough.
    pub(super) fn child(&self, index: u64) -> Child {
        let mut generator = ChaCha8Rng::from_seed(self.key);
        generator.set_stream(index + 1);
        Child { generator }
    }

    /// Makes the words of a window. Most streams are read from the first word on, and then the bare
    /// core of the generator spares its buffer; the core cannot be sent elsewhere.
    #[inline(never)]
    fn fill(&mut self, window: u64) {
        let key = self.key;
        let buffer = self.buffer.get_or_insert_with(|| {
            Box::new(Buffer {
                core: ChaCha8Core::from_seed(key),
                halves: [0; 2 * WINDOW],
            })
        });
        if window == 0 {
            buffer.core = ChaCha8Core::from_seed(key);
            self.next = 0;
        }
        if window == self.next {
            buffer.core.generate(&mut buffer.halves);
            self.next = window + 1;
        } else {
            let mut generator = ChaCha8Rng::from_seed(key);
            generator.set_word_pos(u128::from(window) * 2 * WINDOW as u128);
            let mut bytes = [0; 8 * WINDOW];
            generator.fill_bytes(&mut bytes);
            for (half, bytes) in buffer.halves.iter_mut().zip(bytes.as_chunks().0) {
                *half = u32::from_le_bytes(*bytes);
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn keyed() -> Stream {
        let mut stream = Stream::new();
        stream.rekey(1, 2, 3);
        stream
    }

    #[test]
    fn the_words_are_those_of_chacha8_under_the_documented_key() {
        let mut key = [0; 32];
        (key[0], key[8], key[16]) = (1, 2, 3);
        let mut reference = ChaCha8Rng::from_seed(key);
        let mut stream = keyed();
        for index in 0..200 {
            assert_eq!(stream.word(index), reference.next_u64(), "word {index}");
        }
        let mut child = ChaCha8Rng::from_seed(key);
        child.set_stream(6);
        assert_eq!(stream.child(5).word(), child.next_u64());
    }

    /// The published key stream of ChaCha8 for the all-zero key (draft-strombergson-chacha-test-vectors,
    /// test case 1: 3e 00 ef 2f 89 5f 40 d6 ...).
    #[test]
    fn the_all_zero_key_gives_the_published_words() {
        let mut stream = Stream::new();
        assert_eq!(stream.word(0), 0xd640_5f89_2fef_003e);
    }

    #[test]
    fn the_first_words_are_these() {
        let mut stream = keyed();
        let found = [0, 1, 31, 32, 1_000_000].map(|index| stream.word(index));
        assert_eq!(
            found,
            [
                0xcd280005fbe37308,
                0x111a885bae91c11a,
                0x6489f14714739575,
                0xdc55638e25c992ca,
                0xb4930fb2f0d52935
            ]
        );
        assert_eq!(stream.child(0).word(), 0xdf6ba3415cd8971e);
        assert_eq!(stream.child(u64::MAX - 1).word(), 0x65a78b2e5f263082);
    }

    #[test]
    fn words_do_not_depend_on_the_order_of_reading() {
        let mut stream = keyed();
        let forward: Vec<u64> = (0..300).map(|index| stream.word(index)).collect();
        for step in 0..300 {
            let index = step * 37 % 300;
            assert_eq!(stream.word(index), forward[index as usize]);
        }
        stream.rekey(1, 3, 3);
        assert_ne!(stream.word(0), forward[0]);
        stream.rekey(1, 2, 3);
        assert_eq!(stream.word(64), forward[64]);
        assert_eq!(stream.word(65), forward[65]);
        assert_eq!(stream.word(96), forward[96]);
    }

    /// A copy reads the same words, also over a stream of another key and over one that stands elsewhere.
    #[test]
    fn a_copy_reads_the_same_words() {
        let mut stream = keyed();
        let words: Vec<u64> = (0..100).map(|index| stream.word(index)).collect();
        let mut other = Stream::new();
        other.rekey(1, 3, 3);
        assert_ne!(other.word(99), words[99]);
        other.clone_from(&stream);
        assert_eq!(other.word(99), words[99]);
        other.clone_from(&stream);
        let mut copy = stream.clone();
        for index in [99, 0, 40, 63, 64, 5] {
            let word = words[index as usize];
            assert_eq!([other.word(index), copy.word(index)], [word; 2]);
        }
    }

    #[test]
    fn each_part_of_the_key_matters() {
        let words =
            [(1, 2, 3), (2, 2, 3), (1, 1, 3), (1, 2, 3 << 64)].map(|(seed, trial, name)| {
                let mut stream = Stream::new();
                stream.rekey(seed, trial, name);
                stream.word(0)
            });
        for (place, word) in words.iter().enumerate() {
            assert!(!words[..place].contains(word));
        }
    }

    #[test]
    fn a_uniform_number_is_from_zero_to_below_one() {
        assert!((unit(0), unit(u64::MAX)) == (0.0, 1.0 - STEP));
        assert!(unit(1 << 63) == 0.5);
    }
}
