use std::ops::Range;

use rayon::prelude::*;

use crate::chunk::Chunk;
use crate::{Block, Design, Error, pieces};

/// Below so many values of `X` a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 1 << 16;

impl Design<'_> {
    /// One sweep over the samples, on all threads of the pool: `begin` makes an empty sum, `add`
    /// adds one block to it, `merge` adds a second sum to a first.
    ///
    /// Rows are cut into chunks whose size depends on the shape alone; each chunk is summed block
    /// by block, and the chunks' sums are merged in their order. So the result has the same bits
    /// for every number of threads.
    ///
    /// A sum takes `sum_values` numbers; chunks are few enough that all sums together stay below
    /// 16 MiB.
    ///
    /// # Errors
    /// [`Error::Read`] when rows cannot be had.
    pub fn sweep<Sum: Send>(
        &self,
        sum_values: usize,
        begin: impl Fn() -> Sum + Sync,
        add: impl Fn(&mut Sum, Block<'_>) + Sync,
        mut merge: impl FnMut(&mut Sum, Sum),
    ) -> Result<Sum, Error> {
        let of_chunk = |rows: Range<usize>| {
            let mut sum = Box::new(begin()); // so that a large sum is not moved about
            self.for_each_block_within(rows, |block| add(&mut sum, block))?;
            Ok(sum)
        };
        let chunks = self.chunks(sum_values);
        let sums: Vec<Result<Box<Sum>, Error>> = if self.is_worth_a_thread() {
            chunks.into_par_iter().map(of_chunk).collect()
        } else {
            chunks.into_iter().map(of_chunk).collect()
        };
        let mut sums = sums.into_iter();
        let mut total = sums.next().unwrap_or_else(|| Ok(Box::new(begin())))?;
        for sum in sums {
            merge(&mut total, *sum?);
        }
        Ok(*total)
    }

    /// Visits the samples in blocks of at most [`BLOCK_ROWS`](crate::BLOCK_ROWS), first to last, on this thread; all
    /// but the last have the same length, which depends on the number of columns alone.
    ///
    /// # Errors
    /// [`Error::Read`] when rows cannot be had.
    pub fn for_each_block(&self, visit: impl FnMut(Block<'_>)) -> Result<(), Error> {
        self.for_each_block_within(0..self.n_samples(), visit)
    }

    fn for_each_block_within(
        &self,
        rows: Range<usize>,
        mut visit: impl FnMut(Block<'_>),
    ) -> Result<(), Error> {
        let (len, stride) = (self.block_rows(), self.stride());
        let level_centres = self.level_centres();
        pieces::read_each(*self, rows, |piece, read| {
            let columns = read.columns();
            let chunk = Chunk::new(self, &columns, level_centres.as_deref());
            for first in piece.clone().step_by(stride) {
                let len = len.min(piece.end - first);
                visit(Block::new(&chunk, first - piece.start, first, len));
            }
        })
    }

    /// Fills `out`, one entry per sample, block by block, on all threads of the pool.
    ///
    /// # Errors
    /// [`Error::Read`] when rows cannot be had.
    pub fn fill<T: Send>(
        &self,
        out: &mut [T],
        of_block: impl Fn(Block<'_>, &mut [T]) + Sync,
    ) -> Result<(), Error> {
        let all = self.thinned(1);
        let rows_of_chunk = all.chunks(1).first().map_or(1, Range::len);
        let fill = |(k, out): (usize, &mut [T])| {
            let first = k * rows_of_chunk;
            all.for_each_block_within(first..first + out.len(), |block| {
                let rows = block.rows();
                of_block(block, &mut out[rows.start - first..rows.end - first]);
            })
        };
        if self.is_worth_a_thread() {
            out.par_chunks_mut(rows_of_chunk).enumerate().try_for_each(fill)
        } else {
            out.chunks_mut(rows_of_chunk).enumerate().try_for_each(fill)
        }
    }

    fn is_worth_a_thread(&self) -> bool {
        self.n_visited() * self.features().n_columns() >= WORTH_A_THREAD
    }

    /// The sum of all features, by one sweep that does nothing else: what a sweep takes at least.
    ///
    /// # Errors
    /// [`Error::Read`] when rows cannot be had.
    pub fn read(&self) -> Result<f64, Error> {
        let add = |sum: &mut f64, block: Block<'_>| *sum += block.total();
        self.sweep(1, || 0.0, add, |total, sum| *total += sum)
    }

    /// Row ranges of whole blocks, at most 64, of one length but for the last.
    fn chunks(&self, sum_values: usize) -> Vec<Range<usize>> {
        const MOST: usize = 64;
        const ALL_SUMS: usize = 2 << 20; // numbers: 16 MiB
        let most = (ALL_SUMS / sum_values.max(1)).clamp(1, MOST);
        let n = self.n_samples();
        let step = n.div_ceil(self.stride()).div_ceil(most) * self.stride();
        (0..n).step_by(step).map(|first| first..n.min(first + step)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mat;

    fn ramp(n: usize, p: usize) -> Mat<f64> {
        Mat::from_fn(n, p, |i, j| ((7 * i + 3 * j) % 11) as f64 / 7.0 - 0.6)
    }

    #[test]
    fn the_chunks_cover_every_row_once() {
        for (n, p, sum_values) in [(1, 1, 1), (511, 3, 9), (100_003, 20, 400), (9_999, 300, 90_000)]
        {
            let x = ramp(n, p);
            let chunks = Design::new(x.as_ref(), true).unwrap().chunks(sum_values);
            assert_eq!((chunks[0].start, chunks[chunks.len() - 1].end), (0, n));
            assert!(chunks.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert!(chunks.len() <= 64 && chunks.len() * sum_values <= 2 << 20);
        }
    }

    #[test]
    fn every_number_of_threads_gives_the_same_bits() {
        let x = ramp(50_021, 3);
        let design = Design::new(x.as_ref(), true).unwrap();
        let gradient = || {
            design
                .sweep(
                    4,
                    || vec![0.0; 4],
                    |sum, block| {
                        let mut z = vec![0.0; block.len()];
                        block.logits(&[0.3, -0.7, 0.1, 0.05], &mut z);
                        block.add_gradient(&z, sum);
                    },
                    |total, sum| total.iter_mut().zip(sum).for_each(|(t, s)| *t += s),
                )
                .unwrap()
        };
        let alone: Vec<f64> = gradient();
        for threads in [1, 2, 3, 5, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            assert_eq!(pool.install(gradient), alone, "{threads} threads");
        }
    }
}
