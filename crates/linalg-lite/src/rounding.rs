use crate::PivotedQr;

/// What columns may be off by because their numbers are rounded: a column of n numbers about as large as
/// `m` is only known to within `m sqrt(n) epsilon`, however little is left of it once its mean is
/// taken off. So a column whose remainder beside others is no larger is as good as a combination of
/// them: the one rule for the rank, of lines and logits, weighted or not.
pub(crate) struct Rounding {
    /// Of the numbers of each column, as a part of its length.
    of_columns: Vec<f64>,
    /// Of sums over the samples, likewise.
    of_sums: f64,
}

impl Rounding {
    /// From the length of each centred column and its mean; the samples count `n` together.
    pub(crate) fn of(n_samples: usize, n: f64, lengths: &[f64], means: &[f64]) -> Self {
        const FEW: f64 = 8.0; // roundings add up
        let part = |(length, mean): (&f64, &f64)| {
            if *length == 0.0 {
                return f64::INFINITY;
            }
            let ratio = mean / length;
            FEW * f64::EPSILON * (n * ratio).mul_add(ratio, 1.0).sqrt()
        };
        let of_columns = lengths.iter().zip(means).map(part).collect();
        Self { of_columns, of_sums: n_samples.max(lengths.len()) as f64 * f64::EPSILON }
    }

    /// Makes 0 of the length of a column that is nothing but rounding.
    pub(crate) fn clear_constants(&self, lengths: &mut [f64]) {
        let is_constant = |part: &f64| *part >= 1.0;
        for (length, _) in lengths.iter_mut().zip(&self.of_columns).filter(|of| is_constant(of.1)) {
            *length = 0.0;
        }
    }

    /// Whether no column can count as a combination, whose squared length is so many times what is left of it
    /// outside all others. With `G` for the products of columns of unit length, the factor of column k in
    /// column j is at most `sqrt(G^-1_kk / G^-1_jj)`, and what is left of j is `1 / sqrt(G^-1_jj)`; so the
    /// rule for j, multiplied by that, asks whether `1 <= sum_k sqrt(G^-1_kk) of_columns_k` at the most.
    pub(crate) fn leaves_all(&self, inflations: &[f64]) -> bool {
        const SURELY: f64 = 0.5;
        let parts = self.of_columns.iter().zip(inflations);
        let of_sums = inflations.iter().all(|inflation| self.of_sums * inflation.sqrt() < SURELY);
        of_sums && parts.map(|(part, inflation)| part * inflation.sqrt()).sum::<f64>() < SURELY
    }

    /// How many columns, brought to unit length, are more than rounding, in the order of `qr`.
    pub(crate) fn rank(&self, qr: &PivotedQr) -> usize {
        let mut rank = qr.rank(self.of_sums);
        while rank > 0 && self.is_a_combination(qr, rank - 1) {
            rank -= 1;
        }
        rank
    }

    /// Whether what is left of the column at `place` is below the rounding of those that make it up.
    fn is_a_combination(&self, qr: &PivotedQr, place: usize) -> bool {
        let factors = qr.combination(place, place);
        let others = qr.order().iter().zip(&factors).map(|(j, f)| f.abs() * self.of_columns[*j]);
        qr.remainder(place) <= self.of_columns[qr.order()[place]] + others.sum::<f64>()
    }
}
