//! Where random numbers come from.
//!
//! Both sources hand out 32-bit words; everything above the words is the same code, and follows
//! NumPy's legacy generator (`numpy.random.seed`, frozen by NEP 19) step by step, so that on the
//! NumPy source every draw has NumPy's bits. The logarithm is correctly rounded; a C library's may
//! differ from it in the last bit of a few normals in ten thousand.
//!
//! Sources: Matsumoto and Nishimura, ACM TOMACS 8 (1998), for the Mersenne Twister; Bernstein,
//! *ChaCha, a variant of Salsa20* (2008); Marsaglia and Bray, SIAM Review 6 (1964), for normals.

use std::fmt;
use std::str::FromStr;

use linalg_lite::ln;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_mt::Mt;

use crate::Error;

/// The generators a [`Stream`] can stand on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// ChaCha with 8 rounds, any 64-bit seed: the default.
    #[default]
    ChaCha8,
    /// NumPy's legacy Mersenne Twister, seeds 0 to 4294967295: the numbers of a NumPy session.
    NumPy,
}

impl Source {
    /// Both sources.
    pub const ALL: [Self; 2] = [Self::ChaCha8, Self::NumPy];

    /// The name used on command lines and in file names: `chacha` or `numpy`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ChaCha8 => "chacha",
            Self::NumPy => "numpy",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Source {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|source| source.name() == name)
            .ok_or_else(|| "a generator is `chacha` or `numpy`".to_owned())
    }
}

/// A sequence of random draws, fixed by its source and seed.
///
/// ```
/// use datasets::{Source, Stream};
///
/// let mut stream = Stream::new(Source::NumPy, 0)?;
/// assert_eq!(stream.standard_normal(), 1.764052345967664);
/// assert_eq!(stream.clone().permutation(3).len(), 3);
/// # Ok::<(), datasets::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Stream {
    words: Words,
    /// Normals are made in pairs; the second waits here for the next call.
    spare_normal: Option<f64>,
}

#[derive(Clone, Debug)]
enum Words {
    ChaCha8(Box<ChaCha8Rng>),
    NumPy(Box<Mt>),
}

impl Stream {
    /// A stream at its beginning.
    ///
    /// # Errors
    /// [`Error::Seed`] for a NumPy seed above 4294967295.
    pub fn new(source: Source, seed: u64) -> Result<Self, Error> {
        let words = match source {
            Source::ChaCha8 => Words::ChaCha8(Box::new(ChaCha8Rng::seed_from_u64(seed))),
            Source::NumPy => {
                let seed = u32::try_from(seed).map_err(|_| Error::Seed(seed))?;
                Words::NumPy(Box::new(Mt::new(seed)))
            }
        };
        Ok(Self { words, spare_normal: None })
    }

    /// One of the many streams of a seed, none of which overlaps with another (ChaCha8): for parts of a computation that
    /// may run in any order.
    ///
    /// ```
    /// use datasets::{Source, Stream};
    ///
    /// let [mut first, mut second] = [0, 1].map(|number| Stream::numbered(42, number));
    /// assert_ne!(first.uniform(0.0, 1.0), second.uniform(0.0, 1.0));
    /// assert_eq!(Stream::numbered(42, 0).uniforms(0.0, 1.0, 3), Stream::new(Source::ChaCha8, 42)?.uniforms(0.0, 1.0, 3));
    /// # Ok::<(), datasets::Error>(())
    /// ```
    #[must_use]
    pub fn numbered(seed: u64, number: u64) -> Self {
        let mut words = ChaCha8Rng::seed_from_u64(seed);
        words.set_stream(number);
        Self { words: Words::ChaCha8(Box::new(words)), spare_normal: None }
    }

    fn next_u32(&mut self) -> u32 {
        match &mut self.words {
            Words::ChaCha8(words) => words.next_u32(),
            Words::NumPy(words) => words.next_u32(),
        }
    }

    fn next_u64(&mut self) -> u64 {
        (u64::from(self.next_u32()) << 32) | u64::from(self.next_u32())
    }

