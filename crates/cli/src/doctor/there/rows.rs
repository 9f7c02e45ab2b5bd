//! Features and target, in the rows that a fit would see.

use anyhow::Result;
use datasets::{Encoder, Gaps};
use linalg_lite::collinearity_of_products;
use models::Combination;
use pictures::numbers::count;
use warehouse::{Error, Frame, Moments, Together, Truth, only_nearly};

use super::Examined;
use crate::doctor::checkup::Checkup;
use crate::doctor::columns::constants;
use crate::doctor::features::{Compared, more_than_rows};
use crate::doctor::finding::{Finding, Kind};
use crate::doctor::gaps::Incomplete;

/// Rows without a gap.
struct Complete {
    /// In features and target.
    rows: f64,
    /// In features.
    of_features: f64,
}

impl Examined<'_> {
    /// What to do about gaps, in the words of --missing, if anything has to be done.
    pub(super) fn rows_of(
        &self,
        checkup: &mut Checkup,
        features: &[String],
    ) -> Result<Option<&'static str>> {
        let how = self.args.columns.missing;
        let any = self.any_truth()?;
        let complete = self.complete(features, any.as_ref())?;
        let gaps = self.gaps(features, self.rows - complete.rows).finding(how);
        let is_refused = how == Gaps::Refuse && gaps.is_some();
        checkup.findings.extend(gaps);
        checkup.usable &= !is_refused;
        let leave_most = 2.0 * complete.of_features >= self.rows;
        let missing = is_refused.then_some(if leave_most { "drop" } else { "mean" });

        let is_filled = matches!(how, Gaps::Mean | Gaps::Level);
        let (rows, gaps) = match is_filled || complete.rows == 0.0 {
            true => (self.target()?.map_or(self.rows, |target| target.known), Gaps::Mean),
            false => (complete.rows, Gaps::Drop),
        };
        checkup.tell_rows(rows as usize, gaps == Gaps::Mean && !is_filled);
        if rows > 0.0
            && let Some(encoder) = self.learned(checkup, features, any.as_ref(), gaps)?
        {
            self.add_rows(checkup, &encoder, any.as_ref(), rows)?;
        }
        Ok(missing)
    }

    /// How many rows have no gap.
    fn complete(&self, features: &[String], any: Option<&Truth>) -> Result<Complete> {
        if self.gappy.is_empty() {
            return Ok(Complete { rows: self.rows, of_features: self.rows });
        }
        let encoder = self.wanted(features, Gaps::Drop).unlearned(&self.holdings(features)?);
        let rows = self.frame(&encoder, any).count(self.engine)?;
        let has_gaps = self.target()?.is_some_and(|target| self.gappy.contains(&target.name));
        let of_features =
            if has_gaps { self.frame(&encoder, None).count(self.engine)? } else { rows };
        Ok(Complete { rows, of_features })
    }

    fn gaps(&self, features: &[String], incomplete: f64) -> Incomplete<'_> {
        let is_target = |name: &String| Some(name) == self.args.target.as_ref();
        let of_features = self.columns.iter().filter(|column| features.contains(&column.name));
        let target = self.columns.iter().filter(|column| is_target(&column.name));
        let missing = of_features
            .chain(target)
            .map(|column| ((self.rows - column.known) as usize, column.name.as_str()));
        Incomplete {
            rows: self.rows as usize,
            incomplete: incomplete as usize,
            columns: missing.filter(|(missing, _)| *missing > 0).collect(),
        }
    }

    /// What becomes of the columns; None where a column is of no use in these rows, which is said.
    fn learned(
        &self,
        checkup: &mut Checkup,
        features: &[String],
        any: Option<&Truth>,
        gaps: Gaps,
    ) -> Result<Option<Encoder>> {
        let (wanted, holdings) = (self.wanted(features, gaps), self.holdings(features)?);
        let unlearned = wanted.unlearned(&holdings);
        match wanted.learn(self.engine, &self.frame(&unlearned, any), &holdings) {
            Ok(encoder) => Ok(Some(encoder)),
            Err(Error::Table(problem)) => {
                let before = format!("{}: ", self.there.table);
                let what = problem.strip_prefix(&before).unwrap_or(&problem);
                let remedy = match gaps {
                    Gaps::Drop => {
                        "so it is in the rows without a missing cell; --missing mean keeps the others"
                    }
                    _ => "so it is in the rows that have a value of the target: leave it out",
                };
                checkup.findings.push(Finding::new(Kind::Unusable, what, remedy));
                checkup.usable = false;
                checkup.is_hopeless = true;
                Ok(None)
            }
            Err(other) => Err(other.into()),
        }
    }

    fn add_rows(
        &self,
        checkup: &mut Checkup,
        encoder: &Encoder,
        any: Option<&Truth>,
        rows: f64,
    ) -> Result<()> {
        checkup.findings.extend(constants(encoder));
        let target = self.aim(encoder, any)?;
        if let Some(hopeless) = target.as_ref().and_then(|target| target.beyond_counting()) {
            checkup.add_target((None, vec![hopeless]));
            return Ok(());
        }
        let truth = target.as_ref().map(|target| target.truth());
        let frame = self.frame(encoder, truth.as_ref());
        let together = self.features(checkup, &frame, rows)?;
        if let Some(target) = &target {
            checkup.add_target(target.findings(self, &frame, together.as_ref(), rows)?);
            checkup.model = target.flag(self.args.model);
        }
        Ok(())
    }

    /// Says how the features go together, as far as that can be asked.
    fn features(
        &self,
        checkup: &mut Checkup,
        frame: &Frame<'_>,
        rows: f64,
    ) -> Result<Option<Together>> {
        let names = frame.encoder.feature_names();
        if names.is_empty() {
            return Ok(None);
        }
        if names.len() as f64 >= rows {
            let (found, figures) = more_than_rows(names.len(), rows as usize, "--l2");
            checkup.findings.extend(found);
            checkup.features = Some(figures);
            return Ok(None);
        }
        let moments = Moments::of(self.engine, frame)?;
        let Some(together) = Together::of(self.engine, frame, &moments)? else {
            let features = count(names.len(), "feature");
            checkup.features =
                Some(format!("{features}, too many or too large to ask how they go together"));
            return Ok(None);
        };
        let categories = frame.categories()?;
        let mut combinations = together.combinations()?;
        let mut nearly = Vec::new();
        for (combination, part) in only_nearly(self.engine, frame, &moments, &combinations)? {
            checkup.findings.push(nearly_one(combination, part, &names));
            nearly.push(combination.feature);
        }
        combinations.retain(|combination| !nearly.contains(&combination.feature));
        let products = together.products.as_ref();
        let variances: Vec<f64> = (0..names.len()).map(|j| products[(j, j)]).collect();
        let compared = Compared {
            names: &names,
            categories: &categories,
            combinations: &combinations,
            variances: &variances,
            nearly: &nearly,
        };
        let (found, figures) = compared.findings(|replaced| {
            collinearity_of_products(products, categories.iter().cloned(), replaced)
        })?;
        checkup.findings.extend(found);
        checkup.features = Some(figures);
        Ok(Some(together))
    }
}

/// A feature that sums cannot tell from a combination of others.
fn nearly_one(combination: &Combination, part: f64, names: &[String]) -> Finding {
    let what = format!(
        "{}, but for {part:.0e} of its deviation, which sums of squares cannot see",
        combination.describe(names)
    );
    Finding::new(
        Kind::Collinear,
        what,
        "put the difference in place of a column, in a subquery behind --table, or leave one out with --drop",
    )
}
