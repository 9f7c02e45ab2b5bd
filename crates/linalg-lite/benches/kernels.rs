//! What one thread does a second: fused multiply-adds of the kernels beside the most the machine
//! can do, and logits and exponentials beside a mere sum. `cargo bench -p regress-linalg-lite`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use linalg_lite::{BLOCK_ROWS, Block, Design, Mat, exp_neg_abs, sum, sum_ln_1p};
use pulp::{Arch, Simd, WithSimd};

fn main() {
    divan::main();
}

/// Columns of a table, and as many rows as make a few blocks of them.
const FEATURES: [usize; 4] = [10, 20, 100, 500];

fn features(p: usize) -> Mat<f64> {
    Mat::from_fn(4 * BLOCK_ROWS, p, |i, j| ((7 * i + 3 * j) % 101) as f64 / 50.0 - 1.0)
}

/// Runs `step` on the blocks of a table, each of which stays in the cache.
fn bench_blocks(bencher: Bencher<'_, '_>, p: usize, items: usize, step: impl Fn(Block<'_>)) {
    let x = features(p);
    let Ok(design) = Design::new(x.as_ref(), true) else { return };
    bencher
        .counter(ItemsCount::new(design.n_samples() * items))
        .bench_local(|| design.for_each_block(|block| step(black_box(block))));
}

/// Sixteen independent chains: nothing does more fused multiply-adds.
struct Peak(usize);

impl WithSimd for Peak {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f64 {
        let (x, y) = (simd.splat_f64s(black_box(0.999)), simd.splat_f64s(black_box(1e-3)));
        let mut chains = [simd.splat_f64s(black_box(1.0)); 16];
        for _ in 0..self.0 {
            for chain in &mut chains {
                *chain = simd.mul_add_f64s(*chain, x, y);
            }
        }
        chains.iter().map(|chain| simd.reduce_sum_f64s(*chain)).sum()
    }
}

struct Lanes;

impl WithSimd for Lanes {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        S::F64_LANES
    }
}

/// The limit: fused multiply-adds.
#[divan::bench]
fn a_peak_fma(bencher: Bencher<'_, '_>) {
    let times = 10_000;
    let lanes = Arch::new().dispatch(Lanes);
    bencher
        .counter(ItemsCount::new(times * 16 * lanes))
        .bench_local(|| black_box(Arch::new().dispatch(Peak(black_box(times)))));
}

/// `H += X' diag(s) X`: fused multiply-adds.
#[divan::bench(args = FEATURES)]
fn add_hessian(bencher: Bencher<'_, '_>, p: usize) {
    let s = [0.25; 512];
    let hessian = std::cell::RefCell::new(Mat::zeros(p + 1, p + 1));
    bench_blocks(bencher, p, p * (p + 1) / 2, |block| {
        block.add_hessian(&s[..block.len()], hessian.borrow_mut().as_mut());
    });
}

/// `g += X' r`: fused multiply-adds.
#[divan::bench(args = FEATURES)]
fn add_gradient(bencher: Bencher<'_, '_>, p: usize) {
    let r = [0.25; 512];
    let gradient = std::cell::RefCell::new(vec![0.0; p + 1]);
    bench_blocks(bencher, p, p, |block| {
        block.add_gradient(&r[..block.len()], &mut gradient.borrow_mut());
    });
}

/// `z = X w + b`: fused multiply-adds.
#[divan::bench(args = FEATURES)]
fn logits(bencher: Bencher<'_, '_>, p: usize) {
    let z = std::cell::RefCell::new([0.0; 512]);
    let w = vec![0.1; p + 1];
    bench_blocks(bencher, p, p, |block| block.logits(&w, &mut z.borrow_mut()[..block.len()]));
}

/// `e^-|z|`: numbers.
#[divan::bench]
fn exponentials(bencher: Bencher<'_, '_>) {
    let z: Vec<f64> = (0..512).map(|i| f64::from(i) / 50.0).collect();
    let mut e = vec![0.0; 512];
    bencher.counter(ItemsCount::new(512_usize)).bench_local(|| {
        exp_neg_abs(black_box(&z), &mut e);
        e[0]
    });
}

/// `sum ln(1 + e)`: numbers.
#[divan::bench]
fn sum_of_logarithms(bencher: Bencher<'_, '_>) {
    let e: Vec<f64> = (0..512).map(|i| f64::from(i) / 512.0).collect();
    bencher.counter(ItemsCount::new(512_usize)).bench_local(|| sum_ln_1p(black_box(&e)));
}

/// What the two above are to be held against: a sum of as many numbers.
#[divan::bench]
fn plain_sum(bencher: Bencher<'_, '_>) {
    let e: Vec<f64> = (0..512).map(|i| f64::from(i) / 512.0).collect();
    bencher.counter(ItemsCount::new(512_usize)).bench_local(|| sum(black_box(&e)));
}