    /// One of the 2^53 evenly spaced numbers in [0, 1).
    fn unit(&mut self) -> f64 {
        let high = f64::from(self.next_u32() >> 5);
        let low = f64::from(self.next_u32() >> 6);
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }

    /// A uniform draw between `low` and `high`: `low + (high - low) u`, `u` in [0, 1).
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A draw from the normal distribution with mean 0 and standard deviation 1.
    ///
    /// A point is drawn in the square from -1 to 1 until it falls inside the unit circle; its two
    /// coordinates, stretched by `sqrt(-2 ln(r^2) / r^2)`, are two independent normals.
    pub fn standard_normal(&mut self) -> f64 {
        if let Some(normal) = self.spare_normal.take() {
            return normal;
        }
        loop {
            let x = 2.0 * self.unit() - 1.0;
            let y = 2.0 * self.unit() - 1.0;
            let r2 = x * x + y * y;
            if r2 < 1.0 && r2 != 0.0 {
                let stretch = (-2.0 * ln(r2) / r2).sqrt();
                self.spare_normal = Some(stretch * x);
                return stretch * y;
            }
        }
    }

    /// The numbers 0 to `n - 1` in random order (Fisher and Yates, from the end).
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            let j = self.up_to(i as u64) as usize;
            order.swap(i, j);
        }
        order
    }

    /// A whole number from 0 to `max`, both included: bits are drawn until they fit.
    fn up_to(&mut self, max: u64) -> u64 {
        let mask = u64::MAX >> max.leading_zeros();
        loop {
            let bits = if max <= u64::from(u32::MAX) {
                u64::from(self.next_u32())
            } else {
                self.next_u64()
            };
            if bits & mask <= max {
                return bits & mask;
            }
        }
    }

    /// `n` draws of [`uniform`](Self::uniform).
    pub fn uniforms(&mut self, low: f64, high: f64, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.uniform(low, high)).collect()
    }

    /// `n` draws of [`standard_normal`](Self::standard_normal).
    pub fn standard_normals(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.standard_normal()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numpy(seed: u64) -> Stream {
        Stream::new(Source::NumPy, seed).unwrap()
    }

    fn chacha(seed: u64) -> Stream {
        Stream::new(Source::ChaCha8, seed).unwrap()
    }

    #[test]
    fn the_numpy_stream_has_numpys_bits() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/rng_vectors.json");
        let text = std::fs::read_to_string(file).unwrap();
        let reference: serde_json::Value = serde_json::from_str(&text).unwrap();
        for (seed, vectors) in reference["vectors"].as_object().unwrap() {
            let seed = seed.parse().unwrap();
            let bits = |key: &str| -> Vec<u64> {
                let list = vectors[key].as_array().unwrap();
                list.iter().map(|v| u64::from_str_radix(v.as_str().unwrap(), 16).unwrap()).collect()
            };
            let drawn =
                |values: Vec<f64>| -> Vec<u64> { values.iter().map(|v| v.to_bits()).collect() };
            let words: Vec<u32> = serde_json::from_value(vectors["next_u32"].clone()).unwrap();
            let mut stream = numpy(seed);
            assert_eq!((0..5).map(|_| stream.next_u32()).collect::<Vec<_>>(), words);
            let thousandth = (5..1000).map(|_| stream.next_u32()).last().unwrap();
            assert_eq!(u64::from(thousandth), vectors["next_u32_1000th"].as_u64().unwrap());

            assert_eq!(drawn(numpy(seed).uniforms(0.0, 1.0, 5)), bits("random_sample_bits"));
            assert_eq!(drawn(numpy(seed).uniforms(3.0, 10.0, 5)), bits("uniform(3,10)_bits"));
            assert_eq!(drawn(numpy(seed).uniforms(0.0, 10.0, 5)), bits("uniform(0,10)_bits"));
            let mut stream = numpy(seed);
            assert_eq!(drawn(stream.standard_normals(5)), bits("randn_bits"));
            let cached = vectors["after randn(5)"]["cached_bits"].as_str().unwrap();
            let spare = stream.standard_normal().to_bits();
            assert_eq!(spare, u64::from_str_radix(cached, 16).unwrap());

            for n in [5, 10] {
                let expected: Vec<usize> =
                    serde_json::from_value(vectors[format!("permutation({n})")].clone()).unwrap();
                assert_eq!(numpy(seed).permutation(n), expected);
            }
            let expected: Vec<usize> =
                serde_json::from_value(vectors["permutation(200)_first5"].clone()).unwrap();
            assert_eq!(numpy(seed).permutation(200)[..5], expected);

            let mixed = &vectors["randn(3);uniform(0,1,2);permutation(5);randn(2)"];
            let floats = |value: &serde_json::Value| -> Vec<f64> {
                serde_json::from_value(value.clone()).unwrap()
            };
            let mut stream = numpy(seed);
            assert_eq!(stream.standard_normals(3), floats(&mixed[0]));
            assert_eq!(stream.uniforms(0.0, 1.0, 2), floats(&mixed[1]));
            let order: Vec<f64> = stream.permutation(5).iter().map(|i| *i as f64).collect();
            assert_eq!(order, floats(&mixed[2]));
            assert_eq!(stream.standard_normals(2), floats(&mixed[3]));
        }
    }

    #[test]
    fn the_chacha_stream_keeps_its_values() {
        let mut stream = chacha(42);
        assert_eq!(stream.uniforms(0.0, 1.0, 3), CHACHA_UNIFORMS);
        assert_eq!(stream.standard_normals(3), CHACHA_NORMALS);
        assert_eq!(stream.permutation(8), CHACHA_PERMUTATION);
    }

    // From a ChaCha8 written again in Python, with the logarithm from 60-digit arithmetic.
    const CHACHA_UNIFORMS: [f64; 3] = [0.2240807837389125, 0.14638624303248082, 0.7723133297824591];
    const CHACHA_NORMALS: [f64; 3] = [1.257620662091233, -0.8267690792470916, -1.3850554680185838];
    const CHACHA_PERMUTATION: [usize; 8] = [7, 1, 3, 6, 2, 0, 5, 4];

    #[test]
    fn draws_have_their_moments() {
        for mut stream in [chacha(7), numpy(7)] {
            let n = 100_000;
            let uniforms = stream.uniforms(-1.0, 3.0, n);
            assert!(uniforms.iter().all(|u| (-1.0..3.0).contains(u)));
            assert!((linalg_lite::mean(&uniforms) - 1.0).abs() < 0.02);
            let normals = stream.standard_normals(n);
            let squares: Vec<f64> = normals.iter().map(|z| z * z).collect();
            assert!(linalg_lite::mean(&normals).abs() < 0.02);
            assert!((linalg_lite::mean(&squares) - 1.0).abs() < 0.02);
        }
    }

    #[test]
    fn a_permutation_holds_every_number_once() {
        for mut stream in [chacha(1), numpy(1)] {
            for n in [0, 1, 2, 3, 64, 65, 1000] {
                let mut order = stream.permutation(n);
                order.sort_unstable();
                assert_eq!(order, (0..n).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn bounds_beyond_32_bits_draw_64() {
        let mut stream = numpy(3);
        let max = u64::from(u32::MAX) + 10;
        let draws: Vec<u64> = (0..200).map(|_| stream.up_to(max)).collect();
        assert!(draws.iter().all(|draw| *draw <= max));
        assert!(
            draws.iter().any(|draw| *draw < max / 2) && draws.iter().any(|draw| *draw > max / 2)
        );
    }

    #[test]
    fn seeds_and_names_are_checked() {
        let error = Stream::new(Source::NumPy, 1 << 32).unwrap_err();
        assert!(error.to_string().contains("takes 0 to 4294967295"));
        assert!(Stream::new(Source::ChaCha8, u64::MAX).is_ok());
        assert!(Stream::new(Source::NumPy, u64::from(u32::MAX)).is_ok());
        assert_eq!("numpy".parse(), Ok(Source::NumPy));
        assert_eq!(
            "mersenne".parse::<Source>(),
            Err("a generator is `chacha` or `numpy`".to_owned())
        );
    }
}
