use super::{Asking, Place, Sums, number};
use crate::{Error, Query};

impl Asking<'_> {
    /// The sums of each level of each category, alone and with the numbers.
    pub(super) fn add_levels(&self, sums: &mut Sums) -> Result<(), Error> {
        let sets: Vec<Vec<usize>> = (0..self.categories.len()).map(|k| vec![k]).collect();
        let mut asked: Vec<String> = (0..self.loss.logits()).map(|a| format!("b.r{a}")).collect();
        for (c, _) in self.pairs() {
            asked.push(self.curvature(c));
            asked.extend((0..self.numbers.len()).map(|x| format!("b.u{c}_{x}")));
        }
        self.grouped(&sets, &asked, sums, |asking, codes, (first, values), sums| {
            let [(category, code)] = codes else { return };
            if let Some(feature) = asking.feature(*category, *code) {
                let places = asking.of_level(feature);
                places[first..].iter().zip(values).for_each(|(places, value)| {
                    places.iter().for_each(|place| sums.add(*place, *value));
                });
            }
        })
    }

    /// Where the sums of a level belong.
    fn of_level(&self, level: usize) -> Vec<Vec<Place>> {
        let mut places = Vec::new();
        for a in 0..self.loss.logits() {
            places.push(vec![Place::Gradient(self.parameter(a, level))]);
        }
        for (_, (a, b)) in self.pairs() {
            let (of_a, of_b) = (self.parameter(a, level), self.parameter(b, level));
            let mut of_ones = vec![Place::Hessian(of_a, of_b)];
            of_ones.extend(self.intercept(b).map(|one| Place::Hessian(of_a, one)));
            of_ones.extend(self.intercept(a).map(|one| Place::Hessian(one, of_b)));
            places.push(of_ones);
            for feature in &self.numbers {
                let (x_a, x_b) = (self.parameter(a, *feature), self.parameter(b, *feature));
                places.push(vec![Place::Hessian(of_a, x_b), Place::Hessian(x_a, of_b)]);
            }
        }
        places
    }

    /// What pairs of levels have in common: counts weighted by the curvature.
    pub(super) fn add_pairs(&self, sums: &mut Sums) -> Result<(), Error> {
        let pairs = self.pairs();
        if pairs.is_empty() {
            return Ok(());
        }
        let all = 0..self.categories.len();
        let sets: Vec<Vec<usize>> =
            all.clone().flat_map(|i| (i + 1..all.end).map(move |j| vec![i, j])).collect();
        let asked: Vec<String> = pairs.iter().map(|(c, _)| self.curvature(*c)).collect();
        self.grouped(&sets, &asked, sums, |asking, codes, (from, values), sums| {
            let [(i, code_i), (j, code_j)] = codes else { return };
            let features = asking.feature(*i, *code_i).zip(asking.feature(*j, *code_j));
            let Some((first, second)) = features else { return };
            for ((_, (a, b)), value) in pairs[from..].iter().zip(values) {
                let (a, b) = (*a, *b);
                let place = Place::Hessian(asking.parameter(a, first), asking.parameter(b, second));
                sums.add(place, *value);
                let place = Place::Hessian(asking.parameter(a, second), asking.parameter(b, first));
                sums.add(place, *value);
            }
        })
    }

    /// The feature of a code; none for the baseline, whose code is 1.
    fn feature(&self, category: usize, code: usize) -> Option<usize> {
        code.checked_sub(2).map(|place| self.categories[category].first + place)
    }

    /// Asks for sums by the codes of each set of categories, and hands on those codes and, from which one on, sums.
    fn grouped(
        &self,
        sets: &[Vec<usize>],
        asked: &[String],
        sums: &mut Sums,
        mut found: impl FnMut(&Self, &[(usize, usize)], (usize, &[f64]), &mut Sums),
    ) -> Result<(), Error> {
        if sets.is_empty() {
            return Ok(());
        }
        let codes = self.categories.len();
        let mut rows = vec![0.0; sets.len()];
        let most = self.frame.dialect.sums;
        for (chunk, asked) in asked.chunks(most).enumerate() {
            rows.fill(0.0);
            let answer = self.engine.select(&self.question(sets, asked))?;
            sums.questions += 1;
            for row in &answer {
                let row =
                    row.iter().map(|field| number(field)).collect::<Result<Vec<f64>, Error>>()?;
                let given = row[..codes].iter().enumerate().filter(|(_, code)| **code > 0.0);
                let given: Vec<(usize, usize)> =
                    given.map(|(k, code)| (k, *code as usize)).collect();
                let of_set = |set: &Vec<usize>| set.iter().eq(given.iter().map(|(k, _)| k));
                if let Some(set) = sets.iter().position(of_set) {
                    rows[set] += row[codes];
                    found(self, &given, (chunk * most, &row[codes + 1..]), sums);
                }
            }
            rows.iter().try_for_each(|rows| self.check_rows(sums.rows, *rows, *rows))?;
        }
        Ok(())
    }

    fn question(&self, sets: &[Vec<usize>], asked: &[String]) -> Query {
        let dialect = self.frame.dialect;
        let values = asked.iter().map(|sql| dialect.shown(&format!("SUM({sql})")));
        let values: Vec<String> = std::iter::once("COUNT(*)".to_owned()).chain(values).collect();
        let code = |k: usize, set: Option<&Vec<usize>>| match set {
            Some(set) if !set.contains(&k) => "NULL".to_owned(),
            _ => format!("b.k{k}"),
        };
        let select = |set: Option<&Vec<usize>>| {
            let codes = (0..self.categories.len()).map(|k| code(k, set));
            let selected: Vec<String> = codes.chain(values.iter().cloned()).collect();
            format!("SELECT {} FROM ({}) AS b GROUP BY ", selected.join(", "), self.rows)
        };
        let names = |set: &Vec<usize>| {
            set.iter().map(|k| format!("b.k{k}")).collect::<Vec<String>>().join(", ")
        };
        let text = match dialect.grouping_sets {
            true => {
                let sets: Vec<String> =
                    sets.iter().map(|set| format!("({})", names(set))).collect();
                format!("{}GROUPING SETS ({})", select(None), sets.join(", "))
            }
            false => {
                let of_set = |set: &Vec<usize>| select(Some(set)) + &names(set);
                sets.iter().map(of_set).collect::<Vec<String>>().join(" UNION ALL ")
            }
        };
        Query { text, columns: self.categories.len() + values.len() }
    }
}
